"""Google Maps web services: one client, and the method says which API it calls.

https://developers.google.com/maps/documentation
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

_CLIENT = re.compile(
    r"(googlemaps\.Client\(\)|googlemaps|@googlemaps/google-maps-services-js\.Client\(\)|@google/maps\.\w+\(\)"
    r"|googlemaps\.github\.io/maps\.NewClient\(\)|com\.google\.maps)\.(?P<method>\w+)(\.\w+)?"
)
_METHODS = (
    (re.compile(r"(reverse_?)?geocod\w*", re.IGNORECASE), "geocoding-backend"),
    (re.compile(r"directions?\w*", re.IGNORECASE), "directions-backend"),
    (re.compile(r"distance_?matrix\w*", re.IGNORECASE), "distance-matrix-backend"),
    (
        re.compile(r"(find_?)?(text_?|nearby_?)?(place|search)\w*|query_?autocomplete", re.IGNORECASE),
        "places-backend",
    ),
    (re.compile(r"elevation\w*", re.IGNORECASE), "elevation-backend"),
    (re.compile(r"time_?zone\w*", re.IGNORECASE), "timezone-backend"),
    (re.compile(r"(snap_?to_?|nearest_?)roads?|(snapped_?)?speed_?limits", re.IGNORECASE), "roads"),
    (re.compile(r"geolocat\w*", re.IGNORECASE), "geolocation"),
    (re.compile(r"static_?map", re.IGNORECASE), "static-maps-backend"),
)


def detect(service: Service) -> Iterator[Sighting]:
    """Give the API behind each method."""
    for file, source in service.of():
        for use in source.uses:
            found = _CLIENT.fullmatch(use.path)
            if not found or not use.called:
                continue
            for names, api in _METHODS:
                if names.fullmatch(found["method"]):
                    yield Sighting(f"{api}.googleapis.com", file, use.line, f"{use.path}(…)")
