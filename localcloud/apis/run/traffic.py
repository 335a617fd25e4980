"""Which revisions of a service get how much of its traffic, and under which addresses.

https://cloud.google.com/run/docs/rollouts-rollbacks-traffic-migration
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_BY_REVISION = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"


def check(call: Call, name: str, body: Json) -> None:
    """Refuses shares that do not add up, and revisions that do not exist."""
    targets: list[Json] = body.get("traffic", [])
    shares = sum(target.get("percent", 0) for target in targets)
    if targets and shares != 100:
        raise invalid(f"The percentages of traffic must add up to 100, not {shares}.", "service.traffic")
    made_now = body["template"].get("revision")
    for number, target in enumerate(targets):
        revision, at = (
            str(target.get("revision", "")).rpartition("/")[2],
            f"service.traffic[{number}].revision",
        )
        if not revision and target.get("type") == _BY_REVISION:
            raise invalid("A traffic target by revision must name the revision.", at)
        if not revision or revision == made_now:
            continue
        if call.store.get(call.service, f"{name}/revisions/{revision}") is None:
            raise invalid(f"Revision '{revision}' does not exist, so it cannot get traffic.", at)


def statuses(targets: list[Json], uri: str) -> list[Json]:
    """What the targets have come to; one with a tag has an address of its own."""
    scheme, _, host = uri.partition("://")
    return [
        {**target, "uri": f"{scheme}://{target['tag']}---{host}"} if target.get("tag") else dict(target)
        for target in targets
    ]
