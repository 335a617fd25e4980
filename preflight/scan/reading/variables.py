"""Text with variables of the environment in it, as `.env` files, Dockerfiles and manifests spell them.

`$NAME`, `${NAME}`, `${NAME:-text}`; `$$` is a dollar.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading.shell_scope import joined
from preflight.scan.source import Env, Known, Opaque

if TYPE_CHECKING:
    from preflight.scan.reading.shell_scope import Scope
    from preflight.scan.source import Value

_VARIABLE = re.compile(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-=?+])([^{}]*))?\}|\{[^{}]*\})")


def interpolated(text: str, scope: Scope | None = None) -> Value:
    """Give the value of a text; names that `scope` knows are its own, others the environment's."""
    parts: list[Value] = []
    start = 0
    for found in _VARIABLE.finditer(text):
        parts.append(Known(text[start : found.start()]))
        parts.append(_variable(found, scope))
        start = found.end()
    parts.append(Known(text[start:]))
    return joined(parts)


def _variable(found: re.Match[str], scope: Scope | None) -> Value:
    if found[1]:
        return Known("$")
    name = found[2] or found[3]
    if not name:
        return Opaque()
    if scope is not None and name in scope.assigned:
        return scope.variable(name)
    return Env(name, Known(found[5]) if found[4] in (":-", "-", ":=", "=") else None)
