# A shop, with what the variables of lgallard/terraform-aws-cognito-user-pool ask for: lists of objects, each of which
# becomes resources, and null for what an object does not say. Clients wait for all resource servers and providers.

locals {
  lgallard_clients = [
    {
      name                                 = "shop"
      generate_secret                      = true
      allowed_oauth_flows                  = ["code"]
      allowed_oauth_flows_user_pool_client = true
      allowed_oauth_scopes                 = ["openid", "email", "https://shop.example.com/orders.read"]
      callback_urls                        = ["https://shop.example.com/callback"]
      default_redirect_uri                 = "https://shop.example.com/callback"
      logout_urls                          = ["https://shop.example.com/"]
      read_attributes                      = ["email", "gender"]
      supported_identity_providers         = ["COGNITO", "Google"]
      access_token_validity                = 60
      id_token_validity                    = 60
      refresh_token_validity               = 60
      token_validity_units                 = { access_token = "minutes", id_token = "minutes", refresh_token = "days" }
      ui_customization_css                 = ".banner-customizable {background-color: #fff;}"
    },
    {
      name                                 = "till"
      generate_secret                      = true
      allowed_oauth_flows                  = ["client_credentials"]
      allowed_oauth_flows_user_pool_client = true
      allowed_oauth_scopes                 = ["https://shop.example.com/orders.read", "stock/count"]
    },
    {
      name                                 = "old"
      allowed_oauth_flows                  = []
      allowed_oauth_flows_user_pool_client = false
      allowed_oauth_scopes                 = []
      callback_urls                        = ["https://old.example.com/callback"]
      default_redirect_uri                 = "https://old.example.com/callback"
      explicit_auth_flows                  = ["CUSTOM_AUTH_FLOW_ONLY", "ADMIN_NO_SRP_AUTH"]
      generate_secret                      = false
      logout_urls                          = []
      read_attributes                      = []
      supported_identity_providers         = []
      write_attributes                     = []
      refresh_token_validity               = 30
    },
  ]

  lgallard_groups = [
    { name = "customers", description = "They buy" },
    { name = "staff", description = "They sell", precedence = 1, role_arn = "arn:aws:iam::${local.account}:role/staff" },
  ]

  lgallard_servers = [
    {
      identifier = "https://shop.example.com"
      name       = "the shop"
      scope = [
        { scope_name = "orders.read", scope_description = "Read orders" },
        { scope_name = "orders.write", scope_description = "Write orders" },
      ]
    },
    { identifier = "stock", name = "stock", scope = [{ scope_name = "count", scope_description = "Count what is there" }] },
  ]

  lgallard_providers = [
    {
      provider_name = "Google"
      provider_type = "Google"
      provider_details = {
        authorize_scopes              = "email"
        client_id                     = "your client_id"
        client_secret                 = "your client_secret"
        attributes_url_add_attributes = "true"
        authorize_url                 = "https://accounts.google.com/o/oauth2/v2/auth"
        oidc_issuer                   = "https://accounts.google.com"
        token_request_method          = "POST"
        token_url                     = "https://www.googleapis.com/oauth2/v4/token"
      }
      attribute_mapping = { email = "email", username = "sub", gender = "gender" }
    },
  ]
}

resource "aws_cognito_user_pool" "lgallard" {
  name                       = "lgallard"
  alias_attributes           = ["email", "phone_number"]
  auto_verified_attributes   = ["email"]
  deletion_protection        = "INACTIVE"
  mfa_configuration          = "OPTIONAL"
  sms_authentication_message = null
  sms_verification_message   = "This is the verification message {####}."
  user_pool_tier             = "PLUS"

  software_token_mfa_configuration {
    enabled = true
  }

  password_policy {
    minimum_length                   = 10
    require_lowercase                = false
    require_numbers                  = true
    require_symbols                  = true
    require_uppercase                = true
    temporary_password_validity_days = 120
    password_history_size            = 5
  }

  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }

  dynamic "schema" {
    for_each = ["email", "gender"]
    content {
      name                     = schema.value
      attribute_data_type      = "String"
      developer_only_attribute = false
      mutable                  = true
      required                 = true
      string_attribute_constraints {
        min_length = 7
        max_length = 15
      }
    }
  }
}

