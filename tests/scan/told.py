"""What a reader tells of a text, as short lines to compare in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.source import Env, Joined, Known, Made, Name, OneOf

if TYPE_CHECKING:
    from preflight.scan.source import Source, Value


def shown(value: Value) -> str:
    """Write a value: `'text'`, `<name>`, `$VARIABLE:-default`, `a+b`, `(a|b)`, `made()`, `?`."""
    if isinstance(value, Joined):
        return "+".join(map(shown, value.parts))
    if isinstance(value, OneOf):
        return f"({'|'.join(map(shown, value.values))})"
    if isinstance(value, Env):
        return f"${value.name}" if value.default is None else f"${value.name}:-{shown(value.default)}"
    return _plain(value)


def _plain(value: Value) -> str:
    if isinstance(value, Known):
        return repr(value.value)
    if isinstance(value, Name):
        return f"<{value.path}>"
    return f"{value.path}()" if isinstance(value, Made) else "?"


def uses(source: Source) -> list[str]:
    """Give the paths of the calls, `path!` for what is handed on."""
    return [use.path if use.called else f"{use.path}!" for use in source.uses]


def imports(source: Source) -> list[str]:
    """Give the imported paths, `path?` for those that nothing uses."""
    return [one.path if one.used else f"{one.path}?" for one in source.imports]


def texts(source: Source) -> list[str]:
    """Give the texts with what takes them: `'https://…' -> fetch`."""
    return [f"{shown(text.value)} -> {text.into}" for text in source.texts]


def constants(source: Source) -> dict[str, str]:
    """Give the constants by name."""
    return {name: shown(value) for name, value in source.constants.items()}


def arguments(source: Source, path: str) -> list[str]:
    """Give the arguments of the first call of `path`, then its keywords."""
    use = next(use for use in source.uses if use.path == path)
    return [*map(shown, use.args), *(f"{key}={shown(value)}" for key, value in use.keywords.items())]
