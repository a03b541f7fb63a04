# What one gets with nothing but what has no default.

mock_provider "google" {
  source = "./tests/mocks"
}

variables {
  project_id   = "parley-test"
  region       = "europe-west1"
  image        = "images.example/parley@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  alert_emails = ["ops@shop.example"]
  delivery_key = "0123456789012345678901234567890123456789abc="
  secrets = {
    OPENAI_API_KEY                       = "sk-of-nobody"
    PARLEY_HASH_KEY                      = "fedcba9876543210"
    PARLEY_OPERATOR_KEYS                 = "ann:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    PARLEY_SITES_DEFAULT_SIGNING_SECRETS = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
  }
}

run "service_is_as_the_function_expects" {
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].containers[0].image == var.image
    error_message = "The image that was asked for is run."
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].execution_environment == "EXECUTION_ENVIRONMENT_GEN2"
    error_message = "gen2"
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].max_instance_request_concurrency == 500
    error_message = "500 requests on an instance"
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].containers[0].resources[0].startup_cpu_boost && google_cloud_run_v2_service.parley.template[0].containers[0].resources[0].cpu_idle
    error_message = "Boost at the start; request-based billing."
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].containers[0].startup_probe[0].http_get[0].path == "/q/health/ready" && google_cloud_run_v2_service.parley.template[0].containers[0].startup_probe[0].http_get[0].port == 9000
    error_message = "An instance gets messages once Redis answers it."
  }
  assert {
    condition     = tonumber(trimsuffix(google_cloud_run_v2_service.parley.template[0].timeout, "s")) > var.deadline_seconds
    error_message = "The platform waits longer than the function takes."
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.deletion_protection
    error_message = "It cannot be destroyed by a slip."
  }
}

run "environment_says_where_it_runs_and_what_that_costs" {
  assert {
    condition = {
      for env in google_cloud_run_v2_service.parley.template[0].containers[0].env : env.name => env.value if length(env.value_source) == 0
      } == {
      PARLEY_FORWARDED_HOPS                             = "1"
      PARLEY_MODEL_NAME                                 = "gpt-4.1-mini"
      PARLEY_MODEL_URL                                  = "https://api.openai.com/v1"
      PARLEY_DEADLINE                                   = "9s"
      PARLEY_BUDGET_USD                                 = "100"
      PARLEY_COMPUTE_BILLING                            = "request"
      PARLEY_COMPUTE_VCPU                               = "1"
      PARLEY_COMPUTE_MEMORY_GIB                         = "0.5"
      PARLEY_COMPUTE_REGION                             = "europe-west1"
      QUARKUS_TLS_REDIS_TRUST_STORE_PEM_CERTS           = "/etc/parley/redis/ca.pem"
      QUARKUS_TLS_REDIS_HOSTNAME_VERIFICATION_ALGORITHM = "NONE"
    }
    error_message = "These and no others are set in plain text."
  }
}

run "redis_is_private_encrypted_and_keeps_what_it_has" {
  assert {
    condition     = google_redis_instance.state.auth_enabled && google_redis_instance.state.transit_encryption_mode == "SERVER_AUTHENTICATION"
    error_message = "Password and TLS."
  }
  assert {
    condition     = google_redis_instance.state.redis_configs["maxmemory-policy"] == "noeviction"
    error_message = "Nothing is evicted."
  }
  assert {
    condition     = google_redis_instance.state.tier == "STANDARD_HA" && google_redis_instance.state.authorized_network == google_compute_network.parley.id
    error_message = "A replica, in our network."
  }
}

run "network_leads_to_redis_and_nowhere_else" {
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY" && google_cloud_run_v2_service.parley.template[0].vpc_access[0].network_interfaces[0].subnetwork == google_compute_subnetwork.parley.id
    error_message = "Direct VPC egress, of private ranges alone."
  }
  assert {
    condition     = google_compute_firewall.to_redis.destination_ranges == toset(["10.26.1.3/32"]) && one(google_compute_firewall.to_redis.allow).ports == tolist(["6378"])
    error_message = "To Redis on its port."
  }
  assert {
    condition     = one(google_compute_firewall.to_nothing_else.deny).protocol == "all" && google_compute_firewall.to_nothing_else.priority > google_compute_firewall.to_redis.priority
    error_message = "To nothing else."
  }
}

run "nothing_is_public_but_the_service" {
  assert {
    condition     = google_cloud_run_v2_service.parley.invoker_iam_disabled && google_cloud_run_v2_service.parley.ingress == "INGRESS_TRAFFIC_ALL"
    error_message = "Sites can call the service: signatures protect it."
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].containers[0].ports[0].container_port == 8080
    error_message = "Of its ports, only that of the messages."
  }
  assert {
    condition = alltrue([
      for binding in concat(
        values(google_secret_manager_secret_iam_member.environment), values(google_secret_manager_secret_iam_member.redis),
        [google_secret_manager_secret_iam_member.delivery_key, google_project_iam_member.delivery_starts_workflows],
      ) : startswith(binding.member, "serviceAccount:")
    ])
    error_message = "Rights are given to service accounts alone."
  }
  assert {
    condition     = alltrue([for rule in [google_compute_firewall.to_redis, google_compute_firewall.to_nothing_else] : rule.direction == "EGRESS"])
    error_message = "No way into the network."
  }
}

