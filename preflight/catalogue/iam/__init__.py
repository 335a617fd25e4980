"""Which permissions a call on a client needs, and which permissions a predefined role holds.

calls.csv names a call by API, what it is called on, and its method in lower case without `_`, so that one row
speaks for every language: `storage.googleapis.com object.uploadfromstring`. `*` stands for whatever it is
called on. Permissions with `?` may be needed or not: an upload that replaces an object must delete it as
well. A row without permissions is a call that needs no role. `role`: the narrowest predefined role that holds
the permissions, `resource` the narrowest thing that it can be granted on.

roles.csv holds, of each role, the permissions that some call needs, and how many others it has; they are
Google's (roles.get), as https://github.com/iann0036/iam-dataset had them at 2073fa52 on 22 Aug 2026.
Deliberately absent: roles without a row. What they hold is unknown, and so is a call without a row.

https://cloud.google.com/iam/docs/roles-permissions
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from preflight.catalogue import tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FOLDER = Path(__file__).parent
CALL_COLUMNS = ("call", "permissions", "role", "resource", "method", "source")
ROLE_COLUMNS = ("role", "permissions", "others")
#: Roles over everything in a project. https://cloud.google.com/iam/docs/roles-overview#basic
BASIC = frozenset(
    {"roles/owner", "roles/editor", "roles/viewer", "roles/admin", "roles/writer", "roles/reader"}
)
# What a call's receiver is, by the part of the path that gave it.
_NOUNS: dict[str, dict[str, str]] = {
    "storage.googleapis.com": {
        **dict.fromkeys(
            (
                "blob",
                "file",
                "object",
                "getblob",
                "listblobs",
                "getfiles",
                "objects",
                "newblob",
                "get",
                "list",
                "create",
            ),
            "object",
        ),
        **dict.fromkeys(("bucket", "getbucket", "createbucket", "lookupbucket", "listbuckets"), "bucket"),
        **dict.fromkeys(("client", "storage", "getservice"), "client"),
        **dict.fromkeys(("acl", "defaultobjectacl", "owners", "readers", "writers"), "acl"),
        **dict.fromkeys(("notification", "getnotification", "createnotification"), "notification"),
        **dict.fromkeys(("hmackey", "gethmackey", "createhmackey", "gethmackeymetadata"), "hmackey"),
    },
    "pubsub.googleapis.com": {
        **dict.fromkeys(("topic", "createtopic", "gettopic"), "topic"),
        **dict.fromkeys(("subscription", "subscriber", "createsubscription"), "subscription"),
    },
    "firestore.googleapis.com": {
        **dict.fromkeys(("document", "doc"), "document"),
        **dict.fromkeys(("collection", "collectiongroup", "where", "orderby", "limit"), "collection"),
    },
    "bigquery.googleapis.com": {
        **dict.fromkeys(("table", "inserter"), "table"),
        **dict.fromkeys(("query", "createqueryjob"), "query"),
        "dataset": "dataset",
    },
    "datastore.googleapis.com": {"entity": "entity"},
    "aiplatform.googleapis.com": {
        name: name for name in ("caches", "batches", "models", "tunings", "live", "chats", "files")
    },
}


class Needed(NamedTuple):
    """What a call needs; `perhaps` are permissions that it needs in some cases."""

    permissions: tuple[str, ...]
    perhaps: tuple[str, ...]
    role: str
    resource: str
    method: str
    source: str


class Role(NamedTuple):
    """The permissions of a role that some call needs, and how many others it has."""

    permissions: frozenset[str]
    others: int


def gives(api: str, word: str) -> str:
    """Give what an API calls a thing that a name gives: `blob` an object; empty for none."""
    return _NOUNS.get(api, {}).get(plain(word), "")


def needed(api: str, chain: Sequence[str]) -> Needed | None:
    """Give what a call needs; `chain` is the path behind its library: `Client`, `bucket`, `delete`."""
    if not chain:
        return None
    words = [plain(one) for one in chain]
    nouns = _NOUNS.get(api, {})
    noun = next((nouns[word] for word in reversed(words[:-1]) if word in nouns), "")
    for on in filter(None, (noun, "*")):
        if (found := _calls().get(f"{api} {on}.{words[-1]}")) is not None:
            return found
    return None


def by_method(api: str, method: str) -> Needed | None:
    """Give what a method of an API's clients needs, whatever it is called on."""
    return _by_method().get((api, plain(method)))


def knows(api: str) -> bool:
    """Say whether any call of an API has a row."""
    return api in _apis()


def role(name: str) -> Role | None:
    """Give what a predefined role holds; None where the table knows nothing of it."""
    return _roles().get(name)


def rows() -> Mapping[str, Needed]:
    """Give the whole table of calls."""
    return _calls()


def plain(word: str) -> str:
    """Give a name as the table has it: `upload_from_string`, `UploadFromString` are one."""
    return re.sub(r"[^a-z0-9:]", "", word.lower())


def _read(name: str, columns: tuple[str, ...]) -> tuple[list[str], ...]:
    place = f"iam/{name}.csv"
    return tables.parse(tables.text_of(FOLDER / f"{name}.csv", place), place, columns)


@cache
def _calls() -> dict[str, Needed]:
    return {
        call: Needed(
            tuple(one for one in permissions.split() if not one.startswith("?")),
            tuple(one[1:] for one in permissions.split() if one.startswith("?")),
            role_,
            resource,
            method,
            source,
        )
        for call, permissions, role_, resource, method, source in _read("calls", CALL_COLUMNS)
    }


@cache
def _by_method() -> dict[tuple[str, str], Needed]:
    found: dict[tuple[str, str], Needed] = {}
    for call, needed_ in _calls().items():
        api, _, name = call.partition(" ")
        found.setdefault((api, name.rpartition(".")[2]), needed_)
    return found


@cache
def _apis() -> frozenset[str]:
    return frozenset(call.partition(" ")[0] for call in _calls())


@cache
def _roles() -> dict[str, Role]:
    rows = _read("roles", ROLE_COLUMNS)
    return {name: Role(frozenset(permissions.split()), int(others)) for name, permissions, others in rows}
