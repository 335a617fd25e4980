"""Compute Engine, as far as Cloud Storage needs it: the provider asks which project a number belongs to.

https://cloud.google.com/compute/docs/reference/rest/beta/projects/get
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.api import Api, Call

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
