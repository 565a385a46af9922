# A user pool in the local endpoint:
#
#     go run ./functions/local -memory
#
# Nothing here is secret and nothing leaves this machine: the credentials are made up, and every look-up that the
# provider makes at AWS when it starts is switched off.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}

variable "endpoint" {
  description = "Where the user pools are."
  type        = string
  default     = "http://127.0.0.1:9339"
}

provider "aws" {
  region     = "us-east-1"
  access_key = "local"
  secret_key = "local"

  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true

  endpoints {
    cognitoidp = var.endpoint
  }
}

locals {
  # The account that the endpoint has unless it is told otherwise (-account). ARNs are judged by their text: no role,
  # function, key or identity has to exist.
  account  = "123456789012"
  function = "arn:aws:lambda:us-east-1:${local.account}:function:MyFunction"
}

resource "aws_cognito_user_pool" "minimal" {
  name = "minimal"
}

resource "aws_cognito_user_pool" "main" {
  name           = "main"
  user_pool_tier = "ESSENTIALS"

  alias_attributes         = ["email", "preferred_username"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "OPTIONAL"

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  admin_create_user_config {
    allow_admin_create_user_only = true

    invite_message_template {
      email_message = "Your username is {username} and your temporary password is {####}."
      email_subject = "Your sign-in information"
      sms_message   = "Your username is {username} and your temporary password is {####}."
    }
  }

  device_configuration {
    challenge_required_on_new_device      = true
    device_only_remembered_on_user_prompt = true
  }

  email_configuration {
    email_sending_account  = "DEVELOPER"
    source_arn             = "arn:aws:ses:us-east-1:${local.account}:identity/support@example.com"
    from_email_address     = "support@example.com"
    reply_to_email_address = "support@example.com"
  }

  lambda_config {
    pre_sign_up       = local.function
    post_confirmation = local.function
    kms_key_id        = "arn:aws:kms:us-east-1:${local.account}:key/a6c4f8e2-0c45-47db-925f-87854bc9e357"

    custom_email_sender {
      lambda_arn     = local.function
      lambda_version = "V1_0"
    }
  }

  password_policy {
    minimum_length                   = 12
    require_lowercase                = true
    require_numbers                  = true
    require_symbols                  = false
    require_uppercase                = true
    temporary_password_validity_days = 3
  }

  # Attributes can be added later, and never be changed or taken away. A String or Number has to have its block of
  # constraints, if only an empty one: else the provider plans to make the pool anew.
  schema {
    name                     = "seats"
    attribute_data_type      = "Number"
    developer_only_attribute = false
    mutable                  = true
    required                 = false

    number_attribute_constraints {
      min_value = 1
      max_value = 99
    }
  }

  schema {
    name                     = "department"
    attribute_data_type      = "String"
    developer_only_attribute = false
    mutable                  = true
    required                 = false

    string_attribute_constraints {}
  }

  sign_in_policy {
    allowed_first_auth_factors = ["PASSWORD", "EMAIL_OTP"]
  }

  sms_configuration {
    external_id    = "my-role-external-id"
    sns_caller_arn = "arn:aws:iam::${local.account}:role/service-role/test-cognito-SMS-Role"
  }

  software_token_mfa_configuration {
    enabled = true
  }

  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  username_configuration {
    case_sensitive = false
  }

  verification_message_template {
    default_email_option = "CONFIRM_WITH_CODE"
    email_message        = "Your confirmation code is {####}."
    email_subject        = "Your confirmation code"
    sms_message          = "Your confirmation code is {####}."
  }

  tags = {
    team  = "identity"
    stage = "test"
  }
}

# A web application that signs its users in. Its secret is in Terraform's state.
resource "aws_cognito_user_pool_client" "web" {
  name         = "web"
  user_pool_id = aws_cognito_user_pool.main.id

  generate_secret               = true
  prevent_user_existence_errors = "ENABLED"
  explicit_auth_flows           = ["ALLOW_USER_SRP_AUTH"]
  read_attributes               = ["email", "custom:seats"]
  supported_identity_providers  = ["COGNITO", aws_cognito_identity_provider.google.provider_name]

  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid", "email"]
  callback_urls                        = ["https://example.com/signed-in", "http://localhost:3000/signed-in"]
  logout_urls                          = ["https://example.com/"]

  access_token_validity = 30

  token_validity_units {
    access_token = "minutes"
  }

  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = 10
  }

  # No read tells it: without this, an import would plan to make the client anew.
  lifecycle {
    ignore_changes = [generate_secret]
  }
}

# An API and what may be done there, for clients that are machines.
resource "aws_cognito_resource_server" "orders" {
  identifier   = "https://orders.example.com"
  name         = "orders"
  user_pool_id = aws_cognito_user_pool.main.id

  scope {
    scope_name        = "read"
    scope_description = "Read orders"
  }
}

resource "aws_cognito_user_pool_client" "worker" {
  name         = "worker"
  user_pool_id = aws_cognito_user_pool.main.id

  generate_secret                      = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_scopes                 = aws_cognito_resource_server.orders.scope_identifiers

  lifecycle {
    ignore_changes = [generate_secret]
  }
}

resource "aws_cognito_user_group" "staff" {
  name         = "staff"
  description  = "Takes orders"
  precedence   = 1
  user_pool_id = aws_cognito_user_pool.main.id
}

# What the service adds to an identity provider's details is written here as well: else each plan of provider 5 would take
# it away.
resource "aws_cognito_identity_provider" "google" {
  provider_name = "Google"
  provider_type = "Google"
  user_pool_id  = aws_cognito_user_pool.main.id

  provider_details = {
    client_id        = "example.apps.googleusercontent.com"
    client_secret    = "not a secret"
    authorize_scopes = "openid email"

    attributes_url                = "https://people.googleapis.com/v1/people/me?personFields="
    attributes_url_add_attributes = "true"
    authorize_url                 = "https://accounts.google.com/o/oauth2/v2/auth"
    oidc_issuer                   = "https://accounts.google.com"
    token_request_method          = "POST"
    token_url                     = "https://www.googleapis.com/oauth2/v4/token"
  }

  attribute_mapping = {
    username = "sub"
    email    = "email"
  }
}

resource "aws_cognito_user_pool_domain" "main" {
  domain                = "main-example"
  user_pool_id          = aws_cognito_user_pool.main.id
  managed_login_version = 1
}

# The pages of a domain with managed_login_version 1.
resource "aws_cognito_user_pool_ui_customization" "main" {
  css          = ".submitButton-customizable {background-color: #205493;}"
  user_pool_id = aws_cognito_user_pool_domain.main.user_pool_id
}

output "ids" {
  value = [aws_cognito_user_pool.minimal.id, aws_cognito_user_pool.main.id, aws_cognito_user_pool_client.web.id]
}