run "function_may_read_its_own_secrets_and_no_more" {
  assert {
    condition     = alltrue([for binding in concat(values(google_secret_manager_secret_iam_member.environment), values(google_secret_manager_secret_iam_member.redis)) : binding.role == "roles/secretmanager.secretAccessor" && binding.member == google_service_account.function.member])
    error_message = "Reading, and by the function."
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].service_account == google_service_account.function.email
    error_message = "It runs under its own account."
  }
  assert {
    condition     = google_secret_manager_secret_iam_member.delivery_key.member == google_service_account.delivery.member
    error_message = "The key of deliveries is for deliveries."
  }
}

run "deliveries_run_each_minute_without_a_key_in_the_job" {
  assert {
    condition     = google_cloud_scheduler_job.delivery.schedule == "* * * * *"
    error_message = "Each minute."
  }
  assert {
    condition     = google_cloud_scheduler_job.delivery.http_target[0].headers == tomap({ "Content-Type" = "application/json" }) && google_cloud_scheduler_job.delivery.http_target[0].oauth_token[0].service_account_email == google_service_account.delivery.email
    error_message = "The job has an account, and no key."
  }
  assert {
    condition     = yamldecode(google_workflows_workflow.delivery.source_contents).main.steps[1].deliver.args.url == "${google_cloud_run_v2_service.parley.uri}/tickets/deliver"
    error_message = "It calls POST /tickets/deliver."
  }
  assert {
    condition     = yamldecode(google_workflows_workflow.delivery.source_contents).main.steps[1].deliver.args.headers.Authorization == "$${\"Bearer \" + key}"
    error_message = "With the key that the step before has read."
  }
  assert {
    condition     = !strcontains(google_workflows_workflow.delivery.source_contents, "0123456789") && google_workflows_workflow.delivery.call_log_level == "LOG_NONE"
    error_message = "The key is neither in the workflow nor in its log."
  }
}

run "logs_are_kept_and_shown_to_bigquery" {
  assert {
    condition     = google_logging_project_bucket_config.records.enable_analytics && google_logging_project_bucket_config.records.retention_days == 400
    error_message = "A bucket that SQL can read, kept as long as the function's counters."
  }
  assert {
    condition     = strcontains(google_logging_project_sink.records.filter, "jsonPayload.type=(\"turn\" OR \"ledger\" OR \"audit\" OR \"parley.alert\")")
    error_message = "Parley's own lines."
  }
  assert {
    condition     = google_logging_linked_dataset.records.link_id == "parley_records" && google_bigquery_dataset.reports.location == google_logging_project_bucket_config.records.location
    error_message = "Views are where the bucket is: BigQuery joins nothing across regions."
  }
  assert {
    condition     = toset(keys(merge(google_bigquery_table.of_records, google_bigquery_table.of_views))) == toset(keys(local.views))
    error_message = "Every view that is described is there."
  }
  assert {
    condition     = strcontains(google_bigquery_table.of_records["invocations"].view[0].query, "`parley-test.parley_records._AllLogs`") && strcontains(google_bigquery_table.of_views["days"].view[0].query, "`parley-test.parley_reports.calls`")
    error_message = "Views read the bucket, or each other."
  }
  assert {
    condition     = alltrue([for column in ["BilledCost", "BillingAccountId", "BillingAccountName", "BillingCurrency", "BillingPeriodEnd", "BillingPeriodStart", "ChargeCategory", "ChargeClass", "ChargeDescription", "ChargePeriodEnd", "ChargePeriodStart", "ContractedCost", "EffectiveCost", "InvoiceIssuerName", "ListCost", "PricingQuantity", "PricingUnit", "ProviderName", "PublisherName", "ServiceCategory", "ServiceName"] : strcontains(google_bigquery_table.of_views["focus"].view[0].query, " AS ${column}")])
    error_message = "All mandatory columns of FOCUS 1.2."
  }
}

run "dashboard_shows_what_people_ask_for" {
  assert {
    condition     = [for chart in local.charts : chart.title if !strcontains(google_monitoring_dashboard.parley.dashboard_json, chart.title)] == []
    error_message = "Every chart is on it."
  }
  assert {
    condition     = alltrue([for metric in ["turn_duration_bucket", "turns", "prompt_tokens_sum", "model_cost_sum", "compute_cost_sum", "alerts"] : strcontains(google_monitoring_dashboard.parley.dashboard_json, "logging_googleapis_com:user_parley_${metric}")])
    error_message = "Latency, outcomes, tokens, costs and alerts, by the names that PromQL has for them."
  }
  assert {
    condition     = length(distinct([for tile in jsondecode(google_monitoring_dashboard.parley.dashboard_json).mosaicLayout.tiles : "${tile.xPos} ${tile.yPos}"])) == length(local.charts)
    error_message = "No chart covers another."
  }
}
