# Two promises to visitors, each over 28 days, and two alerts for each: one when so much of what may go wrong in 28 days goes wrong
# within an hour that it is gone in two days, and one for six hours, and five days. The short window ends the alert soon after the cause.

resource "google_monitoring_custom_service" "parley" {
  service_id   = var.name
  display_name = "Parley (${var.name})"

  depends_on = [google_project_service.apis]
}

# What the site's owner wants (static mode, a spent budget), or the guard holds back, is no fault.
resource "google_monitoring_slo" "answered" {
  service             = google_monitoring_custom_service.parley.service_id
  slo_id              = "answered"
  display_name        = "${var.slo_answered * 100} % get a completion or a person"
  goal                = var.slo_answered
  rolling_period_days = 28

  request_based_sli {
    good_total_ratio {
      total_service_filter = "metric.type=\"${local.metric_types.turns}\" resource.type=\"cloud_run_revision\" metric.labels.outcome=one_of(\"completion\", \"handoff\", \"fallback\", \"failed\")"
      bad_service_filter   = "metric.type=\"${local.metric_types.faults}\" resource.type=\"cloud_run_revision\""
    }
  }
}

resource "google_monitoring_slo" "fast" {
  service             = google_monitoring_custom_service.parley.service_id
  slo_id              = "fast"
  display_name        = "${var.slo_fast * 100} % are answered within 5 seconds"
  goal                = var.slo_fast
  rolling_period_days = 28

  request_based_sli {
    distribution_cut {
      distribution_filter = "metric.type=\"${local.metric_types.turn_duration}\" resource.type=\"cloud_run_revision\""
      range {
        min = 0
        max = 5000 # One of the metric's bounds.
      }
    }
  }
}

locals {
  slos = {
    answered = google_monitoring_slo.answered
    fast     = google_monitoring_slo.fast
  }
  burns = {
    quick = { rate = 14.4, long = 3600, short = 300, severity = "CRITICAL" }
    slow  = { rate = 6, long = 21600, short = 1800, severity = "ERROR" }
  }
  slo_burns = { for pair in setproduct(keys(local.slos), keys(local.burns)) : join("_", pair) => merge(local.burns[pair[1]], { slo = pair[0] }) }
}

resource "google_monitoring_alert_policy" "slo" {
  for_each              = local.slo_burns
  display_name          = "Parley (${var.name}): ${local.slos[each.value.slo].display_name}, ${each.value.rate} times too many do not"
  severity              = each.value.severity
  combiner              = "AND"
  notification_channels = local.channels

  dynamic "conditions" {
    for_each = [each.value.long, each.value.short]
    content {
      display_name = "over ${conditions.value / 60} minutes"
      condition_threshold {
        filter          = "select_slo_burn_rate(\"${local.slos[each.value.slo].name}\", \"${conditions.value}s\")"
        comparison      = "COMPARISON_GT"
        threshold_value = each.value.rate
        duration        = "0s"
      }
    }
  }

  documentation {
    content = "Dashboard: which outcome and reason. First action: docs/playbook.md."
  }
}
