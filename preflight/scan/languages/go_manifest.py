"""`go.mod`: the module's own path, and the modules that it asks for itself.

Deliberately absent: what those ask for (`// indirect`); `replace` and `exclude`, which change where code
comes from and not what it is.
https://go.dev/ref/mod#go-mod-file
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.source import Import, Known, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = "go-manifest"
SUFFIXES: tuple[str, ...] = ()
NAMES: tuple[str, ...] = ("go.mod",)
_BLOCK = re.compile(r"\s*(\w+)\s*\(")
_MODULE = re.compile(r'\s*module\s+"?([^\s"]+)')
_REQUIRED = re.compile(r'\s*"?([^\s"()]+)"?\s+v\d')
_INDIRECT = re.compile(r"//\s*indirect\b")


def read(data: bytes, name: str) -> Source:
    """Read one manifest. The module's own path is the constant `module`."""
    del name
    source = Source(LANGUAGE)
    text = data.decode("utf-8-sig", errors="replace")
    if found := re.search(_MODULE.pattern, text, re.MULTILINE):
        source.constants["module"] = Known(found[1])
    source.dependencies += _required(text)
    return source


def _required(text: str) -> Iterator[Import]:
    block = ""
    for number, line in enumerate(text.splitlines(), 1):
        words = line
        if found := _BLOCK.match(line):
            block = found[1]
            continue
        if line.lstrip().startswith(")"):
            block = ""
        elif line.lstrip().startswith("require "):
            words = line.lstrip().removeprefix("require ")
        elif block != "require":
            continue
        if (found := _REQUIRED.match(words)) and not _INDIRECT.search(words):
            yield Import(found[1], number)
