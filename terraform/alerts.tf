resource "google_monitoring_notification_channel" "email" {
  for_each     = var.alert_emails
  type         = "email"
  display_name = each.value
  labels       = { email_address = each.value }

  depends_on = [google_project_service.apis]
}

locals {
  channels = concat([for channel in google_monitoring_notification_channel.email : channel.name], var.notification_channels)

  # What the function itself raised, each once (docs/costs.md, docs/handoff.md): every line is told to people.
  raised = {
    sla_breached = {
      severity = "CRITICAL"
      title    = "nobody took a ticket in time"
      content  = "A visitor waits for a person, and nobody came by the ticket's dueAt and its margin. GET /tickets?state=open has the overdue first."
    }
    undelivered = {
      severity = "CRITICAL"
      title    = "the desk could not be told"
      content  = "Delivery of a ticket, or of a visitor's message, was given up. GET /tickets?state=undelivered; POST /tickets/deliver with its ticketId tries again."
    }
    budget = {
      severity = "WARNING"
      title    = "a month's budget is used up to 50, 80 or 100 %"
      content  = "At 100 % visitors get static replies. GET /usage/budget says how it stands; POST /usage/budget sets another bound for this month."
    }
    anomaly = {
      severity = "ERROR"
      title    = "a day costs far more than those before it"
      content  = "GET /usage of the day, by model; view days and calls in BigQuery. POST /mode static stops all model calls of a site."
    }
  }

  # What its lines show. Each is true for so long before anybody is told.
  observed = {
    fallback_rate = {
      severity = "ERROR"
      title    = "more than ${var.fallback_rate * 100} % static replies"
      duration = "300s"
      # Of few messages, one would be a large part.
      query   = <<-EOT
        sum(increase(${local.prometheus.turns}{${local.of_revision},outcome="fallback",reason!~"static_mode|blocked"}[10m]))
          / sum(increase(${local.prometheus.turns}{${local.of_revision},outcome=~"completion|fallback|handoff"}[10m])) > ${var.fallback_rate}
        and sum(increase(${local.prometheus.turns}{${local.of_revision},outcome=~"completion|fallback|handoff"}[10m])) > 20
      EOT
      content = "The reason label says why: upstream_* is the model, state_unavailable is Redis, budget_exhausted the budget."
    }
    redis_away = {
      severity = "CRITICAL"
      title    = "Redis is away"
      duration = "60s"
      query    = "sum(increase(${local.prometheus.turns}{${local.of_revision},reason=\"state_unavailable\"}[5m])) > 5"
      content  = "Visitors get static replies, and no model is called. It comes back by itself once Redis does."
    }
    not_ready = {
      severity = "CRITICAL"
      title    = "instances do not get ready, or are restarted"
      duration = "0s"
      query    = "sum(increase(${local.prometheus.failed_probes}{${local.of_revision}}[10m])) > 3"
      content  = "The startup probe asks /q/health/ready, which asks Redis; the liveness probe asks /live. The system log of the service says which failed."
    }
    deliveries_absent = {
      severity = "CRITICAL"
      title    = "ticket deliveries do not run"
      duration = "600s"
      query    = "absent_over_time(${local.prometheus.deliveries}{${local.of_revision}}[5m])"
      content  = "Desks do not get what they did not get at once. Executions of the workflow ${google_workflows_workflow.delivery.name} say why: the job, its key, or the function."
    }
    redis_full = {
      severity = "ERROR"
      title    = "Redis is nearly full"
      duration = "600s"
      query    = "max(redis_googleapis_com:stats_memory_usage_ratio{monitored_resource=\"redis_instance\",instance_id=\"${google_redis_instance.state.id}\"}) > 0.8"
      content  = "With noeviction, writes fail when it is full. Raise redis_memory_gb."
    }
  }

  of_revision = "monitored_resource=\"cloud_run_revision\",service_name=\"${var.name}\""
}

resource "google_monitoring_alert_policy" "raised" {
  for_each              = local.raised
  display_name          = "Parley (${var.name}): ${each.value.title}"
  severity              = each.value.severity
  combiner              = "OR"
  notification_channels = local.channels

  # The line itself, not its metric: it is raised once, and the first of a series that a metric had not before must not be missed.
  conditions {
    display_name = "parley.alert ${each.key}"
    condition_matched_log {
      filter = "${local.metrics.alerts.filter} AND jsonPayload.kind=\"${each.key}\""
      label_extractors = {
        site    = "EXTRACT(jsonPayload.site)"
        percent = "EXTRACT(jsonPayload.percent)"
      }
    }
  }

  documentation {
    content   = "Site $${log.extracted_label.site}. ${each.value.content} More: docs/playbook.md."
    mime_type = "text/markdown"
  }

  alert_strategy {
    auto_close = "86400s"
    notification_rate_limit {
      period = "300s"
    }
  }
}

resource "google_monitoring_alert_policy" "observed" {
  for_each              = local.observed
  display_name          = "Parley (${var.name}): ${each.value.title}"
  severity              = each.value.severity
  combiner              = "OR"
  notification_channels = local.channels

  conditions {
    display_name = each.value.title
    condition_prometheus_query_language {
      query               = trimspace(each.value.query)
      duration            = each.value.duration
      evaluation_interval = "60s"
      # Else nothing can be made before the first lines are written.
      disable_metric_validation = true
    }
  }

  documentation {
    content   = "${each.value.content} More: docs/playbook.md."
    mime_type = "text/markdown"
  }
}
