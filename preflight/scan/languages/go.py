"""Go. Build tags do not matter: what is built somewhere is called somewhere.

Deliberately absent: cgo, `go:embed`, assembly. https://go.dev/ref/spec
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preflight.scan.source import Source

LANGUAGE = "go"
SUFFIXES = (".go",)
NAMES: tuple[str, ...] = ()


def read(data: bytes, name: str) -> Source:
    """Read one file. What does not parse is a problem with its line; the rest is kept."""
    del name
    from preflight.scan.reading import go_reading  # noqa: PLC0415 - start-up counts

    return go_reading.read(data)
