"""TypeScript, with JSX where the file's name says so. Declaration files (`.d.ts`) hold types only.

https://github.com/tree-sitter/tree-sitter-typescript
"""

from __future__ import annotations

from preflight.scan.source import Source

LANGUAGE = "typescript"
SUFFIXES = (".ts", ".tsx", ".mts", ".cts")
NAMES: tuple[str, ...] = ()
_TYPES_ONLY = (".d.ts", ".d.mts", ".d.cts")


def read(data: bytes, name: str) -> Source:
    """Read one file. What does not parse is a problem with its line; the rest is kept."""
    if name.endswith(_TYPES_ONLY):
        return Source(LANGUAGE)
    from preflight.scan.reading import ecmascript  # noqa: PLC0415 - start-up counts

    return ecmascript.read(LANGUAGE, "tsx" if name.endswith(".tsx") else "typescript", data)
