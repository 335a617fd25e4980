"""The places in which Google's services run, and the two methods with which several services list them.

A name that has the shape of a region and is not in the table is refused, as a mistyped one is by Google; the
table has to grow with Google's.
https://cloud.google.com/about/locations and https://cloud.google.com/storage/docs/locations
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import paging
from localcloud.errors import GoogleError, denied, not_found

if TYPE_CHECKING:
    from localcloud.api import Api, Call
    from localcloud.casing import Json

REGIONS = frozenset(
    {
        "africa-south1",
        "asia-east1",
        "asia-east2",
        "asia-northeast1",
        "asia-northeast2",
        "asia-northeast3",
        "asia-south1",
        "asia-south2",
        "asia-southeast1",
        "asia-southeast2",
        "asia-southeast3",
        "australia-southeast1",
        "australia-southeast2",
        "europe-central2",
        "europe-north1",
        "europe-north2",
        "europe-southwest1",
        "europe-west1",
        "europe-west10",
        "europe-west12",
        "europe-west2",
        "europe-west3",
        "europe-west4",
        "europe-west6",
        "europe-west8",
        "europe-west9",
        "me-central1",
        "me-central2",
        "me-west1",
        "northamerica-northeast1",
        "northamerica-northeast2",
        "northamerica-south1",
        "southamerica-east1",
        "southamerica-west1",
        "us-central1",
        "us-east1",
        "us-east4",
        "us-east5",
        "us-south1",
        "us-west1",
        "us-west2",
        "us-west3",
        "us-west4",
        "us-west8",
    }
)
MULTI_REGIONS = frozenset({"us", "eu", "asia", "europe"})
#: Predefined pairs of regions, for buckets only.
DUAL_REGIONS = frozenset({"nam4", "eur4", "eur5", "eur7", "eur8", "asia1"})


def check(place: str, *, more: frozenset[str] = frozenset()) -> None:
    """Raises 403 for a region that Google does not have; `more` names other places that are allowed."""
    if place not in REGIONS and place not in more:
        raise denied(f"Permission denied on 'locations/{place}' (or it may not exist).")


def bucket_type(place: str, placement: Json | None = None) -> str:
    """Gives the `locationType` of a bucket; 400 for a place that Google does not have."""
    lower = place.lower()
    if lower in DUAL_REGIONS or (placement and placement.get("dataLocations")):
        return "dual-region"
    if lower in MULTI_REGIONS:
        return "multi-region"
    zone, _, letter = lower.rpartition("-")
    if lower in REGIONS:
        return "region"
    if zone in REGIONS and len(letter) == 1:
        return "zone"
    raise GoogleError(
        400, "INVALID_ARGUMENT", f"The specified location constraint is not valid: {place}.", reason="invalid"
    )


def serve(api: Api, more: frozenset[str] = frozenset()) -> None:
    """Puts `projects.locations.list` and `get` into an API that runs in every region and in `more`."""
    places = REGIONS | more

    def list_(call: Call) -> Json:
        size = paging.size(call.query, default=100, limit=1000)
        fetch = paging.known(places, lambda place: _shown(call, place))
        found, token = paging.cut(call.resource, call.query, size, fetch)
        return paging.shown("locations", found, token)

    def get(call: Call) -> Json:
        place = call.resource.rpartition("/")[2]
        if place not in places:
            raise not_found(f"Location {place} was not found.")
        return _shown(call, place)

    api.on("projects.locations.list")(list_)
    api.on("projects.locations.get")(get)


def _shown(call: Call, place: str) -> Json:
    name = f"projects/{call.project.id}/locations/{place}"
    return {"name": name, "locationId": place, "displayName": place}
