# Metrics from the log: of what is in each line, no more labels than people ask for, and none that a visitor could fill.

locals {
  turns  = "${local.function_logs} AND jsonPayload.type=\"turn\""
  ledger = "${local.function_logs} AND jsonPayload.type=\"ledger\""

  # What has a value is a distribution, of which the sum is as good as the percentiles.
  metrics = {
    turns = {
      description = "Invocations, by what became of them"
      filter      = local.turns
      labels = {
        site    = "EXTRACT(jsonPayload.site)"
        outcome = "EXTRACT(jsonPayload.outcome)"
        reason  = "EXTRACT(jsonPayload.reason)"
        intent  = "EXTRACT(jsonPayload.intent)"
      }
    }
    turn_duration = {
      description = "From a message's arrival to its answer; of first = true, first-response latency"
      filter      = "${local.turns} AND jsonPayload.outcome=(\"completion\" OR \"fallback\" OR \"handoff\")"
      labels = {
        site    = "EXTRACT(jsonPayload.site)"
        outcome = "EXTRACT(jsonPayload.outcome)"
        first   = "EXTRACT(jsonPayload.first)"
      }
      value  = "EXTRACT(jsonPayload.totalMs)"
      unit   = "ms"
      bounds = [5, 10, 25, 50, 100, 200, 300, 500, 750, 1000, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 7000, 8000, 9000, 10000, 13000]
    }
    faults = {
      description = "Messages that got a static reply, or none, for a fault of ours or the model's; not because the mode, a budget or the guard is so"
      filter      = "${local.turns} AND (jsonPayload.outcome=\"failed\" OR (jsonPayload.outcome=\"fallback\" AND NOT jsonPayload.reason=(\"static_mode\" OR \"budget_exhausted\" OR \"blocked\")))"
      labels = {
        site   = "EXTRACT(jsonPayload.site)"
        reason = "EXTRACT(jsonPayload.reason)"
      }
    }
    compute_cost = {
      description = "An invocation's share of the instance, in nano-USD"
      filter      = local.turns
      labels      = { site = "EXTRACT(jsonPayload.site)" }
      value       = "EXTRACT(jsonPayload.computeNanoUsd)"
      unit        = "1"
    }
    model_cost = {
      description = "What a model call cost, in nano-USD"
      filter      = local.ledger
      labels = {
        site  = "EXTRACT(jsonPayload.site)"
        model = "EXTRACT(jsonPayload.\"gen_ai.request.model\")"
      }
      value = "EXTRACT(jsonPayload.nanoUsd)"
      unit  = "1"
    }
    prompt_tokens = {
      description = "Tokens that a model call was given"
      filter      = local.ledger
      labels = {
        site  = "EXTRACT(jsonPayload.site)"
        model = "EXTRACT(jsonPayload.\"gen_ai.request.model\")"
      }
      value = "EXTRACT(jsonPayload.promptTokens)"
      unit  = "1"
    }
    completion_tokens = {
      description = "Tokens that a model call answered with"
      filter      = local.ledger
      labels = {
        site  = "EXTRACT(jsonPayload.site)"
        model = "EXTRACT(jsonPayload.\"gen_ai.request.model\")"
      }
      value = "EXTRACT(jsonPayload.completionTokens)"
      unit  = "1"
    }
    alerts = {
      description = "Alerts that the function raised: budget, anomaly, sla_breached, undelivered"
      filter      = "${local.function_logs} AND jsonPayload.type=\"parley.alert\""
      labels = {
        kind    = "EXTRACT(jsonPayload.kind)"
        site    = "EXTRACT(jsonPayload.site)"
        percent = "EXTRACT(jsonPayload.percent)"
      }
    }
    deliveries = {
      description = "Runs of POST /tickets/deliver that were let through and ended well"
      filter      = "${local.function_logs} AND jsonPayload.type=\"audit\" AND jsonPayload.function=\"tickets/deliver\" AND jsonPayload.status=200"
      labels      = {}
    }
    failed_probes = {
      description = "Instances that did not get ready, or did not answer any more"
      filter      = "${local.function_logs} AND log_id(\"run.googleapis.com/varlog/system\") AND textPayload:\"probe failed\""
      labels      = {}
    }
  }

  metric_types = { for key, metric in google_logging_metric.parley : key => "logging.googleapis.com/user/${metric.name}" }
  # The same in PromQL.
  prometheus = { for key, type in local.metric_types : key => "logging_googleapis_com:user_${replace(trimprefix(type, "logging.googleapis.com/user/"), "/[^a-zA-Z0-9_]/", "_")}" }
}

resource "google_logging_metric" "parley" {
  for_each         = local.metrics
  name             = "${var.name}/${each.key}"
  description      = each.value.description
  filter           = each.value.filter
  label_extractors = each.value.labels
  value_extractor  = try(each.value.value, null)

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = can(each.value.value) ? "DISTRIBUTION" : "INT64"
    unit        = try(each.value.unit, "1")

    dynamic "labels" {
      for_each = each.value.labels
      content {
        key        = labels.key
        value_type = "STRING"
      }
    }
  }

  dynamic "bucket_options" {
    for_each = can(each.value.bounds) ? [each.value.bounds] : []
    content {
      explicit_buckets {
        bounds = bucket_options.value
      }
    }
  }

  # Tokens and nano-USD: powers of 4, from 1 to 4 billion.
  dynamic "bucket_options" {
    for_each = can(each.value.value) && !can(each.value.bounds) ? [1] : []
    content {
      exponential_buckets {
        num_finite_buckets = 16
        growth_factor      = 4
        scale              = 1
      }
    }
  }

  depends_on = [google_project_service.apis]
}
