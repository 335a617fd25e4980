"""The resource types of a program, read from its text: `gcp.pubsub.Topic(...)` is `gcp:pubsub/topic:Topic`.

A class of the gcp SDK counts wherever it is named outside of a type: called, handed on or subclassed. So more
may be found than is created, and never less. Deliberately absent: resources of other packages, names that
reach the program through other files, and whether a condition lets a resource come up in an environment.

https://www.pulumi.com/docs/iac/concepts/resources/names/#types
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.scan.detectors.pulumi_resources import token_of
from preflight.scan.needs import Skipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SDK = "pulumi_gcp"


class Resource(NamedTuple):
    """A place where a program names a resource type."""

    type: str
    file: str
    line: int


def read(path: Path, shown: str) -> list[Resource] | Skipped:
    """Read a file of the program, or say why it cannot be read."""
    try:
        data = path.read_bytes()
        # Whoever does not name the SDK makes nothing of it, and parsing costs more than looking.
        if _SDK.encode() not in data:
            return []
        tree = ast.parse(data)
    except SyntaxError as error:
        return Skipped(shown, f"is no Python: {error.msg}", line=error.lineno or 0)
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        return Skipped(shown, f"cannot be read: {error}")
    return list(resources(tree, shown))


def resources(tree: ast.Module, file: str) -> Iterator[Resource]:
    """Give every resource type that a program names, in the order of its lines."""
    nodes = list(_outside_types(tree))
    names = dict(_imports(nodes))
    found = {
        (node.lineno, path)
        for node in nodes
        if isinstance(node, ast.Attribute | ast.Name) and (path := _path(node, names))
    }
    for line, path in sorted(found):
        token = token_of(path.removeprefix(f"{_SDK}."))
        if token:
            yield Resource(token, file, line)


def _outside_types(tree: ast.Module) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns"}:
                continue
            within = cast("list[object]", value) if isinstance(value, list) else [value]
            waiting += [one for one in within if isinstance(one, ast.AST)]


def _imports(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """Give what names mean: `gcp` -> `pulumi_gcp`, `Topic` -> `pulumi_gcp.pubsub.Topic`."""
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == _SDK:
                    yield (alias.asname, alias.name) if alias.asname else (_SDK, _SDK)
        elif (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").partition(".")[0] == _SDK
            and not node.level
        ):
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _path(node: ast.AST, names: dict[str, str]) -> str:
    members: list[str] = []
    while isinstance(node, ast.Attribute):
        members.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in names:
        return ""
    return ".".join([names[node.id], *reversed(members)])
