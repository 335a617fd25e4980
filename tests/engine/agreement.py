"""Whether the engine's state and the local cloud tell the same: no orphan, no duplicate, nothing dropped.

Compared are the names of everything that people and programs make; what Google makes by itself (operations,
revisions, its own accounts, service identities) is left out. That each resource is also as the program says
is the engine's own question: a preview that reads the cloud first and expects no changes.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from infra import apis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checkouts import Checkout, Ran

_MADE_BY_GOOGLE = re.compile(r"/(operations|revisions|identity)(/|$)|@developer\.gserviceaccount\.com$")
_NO_NAME_OF_ITS_OWN = ("iammember", ":serviceidentity", "projects/service:service")


def of_the_state(checkout: Checkout, stack: str) -> Counter[str]:
    """The name of each resource of the state, and how often it is there."""
    found = [
        resource["id"]
        for resource in checkout.resources(stack)
        if not resource["type"].lower().endswith(_NO_NAME_OF_ITS_OWN)
    ]
    return Counter(found)


def of_the_cloud(checkout: Checkout, project: str) -> Counter[str]:
    """The same of the local cloud."""
    held = checkout.call("GET", f"_local/resources?project={project}")["resources"]
    names = [found["name"].removeprefix("buckets/") for found in held]
    return Counter(name for name in names if not _MADE_BY_GOOGLE.search(name))


def nobody_is_orphaned(checkout: Checkout, stack: str, project: str = "vividly-local") -> None:
    """Fail where the cloud holds what the state does not know, or the state knows it twice."""
    in_state = of_the_state(checkout, stack)
    assert of_the_cloud(checkout, project) - in_state == Counter(), "orphans in the cloud"
    assert set(in_state.values()) <= {1}, "twice in the state"


def check(checkout: Checkout, stack: str, beside: Iterable[str] = (), project: str = "vividly-local") -> None:
    """Fail where they do not agree, or where an engine would still change something.

    Args:
        checkout: Whose cloud and state.
        stack: Whose state.
        beside: Ids of what stands in the project and is not the stack's.
        project: Where to look in the cloud.
    """
    in_state, in_cloud = of_the_state(checkout, stack), of_the_cloud(checkout, project)
    in_state.update(beside)
    assert in_cloud - in_state == Counter(), "orphans or duplicates in the cloud"
    assert in_state - in_cloud == Counter(), "dropped from the cloud, or twice in the state"
    enabled = checkout.call(
        "GET", f"serviceusage.googleapis.com/v1/projects/{project}/services?filter=state:ENABLED&pageSize=200"
    )
    on = {entry["name"].rpartition("/")[2] for entry in enabled["services"]}
    assert {entry.api for entry in apis.load()} <= on
    looked = plainly(checkout, stack, "preview", "--refresh", "--expect-no-changes")
    assert looked.code == 0, looked.text


def plainly(checkout: Checkout, stack: str, action: str, *extra: str) -> Ran:
    """The engine without the policy pack, which asks the cloud nothing and would take most of the time."""
    ready = checkout.target(stack)
    line = [str(ready.engine), action, "--stack", stack, *extra]
    return checkout.engine(line, ready.folder, ready.env)
