terraform {
  # Write-only arguments, with which secrets stay out of the state, came with 1.11.
  required_version = ">= 1.11, < 2.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 9.0"
    }
  }

  # The state holds the Redis password (README.md): keep it where only deployers read.
  # backend "gcs" {
  #   bucket = "<bucket>"
  #   prefix = "parley"
  # }
}

provider "google" {
  project = var.project_id
  region  = var.region

  # Budgets belong to no project, so the call must say which one's quota it uses.
  billing_project       = var.project_id
  user_project_override = true
}
