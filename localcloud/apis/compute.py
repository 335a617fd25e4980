"""Compute Engine, as far as others need it: which project a number belongs to, and which regions there are.

The provider asks for both: the number for a bucket's project, the regions to see whether its own is one.
Absent: zones, machines, networks, and all else.

https://cloud.google.com/compute/docs/reference/rest/beta/projects/get
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import paging
from localcloud.api import Api, Call
from localcloud.errors import not_found
from localcloud.regions import REGIONS

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("compute.googleapis.com", legacy=True)
_ACCOUNT = "compute@developer.gserviceaccount.com"


@API.on("projects.get")
def get(call: Call) -> Json:
    """A project by id or number."""
    project = call.project
    account = f"{project.number}-{_ACCOUNT}"
    return {
        "kind": "compute#project",
        "id": project.number,
        "name": project.id,
        "defaultServiceAccount": account,
    }


@API.on("regions.list")
def list_regions(call: Call) -> Json:
    """Every region."""
    size = paging.size(call.query, default=500, limit=500, name="maxResults")
    regions = paging.known(REGIONS, lambda name: _region(call, name))
    found, token = paging.cut(call.method.id, call.query, size, regions)
    place = f"projects/{call.project.id}/regions"
    head: Json = {"kind": "compute#regionList", "id": place, "selfLink": _link(call, place)}
    return head | paging.shown("items", found, token)


@API.on("regions.get")
def get_region(call: Call) -> Json:
    """One region."""
    name = call.path["region"]
    if name not in REGIONS:
        place = f"projects/{call.project.id}/regions/{name}"
        raise not_found(f"The resource '{place}' was not found")
    return _region(call, name)


def _region(call: Call, name: str) -> Json:
    link = _link(call, f"projects/{call.project.id}/regions/{name}")
    return {"kind": "compute#region", "name": name, "description": name, "status": "UP", "selfLink": link}


def _link(call: Call, place: str) -> str:
    return f"https://www.googleapis.com/compute/{call.version}/{place}"
