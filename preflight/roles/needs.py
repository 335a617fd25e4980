"""What a call needs, by the table of the catalogue and by what is given to the call.

An upload that says that nothing may be there (`if_generation_match=0`) deletes nothing; a file is opened to
be read or to be written; a Java `create` makes an object or a bucket. Nothing else of the arguments is looked
at.

https://cloud.google.com/storage/docs/request-preconditions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.catalogue import iam
from preflight.roles import calls, local

if TYPE_CHECKING:
    from preflight.roles.calls import Call

_STORAGE = "storage.googleapis.com"
_NONE_THERE = ("ifgenerationmatch", "ifgenerationmatchzero")
_DELETE = "storage.objects.delete"


class Need(NamedTuple):
    """A permission that a service needs, where, and the narrowest role with the resource to grant it on.

    `certain`: it is needed whatever happens; otherwise only in some cases, and nobody is told to grant it.
    """

    permission: str
    role: str
    resource: str
    file: str
    line: int
    detail: str
    certain: bool = True
    api: str = ""
    # Whether it is needed is for a variable of the service to say.
    by_switch: bool = False


def of(call: Call) -> list[Need] | None:
    """Give what a call needs: an empty list for nothing, None where no row tells."""
    chain = _chain(call)
    if len(chain) > 1 and local.on_answer(call.api, chain, call.file):
        return []
    found = iam.needed(call.api, chain)
    if found is None:
        return None
    perhaps = found.perhaps
    if call.api == _STORAGE and any(calls.given(call).get(word) == 0 for word in _NONE_THERE):
        perhaps = tuple(one for one in perhaps if one != _DELETE)
    detail = f"{call.detail} calls {found.method}"
    made = {iam.plain(one) for one in chain}
    if made & _NOBODYS:
        return []
    own = not any(one.startswith("fromserviceaccount") for one in made)  # else whose key it is needs it
    told = [*((one, own) for one in found.permissions), *((one, False) for one in perhaps)]
    return [
        Need(
            one,
            role_of(one, found.role),
            _resource_of(one, found.resource),
            call.file,
            call.line,
            detail,
            certain,
            call.api,
        )
        for one, certain in told
    ]


def of_vertex(call: Call) -> list[Need]:
    """Give what a call of the Gemini API needs if the environment turns its client to Vertex AI."""
    told = of(call._replace(api=calls.VERTEX)) if call.api == calls.GEMINI else None
    return [one._replace(certain=False, by_switch=True) for one in told or []]


def _resource_of(permission: str, named: str) -> str:
    """Give what one permission is granted on: a signed URL needs rights over an account and over a bucket."""
    for begin, resource in _ON.items():
        if permission.startswith(begin):
            return resource
    return named


def role_of(permission: str, named: str) -> str:
    """Give the role of one permission: `named` if it holds it, unless it has a narrower one of its own."""
    if permission in _NARROWER:
        return _NARROWER[permission]
    held = iam.role(named)
    if held and permission in held.permissions:
        return named
    return _WIDER.get(permission, named)


_NOBODYS = frozenset({"createanonymousclient"})
_ON = {"iam.serviceAccounts.": "serviceAccount", "storage.objects.": "bucket"}
# A copy reads and creates, for which two roles are narrower than one that also deletes.
_NARROWER = {
    "storage.objects.create": "roles/storage.objectCreator",
    "storage.objects.get": "roles/storage.objectViewer",
}
# The narrowest role for what a call may need besides.
_WIDER = {
    "storage.objects.delete": "roles/storage.objectUser",
    "iam.serviceAccounts.actAs": "roles/iam.serviceAccountUser",
    "bigquery.tables.getData": "roles/bigquery.dataViewer",
    "bigquery.tables.get": "roles/bigquery.dataViewer",
    "bigquery.tables.export": "roles/bigquery.dataViewer",
    "bigquery.tables.create": "roles/bigquery.dataEditor",
    "bigquery.tables.updateData": "roles/bigquery.dataEditor",
}


def _chain(call: Call) -> tuple[str, ...]:
    chain = call.chain
    last = iam.plain(chain[-1])
    if call.api != _STORAGE:
        return chain
    if last == "open":
        mode = calls.given(call).get("mode", call.args[0] if call.args else "r")
        return (*chain[:-1], "open:w") if str(mode)[:1] in ("w", "a", "x") else chain
    # Only in Java does a bucket make an object; elsewhere it makes itself.
    of_bucket = (
        len(chain) > 1 and iam.gives(call.api, chain[-2]) == "bucket" and not call.file.endswith(".java")
    )
    if last == "create" and (of_bucket or any("BucketInfo" in str(one) for one in call.args)):
        return (*chain[:-1], "createBucket")
    return chain
