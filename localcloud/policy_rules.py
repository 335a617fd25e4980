"""What IAM refuses in the bindings of a policy: too many members, roles that are not there, bad conditions.

A custom role must exist and not be deleted. Absent: which predefined roles there are and for which resources
they are meant (Google publishes no list that a machine can read), and the types inside conditions.
https://cloud.google.com/iam/docs/conditions-overview and https://cloud.google.com/iam/quotas
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import expressions
from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from localcloud.api import Cloud
    from localcloud.casing import Json

_LARGEST = 1500
#: Between a role and a mark, where version 1 has to show a binding with a condition.
HIDDEN = "_withcond_"
_ROLE = re.compile(r"roles/[A-Za-z0-9_.]+|(?:projects|organizations)/[^/]+/roles/[A-Za-z0-9_.]+")
_BASIC = frozenset({"roles/owner", "roles/editor", "roles/viewer"})
_PUBLIC = frozenset({"allUsers", "allAuthenticatedUsers"})
_LONGEST_TITLE, _LONGEST_DESCRIPTION, _LONGEST_EXPRESSION = 100, 256, 12_000
_CONDITION = "policy.bindings.condition"


def check(cloud: Cloud, bindings: list[Json]) -> None:
    """Raises 400 for bindings that Google would refuse, whoever they are for."""
    if sum(len(binding["members"]) for binding in bindings) > _LARGEST:
        raise invalid(
            f"The number of members in the policy is larger than the maximum, {_LARGEST}.", "policy"
        )
    for binding in bindings:
        role = str(binding["role"])
        if not _ROLE.fullmatch(role) or HIDDEN in role or not _is_there(cloud, role):
            raise _unsupported(role)
        if "condition" in binding:
            _check_condition(binding)


def _is_there(cloud: Cloud, role: str) -> bool:
    """Whether a custom role of a project that is known exists; others are let in."""
    kind, _, rest = role.partition("/")
    project = cloud.projects.known(rest.partition("/")[0]) if kind == "projects" else None
    if project is None:
        return True
    name = f"projects/{project.id}/roles/{role.rpartition('/')[2]}"
    body = cloud.store.get("iam.googleapis.com", name)
    return body is not None and not body.get("deleted")


def _unsupported(role: str) -> GoogleError:
    return invalid(f"Role {role} is not supported for this resource.", "policy.bindings.role")


def _check_condition(binding: Json) -> None:
    condition: Json = binding["condition"]
    for field in ("title", "expression"):
        if not condition.get(field):
            raise invalid(f"The {field} of a condition must not be empty.", f"{_CONDITION}.{field}")
    for field, longest in (
        ("title", _LONGEST_TITLE),
        ("description", _LONGEST_DESCRIPTION),
        ("expression", _LONGEST_EXPRESSION),
    ):
        if len(str(condition.get(field, ""))) > longest:
            raise invalid(
                f"The {field} of a condition is longer than {longest} characters.", f"{_CONDITION}.{field}"
            )
    if why := expressions.problem(str(condition["expression"])):
        raise invalid(f"Failed to parse the expression of the condition: {why}.", f"{_CONDITION}.expression")
    if binding["role"] in _BASIC:
        raise invalid(f"Conditions can't be set on the basic role {binding['role']}.", _CONDITION)
    if public := _PUBLIC.intersection(binding["members"]):
        raise invalid(f"Conditions can't be set on a binding with {min(public)}.", _CONDITION)
