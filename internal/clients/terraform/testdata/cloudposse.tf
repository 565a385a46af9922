# Sign-in by a company's directory, with what the variables of the component cognito of cloudposse/terraform-aws-components
# ask for: where they are not set, its defaults, which are often "", [] or false where another module has null.

locals {
  cloudposse_clients = [
    {
      name                                 = "portal"
      allowed_oauth_flows                  = ["code", "implicit"]
      allowed_oauth_flows_user_pool_client = true
      allowed_oauth_scopes                 = ["email", "openid", "profile", "aws.cognito.signin.user.admin", "reports/read"]
      callback_urls                        = ["https://portal.example.com/callback", "http://localhost:3000/callback"]
      default_redirect_uri                 = "https://portal.example.com/callback"
      explicit_auth_flows                  = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
      logout_urls                          = ["https://portal.example.com/logout"]
      supported_identity_providers         = ["Directory", "COGNITO"]
      prevent_user_existence_errors        = "ENABLED"
      write_attributes                     = ["email", "custom:branch"]
      read_attributes                      = ["email", "custom:branch", "custom:level"]
    },
    {
      name                                 = "batch"
      allowed_oauth_flows                  = ["client_credentials"]
      allowed_oauth_flows_user_pool_client = true
      allowed_oauth_scopes                 = ["reports/read", "reports/write"]
      token_validity_units                 = { access_token = "hours", id_token = "minutes", refresh_token = "days" }
      access_token_validity                = 1
      generate_secret                      = true
    },
  ]
  cloudposse_units = { access_token = "minutes", id_token = "minutes", refresh_token = "days" }

  cloudposse_providers = [
    {
      provider_name     = "Directory"
      provider_type     = "OIDC"
      attribute_mapping = { username = "sub", email = "email" }
      idp_identifiers   = ["example.com"]
      provider_details = {
        authorize_scopes              = "openid email"
        oidc_issuer                   = "https://login.example.com"
        attributes_request_method     = "GET"
        attributes_url_add_attributes = "false"
        authorize_url                 = "https://login.example.com/authorize"
        token_url                     = "https://login.example.com/token"
        attributes_url                = "https://login.example.com/userinfo"
        jwks_uri                      = "https://login.example.com/jwks"
      }
    },
  ]
}

resource "aws_cognito_user_pool" "cloudposse" {
  name                       = "cloudposse"
  alias_attributes           = null
  username_attributes        = ["email"]
  auto_verified_attributes   = ["email"]
  email_verification_subject = "Your verification code"
  email_verification_message = "{username}, your temporary password is `{####}`"
  mfa_configuration          = "OFF"
  sms_authentication_message = null
  sms_verification_message   = null

  admin_create_user_config {
    allow_admin_create_user_only = true
    invite_message_template {
      email_message = "{username}, your temporary password is `{####}`"
      email_subject = "Your verification code"
      sms_message   = "Your username is {username} and temporary password is `{####}`"
    }
  }

  email_configuration {
    reply_to_email_address = ""
    source_arn             = ""
    email_sending_account  = "COGNITO_DEFAULT"
    from_email_address     = null
  }

  lambda_config {
    create_auth_challenge          = ""
    custom_message                 = ""
    define_auth_challenge          = ""
    post_authentication            = ""
    post_confirmation              = ""
    pre_authentication             = ""
    pre_sign_up                    = "arn:aws:lambda:us-east-1:${local.account}:function:pre-sign-up"
    pre_token_generation           = ""
    user_migration                 = ""
    verify_auth_challenge_response = ""
    kms_key_id                     = null
  }

  password_policy {
    minimum_length                   = 8
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = true
    require_uppercase                = true
    temporary_password_validity_days = 7
  }

  schema {
    name                     = "branch"
    attribute_data_type      = "String"
    developer_only_attribute = false
    mutable                  = true
    required                 = false
    string_attribute_constraints {
      min_length = 0
      max_length = 2048
    }
  }

  schema {
    name                     = "level"
    attribute_data_type      = "Number"
    developer_only_attribute = false
    mutable                  = true
    required                 = false
    number_attribute_constraints {
      min_value = 1
      max_value = 9
    }
  }

  verification_message_template {
    default_email_option  = null
    email_message_by_link = null
    email_subject_by_link = null
  }
}

