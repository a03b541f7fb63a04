locals {
  # Without the secrets. What costs are reckoned with must be what is paid for.
  environment = merge(
    {
      # Proxies that append to X-Forwarded-For: Cloud Run, and the load balancer before it.
      PARLEY_FORWARDED_HOPS     = var.ingress == "INGRESS_TRAFFIC_ALL" ? "1" : "2"
      PARLEY_MODEL_NAME         = var.model_name
      PARLEY_MODEL_URL          = var.model_url
      PARLEY_DEADLINE           = "${var.deadline_seconds}s"
      PARLEY_COMPUTE_BILLING    = var.billing
      PARLEY_COMPUTE_VCPU       = tostring(var.vcpu)
      PARLEY_COMPUTE_MEMORY_GIB = tostring(var.memory_mib / 1024)
      PARLEY_COMPUTE_REGION     = var.region

      QUARKUS_TLS_REDIS_TRUST_STORE_PEM_CERTS = "${local.redis_ca_directory}/ca.pem"
      # Memorystore's certificate has the address as its common name, which Java takes for no name. Its CA signs for this one instance alone.
      QUARKUS_TLS_REDIS_HOSTNAME_VERIFICATION_ALGORITHM = "NONE"
    },
    var.budget_tokens == null ? {} : { PARLEY_BUDGET_TOKENS = tostring(var.budget_tokens) },
    var.budget_usd == null ? {} : { PARLEY_BUDGET_USD = tostring(var.budget_usd) },
    var.environment,
  )

  redis_ca_directory = "/etc/parley/redis"
}

resource "google_cloud_run_v2_service" "parley" {
  name                 = var.name
  location             = var.region
  ingress              = var.ingress
  invoker_iam_disabled = true # Calls bear signatures, session tickets or operator keys, which Cloud Run knows nothing of.
  deletion_protection  = var.deletion_protection

  template {
    service_account                  = google_service_account.function.email
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    timeout                          = "30s" # Above the deadline, and the 8 s that a page may wait.
    max_instance_request_concurrency = var.concurrency

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = var.max_instances
    }

    vpc_access {
      egress = "PRIVATE_RANGES_ONLY"
      network_interfaces {
        network    = google_compute_network.parley.id
        subnetwork = google_compute_subnetwork.parley.id
      }
    }

    volumes {
      name = "redis-ca"
      secret {
        secret = google_secret_manager_secret.redis_ca.secret_id
        items {
          version = google_secret_manager_secret_version.redis_ca.version
          path    = "ca.pem"
        }
      }
    }

    containers {
      image = var.image

      # Becomes PORT. Health and metrics are on 9000, which nobody outside reaches.
      ports {
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = tostring(var.vcpu)
          memory = "${var.memory_mib}Mi"
        }
        cpu_idle          = var.billing == "request"
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.environment
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = google_secret_manager_secret_version.environment
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = google_secret_manager_secret.environment[env.key].secret_id
              version = env.value.version
            }
          }
        }
      }

      env {
        name = "PARLEY_REDIS_URL"
        value_source {
          secret_key_ref {
            secret  = google_secret_manager_secret.redis_url.secret_id
            version = google_secret_manager_secret_version.redis_url.version
          }
        }
      }

      volume_mounts {
        name       = "redis-ca"
        mount_path = local.redis_ca_directory
      }

      # Ready is: Redis answers. Direct VPC egress may take a minute for that on a new instance.
      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 120
        http_get {
          path = "/q/health/ready"
          port = 9000
        }
      }

      # Redis does not count: to start again would not bring it back.
      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "/live"
          port = 8080
        }
      }
    }
  }

  # Cloud Run refuses a revision whose account cannot read its secrets.
  depends_on = [
    google_secret_manager_secret_iam_member.environment,
    google_secret_manager_secret_iam_member.redis,
  ]
}
