"""Where clients find the local cloud: configuration keys of the official provider, addresses for libraries.

The keys are those of provider version 10.2.0; several with similar names are accepted and do nothing.
https://www.pulumi.com/registry/packages/gcp/installation-configuration/
"""

from __future__ import annotations

#: Configuration key without `CustomEndpoint`, host's first label, path. Service Usage must be v1beta1: the
#: provider asks for service identities there, and polls operations at exactly this address.
_ENDPOINTS = (
    ("serviceUsage", "serviceusage", "v1beta1/"),
    ("resourceManager", "cloudresourcemanager", "v1/"),
    ("resourceManagerV3", "cloudresourcemanager", "v3/"),
    ("iamBeta", "iam", "v1/"),
    ("iamCredentials", "iamcredentials", "v1/"),
    ("pubsub", "pubsub", "v1/"),
    ("artifactRegistry", "artifactregistry", "v1/"),
    ("cloudRunV2", "run", "v2/"),
    ("secretManager", "secretmanager", "v1/"),
    ("storage", "storage", "storage/v1/"),
    ("compute", "compute", "compute/beta/"),
    ("monitoring", "monitoring", ""),
    ("logging", "logging", "v2/"),
    ("billingBudgets", "billingbudgets", "v1/"),
    ("cloudBilling", "cloudbilling", "v1/"),
    ("cloudScheduler", "cloudscheduler", "v1/"),
    ("cloudTasks", "cloudtasks", "v2/"),
)
#: A universe that does not exist: a service whose key was forgotten fails at once and never reaches Google.
_ELSEWHERE = {
    "gcp:accessToken": "local",
    "gcp:universeDomain": "local.invalid",
    "gcp:disableGlobalProjectWarning": "true",
    "gcp:pollInterval": "1s",
    "gcp:batching": '{"enableBatching":false}',
}


def provider_config(base_url: str) -> dict[str, str]:
    """Gives the stack configuration with which the official provider calls only the local cloud."""
    base = base_url.rstrip("/")
    keys = {
        f"gcp:{key}CustomEndpoint": f"{base}/{host}.googleapis.com/{path}" for key, host, path in _ENDPOINTS
    }
    return keys | _ELSEWHERE


def client_endpoint(base_url: str, service: str) -> str:
    """Gives the `api_endpoint` for Google's Python libraries; `service` as pubsub or as the whole host."""
    host = service if service.endswith(".googleapis.com") else f"{service}.googleapis.com"
    return f"{base_url.rstrip('/')}/{host}"
