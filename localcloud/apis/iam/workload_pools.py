"""Workload identity pools and their providers: how GitHub's workflows become somebody in Google Cloud.

Deleting is soft for 30 days: the id stays taken, `undelete` brings it back. Names are
answered with the project's number. Absent: exchanging tokens, managed identities.
https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, kinds, operations
from localcloud.api import Api, Call, Kind
from localcloud.apis.iam import provider_rules
from localcloud.errors import failed_precondition, invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

_AT = "projects.locations.workloadIdentityPools"
_TYPES = "type.googleapis.com/google.iam.v1."
_KEPT_SECONDS = 30 * 86_400
_LIMITS = (("displayName", "display_name", 32), ("description", "description", 256))


def check_pool(_call: Call, name: str, body: Json, old: Json | None) -> None:
    """A pool is global, its names for people have limits, and a deleted one is not changed."""
    _check_alive(name, old)
    if name.split("/")[3] != "global":
        raise invalid(f"Invalid location '{name.split('/')[3]}': pools are in global only.", "parent")
    _check_words(body, "workload_identity_pool")


def _check_alive(name: str, old: Json | None) -> None:
    if old is not None and old["state"] == "DELETED":
        raise failed_precondition(f"{old.get('name', name)} is deleted; undelete it first.")


def _check_words(body: Json, at: str) -> None:
    for field, place, longest in _LIMITS:
        if len(str(body.get(field, ""))) > longest:
            raise invalid(f"The {place} is longer than {longest} characters.", f"{at}.{place}")


def fill_pool(call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A pool as Google shows it."""
    return {"mode": "FEDERATION_ONLY", "state": "ACTIVE", **body, "name": call.numbered(name)}


def fill_provider(call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A provider as Google shows it."""
    return {"state": "ACTIVE", **body, "name": call.numbered(name)}


def check_provider(call: Call, name: str, body: Json, old: Json | None) -> None:
    """A provider trusts one issuer, and says who its tokens are."""
    _check_alive(name, old)
    _check_words(body, "workload_identity_pool_provider")
    if old is None:
        pool = kinds.existing(call, POOLS, name.partition("/providers/")[0])
        if pool["state"] == "DELETED":
            raise failed_precondition(f"The pool {pool['name']} is deleted.")
    provider_rules.check(body)


def operation(call: Call, _verb: str, name: str, body: Json) -> Json:
    """Every change is an operation below the resource."""
    kind = "WorkloadIdentityPoolProvider" if "/providers/" in name else "WorkloadIdentityPool"
    operation_name = f"{body['name']}/operations/{clock.new_uuid().replace('-', '')[:20]}"
    return operations.start(call, operation_name, {"@type": _TYPES + kind, **body})


_IDS = re.compile(r"(?!gcp-)[a-z0-9-]{4,32}")
_BAD_ID = "Invalid id '{id}': 4 to 32 lower-case letters, digits and hyphens; `gcp-` is reserved."
_MISSING, _EXISTS = "Requested entity was not found.", "Requested entity already exists"
POOLS = Kind(
    at=_AT,
    schema="WorkloadIdentityPool",
    id_param="workloadIdentityPoolId",
    ids=_IDS,
    bad_id=_BAD_ID,
    missing=_MISSING,
    exists=_EXISTS,
    check=check_pool,
    fill=fill_pool,
    operation=operation,
    immutable=frozenset({"mode"}),
    default_page=50,
)
PROVIDERS = Kind(
    at=f"{_AT}.providers",
    schema="WorkloadIdentityPoolProvider",
    id_param="workloadIdentityPoolProviderId",
    ids=_IDS,
    bad_id=_BAD_ID,
    missing=_MISSING,
    exists=_EXISTS,
    check=check_provider,
    fill=fill_provider,
    operation=operation,
    default_page=50,
    largest_page=100,
)


def serve(api: Api) -> None:
    """Puts pools and providers into the API of IAM."""
    for kind in (POOLS, PROVIDERS):
        api.kind(kind)
        api.on(f"{kind.at}.list")(list_)
        api.on(f"{kind.at}.delete", f"{kind.at}.undelete")(bury)
        api.on(f"{kind.at}.operations.get")(operations.get)
    api.on(f"{_AT}.listAttestationRules")(list_rules)


def list_(call: Call) -> Json:
    """Lists without the deleted ones, unless these are asked for."""
    kind = _kind(call)
    answer = kinds.list_(call, kind)
    field = kinds.list_field(call, kind)
    shown = [
        one for one in answer.pop(field, []) if call.query.get("showDeleted") or one["state"] != "DELETED"
    ]
    return answer | ({field: shown} if shown else {})


def bury(call: Call) -> Json:
    """Deletes softly, or undoes that."""
    kind, deleting = _kind(call), call.method.id.endswith(".delete")
    body = kinds.existing(call, kind, call.resource)
    if (body["state"] == "DELETED") == deleting:
        raise failed_precondition(f"{body['name']} is {'already' if deleting else 'not'} deleted.")
    body.pop("expireTime", None)
    body["state"] = "DELETED" if deleting else "ACTIVE"
    if deleting:
        body["expireTime"] = clock.timestamp(clock.seconds() + _KEPT_SECONDS)
    call.store.put(call.service, kind.at, call.resource, body)
    return operation(call, "delete", call.resource, body)


def list_rules(call: Call) -> Json:
    """The attestation rules of a pool: there are none."""
    kinds.existing(call, POOLS, call.resource)
    return {}


def _kind(call: Call) -> Kind:
    return PROVIDERS if call.method.id.startswith(PROVIDERS.at) else POOLS
