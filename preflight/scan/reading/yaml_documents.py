"""Reads the documents of a YAML file into nodes with their lines, from the parser's events.

Nothing is constructed from tags, and nothing recurses: the composer of PyYAML overflows the stack on a file
that is nested deep. An alias is the node that it names. Templates (Helm, Jinja) are read a second time with
their holes taken out when they do not parse as they are.

https://yaml.org/spec/1.2.2/ and https://pyyaml.org/wiki/PyYAMLDocumentation
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import yaml

from preflight.scan.reading import unread
from preflight.scan.reading.yaml_nodes import NOTHING, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from preflight.scan.reading.yaml_nodes import Node

DEEPEST = 60
_LOADER = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


class UnreadableError(ValueError):
    """The file is no YAML; the line is where that shows."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}: this is no YAML")


def documents(text: str) -> tuple[list[Node], UnreadableError | None]:
    """Give the documents, and what is wrong with the file: then those before the error, if there are any."""
    found, error = _read(text)
    if error is not None and text != (template := unread.filled(text)):
        filled, still = _read(template)
        if still is None:
            return filled, None
    return found, error


def _read(text: str) -> tuple[list[Node], UnreadableError | None]:
    building = _Building(text)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            building.take(event)
    except UnreadableError as error:
        return building.documents, error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else building.line
        return building.documents, UnreadableError(line)
    except (yaml.YAMLError, ArithmeticError, LookupError, RecursionError, ValueError):
        return building.documents, UnreadableError(building.line)
    return building.documents, None


class _Open:
    """A mapping or sequence that is not closed yet: its anchor, and the key that waits for its value."""

    def __init__(self, node: Mapping | Sequence, anchor: str | None) -> None:
        self.node, self.anchor = node, anchor
        self.key: str | None = None

    def add(self, node: Node) -> None:
        if isinstance(self.node, Sequence):
            self.node.items.append(node)
        elif self.key is None:
            self.key = node.text if isinstance(node, Scalar) else "?"
        else:
            key, self.key = self.key, None
            if key == "<<":
                _merge(self.node, node)
            else:
                self.node.fields[key] = node


class _Building:
    def __init__(self, text: str) -> None:
        self.documents: list[Node] = []
        self.line = 1
        self._lines = text.split("\n")
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}

    def take(self, event: yaml.Event) -> None:
        if event.start_mark:
            self.line = event.start_mark.line + 1
        match event:
            case yaml.ScalarEvent():
                scalar = self._scalar(event)
                self._anchor(event.anchor, scalar)
                self._add(scalar)
            case yaml.AliasEvent():
                self._add(self._anchors.get(event.anchor or "", NOTHING))
            case yaml.MappingStartEvent():
                self._start(Mapping({}, self.line), event.anchor)
            case yaml.SequenceStartEvent():
                self._start(Sequence([], self.line), event.anchor)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                closed = self._open.pop()
                # Known by its name only from here on, so that no node holds itself.
                self._anchor(closed.anchor, closed.node)
            case yaml.DocumentStartEvent():
                self._anchors.clear()
            case _:
                pass

    def _anchor(self, name: str | None, node: Node) -> None:
        if name:
            self._anchors[name] = node

    def _start(self, node: Mapping | Sequence, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            raise UnreadableError(self.line)
        self._add(node)
        self._open.append(_Open(node, anchor))

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].add(node)
        else:
            self.documents.append(node)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        value: str = event.value
        if event.style == "|":
            return Scalar(value, self.line + 1)
        if event.style == ">":
            # Lines that are folded stay lines here, so that what stands on them keeps its place.
            mark = event.end_mark or event.start_mark
            end = mark.line + (mark.column > 0) if mark else self.line
            lines = [line.strip() for line in self._lines[self.line : end]]
            return Scalar(" \\\n".join(lines).rstrip("\\\n "), self.line + 1)
        return Scalar(value, self.line)


def _merge(mapping: Mapping, node: Node) -> None:
    for each in node.items if isinstance(node, Sequence) else [node]:
        if isinstance(each, Mapping):
            for key, value in each.fields.items():
                mapping.fields.setdefault(key, value)
