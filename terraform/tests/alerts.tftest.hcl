# Who is told of what: alerts, objectives and budgets.

mock_provider "google" {
  source = "./tests/mocks"
}

variables {
  project_id            = "parley-test"
  region                = "europe-west1"
  image                 = "images.example/parley@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  alert_emails          = ["ann@shop.example", "ops@shop.example"]
  notification_channels = ["projects/parley-test/notificationChannels/1"]
  delivery_key          = "0123456789012345678901234567890123456789abc="
  secrets               = {}
}

run "every_alert_reaches_everybody" {
  assert {
    condition = alltrue([
      for policy in concat(values(google_monitoring_alert_policy.raised), values(google_monitoring_alert_policy.observed), values(google_monitoring_alert_policy.slo)) :
      length(policy.notification_channels) == 3 && contains(policy.notification_channels, "projects/parley-test/notificationChannels/1")
    ])
    error_message = "Both addresses, and the channel that was there."
  }
  assert {
    condition     = toset([for channel in google_monitoring_notification_channel.email : channel.labels.email_address]) == var.alert_emails
    error_message = "A channel for each address."
  }
}

run "each_kind_that_the_function_raises_has_an_alert" {
  assert {
    condition     = toset(keys(google_monitoring_alert_policy.raised)) == toset(["budget", "anomaly", "sla_breached", "undelivered"])
    error_message = "The kinds of parley.alert."
  }
  assert {
    condition = alltrue([
      for kind, policy in google_monitoring_alert_policy.raised :
      endswith(policy.conditions[0].condition_matched_log[0].filter, "jsonPayload.type=\"parley.alert\" AND jsonPayload.kind=\"${kind}\"")
    ])
    error_message = "One line is enough."
  }
  assert {
    condition     = strcontains(google_monitoring_alert_policy.raised["budget"].documentation[0].content, "$${log.extracted_label.site}") && google_monitoring_alert_policy.raised["budget"].conditions[0].condition_matched_log[0].label_extractors["site"] == "EXTRACT(jsonPayload.site)"
    error_message = "It says of which site."
  }
}

run "metrics_are_read_from_the_lines_by_their_names" {
  assert {
    condition = { for key, metric in google_logging_metric.parley : key => metric.value_extractor if metric.value_extractor != null } == {
      turn_duration     = "EXTRACT(jsonPayload.totalMs)"
      compute_cost      = "EXTRACT(jsonPayload.computeNanoUsd)"
      model_cost        = "EXTRACT(jsonPayload.nanoUsd)"
      prompt_tokens     = "EXTRACT(jsonPayload.promptTokens)"
      completion_tokens = "EXTRACT(jsonPayload.completionTokens)"
    }
    error_message = "Members of turn record and ledger line."
  }
  assert {
    condition     = alltrue([for metric in google_logging_metric.parley : length(setsubtract(keys(metric.label_extractors), [for label in metric.metric_descriptor[0].labels : label.key])) == 0])
    error_message = "Labels are declared."
  }
  assert {
    condition     = alltrue([for metric in google_logging_metric.parley : strcontains(metric.filter, "resource.labels.service_name=\"parley\"")])
    error_message = "Of this service alone."
  }
  assert {
    condition     = strcontains(google_logging_metric.parley["deliveries"].filter, "jsonPayload.function=\"tickets/deliver\"") && strcontains(google_monitoring_alert_policy.observed["deliveries_absent"].conditions[0].condition_prometheus_query_language[0].query, "absent_over_time(logging_googleapis_com:user_parley_deliveries{")
    error_message = "Deliveries that do not run are noticed."
  }
}

run "rates_are_of_enough_messages" {
  variables {
    fallback_rate = 0.25
  }
  assert {
    condition     = strcontains(google_monitoring_alert_policy.observed["fallback_rate"].conditions[0].condition_prometheus_query_language[0].query, "> 0.25") && strcontains(google_monitoring_alert_policy.observed["fallback_rate"].conditions[0].condition_prometheus_query_language[0].query, "> 20")
    error_message = "A quarter, of more than twenty."
  }
  assert {
    condition     = strcontains(google_monitoring_alert_policy.observed["redis_away"].conditions[0].condition_prometheus_query_language[0].query, "logging_googleapis_com:user_parley_turns{monitored_resource=\"cloud_run_revision\",service_name=\"parley\",reason=\"state_unavailable\"}")
    error_message = "Readiness as visitors see it."
  }
}

run "objectives_burn_over_a_long_and_a_short_window" {
  assert {
    condition     = toset(keys(google_monitoring_alert_policy.slo)) == toset(["answered_quick", "answered_slow", "fast_quick", "fast_slow"])
    error_message = "Two objectives, two speeds."
  }
  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.slo : policy.combiner == "AND" && length(policy.conditions) == 2])
    error_message = "Both windows."
  }
  assert {
    condition     = google_monitoring_alert_policy.slo["fast_quick"].conditions[0].condition_threshold[0].filter == "select_slo_burn_rate(\"${google_monitoring_slo.fast.name}\", \"3600s\")" && google_monitoring_alert_policy.slo["fast_quick"].conditions[1].condition_threshold[0].filter == "select_slo_burn_rate(\"${google_monitoring_slo.fast.name}\", \"300s\")"
    error_message = "Of its own objective."
  }
  assert {
    condition     = contains(local.metrics.turn_duration.bounds, google_monitoring_slo.fast.request_based_sli[0].distribution_cut[0].range[0].max)
    error_message = "A distribution can be cut at its bounds alone."
  }
}

run "without_a_billing_account_there_is_no_cloud_budget" {
  command = plan

  assert {
    condition     = length(google_billing_budget.cloud) == 0
    error_message = "None."
  }
}

run "cloud_budget_warns_at_half_and_before_it_is_spent" {
  variables {
    billing_account = "012345-6789AB-CDEF01"
    cloud_budget    = 200
  }
  assert {
    condition     = google_billing_budget.cloud[0].amount[0].specified_amount[0].units == "200" && google_billing_budget.cloud[0].budget_filter[0].projects == toset(["projects/123456789012"])
    error_message = "Of this project."
  }
  assert {
    condition     = [for rule in google_billing_budget.cloud[0].threshold_rules : rule.threshold_percent] == [0.5, 0.8, 1, 1] && google_billing_budget.cloud[0].threshold_rules[3].spend_basis == "FORECASTED_SPEND"
    error_message = "Half, four fifths, all, and when it is foreseen."
  }
  assert {
    condition     = length(google_billing_budget.cloud[0].all_updates_rule[0].monitoring_notification_channels) == 2
    error_message = "By e-mail."
  }
}

run "an_alert_that_nobody_gets_is_refused" {
  command = plan

  variables {
    alert_emails = []
  }
  expect_failures = [var.alert_emails]
}
