"""What a stack declares that matters here: its services, what it grants, and what its own roles hold.

https://cloud.google.com/iam/docs/creating-custom-roles
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.catalogue import iam
from preflight.planned import grants as planned_grants
from preflight.planned import services as planned_services
from preflight.planned.stack import text
from preflight.roles import resources
from preflight.roles.matching import code_by_service, is_identity, used_by_others
from preflight.roles.needs import Need
from preflight.roles.service_code import Code, Unknown
from preflight.scan.gemini_backends import SWITCHES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preflight.planned.grants import Grant
    from preflight.planned.services import Service
    from preflight.planned.stack import Planned

_CUSTOM = "gcp:projects/iAMCustomRole:IAMCustomRole"

_BY_BUCKETS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("roles/owner", "roles/editor", "roles/admin", "roles/writer"), ("storage.",)),
    **dict.fromkeys(("roles/viewer", "roles/reader"), ("storage.objects.get", "storage.objects.list")),
}

_YES = frozenset({"true", "1", "yes", "on"})


@dataclass
class Stack:
    """A stack: what it declares that matters here."""

    name: str
    services: tuple[Service, ...]
    grants: tuple[Grant, ...]
    custom: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    sql: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    used: tuple[tuple[str, str], ...] = ()


class Judged(NamedTuple):
    """One service of a stack: its code (None where none is found), its grants, what could not be told.

    `shared`: something else of the stack uses its identity as well.
    """

    service: Service
    code: Code | None
    needs: tuple[Need, ...]
    grants: tuple[Grant, ...]
    unknown: tuple[Unknown, ...]
    shared: bool = False


def stack_of(planned: Planned, name: str) -> Stack:
    """Give what matters of a stack."""
    custom: dict[str, frozenset[str]] = {}
    for one in planned.of(_CUSTOM):
        held = one.inputs.get("permissions")
        if isinstance(held, list):
            names = frozenset(text(item) for item in cast("list[object]", held))
            custom |= {
                key: names
                for key in (text(one.inputs.get("roleId")), f"<{one.name}.name>", f"<{one.name}.id>")
                if key
            }
    sql = frozenset(
        one.name
        for one in planned.resources
        if "cloudSqlInstance" in repr(one.inputs) or "cloudsql-instances" in repr(one.inputs)
    )
    services = tuple(planned_services.services(planned))
    used = tuple(dict.fromkeys(used_by_others(planned, services)))
    secrets = frozenset(secret for one in services for secret in _secrets(one))
    return Stack(name, services, tuple(planned_grants.grants(planned)), custom, sql, secrets, used)


def names(stacks: Iterable[Stack]) -> frozenset[str]:
    """Give how the stacks call the folders of their services."""
    return frozenset(name for stack in stacks for service in stack.services for name in service.folder_names)


def judged(codes: Sequence[Code], stack: Stack) -> list[Judged]:
    """Bring the code, the services of a stack and their grants together."""
    code_of = code_by_service(codes, stack.services)
    found: list[Judged] = []
    for service in stack.services:
        code = code_of.get(service.resource)
        granted = tuple(one for one in stack.grants if is_identity(one.member, service.identity))
        own = (*_switched(service, code.needs if code else ()), *_of_platform(service, stack))
        unknown = [*(code.unknown if code else ())]
        if code is None:
            unknown.append(Unknown("", "", 0, "no code is found for it; name its folder like its image"))
        if not service.identity:
            unknown.append(
                Unknown("", "", 0, "it names no identity, so it runs as the default service account")
            )
        unknown += [
            Unknown("", "", 0, f"{one.role} ({one.declared_by}): what it allows is unknown here")
            for one in granted
            if one.role not in iam.BASIC and held_by(one, stack) is None
        ]
        others = [name for email, name in stack.used if is_identity(email, service.identity)]
        unknown += [
            Unknown("", "", 0, f"{other} uses its identity too, and may need what it is granted")
            for other in dict.fromkeys(others)
        ]
        found.append(Judged(service, code, tuple(dict.fromkeys(own)), granted, tuple(unknown), bool(others)))
    return found


def allows(grant: Grant, need: Need, stack: Stack) -> bool:
    """Say whether a grant covers a need: what it is on, and what its role holds."""
    if not resources.covers(grant.resource_type, need.resource):
        return False
    held = held_by(grant, stack)
    if held is not None and need.permission in held.permissions:
        return True
    # A new bucket names the project's owners, editors and viewers itself, so these roles do not hold this:
    # https://cloud.google.com/storage/docs/access-control/iam-roles#basic-roles-modifiable
    by_bucket = _BY_BUCKETS.get(grant.role, ())
    return grant.role == need.role or (bool(by_bucket) and need.permission.startswith(by_bucket))


def held_by(grant: Grant, stack: Stack) -> iam.Role | None:
    """Give what a role allows; of a custom one what the stack says of it."""
    if (known := iam.role(grant.role)) is not None:
        return known
    custom = stack.custom.get(grant.role) or stack.custom.get(grant.role.rpartition("/")[2])
    return iam.Role(custom, 0) if custom is not None else None


def _switched(service: Service, needed: Iterable[Need]) -> Iterator[Need]:
    """Give the needs, certain where a variable of the service turns the client to Vertex AI."""
    on = any(
        (told := service.env.get(name)) and (told.value or "").strip().lower() in _YES for name in SWITCHES
    )
    for need in needed:
        yield need._replace(certain=True) if need.by_switch and on else need


def _of_platform(service: Service, stack: Stack) -> Iterator[Need]:
    """Give what Google needs of the identity before the code runs: its secrets, its database."""
    for secret in _secrets(service):
        detail = f"Cloud Run reads the secret {secret} as this identity"
        yield Need(
            "secretmanager.versions.access", "roles/secretmanager.secretAccessor", "secret", "", 0, detail
        )
    if service.resource in stack.sql:
        for permission in ("cloudsql.instances.connect", "cloudsql.instances.get"):
            yield Need(
                permission,
                "roles/cloudsql.client",
                "project",
                "",
                0,
                "Cloud Run connects to Cloud SQL as this identity",
            )


def _secrets(service: Service) -> list[str]:
    """Give the secrets that a service is told, as variables or as files."""
    variables = [variable for container in service.containers for variable in container.env.values()]
    told = (*service.env.values(), *variables, *(mount for _, mount in service.mounts))
    return list(dict.fromkeys(one.secret for one in told if one.secret))
