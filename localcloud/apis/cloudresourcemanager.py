"""Resource Manager v1 and v3, as far as projects go: read them, and their IAM policy.

A project exists as soon as it is named. Absent: creating, moving and deleting projects, folders, tags.
https://cloud.google.com/resource-manager/reference/rest
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, filters, paging, policies
from localcloud.api import Api, Call
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.casing import Json
    from localcloud.projects import Project

API = Api("cloudresourcemanager.googleapis.com", legacy=True)
#: The organisation that every project here belongs to; invented.
ORGANIZATION = "123456789012"
_PARENT = f"organizations/{ORGANIZATION}"
_TERM = re.compile(r'([A-Za-z.]+(?:\.[\w-]+)?)\s*[:=]\s*("[^"]*"|[^\s"()]+)')


@API.on("projects.get")
def get(call: Call) -> Json:
    """One project, in the words of the asked-for version."""
    return _shown(call, call.project)


@API.on("projects.list", "projects.search")
def list_(call: Call) -> Json:
    """Every project that has been named and that the filter or query finds."""
    if call.method.id == "projects.list" and call.version == "v3" and not call.query.get("parent"):
        raise invalid("The parent is missing.", "parent")
    # Read here: its fields are not those of a project, and dispatch would look for them there.
    text = str(call.query.get("query") or call.query.get("filter") or "")
    parent = call.query.get("parent", _PARENT)
    size = paging.size(call.query, default=100, limit=1000)

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        named = (project for project in call.cloud.projects.all() if project.id > after)
        found = [project for project in named if parent == _PARENT and _fits(project, text)][:limit]
        return [(project.id, _shown(call, project)) for project in found]

    found, token = paging.cut(call.method.id, call.query, size, fetch)
    call.query.pop("filter", None)
    return paging.shown("projects", found, token)


@API.on("projects.getAncestry")
def get_ancestry(call: Call) -> Json:
    """A project and what it lies in."""
    ids = [{"type": "project", "id": call.project.id}, {"type": "organization", "id": ORGANIZATION}]
    return {"ancestor": [{"resourceId": each} for each in ids]}


@API.on("projects.getIamPolicy")
def get_policy(call: Call) -> Json:
    """The policy of a project."""
    return policies.get(call, _name(call))


@API.on("projects.setIamPolicy")
def set_policy(call: Call) -> Json:
    """Writes the policy of a project; everyone in the world is refused there."""
    for binding in call.body.get("policy", {}).get("bindings", []):
        if {"allUsers", "allAuthenticatedUsers"} & set(binding.get("members", ())):
            raise invalid(
                "allUsers and allAuthenticatedUsers cannot be given roles on a project.", "policy.bindings"
            )
    return policies.set_(call, _name(call))


@API.on("projects.testIamPermissions")
def test_permissions(call: Call) -> Json:
    """The asked-for permissions."""
    return policies.test(call)


def _fits(project: Project, text: str) -> bool:
    """Whether a filter finds a project: any of its terms, or one of each group that AND joins."""
    for group in re.split(r"\sAND\s", text):
        terms = [(field.lower(), value.strip('"')) for field, value in _TERM.findall(group)]
        left = re.sub(r"\bOR\b|[()\s]", "", _TERM.sub("", group))
        if left or (group.strip() and not terms):
            raise invalid(f"Invalid filter '{text}': '{left}' cannot be read.", "filter")
        parents = [_holds(project, *term) for term in terms if term[0].startswith("parent.")]
        others = [_holds(project, *term) for term in terms if not term[0].startswith("parent.")]
        if not all(parents) or (others and not any(others)):
            return False
    return True


def _holds(project: Project, field: str, wanted: str) -> bool:
    values = {
        **dict.fromkeys(("name", "displayname", "id", "projectid"), project.id),
        **dict.fromkeys(("state", "lifecyclestate"), "ACTIVE"),
        "projectnumber": project.number,
        "parent": _PARENT,
        "parent.type": "organization",
        "parent.id": ORGANIZATION,
    }
    if field not in values and field.partition(".")[0] != "labels":
        raise invalid(f"Invalid filter: there is no field '{field}'.", "filter")
    return field in values and filters.fits(values[field], wanted)


def _name(call: Call) -> str:
    return f"projects/{call.project.id}"


def _shown(call: Call, project: Project) -> Json:
    created = clock.timestamp(project.created)
    if call.version == "v1":
        return {
            "projectNumber": project.number,
            "projectId": project.id,
            "lifecycleState": "ACTIVE",
            "name": project.id,
            "createTime": created,
            "parent": {"type": "organization", "id": ORGANIZATION},
        }
    return {
        "name": f"projects/{project.number}",
        "parent": f"organizations/{ORGANIZATION}",
        "projectId": project.id,
        "state": "ACTIVE",
        "displayName": project.id,
        "createTime": created,
        "updateTime": created,
        "etag": 'W/"local"',
    }
