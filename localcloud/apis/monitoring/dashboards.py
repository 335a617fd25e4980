"""Dashboards (v1): kept as they are written, with an etag; an update replaces the whole.

Absent: looking queries, metrics and filters over; drawing.
https://cloud.google.com/monitoring/api/ref_dashboard/rest/v1/projects.dashboards
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, etags
from localcloud.apis.monitoring.words import bad, only_one
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_LAYOUTS = ("gridLayout", "mosaicLayout", "rowLayout", "columnLayout")
_IDS = re.compile(r"[A-Za-z0-9-]{1,63}")
_MOST_COLUMNS = 48


def new_name(call: Call, parent: str) -> str:
    """The name of a new dashboard: the one that the body gives, else a random one."""
    if not call.body.get("name"):
        return f"{parent}/dashboards/{clock.new_uuid()}"
    name = call.resolve(str(call.body["name"]))
    above, _, leaf = name.rpartition("/dashboards/")
    if above != parent or not _IDS.fullmatch(leaf):
        form = f"{parent}/dashboards/[DASHBOARD_ID]"
        raise invalid(f"Invalid dashboard name '{call.body['name']}': it must be {form}.", "dashboard.name")
    return name


def check(_call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """One layout at most; the tiles of a mosaic lie inside of it."""
    only_one(body, _LAYOUTS, "dashboard", "layout")
    mosaic: Json = body.get("mosaicLayout", {})
    place, columns = "dashboard.mosaic_layout", mosaic.get("columns", 0)
    if mosaic and not 1 <= columns <= _MOST_COLUMNS:
        raise bad(f"{place}.columns", columns, f"must be between 1 and {_MOST_COLUMNS}.")
    for position, tile in enumerate(mosaic.get("tiles", [])):
        at, left, width = f"{place}.tiles[{position}]", tile.get("xPos", 0), tile.get("width", 0)
        if width < 1 or tile.get("height", 0) < 1:
            raise bad(at, f"{width} x {tile.get('height', 0)}", "A tile is at least 1 wide and 1 high.")
        if left < 0 or tile.get("yPos", 0) < 0 or left + width > columns:
            raise bad(at, f"x_pos {left}, width {width}", f"The tile is not within the {columns} columns.")


def fill(_call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A dashboard as Google shows it."""
    written = {"name": name, "write": clock.new_uuid()}
    return {**body, "name": name, "etag": etags.etag(written, size=16)}