resource "aws_cognito_user_pool_domain" "lgallard" {
  domain          = "lgallard-example"
  certificate_arn = null
  user_pool_id    = aws_cognito_user_pool.lgallard.id
}

resource "aws_cognito_user_group" "lgallard" {
  for_each     = { for group in local.lgallard_groups : group.name => group }
  name         = each.key
  description  = try(each.value.description, null)
  precedence   = try(each.value.precedence, null)
  role_arn     = try(each.value.role_arn, null)
  user_pool_id = aws_cognito_user_pool.lgallard.id
}

resource "aws_cognito_resource_server" "lgallard" {
  count        = length(local.lgallard_servers)
  name         = local.lgallard_servers[count.index].name
  identifier   = local.lgallard_servers[count.index].identifier
  user_pool_id = aws_cognito_user_pool.lgallard.id

  dynamic "scope" {
    for_each = local.lgallard_servers[count.index].scope
    content {
      scope_name        = scope.value.scope_name
      scope_description = scope.value.scope_description
    }
  }
}

resource "aws_cognito_identity_provider" "lgallard" {
  count             = length(local.lgallard_providers)
  user_pool_id      = aws_cognito_user_pool.lgallard.id
  provider_name     = local.lgallard_providers[count.index].provider_name
  provider_type     = local.lgallard_providers[count.index].provider_type
  attribute_mapping = try(local.lgallard_providers[count.index].attribute_mapping, {})
  idp_identifiers   = try(local.lgallard_providers[count.index].idp_identifiers, [])
  provider_details  = try(local.lgallard_providers[count.index].provider_details, {})

  # As in the module, for what the service adds.
  lifecycle {
    ignore_changes = [provider_details["attributes_url"]]
  }
}

resource "aws_cognito_user_pool_client" "lgallard" {
  for_each                             = { for i, client in local.lgallard_clients : "${client.name}_${i}" => client }
  name                                 = each.value.name
  user_pool_id                         = aws_cognito_user_pool.lgallard.id
  allowed_oauth_flows                  = try(each.value.allowed_oauth_flows, null)
  allowed_oauth_flows_user_pool_client = try(each.value.allowed_oauth_flows_user_pool_client, null)
  allowed_oauth_scopes                 = try(each.value.allowed_oauth_scopes, null)
  callback_urls                        = try(each.value.callback_urls, null)
  default_redirect_uri                 = try(each.value.default_redirect_uri, null)
  explicit_auth_flows                  = try(each.value.explicit_auth_flows, null)
  generate_secret                      = try(each.value.generate_secret, null)
  logout_urls                          = try(each.value.logout_urls, null)
  read_attributes                      = try(each.value.read_attributes, null)
  write_attributes                     = try(each.value.write_attributes, null)
  supported_identity_providers         = try(each.value.supported_identity_providers, null)
  access_token_validity                = try(each.value.access_token_validity, null)
  id_token_validity                    = try(each.value.id_token_validity, null)
  refresh_token_validity               = try(each.value.refresh_token_validity, null)

  dynamic "token_validity_units" {
    for_each = try([each.value.token_validity_units], [])
    content {
      access_token  = try(token_validity_units.value.access_token, null)
      id_token      = try(token_validity_units.value.id_token, null)
      refresh_token = try(token_validity_units.value.refresh_token, null)
    }
  }

  # The import of a test would make a client with a secret anew.
  lifecycle {
    ignore_changes = [generate_secret]
  }

  depends_on = [aws_cognito_resource_server.lgallard, aws_cognito_identity_provider.lgallard]
}

resource "aws_cognito_user_pool_ui_customization" "lgallard" {
  for_each     = { for i, client in local.lgallard_clients : "${client.name}_${i}" => client if can(client.ui_customization_css) }
  client_id    = aws_cognito_user_pool_client.lgallard[each.key].id
  css          = each.value.ui_customization_css
  user_pool_id = aws_cognito_user_pool_domain.lgallard.user_pool_id
}
