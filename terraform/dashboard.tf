locals {
  rate = "[$${__interval}]"

  # Title, unit, and what is drawn: a name for each line, and its PromQL.
  charts = [
    {
      title = "Latency, and of first answers"
      unit  = "ms"
      lines = {
        "p50"       = "histogram_quantile(0.5, sum by (le) (increase(${local.prometheus.turn_duration}_bucket{${local.of_revision}}${local.rate})))"
        "p95"       = "histogram_quantile(0.95, sum by (le) (increase(${local.prometheus.turn_duration}_bucket{${local.of_revision}}${local.rate})))"
        "first p95" = "histogram_quantile(0.95, sum by (le) (increase(${local.prometheus.turn_duration}_bucket{${local.of_revision},first=\"true\"}${local.rate})))"
      }
    },
    {
      title = "Outcomes"
      unit  = "invocations"
      lines = { "" = "sum by (outcome) (increase(${local.prometheus.turns}{${local.of_revision}}${local.rate}))" }
    },
    {
      title = "Why static replies"
      unit  = "messages"
      lines = { "" = "sum by (reason) (increase(${local.prometheus.turns}{${local.of_revision},outcome=\"fallback\"}${local.rate}))" }
    },
    {
      title = "Why hand-offs"
      unit  = "messages"
      lines = { "" = "sum by (reason) (increase(${local.prometheus.turns}{${local.of_revision},outcome=\"handoff\"}${local.rate}))" }
    },
    {
      title = "Tokens"
      unit  = "tokens"
      lines = {
        "prompt"     = "sum(increase(${local.prometheus.prompt_tokens}_sum{${local.of_revision}}${local.rate}))"
        "completion" = "sum(increase(${local.prometheus.completion_tokens}_sum{${local.of_revision}}${local.rate}))"
      }
    },
    {
      title = "Cost of an hour"
      unit  = "USD"
      lines = {
        "model"   = "sum(increase(${local.prometheus.model_cost}_sum{${local.of_revision}}[1h])) / 1e9"
        "compute" = "sum(increase(${local.prometheus.compute_cost}_sum{${local.of_revision}}[1h])) / 1e9"
      }
    },
    {
      # By the month, which 30 days come near to; exactly: GET /usage/budget.
      title = "Model calls of 30 days, by site, and their budget"
      unit  = "USD"
      lines = merge(
        { "" = "sum by (site) (increase(${local.prometheus.model_cost}_sum{${local.of_revision}}[30d])) / 1e9" },
        var.budget_usd == null ? {} : { "budget of a site" = "vector(${var.budget_usd})" },
      )
    },
    {
      title = "Alerts that the function raised"
      unit  = "alerts"
      lines = { "" = "sum by (kind, site, percent) (increase(${local.prometheus.alerts}{${local.of_revision}}${local.rate}))" }
    },
    {
      title = "Instances, and requests on one of them (${var.concurrency} at most)"
      unit  = ""
      lines = {
        "instances" = "sum(run_googleapis_com:container_instance_count{${local.of_revision}})"
        "requests"  = "histogram_quantile(0.99, sum by (le) (rate(run_googleapis_com:container_max_request_concurrencies_bucket{${local.of_revision}}${local.rate})))"
      }
    },
    {
      title = "Redis: memory used"
      unit  = "of 1"
      lines = { "memory" = "max(redis_googleapis_com:stats_memory_usage_ratio{monitored_resource=\"redis_instance\",instance_id=\"${google_redis_instance.state.id}\"})" }
    },
  ]
}

resource "google_monitoring_dashboard" "parley" {
  dashboard_json = jsonencode({
    displayName = "Parley (${var.name})"
    mosaicLayout = {
      columns = 48
      tiles = [
        for i, chart in local.charts : {
          xPos   = i % 2 * 24
          yPos   = floor(i / 2) * 16
          width  = 24
          height = 16
          widget = {
            title = chart.title
            xyChart = {
              dataSets = [
                for name, query in chart.lines : merge(
                  { plotType = "LINE", timeSeriesQuery = { prometheusQuery = query } },
                  name == "" ? {} : { legendTemplate = name }, # Lines of one query have their labels.
                )
              ]
              yAxis = { label = chart.unit }
            }
          }
        }
      ]
    }
  })

  depends_on = [google_project_service.apis]
}
