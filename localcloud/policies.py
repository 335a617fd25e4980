"""IAM policies of any resource: read, written with etags and versions, members held against what exists.

Absent: enforcement. A policy is kept and checked, never applied to calls.
https://cloud.google.com/iam/docs/policies and https://cloud.google.com/iam/docs/reference/rest/v1/Policy
"""

from __future__ import annotations

import re
from hashlib import sha1
from typing import TYPE_CHECKING, cast

from localcloud import clock, etags, identities, members, policy_rules
from localcloud.errors import aborted, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from localcloud.api import Call
    from localcloud.casing import Json
    from localcloud.errors import GoogleError
    from localcloud.store import Store

#: The etag of a policy that nobody has set, the same everywhere.
EMPTY_ETAG = "ACAB"
_STALE = (
    "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff."
)
#: `service.resource.verb`; a newer service stands under its whole name, before a slash.
_PERMISSION = re.compile(r"(?:[a-z0-9.-]+/)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def get(call: Call, name: str) -> Json:
    """Gives the policy of a resource as the asked-for version shows it."""
    options: Json = call.body.get("options") or {}
    wanted = (
        call.query.get("options.requestedPolicyVersion")
        or call.query.get("optionsRequestedPolicyVersion")
        or options.get("requestedPolicyVersion")
        or 1
    )
    if wanted not in (0, 1, 3):
        words = f"Invalid requested policy version {wanted}; 0, 1 and 3 are valid."
        raise invalid(words, "options.requested_policy_version")
    policy = current(call, name)
    return policy if wanted == 3 else _without_conditions(policy)


def current(call: Call, name: str) -> Json:
    """Gives the policy of a resource as it is kept."""
    return call.store.policy(call.service, name) or {"version": 1, "etag": EMPTY_ETAG}


def set_(call: Call, name: str) -> Json:
    """Writes the policy of a `SetIamPolicyRequest` and gives it back."""
    sent = call.body.get("policy")
    if sent is None:
        raise invalid("The policy is missing.", "policy")
    mask = str(call.body.get("updateMask") or "bindings,etag")
    return write(call, name, cast("Json", sent), audit="auditConfigs" in mask or "audit_configs" in mask)


def write(
    call: Call,
    name: str,
    sent: Json,
    *,
    audit: bool = False,
    stale: Callable[[str], GoogleError] = aborted,
) -> Json:
    """Checks and writes a policy; an emptied one is kept as empty."""
    before = current(call, name)
    etags.check(sent.get("etag"), before.get("etag"), _STALE, stale)
    bindings = _merged(sent.get("bindings", []))
    # Without an etag, Google lets even the conditions of others be overwritten.
    _check(sent, [*bindings, *(before.get("bindings", []) if sent.get("etag") else [])])
    policy_rules.check(call.cloud, bindings)
    known = {member for binding in before.get("bindings", ()) for member in binding["members"]}
    # An account that was deleted since stays in the policy: Google checks only who is new.
    for member in dict.fromkeys(member for binding in bindings for member in binding["members"]):
        if member not in known:
            members.check(call.cloud, member)
    policy: Json = {"bindings": bindings} if bindings else {}
    audited = sent.get("auditConfigs") if audit else before.get("auditConfigs")
    if audited:
        policy["auditConfigs"] = audited
    policy["etag"] = etags.etag({"name": name, "write": clock.new_uuid()}, size=8)
    # Whatever version was sent: only conditions need the third.
    policy["version"] = 3 if has_conditions(policy) else 1
    call.store.put_policy(call.service, name, policy)
    return policy


def grants(store: Store, places: Sequence[tuple[str, str]], roles: frozenset[str], member: str) -> bool:
    """Whether a member holds one of some roles at one of some (service, name) places, conditions aside."""
    return any(
        binding["role"] in roles and member in binding["members"]
        for service, name in places
        for binding in (store.policy(service, name) or {}).get("bindings", ())
    )


def test(call: Call) -> Json:
    """Gives the permissions that the caller has: whoever owns this machine has all, an account its own."""
    asked: list[str] = call.body.get("permissions") or call.query.get("permissions") or []
    for permission in asked:
        if not _PERMISSION.fullmatch(permission):
            words = f"Permission {permission} is not valid for this resource."
            raise invalid(words, "permissions")
    if email := identities.caller(call.headers):
        asked = [
            one for one in asked if identities.allowed(call.cloud, email, one, call.service, call.resource)
        ]
    return {"permissions": asked} if asked else {}


def has_conditions(policy: Json) -> bool:
    """Whether version 1 cannot show a policy whole."""
    return any("condition" in binding for binding in policy.get("bindings", ()))


def _check(sent: Json, bindings: list[Json]) -> None:
    """A policy that has conditions, before or after, is written with version 3 only."""
    version = sent.get("version", 0)
    if version not in (0, 1, 3):
        raise invalid(f"Invalid policy version {version}; 0, 1 and 3 are valid.", "policy.version")
    if version != 3 and has_conditions({"bindings": bindings}):
        words = "A policy with conditional role bindings must have version 3; set policy.version to 3."
        raise invalid(words, "policy.version")


def _merged(bindings: list[Json]) -> list[Json]:
    """One binding for a role and condition; bindings without members vanish, members stand once."""
    found: dict[tuple[object, str], Json] = {}
    for binding in bindings:
        if not binding.get("role"):
            raise invalid("Role is not set in a binding.", "policy.bindings.role")
        key = (binding["role"], etags.etag(binding.get("condition") or {}))
        kept = found.setdefault(key, {**binding, "members": []})
        kept["members"] += [member for member in binding.get("members", ()) if member not in kept["members"]]
    return [binding for binding in found.values() if binding["members"]]


def _without_conditions(policy: Json) -> Json:
    """How version 1 shows conditional bindings: under a role that no one can mistake for the real one."""
    if not has_conditions(policy):
        return policy
    return {**policy, "version": 1, "bindings": [_hidden(binding) for binding in policy["bindings"]]}


def _hidden(binding: Json) -> Json:
    if "condition" not in binding:
        return binding
    mark = sha1(etags.etag(binding["condition"]).encode(), usedforsecurity=False).hexdigest()[:20]
    return {"role": f"{binding['role']}{policy_rules.HIDDEN}{mark}", "members": binding["members"]}
