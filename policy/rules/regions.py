"""The rule about where things may be, whatever they are."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from rules import Declared, each, resource_rule
from rules.readings import each_within, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

# A grant or a tag names the place of what it is about, which another stack may have chosen; an interconnect
# names a building.
PLACED = r"gcp:(?!tags/|compute/interconnect:)\w+/\w+:(?!\w*I[Aa][Mm](Member|Binding|Policy)$)\w+"
PLACES = ("location", "region", "zone", "locationId")
# Where Google puts what says no place; elsewhere the provider's region or a rule of its own decides.
UNSAID = {"gcp:bigquery/dataset:Dataset": "US"}
LISTS = ("messageStoragePolicy.allowedPersistenceRegions", "customPlacementConfig.dataLocations")
REPLICAS = "replication.userManaged.replicas"
# us-central1-a, and the zones for accelerators like us-central1-ai1a.
ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-(ai\d+)?[a-z]")

_BUCKET = "gcp:storage/bucket:Bucket"
_TOPIC = "gcp:pubsub/topic:Topic"
_SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type


@resource_rule(
    judges=PLACED,
    fix="use an allowed one, or add it to policy:allowed_regions in this environment",
    good=(
        Declared(_BUCKET, {"location": "US-CENTRAL1"}),
        Declared("gcp:compute/instance:Instance", {"zone": "us-central1-a"}),
        Declared("gcp:kms/keyRing:KeyRing", {"location": "global"}),
    ),
    bad=(
        Declared(_BUCKET, {"location": "US"}),
        Declared("gcp:cloudrunv2/service:Service", {"location": "europe-west1"}),
        Declared(_TOPIC, {"messageStoragePolicy": {"allowedPersistenceRegions": ["asia-east1"]}}),
        Declared(_SECRET, {"replication": {"userManaged": {"replicas": [{"location": "europe-west1"}]}}}),
    ),
    severity="high",
    needs=("allowed_regions",),
    given={"allowed_regions": ["us-central1"]},
)
def regions_are_allowed(one: Resource) -> Iterator[str]:
    """Where data may be is a promise to people and often a law, and one line can break it.

    A zone counts as its region; a multi-region (US, EU, nam4) must be allowed itself. What is global, or
    says no place, passes, except a dataset, which is then in the US; a topic has a rule of its own.
    https://cloud.google.com/about/locations
    """
    unsaid = UNSAID.get(one.type)
    allowed = {region.casefold() for region in one.settings.allowed_regions or ()}
    if unsaid and unsaid.casefold() not in allowed and "location" not in set(one.props):
        yield f"location is not set, which is {unsaid}"
    yield from told(partial(_outside, one, path, allowed) for path in (*PLACES, *LISTS, REPLICAS))


def _outside(one: Resource, path: str, allowed: set[str]) -> Iterator[str]:
    inner = ".location" if path == REPLICAS else ""
    for place in each_within(one.props, path, "location") if inner else each(one.props, path):
        if region_of(str(place)) not in {"", "global", *allowed}:
            yield f"{path}{inner} is {place}"


def region_of(place: str) -> str:
    """Give the region of a place: of a zone, or at the end of an address like `projects/p/regions/r`."""
    name = place.rpartition("/")[2].casefold()
    zone = ZONE.fullmatch(name)
    return zone[1] if zone else name
