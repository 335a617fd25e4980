"""Whose a grant is, and which folder holds the code of a service.

https://cloud.google.com/iam/docs/principal-identifiers
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from preflight.planned import services as planned_services

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preflight.planned.services import Service
    from preflight.planned.stack import Planned
    from preflight.roles.service_code import Code

_OUTPUT = re.compile(r"<([\w.-]+?)\.(?:email|member|name|iam_?email|id)>", re.IGNORECASE)
_DEPTH = 30


def is_identity(member: str, identity: str) -> bool:
    """Say whether a member is an identity; both may be an output of the account that makes them."""
    email = member.removeprefix("serviceAccount:")
    if not email or not identity:
        return False
    first, second = _OUTPUT.fullmatch(email), _OUTPUT.fullmatch(identity)
    return first[1] == second[1] if first and second else email.lower() == identity.lower()


def code_by_service(codes: Sequence[Code], services: Sequence[Service]) -> dict[str, Code]:
    """Give the code of each service: by names of folders, by their ends, or because there is one of each."""
    found: dict[str, Code] = {}
    for code in codes:
        name = planned_services.folder_name(code.name)
        found |= {one.resource: code for one in services if name in one.folder_names}
    taken = {id(code) for code in found.values()}
    for code in codes:
        name = planned_services.folder_name(code.name)
        near = [
            one
            for one in services
            if one.resource not in found
            and any(held.endswith(f"-{name}") or name.endswith(f"-{held}") for held in one.folder_names)
        ]
        if id(code) not in taken and len(near) == 1:
            found[near[0].resource] = code
    if not found and len(codes) == 1 and len(services) == 1:
        found[services[0].resource] = codes[0]
    return found


def used_by_others(planned: Planned, services: Sequence[Service]) -> Iterator[tuple[str, str]]:
    """Give the identities that resources beside the services name, with the resource.

    A trigger delivers, a subscription pushes and a job runs as somebody: what that identity is granted may be
    for them. Who grants or makes an identity does not use it.
    """
    own = {one.resource for one in services}
    for one in planned.resources:
        kind = one.type.rpartition(":")[2]
        if one.name in own or "iam" in kind.lower() or one.type.startswith("gcp:serviceaccount/"):
            continue
        for value in _texts(one.inputs):
            email = value.removeprefix("serviceAccount:")
            if email.endswith(".gserviceaccount.com") or _OUTPUT.fullmatch(email):
                yield email, one.name


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping) and depth < _DEPTH:
        for one in cast("Mapping[str, object]", value).values():
            yield from _texts(one, depth + 1)
    elif isinstance(value, list | tuple) and depth < _DEPTH:
        for one in cast("Sequence[object]", value):
            yield from _texts(one, depth + 1)
