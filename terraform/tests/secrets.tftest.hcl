# Secrets go to Secret Manager, and nowhere else.

mock_provider "google" {
  source = "./tests/mocks"
}

variables {
  project_id   = "parley-test"
  region       = "europe-west1"
  image        = "images.example/parley@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  alert_emails = ["ops@shop.example"]
  delivery_key = "delivery-key-of-nobody-0123456789abcdefghi="
  secret_versions = {
    OPENAI_API_KEY                       = 1
    PARLEY_DESK_SECRET                   = 1
    PARLEY_HASH_KEY                      = 1
    PARLEY_OPERATOR_KEYS                 = 3
    PARLEY_SITES_MY_SHOP_SIGNING_SECRETS = 2
  }
  secrets = {
    OPENAI_API_KEY                       = "sk-of-nobody"
    PARLEY_DESK_SECRET                   = "whsec_ZGVzay1kZXNrLWRlc2stZGVzay1kZXNrLWRlc2s="
    PARLEY_HASH_KEY                      = "hash-key-of-nobody"
    PARLEY_OPERATOR_KEYS                 = "ann:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    PARLEY_SITES_MY_SHOP_SIGNING_SECRETS = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXcgbmV3IG5ldyE="
  }
}

run "state_holds_numbers_and_no_values" {
  assert {
    condition     = tomap({ for variable, version in google_secret_manager_secret_version.environment : variable => version.secret_data_wo_version }) == var.secret_versions
    error_message = "A secret for each variable, at its number."
  }
  assert {
    condition     = alltrue([for version in concat(values(google_secret_manager_secret_version.environment), [google_secret_manager_secret_version.delivery_key, google_secret_manager_secret_version.redis_url]) : version.secret_data_wo == null && version.secret_data == null])
    error_message = "Values are write-only."
  }
  assert {
    condition     = google_secret_manager_secret_version.delivery_key.secret_data_wo_version == var.secret_versions["PARLEY_OPERATOR_KEYS"]
    error_message = "The key of deliveries is new when the operators' keys are, which hold its hash."
  }
}

run "function_gets_references_and_no_values" {
  assert {
    condition = {
      for env in google_cloud_run_v2_service.parley.template[0].containers[0].env : env.name => env.value_source[0].secret_key_ref[0].secret if length(env.value_source) == 1
      } == {
      OPENAI_API_KEY                       = "parley-openai-api-key"
      PARLEY_DESK_SECRET                   = "parley-desk-secret"
      PARLEY_HASH_KEY                      = "parley-hash-key"
      PARLEY_OPERATOR_KEYS                 = "parley-operator-keys"
      PARLEY_REDIS_URL                     = "parley-redis-url"
      PARLEY_SITES_MY_SHOP_SIGNING_SECRETS = "parley-sites-my-shop-signing-secrets"
    }
    error_message = "A variable for each secret, and Redis' URL, which has a password."
  }
  assert {
    condition     = alltrue([for env in google_cloud_run_v2_service.parley.template[0].containers[0].env : env.value_source[0].secret_key_ref[0].version == "7" if length(env.value_source) == 1])
    error_message = "Versions by number: with latest, two instances of one revision could have two values."
  }
}

run "redis_is_reached_by_a_url_that_nobody_reads" {
  assert {
    condition     = local.redis_url == "rediss://:redis-password-of-nobody@10.26.1.3:6378"
    error_message = "TLS, password, address and port."
  }
  assert {
    condition     = [for env in google_cloud_run_v2_service.parley.template[0].containers[0].env : env.name if strcontains(coalesce(env.value, "-"), "redis-password")] == []
    error_message = "The password is in no variable."
  }
  assert {
    condition     = google_secret_manager_secret_version.redis_ca.secret_data == "-----BEGIN CERTIFICATE-----" && google_cloud_run_v2_service.parley.template[0].volumes[0].secret[0].items[0].path == "ca.pem"
    error_message = "Redis' CA is mounted."
  }
}

run "outputs_hold_no_secret" {
  assert {
    condition     = alltrue([for value in ["sk-of-nobody", "whsec_", "hash-key-of-nobody", "delivery-key-of-nobody", "redis-password-of-nobody", "9f86d081"] : !strcontains(jsonencode([output.url, output.repository, output.service_account, output.secrets, output.dashboard, output.dataset]), value)])
    error_message = "Outputs have names, and no values of secrets."
  }
  assert {
    condition     = output.secrets["OPENAI_API_KEY"] == "parley-openai-api-key"
    error_message = "Names are there."
  }
}

run "values_are_not_needed_once_they_are_written" {
  command = plan

  variables {
    secrets      = {}
    delivery_key = null
  }
}

run "a_value_of_no_secret_is_refused" {
  command = plan

  variables {
    secrets = { PARLEY_SITES_MYSHOP_SIGNING_SECRETS = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" }
  }
  expect_failures = [var.secrets]
}

run "a_signing_secret_of_another_form_is_refused" {
  command = plan

  variables {
    secrets = { PARLEY_SITES_MY_SHOP_SIGNING_SECRETS = "correct horse battery staple" }
  }
  expect_failures = [var.secrets]
}

run "an_operator_key_that_is_no_hash_is_refused" {
  command = plan

  variables {
    secrets = { PARLEY_OPERATOR_KEYS = "ann:the-key-itself" }
  }
  expect_failures = [var.secrets]
}

run "a_short_delivery_key_is_refused" {
  command = plan

  variables {
    delivery_key = "short"
  }
  expect_failures = [var.delivery_key]
}

run "a_secret_among_plain_settings_is_refused" {
  command = plan

  variables {
    environment = { PARLEY_ALERTS_SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=" }
  }
  expect_failures = [var.environment]
}

run "redis_url_is_made_here" {
  command = plan

  variables {
    secret_versions = { OPENAI_API_KEY = 1, PARLEY_OPERATOR_KEYS = 1, PARLEY_REDIS_URL = 1, PARLEY_SITES_DEFAULT_SIGNING_SECRETS = 1 }
    secrets         = {}
  }
  expect_failures = [var.secret_versions]
}

run "without_a_site_nobody_could_call" {
  command = plan

  variables {
    secret_versions = { OPENAI_API_KEY = 1, PARLEY_OPERATOR_KEYS = 1 }
    secrets         = {}
  }
  expect_failures = [var.secret_versions]
}
