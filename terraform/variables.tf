# --- where ----------------------------------------------------------------------------------------------------------------

variable "project_id" {
  description = "Google Cloud project. One of its own keeps the bills apart."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "A project id has 6 to 30 of a-z, 0-9 and -."
  }
}

variable "region" {
  description = "Region of everything, such as europe-west1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "A region is like europe-west1."
  }
}

variable "name" {
  description = "Name of the service, and beginning of the names of all that belongs to it."
  type        = string
  default     = "parley"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,19}[a-z0-9]$", var.name))
    error_message = "The name has 6 to 21 of a-z, 0-9 and -: a service account has it, and another with an ending."
  }
}

variable "subnet_cidr" {
  description = "Addresses of the instances: /26 or more, and twice as many as instances, for those of the next revision come beside them."
  type        = string
  default     = "10.26.0.0/24"

  validation {
    condition     = can(cidrhost(var.subnet_cidr, 0)) && try(tonumber(split("/", var.subnet_cidr)[1]) <= 26, false)
    error_message = "The subnet is a CIDR range of /26 or more, such as 10.26.0.0/24."
  }

  validation {
    condition     = try(pow(2, 32 - tonumber(split("/", var.subnet_cidr)[1])) >= 2 * var.max_instances, true)
    error_message = "The subnet needs two addresses for each of max_instances."
  }
}

# --- the function -----------------------------------------------------------------------------------------------------------

variable "image" {
  description = "Image of the function, by digest: what was tested is what every instance runs."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "The image is named by digest: …@sha256: and 64 hex digits. A tag can come to mean another image between two instances."
  }
}

variable "ingress" {
  description = "INGRESS_TRAFFIC_ALL: calls are signed, so anybody may reach it. INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER: behind a load balancer of yours."
  type        = string
  default     = "INGRESS_TRAFFIC_ALL"

  validation {
    condition     = contains(["INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"], var.ingress)
    error_message = "The ingress is INGRESS_TRAFFIC_ALL or INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER: sites call from outside."
  }
}

variable "concurrency" {
  description = <<-EOT
    Requests that an instance is sent at once. A page that waits at /updates is one for as long as it waits, so count the conversations
    that people have at a time, and the messages under way. An instance holds 1,000; half of it bounds what is lost with one.
  EOT
  type        = number
  default     = 500

  validation {
    condition     = var.concurrency >= 1 && var.concurrency <= 1000 && floor(var.concurrency) == var.concurrency
    error_message = "The concurrency is from 1 to 1000, which is the most that Cloud Run sends and the function takes."
  }
}

variable "min_instances" {
  description = "Instances that are there without a call. A new one may need a minute until the network lets it reach Redis, longer than a visitor waits."
  type        = number
  default     = 1

  validation {
    condition     = var.min_instances >= 0 && var.min_instances <= var.max_instances
    error_message = "From 0 to max_instances."
  }
}

variable "max_instances" {
  description = "The most instances: bounds the costs, and the connections to Redis, of which each holds up to 34."
  type        = number
  default     = 10

  validation {
    condition     = var.max_instances >= 1 && var.max_instances <= 1000
    error_message = "From 1 to 1000."
  }
}

variable "vcpu" {
  description = "vCPUs of an instance."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, 2, 4, 8], var.vcpu)
    error_message = "1, 2, 4 or 8: below one, Cloud Run sends an instance one request at a time."
  }
}

variable "memory_mib" {
  description = "Memory of an instance. 512 is the least for gen2, and enough for the native executable; the JVM wants 1024."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_mib >= 512 && var.memory_mib <= 32768 && var.memory_mib % 256 == 0
    error_message = "From 512 to 32768, in steps of 256."
  }
}

variable "billing" {
  description = "What Cloud Run bills, and the ledger reckons with: request, the time in which requests are under way; or instance, all of an instance's time, at a lower price."
  type        = string
  default     = "request"

  validation {
    condition     = contains(["request", "instance"], var.billing)
    error_message = "The billing is request or instance."
  }
}

variable "deadline_seconds" {
  description = "From a message's arrival to its answer. Velo gives up at 14 s."
  type        = number
  default     = 9

  validation {
    condition     = var.deadline_seconds >= 2 && var.deadline_seconds <= 13
    error_message = "From 2 to 13 seconds."
  }
}

variable "model_name" {
  description = "The model. It must have a price (docs/costs.md)."
  type        = string
  default     = "gpt-4.1-mini"
}

variable "model_url" {
  description = "Base URL of an OpenAI-compatible server."
  type        = string
  default     = "https://api.openai.com/v1"

  validation {
    condition     = startswith(var.model_url, "https://")
    error_message = "The model's URL begins with https://: the key goes there."
  }
}

