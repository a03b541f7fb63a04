# The cheapest sensible set-up, for one small site: terraform apply -var-file=small.tfvars. README.md says what it costs a month.

# One node without a replica: its restart is a minute or so of static replies.
redis_tier      = "BASIC"
redis_memory_gb = 1

# None is paid for to wait; the call for deliveries keeps one warm all the same. Two are the most, so that nothing can cost much.
min_instances = 0
max_instances = 2
vcpu          = 1
memory_mib    = 512
billing       = "request"

budget_usd   = 20
cloud_budget = 60
