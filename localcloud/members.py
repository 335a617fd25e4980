"""Members of IAM policies: their shapes, and the service accounts and identity pools that must exist.

Google refuses an account of a project that does not exist, which is how a missing dependency shows. Where
this cannot be known (another organisation's project, an agent of a service not listed here) the member is
let in.
https://cloud.google.com/iam/docs/principal-identifiers and https://cloud.google.com/iam/docs/service-agents
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import gate
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Cloud

_PREFIXES = (
    "user:",
    "group:",
    "domain:",
    "serviceAccount:",
    "deleted:",
    "principal://",
    "principalSet://",
    "principalHierarchy://",
    "projectOwner:",
    "projectEditor:",
    "projectViewer:",
)
_ADDRESS = re.compile(r"[^@\s:]+@[^@\s]+\.[^@\s]+")
_OF_A_PROJECT = re.compile(r"([^@]+)@([a-z0-9.-]+)\.iam\.gserviceaccount\.com")
_AGENT = re.compile(r"service-(\d+)@([a-z0-9.-]+)\.iam\.gserviceaccount\.com")
#: A cluster's pool, `PROJECT.svc.id.goog`, is not made by anybody and cannot be known here.
_IN_A_POOL = re.compile(
    r"//iam\.googleapis\.com/"
    r"(projects/([^/]+)/locations/global/workloadIdentityPools/([^/]+?)(?<!\.svc\.id\.goog))(?:/|$)"
)
_USUAL = "gcp-sa-"
#: Services whose agents live under a name of their own; all others live under `gcp-sa-SERVICE`.
_NAMED_OTHERWISE = {
    "cloudfunctions": "gcf-admin-robot",
    "composer": "cloudcomposer-accounts",
    "compute": "compute-system",
    "container": "container-engine-robot",
    "containeranalysis": "container-analysis",
    "containerregistry": "containerregistry",
    "dataflow": "dataflow-service-producer-prod",
    "dataproc": "dataproc-accounts",
    "file": "cloud-filer",
    "redis": "cloud-redis",
    "run": "serverless-robot-prod",
    "servicenetworking": "service-networking",
    "sqladmin": "gcp-sa-cloud-sql",
    "storage": "gs-project-accounts",
}
_SERVICES = {label: service for service, label in _NAMED_OTHERWISE.items()}


def check(cloud: Cloud, member: str) -> None:
    """Raises 400 for a member that Google would refuse."""
    if member in ("allUsers", "allAuthenticatedUsers"):
        return
    if not member.startswith(_PREFIXES):
        words = f"The member {member} is of an unknown type. Please set a valid type prefix for the member."
        raise invalid(words, "policy.bindings.members")
    kind, _, value = member.partition(":")
    if kind in ("user", "group", "serviceAccount") and not _is_address(value):
        raise invalid(
            f"Invalid member {member}: {value or 'nothing'} is not an address.", "policy.bindings.members"
        )
    if kind == "serviceAccount" and not account_exists(cloud, value):
        raise invalid(f"Service account {value} does not exist.", "policy.bindings.members")
    if kind in ("principal", "principalSet"):
        _check_pool(cloud, value)


def _check_pool(cloud: Cloud, value: str) -> None:
    """A pool of a project that is known must exist, and is named with the project's number."""
    found = _IN_A_POOL.match(value)
    project = cloud.projects.known(found[2]) if found else None
    if found is None or project is None:
        return
    name = f"projects/{project.id}/locations/global/workloadIdentityPools/{found[3]}"
    if found[2] != project.number or cloud.store.get("iam.googleapis.com", name) is None:
        words = (
            f"Identity Pool does not exist ({found[1]}). Please check that you specified a valid resource "
            "name as returned in the `name` attribute in the configuration API."
        )
        raise invalid(words, "policy.bindings.members")


def agent(service: str, number: str) -> str:
    """Gives the address of the agent with which a service acts in a project."""
    label = service.partition(".")[0]
    return f"service-{number}@{_NAMED_OTHERWISE.get(label, _USUAL + label)}.iam.gserviceaccount.com"


def _is_address(value: str) -> bool:
    # A workload pool of a cluster is written `project.svc.id.goog[namespace/name]`.
    return bool(_ADDRESS.fullmatch(value)) or ".svc.id.goog[" in value


def account_exists(cloud: Cloud, email: str) -> bool:
    """Whether an account exists, as far as can be known here."""
    found = _AGENT.fullmatch(email)
    if found and (found[2] in _SERVICES or found[2].startswith(_USUAL)):
        return _agent_exists(cloud, found[1], found[2])
    found = _OF_A_PROJECT.fullmatch(email)
    project = cloud.projects.known(found[2]) if found else None
    if project is None:
        return True
    name = f"projects/{project.id}/serviceAccounts/{email}"
    return cloud.store.get("iam.googleapis.com", name) is not None


def _agent_exists(cloud: Cloud, number: str, label: str) -> bool:
    project = cloud.projects.known(number)
    host = f"{_SERVICES.get(label) or label.removeprefix(_USUAL)}.googleapis.com"
    if project is None or host not in gate.known():
        return True
    if agent(host, number) != f"service-{number}@{label}.iam.gserviceaccount.com":
        return False
    name = f"projects/{project.id}/services/{host}/identity"
    made = cloud.store.get("serviceusage.googleapis.com", name)
    return made is not None or host in cloud.gate.enabled(project)
