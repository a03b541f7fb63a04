# Instances reach Redis, and nothing else, by this network. The model's API they reach straight through the internet, so there is no NAT.

resource "google_compute_network" "parley" {
  name                    = var.name
  auto_create_subnetworks = false

  depends_on = [google_project_service.apis]
}

resource "google_compute_subnetwork" "parley" {
  name                     = var.name
  network                  = google_compute_network.parley.id
  region                   = var.region
  ip_cidr_range            = var.subnet_cidr
  private_ip_google_access = true
}

resource "google_compute_firewall" "to_redis" {
  name               = "${var.name}-to-redis"
  network            = google_compute_network.parley.id
  direction          = "EGRESS"
  priority           = 1000
  destination_ranges = ["${google_redis_instance.state.host}/32"]

  allow {
    protocol = "tcp"
    ports    = [google_redis_instance.state.port]
  }
}

resource "google_compute_firewall" "to_nothing_else" {
  name               = "${var.name}-to-nothing-else"
  network            = google_compute_network.parley.id
  direction          = "EGRESS"
  priority           = 65000
  destination_ranges = ["0.0.0.0/0"]

  deny {
    protocol = "all"
  }
}
