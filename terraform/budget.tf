# What Google bills for the project. The budget of the model calls is the function's own (budget_usd), for only that one can refuse.

data "google_project" "this" {
  count = var.billing_account == null ? 0 : 1
}

resource "google_billing_budget" "cloud" {
  count           = var.billing_account == null ? 0 : 1
  billing_account = var.billing_account
  display_name    = "Parley (${var.name})"

  budget_filter {
    projects = ["projects/${data.google_project.this[0].number}"]
  }

  amount {
    specified_amount {
      units = tostring(var.cloud_budget)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.8, 1]
    content {
      threshold_percent = threshold_rules.value
    }
  }
  threshold_rules {
    threshold_percent = 1
    spend_basis       = "FORECASTED_SPEND"
  }

  # Budgets take five channels at the most, and of e-mail alone.
  all_updates_rule {
    monitoring_notification_channels = slice([for channel in google_monitoring_notification_channel.email : channel.id], 0, min(5, length(var.alert_emails)))
  }

  depends_on = [google_project_service.apis]
}
