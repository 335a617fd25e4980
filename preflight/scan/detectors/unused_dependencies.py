"""Packages that a manifest asks for and no file imports: a hint, since an unused dependency calls nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.needs import Confidence, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.catalogue.libraries import Row
    from preflight.scan.service import Service

_QUIET = ("types", "none")
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
            rows = _calling(known.get(one.path, ()))
            if any(path.startswith((one.path, *(row.path for row in rows))) for path in imported):
                continue
            for api in {api for row in rows for api in row.apis}:
                words = f"{one.path} is asked for and not imported"
                yield Sighting(api, file, one.line, words, Confidence.WEAK)


def _calling(rows: tuple[Row, ...]) -> list[Row]:
    """Give the rows that can call; none for a package that by itself calls nothing, such as google-auth."""
    whole = min(rows, key=lambda row: len(row.path), default=None)
    if whole is None or whole.kind in _QUIET:
        return []
    return [row for row in rows if row.kind not in _QUIET]
