# What variables change, and what they refuse.

mock_provider "google" {
  source = "./tests/mocks"
}

variables {
  project_id   = "parley-test"
  region       = "europe-west1"
  image        = "images.example/parley@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  alert_emails = ["ops@shop.example"]
}

run "a_tag_is_no_image" {
  command = plan

  variables {
    image = "images.example/parley:1.0"
  }
  expect_failures = [var.image]
}

run "a_tag_beside_a_short_digest_is_no_image" {
  command = plan

  variables {
    image = "images.example/parley:1.0@sha256:0123"
  }
  expect_failures = [var.image]
}

run "billing_by_instance_reaches_the_ledger" {
  command = plan

  variables {
    billing    = "instance"
    vcpu       = 2
    memory_mib = 1024
  }
  assert {
    condition     = !google_cloud_run_v2_service.parley.template[0].containers[0].resources[0].cpu_idle
    error_message = "The processor is there between requests."
  }
  assert {
    condition     = local.environment.PARLEY_COMPUTE_BILLING == "instance" && local.environment.PARLEY_COMPUTE_VCPU == "2" && local.environment.PARLEY_COMPUTE_MEMORY_GIB == "1"
    error_message = "The ledger reckons with what is paid."
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.template[0].containers[0].resources[0].limits == tomap({ cpu = "2", memory = "1024Mi" })
    error_message = "The instance is of that size."
  }
}

run "behind_a_load_balancer_there_are_two_proxies" {
  command = plan

  variables {
    ingress = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  }
  assert {
    condition     = local.environment.PARLEY_FORWARDED_HOPS == "2" && google_cloud_run_v2_service.parley.ingress == "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
    error_message = "The load balancer appends to X-Forwarded-For too."
  }
}

run "further_settings_reach_the_function" {
  command = plan

  variables {
    environment   = { PARLEY_DESK_KIND = "zendesk", PARLEY_FOCUS_BILLING_ACCOUNT_ID = "012345-6789AB-CDEF01" }
    budget_usd    = null
    budget_tokens = 5000000
  }
  assert {
    condition     = local.environment.PARLEY_DESK_KIND == "zendesk" && local.view_parameters.account == "012345-6789AB-CDEF01"
    error_message = "In the function, and where a report says the same."
  }
  assert {
    condition     = local.environment.PARLEY_BUDGET_TOKENS == "5000000" && !contains(keys(local.environment), "PARLEY_BUDGET_USD")
    error_message = "One budget or the other."
  }
}

run "a_setting_with_a_variable_of_its_own_is_refused" {
  command = plan

  variables {
    environment = { PARLEY_COMPUTE_BILLING = "instance" }
  }
  expect_failures = [var.environment]
}

run "two_functions_fit_into_one_project" {
  command = plan

  variables {
    name = "shop-staging"
  }
  assert {
    condition     = google_cloud_run_v2_service.parley.name == "shop-staging" && google_redis_instance.state.name == "shop-staging" && google_secret_manager_secret.environment["OPENAI_API_KEY"].secret_id == "shop-staging-openai-api-key"
    error_message = "Names begin with that of the service."
  }
  assert {
    condition     = google_logging_linked_dataset.records.link_id == "shop_staging_records" && google_bigquery_dataset.reports.dataset_id == "shop_staging_reports"
    error_message = "Datasets have no dashes."
  }
  assert {
    condition     = local.prometheus.turns == "logging_googleapis_com:user_shop_staging_turns"
    error_message = "Nor have metrics in PromQL."
  }
}

run "a_name_too_short_for_a_service_account_is_refused" {
  command = plan

  variables {
    name = "chat"
  }
  expect_failures = [var.name]
}

run "more_than_an_instance_holds_is_refused" {
  command = plan

  variables {
    concurrency = 1001
  }
  expect_failures = [var.concurrency]
}

run "part_of_a_processor_is_refused" {
  command = plan

  variables {
    vcpu = 0.5
  }
  expect_failures = [var.vcpu]
}

run "a_deadline_after_which_velo_has_given_up_is_refused" {
  command = plan

  variables {
    deadline_seconds = 14
  }
  expect_failures = [var.deadline_seconds]
}

run "a_subnet_with_too_few_addresses_is_refused" {
  command = plan

  variables {
    subnet_cidr   = "10.26.0.0/26"
    max_instances = 40
  }
  expect_failures = [var.subnet_cidr]
}

run "eviction_in_any_order_is_refused" {
  command = plan

  variables {
    redis_maxmemory_policy = "allkeys-lru"
  }
  expect_failures = [var.redis_maxmemory_policy]
}
