"""JavaScript, of Node and of browsers, with JSX. TypeScript is read the same way, by its own grammar.

https://github.com/tree-sitter/tree-sitter-javascript
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preflight.scan.source import Source

LANGUAGE = "javascript"
SUFFIXES = (".js", ".mjs", ".cjs", ".jsx")
NAMES: tuple[str, ...] = ()


def read(data: bytes, name: str) -> Source:
    """Read one file. What does not parse is a problem with its line; the rest is kept."""
    del name
    from preflight.scan.reading import ecmascript  # noqa: PLC0415 - start-up counts

    return ecmascript.read(LANGUAGE, "javascript", data)
