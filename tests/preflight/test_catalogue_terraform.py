"""The table of Terraform's types: whole words of a type count, and what is not known is never answered."""

from __future__ import annotations

import re

import pytest

from preflight.catalogue import terraform

_API = re.compile(r"[a-z][a-z0-9-]*\.googleapis\.com")


@pytest.mark.parametrize(
    ("resource_type", "apis"),
    [
        ("google_pubsub_topic", "pubsub"),
        ("google_pubsub_topic_iam_member", "pubsub"),
        ("google_pubsub_lite_topic", "pubsublite"),
        ("google_project", "cloudresourcemanager"),
        ("google_project_iam_member", "cloudresourcemanager"),
        ("google_project_iam_custom_role", "iam"),
        ("google_project_service", "serviceusage"),
        ("google_project_service_identity", "serviceusage"),
        ("google_project_usage_export_bucket", "compute"),
        ("google_organization_iam_binding", "cloudresourcemanager"),
        ("google_organization_iam_custom_role", "iam"),
        ("google_folder_iam_member", "cloudresourcemanager"),
        ("google_folder_access_approval_settings", "accessapproval"),
        ("google_service_account", "iam"),
        ("google_service_networking_connection", "servicenetworking cloudresourcemanager"),
        ("google_organization_service_identity", "serviceusage"),
        ("google_service_account_key", "iam"),
        ("google_service_account_access_token", "iamcredentials"),
        ("google_storage_bucket", "storage"),
        ("google_storage_notification", "storage"),
        ("google_storage_transfer_job", "storagetransfer"),
        ("google_cloud_run_service", "run"),
        ("google_cloud_run_v2_job", "run"),
        ("google_cloudfunctions2_function", "cloudfunctions"),
        ("google_sql_database_instance", "sqladmin"),
        ("google_kms_crypto_key", "cloudkms"),
        ("google_bigquery_table", "bigquery"),
        ("google_bigquery_connection_iam_member", "bigqueryconnection"),
        ("google_bigquery_data_transfer_config", "bigquerydatatransfer"),
        ("google_bigquery_analytics_hub_listing", "analyticshub"),
        ("google_bigquery_datapolicy_data_policy", "bigquerydatapolicy"),
        ("google_billing_budget", "billingbudgets"),
        ("google_billing_account", "cloudbilling"),
        ("google_container_cluster", "container"),
        ("google_container_aws_cluster", "gkemulticloud"),
        ("google_container_analysis_note", "containeranalysis"),
        ("google_dataproc_metastore_service", "metastore"),
        ("google_dataproc_cluster", "dataproc"),
        ("google_firebase_hosting_site", "firebasehosting"),
        ("google_firebase_web_app", "firebase"),
        ("google_vertex_ai_endpoint", "aiplatform"),
        ("google_compute_instance", "compute"),
        ("google_iap_web_iam_member", "iap"),
        ("google_iam_workload_identity_pool", "iam"),
    ],
)
def test_a_type_needs_the_apis_of_its_longest_prefix(resource_type: str, apis: str) -> None:
    assert terraform.apis_of(resource_type) == tuple(f"{api}.googleapis.com" for api in apis.split())


@pytest.mark.parametrize(
    "resource_type",
    [
        "google_iam_policy",
        "google_client_config",
        "google_client_openid_userinfo",
        "google_netblock_ip_ranges",
    ],
)
def test_what_asks_nobody_is_known_and_needs_nothing(resource_type: str) -> None:
    assert terraform.apis_of(resource_type) == ()


@pytest.mark.parametrize(
    "resource_type",
    [
        "", "google", "google_", "_", "google_nonsense", "google_nonsense_topic", "google_projectile",
        "google_pub_sub",
        "google_pubsubs_topic", "googlepubsub_topic", "google_cloud", "google_cloud_nonsense", "pubsub_topic",
        "Google_pubsub_topic", "google_clients_config", "google_computer_instance", "google_storages",
        "aws_s3_bucket", "azurerm_resource_group", "random_id", "null_resource", "kubernetes_pod",
        "google-beta_pubsub_topic", "my_google_pubsub_topic", "google.pubsub.topic", "google_vertex",
        "google_binary", "google_access", "google_network", "google_data", "google_api", "google_os",
        "google_app", "google_secret", "google_service", "google_document", "google_essential",
        "google_deployment",
        "google_certificate", "google_org", "google_vpc", "google_site",
    ],
)  # fmt: skip
def test_an_unknown_type_has_no_row(resource_type: str) -> None:
    assert terraform.apis_of(resource_type) is None


def test_every_row_is_sound() -> None:
    wrong = [
        row.prefix
        for row in terraform.rows()
        if not re.fullmatch(r"google(_[a-z0-9]+)+", row.prefix)
        or not row.source.startswith("https://")
        or not all(_API.fullmatch(api) for api in row.apis)
        or len(set(row.apis)) != len(row.apis)
    ]
    assert wrong == []
