"""Types that carry a name of ours: where each is read, and what the provider imports it by.

Each row is the path of Google's API and the first import form of the type's page. What was deleted and can be
undeleted still holds its name, and is neither there nor absent.

https://www.pulumi.com/registry/packages/gcp/api-docs/ (the section Import of each type)
https://cloud.google.com/iam/docs/manage-workload-identity-pools-providers#delete-pool
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tools.cloud_lookup.declared import Absent, Answer, Later, There, Undecided, Wanted, is_secret, is_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.cloud_lookup.declared import Json
    from tools.cloud_lookup.google import Google

_FIELD = re.compile(r"{(\w+)}")


class MissingError(Exception):
    """The program gives no such property, so that Google makes the name."""


class UnknownError(Exception):
    """A property that is not known before something else was made."""


class SecretError(Exception):
    """A property that is a secret, which no look-up reads."""


def known(name: str, value: object) -> None:
    """Make sure that a property can be looked up by.

    Raises:
        UnknownError: it follows from what is not there yet.
        SecretError: it is a secret.
    """
    if is_unknown(value):
        raise UnknownError(name)
    if is_secret(value):
        raise SecretError(name)


@dataclass(frozen=True)
class Place:
    """Where a type is: the API, its path, and the import's id where that is not the path.

    `slashes` where the name itself may hold some, which then do not part it from what it is in.
    """

    api: str
    path: str
    id: str = ""
    slashes: bool = False


IN_LOCATION = "projects/{project}/locations/{location}"
POOL = "projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}"
PLACES: dict[str, Place] = {
    "gcp:serviceaccount/account:Account": Place("iamBeta", "projects/{project}/serviceAccounts/{email}"),
    "gcp:projects/iAMCustomRole:IAMCustomRole": Place("iamBeta", "projects/{project}/roles/{roleId}"),
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": Place("iamBeta", POOL),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": Place(
        "iamBeta", f"{POOL}/providers/{{workloadIdentityPoolProviderId}}"
    ),
    "gcp:pubsub/topic:Topic": Place("pubsub", "projects/{project}/topics/{name}"),
    "gcp:pubsub/subscription:Subscription": Place("pubsub", "projects/{project}/subscriptions/{name}"),
    "gcp:pubsub/schema:Schema": Place("pubsub", "projects/{project}/schemas/{name}"),
    "gcp:artifactregistry/repository:Repository": Place(
        "artifactRegistry", f"{IN_LOCATION}/repositories/{{repositoryId}}"
    ),
    "gcp:cloudrunv2/service:Service": Place("cloudRunV2", f"{IN_LOCATION}/services/{{name}}"),
    "gcp:cloudrunv2/job:Job": Place("cloudRunV2", f"{IN_LOCATION}/jobs/{{name}}"),
    "gcp:secretmanager/secret:Secret": Place("secretManager", "projects/{project}/secrets/{secretId}"),
    "gcp:storage/bucket:Bucket": Place("storage", "b/{name}", "{project}/{name}"),
    "gcp:monitoring/customService:CustomService": Place(
        "monitoring", "v3/projects/{project}/services/{serviceId}", "projects/{project}/services/{serviceId}"
    ),
    "gcp:monitoring/slo:Slo": Place(
        "monitoring",
        "v3/projects/{project}/services/{service}/serviceLevelObjectives/{sloId}",
        "projects/{project}/services/{service}/serviceLevelObjectives/{sloId}",
    ),
    "gcp:logging/metric:Metric": Place(
        "logging", "projects/{project}/metrics/{name}", "{project} {name}", slashes=True
    ),
    "gcp:logging/projectSink:ProjectSink": Place("logging", "projects/{project}/sinks/{name}"),
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": Place(
        "logging", f"{IN_LOCATION}/buckets/{{bucketId}}"
    ),
    "gcp:cloudscheduler/job:Job": Place(
        "cloudScheduler", "projects/{project}/locations/{region}/jobs/{name}"
    ),
    "gcp:cloudtasks/queue:Queue": Place("cloudTasks", f"{IN_LOCATION}/queues/{{name}}"),
}


def names_of(google: Google, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The properties that fill a path, with those that the stack gives where the program is silent."""
    names = {"project": google.project, "location": google.region, "region": google.region, **inputs}
    if "accountId" in names:
        account = names["accountId"]
        address = f"{account}@{names['project']}.iam.gserviceaccount.com"
        names["email"] = account if is_unknown(account) or is_secret(account) else address
    return names


def filled(template: str, names: Mapping[str, Any], *, whole: bool = False) -> str:
    """The path with the last segment of each property in it, or with the `whole` of each.

    Raises:
        MissingError: The program does not give one of them.
        UnknownError, SecretError: One of them is not known yet, or is a secret.
    """
    for name in _FIELD.findall(template):
        if names.get(name) in (None, ""):
            raise MissingError(name)
        known(name, names[name])
    return _FIELD.sub(
        lambda found: str(names[found[1]]) if whole else str(names[found[1]]).rpartition("/")[2], template
    )


def find(google: Google, wanted: Wanted) -> Answer:
    """Look a resource up by its name.

    Raises:
        MissingError, UnknownError: its name is not ours, or not known yet.
    """
    place, names = PLACES[wanted.type], names_of(google, wanted.inputs)
    identity = filled(place.id or place.path, names, whole=place.slashes)
    quoted = {**names, "name": quote(str(names.get("name")), safe="")} if place.slashes else names
    path = filled(place.path, quoted)
    body = google.get(place.api, path)
    if body is None:
        return Absent()
    if body.get("state") == "DELETED" or body.get("deleted") is True:
        why = "it was deleted and still holds its name; undelete it, or wait until Google has forgotten it"
        return Undecided(why, (identity,))
    if place.api == "storage" and not _is_ours(google, body):
        return Undecided("a bucket of this name belongs to another project; choose another name")
    return There(identity)


def _is_ours(google: Google, bucket: Json) -> bool:
    number, project = bucket.get("projectNumber"), google.get("resourceManager", f"projects/{google.project}")
    return number is None or project is None or str(project.get("projectNumber")) == str(number)


def find_api(google: Google, wanted: Wanted) -> Answer:
    """Whether an API is enabled."""
    names = names_of(google, wanted.inputs)
    identity = filled("{project}/{service}", names)
    path, query = f"projects/{names['project']}/services", {"filter": "state:ENABLED", "pageSize": "200"}
    enabled = google.pages("serviceUsage", path, "services", query)
    listed = {str(entry["name"]).rpartition("/")[2] for entry in enabled}
    return There(identity) if names["service"] in listed else Absent()


def find_identity(_google: Google, wanted: Wanted) -> Answer:
    """Google's own identity of a service cannot be read or imported, and asking twice gives the same one."""
    return Later(f"cannot be imported; `up` asks for the identity of {wanted.inputs.get('service')} again")
