"""Packages that a manifest asks for and no file imports: a hint, since an unused dependency calls nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.needs import Confidence, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

_LANGUAGES = {
    "python-manifest": "python", "node-manifest": "node", "go-manifest": "go", "java-manifest": "java",
    "csharp-manifest": "csharp",
}  # fmt: skip


def detect(service: Service) -> Iterator[Sighting]:
    """Give the packages of Google's that are asked for and not imported."""
    imported = service.imports
    for file, source in service.of(*_LANGUAGES):
        known = libraries.packages(_LANGUAGES[source.language])
        for one in source.dependencies:
            rows = [row for row in known.get(one.path, ()) if row.kind not in ("types", "none")]
            if any(path.startswith((one.path, *(row.path for row in rows))) for path in imported):
                continue
            for api in {api for row in rows for api in row.apis}:
                words = f"{one.path} is asked for and not imported"
                yield Sighting(api, file, one.line, words, Confidence.WEAK)
