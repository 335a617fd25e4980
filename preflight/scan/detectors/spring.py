"""Spring Cloud GCP: a starter on the class path configures itself, without any import in the code.

https://googlecloudplatform.github.io/spring-cloud-gcp/reference/html/index.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Confidence, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

_STARTERS = (
    (re.compile(r".*spring-cloud-gcp-starter-sql-(mysql|postgresql)(-r2dbc)?"), "sqladmin", "sql"),
    (re.compile(r".*spring-cloud-gcp-starter-alloydb"), "alloydb", "alloydb"),
    (re.compile(r".*spring-cloud-gcp-starter-trace"), "cloudtrace", "trace"),
    (re.compile(r".*spring-cloud-gcp-starter-metrics"), "monitoring", "metrics"),
    (re.compile(r".*spring-cloud-gcp-starter-config"), "runtimeconfig", "config"),
)
_OFF = frozenset({"false"})


def detect(service: Service) -> Iterator[Sighting]:
    """Give the APIs of starters that are not switched off."""
    for package, (file, asked) in service.dependencies.items():
        for name, api, key in _STARTERS:
            if name.fullmatch(package) and not _OFF.intersection(
                service.setting(f"spring.cloud.gcp.{key}.enabled")
            ):
                words = f"{package} configures itself"
                yield Sighting(f"{api}.googleapis.com", file, asked.line, words, Confidence.LIKELY)
