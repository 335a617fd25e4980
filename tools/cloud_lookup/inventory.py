"""What a project holds of the kinds that people make by hand, whoever made it.

Deliberately absent: members of policies, revisions, versions, messages and objects; and Google's own service
accounts, which come with the APIs. A kind whose API is off holds nothing that could be told.

https://cloud.google.com/apis/design/standard_methods#list
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.cloud_lookup.google import ApiOffError, RefusedError
from tools.cloud_lookup.named import filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.cloud_lookup.google import Google


@dataclass(frozen=True)
class Collection:
    """A kind, where it is listed, and the member of an entry that the state has as its id."""

    kind: str
    api: str
    path: str
    key: str
    id: str = "name"


@dataclass(frozen=True)
class Held:
    """One thing of the project."""

    kind: str
    id: str


HERE = "projects/{project}/locations/{location}"
COLLECTIONS = (
    Collection("topic", "pubsub", "projects/{project}/topics", "topics"),
    Collection("subscription", "pubsub", "projects/{project}/subscriptions", "subscriptions"),
    Collection("schema", "pubsub", "projects/{project}/schemas", "schemas"),
    Collection("service", "cloudRunV2", f"{HERE}/services", "services"),
    Collection("job", "cloudRunV2", f"{HERE}/jobs", "jobs"),
    Collection("bucket", "storage", "b", "items"),
    Collection("secret", "secretManager", "projects/{project}/secrets", "secrets"),
    Collection("repository", "artifactRegistry", f"{HERE}/repositories", "repositories"),
    Collection("account", "iamBeta", "projects/{project}/serviceAccounts", "accounts"),
    Collection("alert policy", "monitoring", "v3/projects/{project}/alertPolicies", "alertPolicies"),
    Collection("scheduler job", "cloudScheduler", f"{HERE}/jobs", "jobs"),
    Collection("queue", "cloudTasks", f"{HERE}/queues", "queues"),
)


def held(google: Google) -> tuple[list[Held], list[str]]:
    """Everything found, and a sentence for each kind that could not be listed."""
    found: list[Held] = []
    not_told: list[str] = []
    names = {"project": google.project, "location": google.region}
    for collection in COLLECTIONS:
        path = filled(collection.path, names)
        query: Mapping[str, str] = {"project": google.project} if collection.api == "storage" else {}
        try:
            entries = google.pages(collection.api, path, collection.key, query)
        except ApiOffError as off:
            not_told.append(f"{collection.kind}: {off} is not enabled")
        except RefusedError as refused:
            not_told.append(f"{collection.kind}: {refused}")
        else:
            found += [Held(collection.kind, str(entry[collection.id])) for entry in entries]
    ours = f"@{google.project}.iam.gserviceaccount.com"
    return [one for one in found if one.kind != "account" or one.id.endswith(ours)], not_told


def beside(found: list[Held], ids: set[str]) -> list[Held]:
    """Those of them that are under none of the ids; names that hold the project's number count as well."""
    known = {_without_project(one) for one in ids}
    return [one for one in found if _without_project(one.id) not in known]


def _without_project(name: str) -> str:
    parts = name.split("/")
    return "/".join(parts[2:]) if parts[0] == "projects" else name
