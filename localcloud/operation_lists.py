"""`operations.list`: the operations below a place, or a whole service's where they lie in none.

https://google.aip.dev/151
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from localcloud import operations, paging

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


def list_(call: Call) -> Json:
    """Serves `operations.list`; filters are not applied."""
    parent = next(iter(call.path.values()), "")
    within = "" if parent == "operations" else parent
    size = paging.size(call.query, default=100, limit=1000)

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        rows = call.store.page(call.service, operations.KIND, within, after, limit)
        return [(key, _shown(call, body)) for key, body in rows]

    found, token = paging.cut(f"{call.method.id} {parent}", call.query, size, fetch)
    return paging.shown("operations", found, token)


def _shown(call: Call, record: Json) -> Json:
    """The operation as `operations.get` answers it."""
    return operations.get(replace(call, path={"name": call.resolve(record["final"]["name"])}))
