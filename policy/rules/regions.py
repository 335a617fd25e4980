"""The rule about where things may be, whatever they are.

`placed_by_the_provider.txt` lists the types that are in the provider's region or zone where they say none,
with the name of that argument; a test reads them from the SDK again.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rules import Declared, each, inside, resource_rule
from rules.access_lists import DATASET
from rules.containers import SERVICE
from rules.pubsub import TOPIC
from rules.readings import each_within, hear_all
from rules.secret_manager import SECRET
from rules.storage import BUCKET

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rules import Resource

# A grant or a tag names the place of what it is about, which another stack may have chosen; an interconnect
# names a building.
PLACED = r"gcp:(?!tags/|compute/interconnect:)\w+/\w+:(?!\w*I[Aa][Mm](Member|Binding|Policy)$)\w+"
PLACES = ("location", "region", "zone", "locationId")
# Where Google puts what says no place.
UNSAID = {DATASET: "US"}
BY_PROVIDER = dict(
    line.split()
    for line in Path(__file__)
    .with_name("placed_by_the_provider.txt")
    .read_text(encoding="utf-8")
    .splitlines()
)
# Where types name more places, in lists of texts and in lists of blocks.
LISTS = (
    "messageStoragePolicy.allowedPersistenceRegions",
    "customPlacementConfig.dataLocations",
    "nodeLocations",
    "replicaZones",
    "storageLocations",
    "settings.backupConfiguration.location",
    "eventTrigger.triggerRegion",
)
BLOCKS = (("replication.userManaged.replicas", "location"), ("clusters", "zone"), ("replicas", "location"))
SPANNER = "gcp:spanner/instance:Instance"
OLD_NAMES = {"us-central": "us-central1", "europe-west": "europe-west1"}
# us-central1-a, and the zones for accelerators like us-central1-ai1a.
ZONE = re.compile(r"([a-z]+-[a-z]+\d+)-(ai\d+)?[a-z]")


@resource_rule(
    judges=PLACED,
    fix="use an allowed one, or add it to policy:allowed_regions in this environment",
    good=(
        Declared(BUCKET, {"location": "US-CENTRAL1"}),
        Declared("gcp:compute/instance:Instance", {"zone": "us-central1-a"}),
        Declared("gcp:kms/keyRing:KeyRing", {"location": "global"}),
    ),
    bad=(
        Declared(BUCKET, {"location": "US"}),
        Declared(SERVICE, {"location": "europe-west1"}),
        Declared(TOPIC, {"messageStoragePolicy": {"allowedPersistenceRegions": ["asia-east1"]}}),
        Declared(SECRET, {"replication": {"userManaged": {"replicas": [{"location": "europe-west1"}]}}}),
        Declared(SPANNER, {"displayName": "lessons", "config": "regional-europe-west1"}),
    ),
    severity="high",
    needs=("allowed_regions",),
    given={"allowed_regions": ["us-central1"]},
)
def regions_are_allowed(one: Resource) -> Iterator[str]:
    """Where data may be is a promise to people and often a law, and one line can break it.

    A zone counts as its region; a multi-region (US, EU, nam4) must be allowed itself. What says no place is
    where the provider's region or zone is, if its type takes that, and a dataset is in the US. Let pass is
    what is global, a secret that Google replicates by itself, and a configuration of Spanner that is one's
    own. A topic has a rule of its own.
    https://cloud.google.com/about/locations
    """
    allowed = {"", "global", *(region.casefold() for region in one.settings.allowed_regions or ())}
    for what, place in hear_all((*_named(one), _unsaid(one))):
        if region_of(place) not in allowed:
            yield f"{what} {place}"


def _named(one: Resource) -> Iterator[Iterator[tuple[str, str]]]:
    for path in (*PLACES, *LISTS, *(("config",) if one.type == SPANNER else ())):
        yield _told(path, lambda path=path: each(one.props, path))
    for path, inner in BLOCKS:
        yield _told(f"{path}.{inner}", lambda path=path, inner=inner: each_within(one.props, path, inner))


def _told(what: str, read: Callable[[], Iterator[object]]) -> Iterator[tuple[str, str]]:
    yield from ((f"{what} is", str(place)) for place in read())


def _unsaid(one: Resource) -> Iterator[tuple[str, str]]:
    if set(PLACES) & set(one.props):
        return
    if one.type in UNSAID:
        yield "location is not set, which is", UNSAID[one.type]
    elif (key := BY_PROVIDER.get(one.type)) and (place := inside(one.provider, key)):
        yield f"{key} is not set, which is the provider's", str(place)


def region_of(place: str) -> str:
    """Give the region of a place: of a zone, or at the end of an address like `projects/p/regions/r`.

    A configuration of Spanner is `regional-` and its region; one of a project's own names no place.
    """
    name = place.rpartition("/")[2].casefold().removeprefix("regional-")
    if name.startswith("custom-"):
        return ""
    zone = ZONE.fullmatch(name)
    return zone[1] if zone else OLD_NAMES.get(name, name)
