"""Google's Workflows: what their steps call, connectors (`googleapis.pubsub.v1...`) and addresses.

https://cloud.google.com/workflows/docs/reference/googleapis and .../reference/syntax/calls
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading.shell_scope import UNKNOWN
from preflight.scan.reading.yaml_nodes import Scalar, at, text
from preflight.scan.source import Declaration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.reading.yaml_nodes import Mapping

# An expression: texts in quotes, joined with names by `+`.
_EXPRESSION = re.compile(r"""\$\{(.*)\}""", re.DOTALL)
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^"+]+)')


def calls(mapping: Mapping) -> Iterator[Declaration]:
    """Give what a step calls: `workflows:<connector>`, or `workflows:http` with the address for a name."""
    call = at(mapping, "call")
    if not isinstance(call, Scalar):
        return
    if call.text.startswith("googleapis."):
        yield Declaration(f"workflows:{call.text}", "", call.line)
    elif call.text.startswith("http."):
        url = at(mapping, "args", "url")
        address = text(url) if isinstance(url, Scalar) else ""
        yield Declaration(
            "workflows:http", spelled(address), url.line if isinstance(url, Scalar) else call.line
        )


def spelled(address: str) -> str:
    r"""Give the text of an expression, with `\x00` for what is not spelled."""
    found = _EXPRESSION.fullmatch(address.strip())
    if not found:
        return re.sub(r"\$\{[^}]*\}", UNKNOWN, address)
    return "".join(
        piece[1] if piece[1] is not None else UNKNOWN
        for piece in _PIECE.finditer(found[1])
        if piece[1] is not None or piece[2].strip()
    )