resource "aws_cognito_user_pool_domain" "cloudposse" {
  count           = 1
  domain          = "cloudposse-example"
  certificate_arn = null
  user_pool_id    = join("", aws_cognito_user_pool.cloudposse.*.id)
}

resource "aws_cognito_user_group" "cloudposse" {
  count        = 2
  name         = ["viewers", "admins"][count.index]
  description  = [null, "They may do anything"][count.index]
  precedence   = [null, 0][count.index]
  role_arn     = null
  user_pool_id = join("", aws_cognito_user_pool.cloudposse.*.id)
}

resource "aws_cognito_resource_server" "cloudposse" {
  count        = 1
  name         = "reports"
  identifier   = "reports"
  user_pool_id = join("", aws_cognito_user_pool.cloudposse.*.id)

  dynamic "scope" {
    for_each = ["read", "write"]
    content {
      scope_name        = scope.value
      scope_description = "May ${scope.value} reports"
    }
  }
}

resource "aws_cognito_identity_provider" "cloudposse" {
  count             = length(local.cloudposse_providers)
  user_pool_id      = join("", aws_cognito_user_pool.cloudposse.*.id)
  provider_name     = lookup(local.cloudposse_providers[count.index], "provider_name")
  provider_type     = lookup(local.cloudposse_providers[count.index], "provider_type")
  attribute_mapping = lookup(local.cloudposse_providers[count.index], "attribute_mapping", {})
  idp_identifiers   = lookup(local.cloudposse_providers[count.index], "idp_identifiers", [])
  provider_details  = merge(lookup(local.cloudposse_providers[count.index], "provider_details", {}), { client_id = "portal", client_secret = "secret" })
}

resource "aws_cognito_user_pool_client" "cloudposse" {
  count                                = length(local.cloudposse_clients)
  name                                 = local.cloudposse_clients[count.index].name
  user_pool_id                         = join("", aws_cognito_user_pool.cloudposse.*.id)
  allowed_oauth_flows                  = lookup(local.cloudposse_clients[count.index], "allowed_oauth_flows", [])
  allowed_oauth_flows_user_pool_client = lookup(local.cloudposse_clients[count.index], "allowed_oauth_flows_user_pool_client", true)
  allowed_oauth_scopes                 = lookup(local.cloudposse_clients[count.index], "allowed_oauth_scopes", [])
  callback_urls                        = lookup(local.cloudposse_clients[count.index], "callback_urls", [])
  default_redirect_uri                 = lookup(local.cloudposse_clients[count.index], "default_redirect_uri", null)
  explicit_auth_flows                  = lookup(local.cloudposse_clients[count.index], "explicit_auth_flows", [])
  generate_secret                      = lookup(local.cloudposse_clients[count.index], "generate_secret", null)
  logout_urls                          = lookup(local.cloudposse_clients[count.index], "logout_urls", [])
  read_attributes                      = lookup(local.cloudposse_clients[count.index], "read_attributes", [])
  write_attributes                     = lookup(local.cloudposse_clients[count.index], "write_attributes", [])
  access_token_validity                = lookup(local.cloudposse_clients[count.index], "access_token_validity", 60)
  id_token_validity                    = lookup(local.cloudposse_clients[count.index], "id_token_validity", 60)
  refresh_token_validity               = lookup(local.cloudposse_clients[count.index], "refresh_token_validity", 30)
  supported_identity_providers         = lookup(local.cloudposse_clients[count.index], "supported_identity_providers", [])
  prevent_user_existence_errors        = lookup(local.cloudposse_clients[count.index], "prevent_user_existence_errors", null)

  dynamic "token_validity_units" {
    for_each = [lookup(local.cloudposse_clients[count.index], "token_validity_units", local.cloudposse_units)]
    content {
      access_token  = lookup(token_validity_units.value, "access_token", null)
      id_token      = lookup(token_validity_units.value, "id_token", null)
      refresh_token = lookup(token_validity_units.value, "refresh_token", null)
    }
  }

  # The import of a test would make a client with a secret anew.
  lifecycle {
    ignore_changes = [generate_secret]
  }

  depends_on = [aws_cognito_resource_server.cloudposse, aws_cognito_identity_provider.cloudposse]
}
