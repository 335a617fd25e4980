"""What policies say of a deleted account: `deleted:serviceAccount:EMAIL?uid=UNIQUE_ID`, until it comes back.

A new account with the same address is another one, so the roles of the old one are not its roles.
https://cloud.google.com/iam/docs/policies#handle-deleted-members
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from localcloud.casing import Json
    from localcloud.store import Store


def bury(store: Store, account: Json) -> None:
    """Marks an account as deleted in every policy."""
    _rewrite(store, *_names(account))


def raise_(store: Store, account: Json) -> None:
    """Takes the mark of an account away in every policy."""
    _rewrite(store, *reversed(_names(account)))


def _names(account: Json) -> tuple[str, str]:
    alive = f"serviceAccount:{account['email']}"
    return alive, f"deleted:{alive}?uid={account['uniqueId']}"


def _rewrite(store: Store, old: str, new: str) -> None:
    query = "SELECT service, name, body FROM policies WHERE instr(body, ?)"
    for service, name, text in store.db.execute(query, (json.dumps(old),)).fetchall():
        policy: Json = json.loads(text)
        for binding in policy.get("bindings", []):
            members = cast("list[str]", binding["members"])
            binding["members"] = list(dict.fromkeys(new if one == old else one for one in members))
        store.put_policy(service, name, policy)
