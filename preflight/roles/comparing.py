"""What a service needs against what its identity is granted: IAM001, IAM002 and IAM003.

An identity that several services run as is judged by what all of them need together. A grant counts wherever
it stands above what it is needed on: on the resource, on the project, on a folder. What is unknown (a role
without a row, a call without one, a service without code) is told and never becomes a finding.

https://cloud.google.com/iam/docs/using-iam-securely
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.catalogue import iam
from preflight.roles import resources
from preflight.roles.stacks import allows, held_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preflight.planned.grants import Grant
    from preflight.planned.services import Service
    from preflight.roles.needs import Need
    from preflight.roles.stacks import Judged, Stack

# Which permissions an API's calls need, where they do not begin with its own name.
_PREFIXES = {
    "bigquerystorage": ("bigquery",),
    "clouderrorreporting": ("errorreporting",),
    "cloudresourcemanager": ("resourcemanager",),
    "firestore": ("datastore",),
    # The same client calls Vertex AI.
    "generativelanguage": ("generativelanguage", "aiplatform"),
    "iamcredentials": ("iam",),
    "identitytoolkit": ("firebaseauth",),
    "sqladmin": ("cloudsql",),
    "translate": ("cloudtranslate",),
}

# What nearly every role allows beside what it is for.
_BESIDE = frozenset({"resourcemanager.projects.get", "monitoring.timeSeries.create"})


class Missing(NamedTuple):
    """A role that is needed and not granted: for which needs."""

    stack: str
    service: Service
    role: str
    resource: str
    needs: tuple[Need, ...]


class Excess(NamedTuple):
    """A grant that is not needed (`instead` empty) or wider than needed, and why."""

    stack: str
    grant: Grant
    services: tuple[str, ...]
    instead: tuple[tuple[str, str], ...]
    why: str
    # Nobody uses what it is granted on, so it may be there for what comes next.
    spare: bool = False


def missing(stack: Stack, every: Sequence[Judged]) -> Iterator[Missing]:
    """IAM001: what is certainly needed and granted by nothing, a role at a time."""
    for one in every:
        if not one.service.identity:
            continue
        unsure = [grant for grant in one.grants if held_by(grant, stack) is None]
        by_role: dict[tuple[str, str], list[Need]] = {}
        for need in one.needs:
            if not need.certain or any(allows(grant, need, stack) for grant in one.grants):
                continue
            if any(resources.covers(grant.resource_type, need.resource) for grant in unsure):
                continue
            by_role.setdefault((need.role, need.resource), []).append(need)
        for (role, resource), found in by_role.items():
            yield Missing(stack.name, one.service, role, resource, tuple(found))


def excess(stack: Stack, every: Sequence[Judged]) -> Iterator[Excess]:
    """IAM002 and IAM003: what is granted to the identities of services and not needed, or is wider."""
    by_identity: dict[str, list[Judged]] = {}
    for one in every:
        if one.service.identity:
            by_identity.setdefault(one.service.identity, []).append(one)
    for sharing in by_identity.values():
        needs = [need for one in sharing for need in one.needs]
        names = tuple(dict.fromkeys(one.service.name for one in sharing))
        complete = all(one.code is not None and not one.code.partial and not one.shared for one in sharing)
        unknown = {prefix for one in sharing for told in one.unknown for prefix in _prefixes(told.api)}
        for grant in dict.fromkeys(sharing[0].grants):
            yield from _of_grant(stack, grant, names, needs, unknown, complete=complete)


def _of_grant(  # noqa: PLR0913 - all that a grant is judged by
    stack: Stack,
    grant: Grant,
    names: tuple[str, ...],
    needs: list[Need],
    unknown: set[str],
    *,
    complete: bool,
) -> Iterator[Excess]:
    served = [need for need in needs if allows(grant, need, stack)]
    if grant.role in iam.BASIC:
        instead = dict.fromkeys((need.role, need.resource) for need in needs)
        yield Excess(
            stack.name,
            grant,
            names,
            tuple(instead) or (("", ""),),
            "it is a role over everything in the project",
        )
        return
    held = held_by(grant, stack)
    if held is None:
        return
    about = {
        grant.role.removeprefix("roles/").partition(".")[0],
        *(one.permission.partition(".")[0] for one in served),
    }
    if grant.role not in iam.BASIC and not iam.role(grant.role):  # a custom role speaks of whatever it allows
        about |= {one.partition(".")[0] for one in held.permissions}
    if about & unknown or not complete:
        return
    if not served:
        spare = grant.resource_type in resources.KINDS["secret"].types and grant.resource not in stack.secrets
        why = "no variable of a service is set from the secret" if spare else "no call in the code needs it"
        yield Excess(stack.name, grant, names, (), why, spare)
        return
    instead = tuple(dict.fromkeys((need.role, need.resource) for need in served))
    roles = [iam.role(role) for role, _ in instead]
    if grant.role not in {role for role, _ in instead} and all(roles):
        together = frozenset[str]().union(*(one.permissions for one in roles if one)) - _BESIDE
        others = sum(one.others for one in roles if one)
        more = sorted(
            held.permissions - together - _BESIDE, key=lambda one: (one.partition(".")[0] not in about, one)
        )
        # Roles that allow what this one does not are another choice, not a narrower one.
        if together <= held.permissions and (more or held.others > others):
            yield Excess(stack.name, grant, names, instead, f"it also allows {', '.join(more[:3]) or 'more'}")
            return
    if grant.resource_type in resources.WIDE and all(need.resource != "project" for need in served):
        where = dict.fromkeys((need.role, need.resource) for need in served)
        yield Excess(stack.name, grant, names, tuple(where), "it holds for everything in the project")


def _prefixes(api: str) -> tuple[str, ...]:
    name = api.partition(".")[0]
    return _PREFIXES.get(name, (name,)) if name else ()
