"""Types that Google names itself: told by the display name and the labels that the program gives.

Several may carry the same display name, and then nothing here decides: they are the candidates among which a
person chooses. A secret's versions are numbers and their values are not read, so that they are always that.

https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies/list
https://cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets/list
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.cloud_lookup.declared import Absent, Answer, There, Undecided, Wanted, block, is_unknown
from tools.cloud_lookup.named import UnknownError, filled, names_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.cloud_lookup.declared import Json
    from tools.cloud_lookup.google import Google

VERSION = "gcp:secretmanager/secretVersion:SecretVersion"


@dataclass(frozen=True)
class Listed:
    """Where a type is listed, and under which key of the answer."""

    api: str
    path: str
    key: str


LISTS: dict[str, Listed] = {
    "gcp:monitoring/alertPolicy:AlertPolicy": Listed(
        "monitoring", "v3/projects/{project}/alertPolicies", "alertPolicies"
    ),
    "gcp:monitoring/notificationChannel:NotificationChannel": Listed(
        "monitoring", "v3/projects/{project}/notificationChannels", "notificationChannels"
    ),
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": Listed(
        "monitoring", "v3/projects/{project}/uptimeCheckConfigs", "uptimeCheckConfigs"
    ),
    "gcp:monitoring/dashboard:Dashboard": Listed(
        "monitoring", "v1/projects/{project}/dashboards", "dashboards"
    ),
    "gcp:monitoring/customService:CustomService": Listed(
        "monitoring", "v3/projects/{project}/services", "services"
    ),
    "gcp:monitoring/slo:Slo": Listed(
        "monitoring",
        "v3/projects/{project}/services/{service}/serviceLevelObjectives",
        "serviceLevelObjectives",
    ),
    "gcp:billing/budget:Budget": Listed(
        "billingBudgets", "billingAccounts/{billingAccount}/budgets", "budgets"
    ),
    VERSION: Listed("secretManager", "projects/{project}/secrets/{secret}/versions", "versions"),
}


def find(google: Google, wanted: Wanted) -> Answer:
    """Look a resource up by what the program calls it.

    Raises:
        UnknownError: what it is called, or where it would be, is not known yet.
    """
    listed, names = LISTS[wanted.type], names_of(google, wanted.inputs)
    path = filled(listed.path, names)
    if wanted.type == VERSION:
        versions = google.pages(listed.api, path, listed.key)
        numbers = tuple(str(found["name"]) for found in versions if found.get("state") != "DESTROYED")
        why = "a version's value is never read, so that nobody can tell which one it is"
        return Undecided(why, numbers) if numbers else Absent()
    title = _title(wanted.inputs)
    if is_unknown(title) or is_unknown(wanted.inputs.get("userLabels")):
        raise UnknownError("displayName")
    if not title:
        return Undecided("the program gives it no display name by which it could be found")
    found = [
        str(body["name"]) for body in google.pages(listed.api, path, listed.key) if _is(body, title, wanted)
    ]
    if len(found) > 1:
        return Undecided(f"{len(found)} are called {title!r}", tuple(found))
    return There(found[0]) if found else Absent()


def _title(inputs: Mapping[str, Any]) -> str:
    text = inputs.get("dashboardJson")
    if text and not is_unknown(text):
        return str(json.loads(text).get("displayName", ""))
    return str(text or inputs.get("displayName") or "")


def _is(body: Json, title: str, wanted: Wanted) -> bool:
    theirs, ours = block(body.get("userLabels")), block(wanted.inputs.get("userLabels"))
    return body.get("displayName") == title and ours.items() <= theirs.items()
