# What the function says of itself in JSON lines: kept in a log bucket of its own, read in place from BigQuery by SQL.

locals {
  # The function's lines, all of them, and the four kinds that are Parley's own.
  function_logs = "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=\"${var.name}\" AND resource.labels.location=\"${var.region}\""
  records       = "jsonPayload.type=(\"turn\" OR \"ledger\" OR \"audit\" OR \"parley.alert\")"
  # BigQuery's names have no dashes.
  dataset_prefix = replace(var.name, "-", "_")
}

resource "google_logging_project_bucket_config" "records" {
  project          = var.project_id
  location         = var.region
  bucket_id        = "${var.name}-records"
  description      = "Turn records, ledger, audit and alert lines of Parley"
  retention_days   = var.log_retention_days
  enable_analytics = true

  depends_on = [google_project_service.apis]
}

resource "google_logging_project_sink" "records" {
  name        = "${var.name}-records"
  description = "Turn records, ledger, audit and alert lines of Parley"
  destination = "logging.googleapis.com/${google_logging_project_bucket_config.records.id}"
  filter      = "${local.function_logs} AND ${local.records}"
}

# Shows the bucket as a dataset: nothing is copied, and nothing stored twice.
resource "google_logging_linked_dataset" "records" {
  bucket      = google_logging_project_bucket_config.records.id
  link_id     = "${local.dataset_prefix}_records"
  description = "Turn records, ledger, audit and alert lines of Parley, as they are logged"
}

resource "google_bigquery_dataset" "reports" {
  dataset_id  = "${local.dataset_prefix}_reports"
  location    = var.region
  description = "What Parley did and cost; views of the log bucket"

  depends_on = [google_project_service.apis]
}

# Each view is a file in views/, and says there what it shows. Those that read another view come after it.
locals {
  views = {
    invocations   = "What each invocation was, cost and took"
    calls         = "What each model call used and cost: the ledger"
    conversations = "What each conversation came to and cost"
    days          = "What each site did and cost, by day"
    focus         = "Charges by day, site and meter in the columns of FOCUS 1.2"
  }

  view_parameters = {
    records = "${var.project_id}.${google_logging_linked_dataset.records.link_id}._AllLogs"
    reports = "${var.project_id}.${google_bigquery_dataset.reports.dataset_id}"
    region  = var.region
    account = lookup(var.environment, "PARLEY_FOCUS_BILLING_ACCOUNT_ID", "parley")
  }
}

resource "google_bigquery_table" "of_records" {
  for_each            = toset(["invocations", "calls"])
  dataset_id          = google_bigquery_dataset.reports.dataset_id
  table_id            = each.value
  description         = local.views[each.value]
  deletion_protection = false # A view holds nothing.

  view {
    query          = templatefile("${path.module}/views/${each.value}.sql", local.view_parameters)
    use_legacy_sql = false
  }

  depends_on = [google_logging_project_sink.records]
}

resource "google_bigquery_table" "of_views" {
  for_each            = toset(["conversations", "days", "focus"])
  dataset_id          = google_bigquery_dataset.reports.dataset_id
  table_id            = each.value
  description         = local.views[each.value]
  deletion_protection = false

  view {
    query          = templatefile("${path.module}/views/${each.value}.sql", local.view_parameters)
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.of_records]
}