variable "environment" {
  description = "Further settings, by their variables (README.md of the project), such as { PARLEY_DESK_KIND = \"zendesk\" }. Secrets belong into secrets."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for variable in keys(var.environment) : can(regex("^(PARLEY|QUARKUS)_[A-Z0-9_]+$", variable))])
    error_message = "Names begin with PARLEY_ or QUARKUS_."
  }

  validation {
    condition     = alltrue([for variable in keys(var.environment) : !can(regex("(SECRETS?|API_KEY|HASH_KEY|OPERATOR_KEYS|REDIS_URL)$", variable))])
    error_message = "That is a secret: name it in secret_versions, and give its value in secrets."
  }

  validation {
    condition     = length(setintersection(keys(var.environment), ["PARLEY_FORWARDED_HOPS", "PARLEY_MODEL_NAME", "PARLEY_MODEL_URL", "PARLEY_DEADLINE", "PARLEY_BUDGET_TOKENS", "PARLEY_BUDGET_USD", "PARLEY_COMPUTE_BILLING", "PARLEY_COMPUTE_VCPU", "PARLEY_COMPUTE_MEMORY_GIB", "PARLEY_COMPUTE_REGION"])) == 0
    error_message = "That has a variable of its own here."
  }
}

variable "deletion_protection" {
  description = "Whether the service cannot be destroyed."
  type        = bool
  default     = true
}

# --- secrets ----------------------------------------------------------------------------------------------------------------

variable "secret_versions" {
  description = "The function's variables that are secrets, with a number: raise it to write the value anew. One …_SIGNING_SECRETS for each site."
  type        = map(number)
  default = {
    OPENAI_API_KEY                       = 1
    PARLEY_HASH_KEY                      = 1
    PARLEY_OPERATOR_KEYS                 = 1
    PARLEY_SITES_DEFAULT_SIGNING_SECRETS = 1
  }

  validation {
    condition     = alltrue([for variable in keys(var.secret_versions) : variable == "OPENAI_API_KEY" || can(regex("^PARLEY_[A-Z0-9_]+$", variable)) && variable != "PARLEY_REDIS_URL"])
    error_message = "Names are those of the function's variables: OPENAI_API_KEY, or PARLEY_…; PARLEY_REDIS_URL is made here."
  }

  validation {
    condition     = alltrue([for variable in ["OPENAI_API_KEY", "PARLEY_OPERATOR_KEYS"] : contains(keys(var.secret_versions), variable)])
    error_message = "OPENAI_API_KEY and PARLEY_OPERATOR_KEYS are needed."
  }

  validation {
    condition     = anytrue([for variable in keys(var.secret_versions) : can(regex("^PARLEY_SITES_[A-Z0-9_]+_SIGNING_SECRETS$", variable))])
    error_message = "At least one site needs PARLEY_SITES_<SITE>_SIGNING_SECRETS: without, the function does not start."
  }

  validation {
    condition     = alltrue([for version in values(var.secret_versions) : version >= 1 && floor(version) == version])
    error_message = "Numbers are whole, from 1."
  }
}

variable "secrets" {
  description = <<-EOT
    Their values, by the same names; only those whose number is new are needed. PARLEY_OPERATOR_KEYS is name:sha256 of each person's key,
    and may be left out. Give them as TF_VAR_secrets, from where you keep them: they are written to Secret Manager and nowhere else.
  EOT
  type        = map(string)
  default     = {}
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = alltrue([for variable in keys(var.secrets) : contains(keys(var.secret_versions), variable)])
    error_message = "Each name in secrets must be one of secret_versions."
  }

  validation {
    condition = alltrue(flatten([
      for variable, value in var.secrets : [
        for secret in split(",", value) : can(regex("^\\s*whsec_[A-Za-z0-9+/]{32,86}={0,2}\\s*$", secret))
      ] if endswith(variable, "_SIGNING_SECRETS")
    ]))
    error_message = "A signing secret is whsec_ and base64 of 24 to 64 bytes; several are separated by commas."
  }

  validation {
    condition     = alltrue([for key in compact(split(",", lookup(var.secrets, "PARLEY_OPERATOR_KEYS", ""))) : can(regex("^\\s*[A-Za-z0-9_.-]+:[0-9a-f]{64}\\s*$", key))])
    error_message = "Operator keys are name:sha256, separated by commas."
  }

  validation {
    condition     = length(lookup(var.secrets, "PARLEY_HASH_KEY", "0123456789abcdef")) >= 16
    error_message = "PARLEY_HASH_KEY has 16 characters or more."
  }
}

