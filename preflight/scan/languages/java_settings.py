"""Settings files of Spring Boot, Quarkus and MicroProfile: `application.properties` and `application.yml`.

Each key is a `Setting` under its full name (`spring.cloud.gcp.project-id`), with `${NAME:default}` taken as
the environment. A value that can name something of Google's is a text as well. Deliberately absent: which
profile is active (every file counts), and relaxed spellings of keys.

https://docs.spring.io/spring-boot/reference/features/external-config.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import yaml_documents
from preflight.scan.reading.interest import tells
from preflight.scan.reading.placeholders import filled
from preflight.scan.reading.spelling import unescaped
from preflight.scan.reading.values import clipped
from preflight.scan.reading.yaml_nodes import Mapping, Scalar, Sequence
from preflight.scan.source import Setting, Source, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.reading.yaml_nodes import Node

LANGUAGE = "java-settings"
SUFFIXES: tuple[str, ...] = ()
NAMES = (
    "application.properties", "application-*.properties", "bootstrap.properties", "bootstrap-*.properties",
    "microprofile-config.properties", "application.yml", "application.yaml", "application-*.yml",
    "application-*.yaml", "bootstrap.yml", "bootstrap.yaml",
)  # fmt: skip
_PAIR = re.compile(r"((?:\\.|[^\\=:\s])+)[ \t\f]*[=: \t]?[ \t\f]*(.*)", re.DOTALL)
_MOST = 5000
_DEEPEST = 40


def read(data: bytes, name: str) -> Source:
    """Read one settings file."""
    source = Source(LANGUAGE)
    text = data.decode("utf-8-sig", errors="replace").replace("\0", "")
    if name.endswith(".properties"):
        pairs = _properties(text)
    else:
        documents, error = yaml_documents.documents(text)
        pairs = (pair for document in documents for pair in _fields(document))
        if error is not None:
            source.problems.append(str(error))
    for number, (key, value, line) in enumerate(pairs):
        if number >= _MOST:
            break
        meant = clipped(filled(value))
        source.settings.append(Setting(key, meant, line))
        if tells(meant):
            source.texts.append(Text(meant, line, f"={key}"))
    return source


def _properties(text: str) -> Iterator[tuple[str, str, int]]:
    """Give keys and values; a line that ends in one backslash goes on in the next."""
    whole, first = list[str](), 0
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.lstrip()
        if not whole:
            if not line or line[0] in "#!":
                continue
            first = number
        if (len(line) - len(line.rstrip("\\"))) % 2:
            whole.append(line[:-1])
            continue
        yield from _pair("".join((*whole, line)), first)
        whole.clear()
    if whole:
        yield from _pair("".join(whole), first)


def _pair(line: str, number: int) -> Iterator[tuple[str, str, int]]:
    found = _PAIR.match(line)
    if found:
        yield unescaped(found[1]), unescaped(found[2]).strip(), number


def _fields(document: Node) -> Iterator[tuple[str, str, int]]:
    waiting: list[tuple[str, Node, int]] = [("", document, 0)]
    for _ in range(_MOST * 2):
        if not waiting:
            return
        key, node, depth = waiting.pop()
        if isinstance(node, Scalar):
            if key:
                yield key, node.text, node.line
        elif depth < _DEEPEST and isinstance(node, Mapping):
            inner = [
                (f"{key}.{name}" if key else name, value, depth + 1) for name, value in node.fields.items()
            ]
            waiting.extend(reversed(inner))
        elif depth < _DEEPEST and isinstance(node, Sequence):
            waiting.extend(
                (f"{key}[{at}]", value, depth + 1) for at, value in reversed([*enumerate(node.items)])
            )
