# What the tests look at of the things that only the cloud knows.

mock_resource "google_redis_instance" {
  defaults = {
    id          = "projects/parley-test/locations/europe-west1/instances/parley"
    host        = "10.26.1.3"
    port        = 6378
    auth_string = "redis-password-of-nobody"
    server_ca_certs = [{
      cert             = "-----BEGIN CERTIFICATE-----"
      create_time      = ""
      expire_time      = ""
      serial_number    = ""
      sha1_fingerprint = ""
    }]
  }
}

mock_resource "google_cloud_run_v2_service" {
  defaults = {
    uri = "https://parley.example"
  }
}

mock_resource "google_service_account" {
  defaults = {
    email  = "mock@parley-test.iam.gserviceaccount.com"
    member = "serviceAccount:mock@parley-test.iam.gserviceaccount.com"
  }
}

mock_resource "google_secret_manager_secret_version" {
  defaults = {
    version = "7"
  }
}

# Another account than the function's.
override_resource {
  target = google_service_account.delivery
  values = {
    email  = "mock-delivery@parley-test.iam.gserviceaccount.com"
    member = "serviceAccount:mock-delivery@parley-test.iam.gserviceaccount.com"
  }
}

mock_data "google_project" {
  defaults = {
    number = "123456789012"
  }
}
