# Values are write-only: they pass through to Secret Manager, and stand in neither plan nor state. Terraform cannot see that one has
# changed, so a number says it: who raises secret_versions[x] writes secrets[x] anew.
#
# The function names versions by number: a new value is a new revision, and all its instances have it, or none.

locals {
  # What the function's variables are called in Secret Manager: PARLEY_HASH_KEY is parley-hash-key.
  secret_ids = { for variable in keys(var.secret_versions) : variable => "${var.name}-${lower(replace(trimprefix(variable, "PARLEY_"), "_", "-"))}" }

  # The key with which deliveries are called is an operator's like all others.
  secret_values = merge(var.secrets, {
    PARLEY_OPERATOR_KEYS = var.delivery_key == null ? null : join(",", compact([
      "delivery:${sha256(var.delivery_key)}",
      lookup(var.secrets, "PARLEY_OPERATOR_KEYS", ""),
    ]))
  })
}

resource "google_secret_manager_secret" "environment" {
  for_each  = local.secret_ids
  secret_id = each.value

  replication {
    auto {}
  }

  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret_version" "environment" {
  for_each               = var.secret_versions
  secret                 = google_secret_manager_secret.environment[each.key].id
  secret_data_wo         = lookup(local.secret_values, each.key, null)
  secret_data_wo_version = each.value
  # Instances of the revision before go on with the old one until the new revision serves; then it can be read no more.
  deletion_policy = "DISABLE"

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_secret_manager_secret" "delivery_key" {
  secret_id = "${var.name}-delivery-key"

  replication {
    auto {}
  }

  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret_version" "delivery_key" {
  secret                 = google_secret_manager_secret.delivery_key.id
  secret_data_wo         = var.delivery_key
  secret_data_wo_version = var.secret_versions["PARLEY_OPERATOR_KEYS"]
  deletion_policy        = "DISABLE"

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_secret_manager_secret" "redis_url" {
  secret_id = "${var.name}-redis-url"

  replication {
    auto {}
  }

  depends_on = [google_project_service.apis]
}

# The provider keeps the password in the state all the same, beside the instance that made it. It opens nothing outside of the network.
resource "google_secret_manager_secret_version" "redis_url" {
  secret         = google_secret_manager_secret.redis_url.id
  secret_data_wo = local.redis_url
  # Another password is another number.
  secret_data_wo_version = parseint(substr(sha256(local.redis_url), 0, 8), 16)
  deletion_policy        = "DISABLE"

  lifecycle {
    create_before_destroy = true
  }
}

# No secret, but instances can mount nothing else.
resource "google_secret_manager_secret" "redis_ca" {
  secret_id = "${var.name}-redis-ca"

  replication {
    auto {}
  }

  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret_version" "redis_ca" {
  secret          = google_secret_manager_secret.redis_ca.id
  secret_data     = local.redis_ca
  deletion_policy = "DISABLE"

  lifecycle {
    create_before_destroy = true
  }
}

# The function may read its own secrets, and do nothing else in the project.

resource "google_service_account" "function" {
  account_id   = var.name
  display_name = "Parley, the function"

  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret_iam_member" "environment" {
  for_each  = google_secret_manager_secret.environment
  secret_id = each.value.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function.member
}

resource "google_secret_manager_secret_iam_member" "redis" {
  for_each = {
    url = google_secret_manager_secret.redis_url.id
    ca  = google_secret_manager_secret.redis_ca.id
  }
  secret_id = each.value
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.function.member
}
