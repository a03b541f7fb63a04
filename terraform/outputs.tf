output "url" {
  description = "Where sites and desks call: /chat, /updates, /desk."
  value       = google_cloud_run_v2_service.parley.uri
}

output "repository" {
  description = "Where images are pushed to."
  value       = google_artifact_registry_repository.images.id
}

output "service_account" {
  description = "Account of the function."
  value       = google_service_account.function.email
}

output "secrets" {
  description = "Names of the secrets in Secret Manager, by variable."
  value       = local.secret_ids
}

output "dashboard" {
  description = "The dashboard."
  value       = google_monitoring_dashboard.parley.id
}

output "dataset" {
  description = "BigQuery dataset of the reports."
  value       = google_bigquery_dataset.reports.dataset_id
}
