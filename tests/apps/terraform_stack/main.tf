terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.0"
    }
  }
}

resource "google_pubsub_topic" "orders" {
  name = "orders"
}

resource "google_storage_bucket" "archive" {
  name     = "archive-${var.project}"
  location = "EU"
}

# resource "google_bigquery_dataset" "warehouse" {}

resource "google_project_service" "vision" {
  service = "vision.googleapis.com"
}

variable "project" {
  description = "Where google_sql_database_instance was, see https://sqladmin.googleapis.com"
}