variable "delivery_key" {
  description = "The operator key with which ticket deliveries are called: openssl rand -base64 32. Written, and its hash added to the operator keys, when the number of PARLEY_OPERATOR_KEYS is new."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = var.delivery_key == null ? true : length(var.delivery_key) >= 32
    error_message = "The key has 32 characters or more."
  }
}

# --- Redis ------------------------------------------------------------------------------------------------------------------

variable "redis_tier" {
  description = "STANDARD_HA has a replica that takes over; BASIC is one node, whose restart is a minute of static replies. One cannot be made the other."
  type        = string
  default     = "STANDARD_HA"

  validation {
    condition     = contains(["BASIC", "STANDARD_HA"], var.redis_tier)
    error_message = "The tier is BASIC or STANDARD_HA."
  }
}

variable "redis_memory_gb" {
  description = "Memory of Redis."
  type        = number
  default     = 1

  validation {
    condition     = var.redis_memory_gb >= 1 && var.redis_memory_gb <= 300 && floor(var.redis_memory_gb) == var.redis_memory_gb
    error_message = "From 1 to 300."
  }
}

variable "redis_maxmemory_policy" {
  description = <<-EOT
    When Redis is full. noeviction: writes fail, visitors get static replies, and an alert was raised long before. volatile-ttl: what
    would expire first goes first, which is limits, claims and the holds of budgets; conversations go on, bounds do not hold.
  EOT
  type        = string
  default     = "noeviction"

  validation {
    condition     = contains(["noeviction", "volatile-ttl"], var.redis_maxmemory_policy)
    error_message = "The policy is noeviction or volatile-ttl: others evict tickets and conversations in any order."
  }
}

# --- money ------------------------------------------------------------------------------------------------------------------

variable "budget_usd" {
  description = "What the model calls of each site may cost in a month (UTC). Compute is not in it. null is no bound."
  type        = number
  default     = 100

  validation {
    condition     = var.budget_usd == null ? true : var.budget_usd > 0
    error_message = "The budget is above 0."
  }
}

variable "budget_tokens" {
  description = "How many tokens they may use. null is no bound."
  type        = number
  default     = null

  validation {
    condition     = var.budget_tokens == null ? true : var.budget_tokens > 0 && floor(var.budget_tokens) == var.budget_tokens
    error_message = "The budget is a whole number above 0."
  }
}

variable "billing_account" {
  description = "Billing account, such as 012345-6789AB-CDEF01: makes a budget for what Google bills. Needs the right to make budgets there. null makes none."
  type        = string
  default     = null

  validation {
    condition     = var.billing_account == null ? true : can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.billing_account))
    error_message = "A billing account is like 012345-6789AB-CDEF01."
  }
}

variable "cloud_budget" {
  description = "What Google may bill for the project in a month, in the currency of the billing account. It warns; it stops nothing."
  type        = number
  default     = 150

  validation {
    condition     = var.cloud_budget > 0 && floor(var.cloud_budget) == var.cloud_budget
    error_message = "The budget is a whole number above 0."
  }
}

# --- watching ---------------------------------------------------------------------------------------------------------------

variable "alert_emails" {
  description = "Who is told when something is wrong."
  type        = set(string)

  validation {
    condition     = length(var.alert_emails) > 0 && alltrue([for address in var.alert_emails : can(regex("^[^@\\s]+@[^@\\s]+$", address))])
    error_message = "At least one e-mail address: an alert that nobody gets is none."
  }
}

variable "notification_channels" {
  description = "Further channels that exist already (PagerDuty, Slack), by their full names."
  type        = list(string)
  default     = []
}

variable "fallback_rate" {
  description = "From which part of messages with a static reply on, over 10 minutes, an alert is raised."
  type        = number
  default     = 0.1

  validation {
    condition     = var.fallback_rate > 0 && var.fallback_rate < 1
    error_message = "Between 0 and 1."
  }
}

variable "slo_answered" {
  description = "Part of messages, over 28 days, that get a completion or a person, and no static reply for a fault of ours or the model's."
  type        = number
  default     = 0.99

  validation {
    condition     = var.slo_answered > 0 && var.slo_answered <= 0.999
    error_message = "Above 0, at most 0.999."
  }
}

variable "slo_fast" {
  description = "Part of messages, over 28 days, that are answered within 5 seconds."
  type        = number
  default     = 0.95

  validation {
    condition     = var.slo_fast > 0 && var.slo_fast <= 0.999
    error_message = "Above 0, at most 0.999."
  }
}

variable "log_retention_days" {
  description = "How long turn records, ledger and audit lines are kept, and reports reach back. They hold no text, and visitors as keyed hashes."
  type        = number
  default     = 400

  validation {
    condition     = var.log_retention_days >= 30 && var.log_retention_days <= 3650
    error_message = "From 30 to 3650 days."
  }
}
