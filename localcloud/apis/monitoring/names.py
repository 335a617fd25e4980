"""What Monitoring's resources have in common: ids that the server chooses, records of changes, lists.

https://cloud.google.com/monitoring/api/v3/sorting-and-filtering
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from localcloud import kinds
from localcloud.api import now
from localcloud.errors import unimplemented

if TYPE_CHECKING:
    from localcloud.api import Call, Kind
    from localcloud.casing import Json

#: The kinds' places in the discovery document; some look at each other.
POLICIES, CHANNELS = "projects.alertPolicies", "projects.notificationChannels"
_CALLER = "local@example.com"
_OTHERS = re.compile(r"[^a-z0-9]+")
_EVERYTHING = 1_000_000


def number() -> str:
    """The id of a policy, a condition or a channel: 19 digits."""
    return str(10**18 + uuid.uuid4().int % (9 * 10**18))


def slug(shown: str) -> str:
    """The id of an uptime check: its display name and some letters."""
    words = _OTHERS.sub("-", shown.lower()).strip("-")[:40] or "check"
    return f"{words}-{uuid.uuid4().hex[:11]}"


def record(*, by: bool = True) -> Json:
    """Who changed something, and when."""
    return {"mutateTime": now(), **({"mutatedBy": _CALLER} if by else {})}


def everything(call: Call, at: str, parent: str) -> list[Json]:
    """All resources of a kind below a parent."""
    rows = call.store.page(call.service, at, parent, "", _EVERYTHING)
    return [body for _, body in rows]


def list_(call: Call, kind: Kind) -> Json:
    """A page of a list, with its whole size where there is no filter."""
    if call.query.get("orderBy"):
        raise unimplemented("The local cloud does not sort lists of Monitoring; leave orderBy out.")
    answer = kinds.list_(call, kind)
    if not call.query.get("filter"):
        count = "SELECT COUNT(*) FROM resources WHERE service=? AND kind=? AND parent=?"
        (size,) = call.store.db.execute(count, (call.service, kind.at, call.resource)).fetchone()
        answer |= {"totalSize": size} if size else {}
    return answer
