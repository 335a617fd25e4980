"""`package.json`: what a package of Node depends on, the commands of its scripts, the file it starts with.

Only what is installed to run counts (`dependencies`, `optionalDependencies`); `devDependencies` build and
test.
Deliberately absent: lock files, workspaces, `exports`.
https://docs.npmjs.com/cli/configuring-npm/package-json
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

from preflight.scan.source import Import, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = "node-manifest"
SUFFIXES: tuple[str, ...] = ()
NAMES: tuple[str, ...] = ("package.json",)
_DEPENDS = ("dependencies", "optionalDependencies")


def read(data: bytes, name: str) -> Source:
    """Read one manifest."""
    del name
    source = Source(LANGUAGE)
    text = data.decode("utf-8-sig", errors="replace")
    try:
        document: object = json.loads(text)
    except json.JSONDecodeError as error:
        source.problems.append(f"line {error.lineno}: is no JSON, {error.msg}")
        return source
    except (RecursionError, ValueError):
        source.problems.append("line 1: is no JSON that can be read")
        return source
    lines = _lines(text)
    for key in _DEPENDS:
        source.dependencies += (Import(package, lines.get(package, 1)) for package in _table(document, key))
    from preflight.scan.reading.shell_scripts import Script  # noqa: PLC0415 - start-up counts

    script = Script(source)
    for key, command in _table(document, "scripts").items():
        if isinstance(command, str):
            script.read(command, lines.get(key, 1), key)
    script.finish()
    source.locals += (file for file in _files(document) if file not in source.locals)
    return source


def _lines(text: str) -> dict[str, int]:
    """Give the line of each key; of one that is written twice, the last."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        for key in re.findall(r'"([^"\\]+)"\s*:', line):
            found[key] = number
    return found


def _table(document: object, key: str) -> dict[str, object]:
    if not isinstance(document, dict):
        return {}
    value = cast("dict[str, object]", document).get(key)
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _files(document: object) -> Iterator[str]:
    if not isinstance(document, dict):
        return
    whole = cast("dict[str, object]", document)
    named = [whole.get("main"), whole.get("module"), whole.get("bin"), *_table(whole, "bin").values()]
    for file in named:
        if isinstance(file, str) and file:
            yield file if file.startswith(".") else f"./{file}"
