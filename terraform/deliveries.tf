# POST /tickets/deliver, each minute: desks get what they did not get at once, and visitors hear of it when nobody takes their ticket.
#
# It needs an operator key. What a scheduler job sends stands in its description and in the state, for all to read who may read either;
# so the job starts a workflow of two steps, which reads the key when it needs it.

resource "google_service_account" "delivery" {
  account_id   = "${var.name}-delivery"
  display_name = "Parley, ticket deliveries"

  depends_on = [google_project_service.apis]
}

resource "google_secret_manager_secret_iam_member" "delivery_key" {
  secret_id = google_secret_manager_secret.delivery_key.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.delivery.member
}

# Workflows have no policy of their own: this is the least that there is.
resource "google_project_iam_member" "delivery_starts_workflows" {
  project = var.project_id
  role    = "roles/workflows.invoker"
  member  = google_service_account.delivery.member
}

resource "google_workflows_workflow" "delivery" {
  name                = "${var.name}-delivery"
  region              = var.region
  description         = "Calls POST /tickets/deliver"
  service_account     = google_service_account.delivery.email
  call_log_level      = "LOG_NONE" # What calls answer is logged otherwise, and one of them answers a key.
  deletion_protection = false

  source_contents = yamlencode({
    main = {
      steps = [
        { key = {
          call = "googleapis.secretmanager.v1.projects.secrets.versions.accessString"
          args = {
            project_id = var.project_id
            secret_id  = google_secret_manager_secret.delivery_key.secret_id
            version    = google_secret_manager_secret_version.delivery_key.version
          }
          result = "key"
        } },
        { deliver = {
          call = "http.post"
          args = {
            url     = "${google_cloud_run_v2_service.parley.uri}/tickets/deliver"
            headers = { Authorization = "$${\"Bearer \" + key}" }
            body    = {} # As JSON, of which http.post tells the type.
            timeout = 30
          }
        } },
      ]
    }
  })

  depends_on = [google_project_service.apis, google_secret_manager_secret_iam_member.delivery_key]
}

resource "google_cloud_scheduler_job" "delivery" {
  name             = "${var.name}-delivery"
  region           = var.region
  description      = "Ticket delivery, each minute"
  schedule         = "* * * * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "30s"

  retry_config {
    retry_count = 0 # The next minute comes.
  }

  http_target {
    http_method = "POST"
    uri         = "https://workflowexecutions.googleapis.com/v1/${google_workflows_workflow.delivery.id}/executions"
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode("{}")

    oauth_token {
      service_account_email = google_service_account.delivery.email
    }
  }

  depends_on = [google_project_iam_member.delivery_starts_workflows]
}
