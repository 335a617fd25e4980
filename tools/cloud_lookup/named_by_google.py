"""Types that Google names itself: told by the display name and the labels that the program gives.

What the state holds already is not looked at: it is another resource's. Several may carry the same display
name, and then nothing here decides: they are the candidates among which a person chooses. A secret's versions
are numbers and their values are not read, so that they are always that; so are the keys of an account.

https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies/list
https://cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets/list
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tools.cloud_lookup.declared import Absent, Answer, There, Undecided, Wanted, block
from tools.cloud_lookup.named import filled, known, names_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tools.cloud_lookup.declared import Json
    from tools.cloud_lookup.google import Google

VERSION = "gcp:secretmanager/secretVersion:SecretVersion"
KEY = "gcp:serviceaccount/key:Key"
# Which one it is cannot be told of these by anything that the program says.
_NOTHING_TELLS = {
    VERSION: "a version's value is never read, so that nobody can tell which one it is",
    KEY: "a key cannot be imported, and nobody has what it opens with; delete it, and recover again",
}


@dataclass(frozen=True)
class Listed:
    """Where a type is listed, and under which key of the answer."""

    api: str
    path: str
    key: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])


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
    # Google's own keys of an account are no resources of anybody's.
    KEY: Listed(
        "iamBeta",
        "projects/{project}/serviceAccounts/{serviceAccountId}/keys",
        "keys",
        {"keyTypes": "USER_MANAGED"},
    ),
}


def find(google: Google, wanted: Wanted, held: Collection[str] = ()) -> Answer:
    """Look a resource up by what the program calls it, among those whose ids the state does not hold.

    Raises:
        UnknownError: what it is called, or where it would be, is not known yet.
    """
    listed, names = LISTS[wanted.type], names_of(google, wanted.inputs)
    path = filled(listed.path, names)
    if wanted.type in _NOTHING_TELLS:
        bodies = google.pages(listed.api, path, listed.key, listed.query)
        left = [str(one["name"]) for one in bodies if one.get("state") != "DESTROYED"]
        candidates = tuple(name for name in left if name not in held)
        return Undecided(_NOTHING_TELLS[wanted.type], candidates) if candidates else Absent()
    for name in ("displayName", "dashboardJson", "userLabels"):
        known(name, wanted.inputs.get(name))
    title = _title(wanted.inputs)
    if not title:
        return Undecided("the program gives it no display name by which it could be found")
    called = [body for body in google.pages(listed.api, path, listed.key) if _is(body, title, wanted)]
    found = [str(body["name"]) for body in called if body["name"] not in held]
    if len(found) > 1:
        return Undecided(f"{len(found)} are called {title!r}", tuple(found))
    return There(found[0]) if found else Absent()


def _title(inputs: Mapping[str, Any]) -> str:
    text = inputs.get("dashboardJson")
    if text:
        return str(json.loads(text).get("displayName", ""))
    return str(inputs.get("displayName") or "")


def _is(body: Json, title: str, wanted: Wanted) -> bool:
    theirs, ours = block(body.get("userLabels")), block(wanted.inputs.get("userLabels"))
    return body.get("displayName") == title and ours.items() <= theirs.items()
