"""Which configuration key points which API somewhere, and what may be pointed at.

The official provider's own keys and environment variables, as far as the served types need them. An API
that is not pointed anywhere fails closed: this program knows no real Google address.

Source: https://www.pulumi.com/registry/packages/gcp/installation-configuration/
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

KEYS = {
    "artifactregistry": "artifactRegistryCustomEndpoint",
    "billingbudgets": "billingBudgetsCustomEndpoint",
    "cloudbilling": "cloudBillingCustomEndpoint",
    "cloudscheduler": "cloudSchedulerCustomEndpoint",
    "cloudtasks": "cloudTasksCustomEndpoint",
    "compute": "computeCustomEndpoint",
    "iam": "iamBetaCustomEndpoint",
    "cloudresourcemanager": "resourceManagerCustomEndpoint",
    "logging": "loggingCustomEndpoint",
    "monitoring": "monitoringCustomEndpoint",
    "pubsub": "pubsubCustomEndpoint",
    "run": "cloudRunV2CustomEndpoint",
    "secretmanager": "secretManagerCustomEndpoint",
    "serviceusage": "serviceUsageCustomEndpoint",
    "storage": "storageCustomEndpoint",
}
VARIABLES = {
    "artifactregistry": "GOOGLE_ARTIFACT_REGISTRY_CUSTOM_ENDPOINT",
    "billingbudgets": "GOOGLE_BILLING_BUDGETS_CUSTOM_ENDPOINT",
    "cloudbilling": "GOOGLE_CLOUD_BILLING_CUSTOM_ENDPOINT",
    "cloudscheduler": "GOOGLE_CLOUD_SCHEDULER_CUSTOM_ENDPOINT",
    "cloudtasks": "GOOGLE_CLOUD_TASKS_CUSTOM_ENDPOINT",
    "compute": "GOOGLE_COMPUTE_CUSTOM_ENDPOINT",
    "iam": "GOOGLE_IAM_BETA_CUSTOM_ENDPOINT",
    "cloudresourcemanager": "GOOGLE_RESOURCE_MANAGER_CUSTOM_ENDPOINT",
    "logging": "GOOGLE_LOGGING_CUSTOM_ENDPOINT",
    "monitoring": "GOOGLE_MONITORING_CUSTOM_ENDPOINT",
    "pubsub": "GOOGLE_PUBSUB_CUSTOM_ENDPOINT",
    "run": "GOOGLE_CLOUD_RUN_V2_CUSTOM_ENDPOINT",
    "secretmanager": "GOOGLE_SECRET_MANAGER_CUSTOM_ENDPOINT",
    "serviceusage": "GOOGLE_SERVICE_USAGE_CUSTOM_ENDPOINT",
    "storage": "GOOGLE_STORAGE_CUSTOM_ENDPOINT",
}


def is_local(url: str) -> bool:
    """Whether an address is on this machine: a loopback address or ``localhost``."""
    if "\\" in url:  # read in two ways: what is a host to one reader is a user's name to another
        return False
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def problem(key: str, url: str) -> str | None:
    """Why an endpoint is refused, as one sentence; None where it is fine."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.endswith("/"):
        return f"gcp:{key}: {url!r} is not an address that ends with a slash; write http://127.0.0.1:PORT/HOST/VERSION/"
    if not is_local(url):
        return (
            f"gcp:{key}: {url} is not on this machine, and the stand-in provider serves the local cloud "
            "only; install the official plugin for anything else: pulumi plugin install resource gcp"
        )
    return None
