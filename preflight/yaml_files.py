"""Reads the project's YAML files as the Pulumi engine reads them.

The engine knows YAML 1.2 (`yes` is text, a key that stands twice is an error), PyYAML by itself 1.1, so that
a check could pass what a deployment refuses. Here only PyYAML's grammar is used; what a value without quotes
means stands in yaml_values.py.

Deliberately absent: anchors, aliases, merged keys and tags. A file that is reviewed says what it says.

https://pkg.go.dev/gopkg.in/yaml.v3 (what the engine reads with)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import yaml

from preflight import yaml_values

if TYPE_CHECKING:
    from pathlib import Path

DEPTH = 50
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_KEY: Any = object()


class UnreadableError(ValueError):
    """The file cannot be read. `problems` holds every sentence, each with file and line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def read(path: Path, place: str, *, dates: bool = False) -> object:
    """Read a file that messages call `place`; None if it is empty. Raises UnreadableError."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UnreadableError([f"{place}:{line}: is not UTF-8; save it as UTF-8"]) from error
    except OSError as error:
        raise UnreadableError([f"{place}: cannot be opened, {error.strerror}; correct that"]) from error
    return parse(text, place, dates=dates)


def parse(text: str, place: str, *, dates: bool = False) -> object:
    """Turn text into mappings with text keys, lists, text, numbers, booleans and None.

    `dates` lets dates stand without quotes; they stay text. Raises UnreadableError with all problems.
    """
    building = _Building(place, dates=dates)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            building.take(event)
    except yaml.MarkedYAMLError as error:
        where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        building.problems.append(f"{place}: cannot be read as YAML, {where}{error.problem}; correct it")
    except yaml.YAMLError as error:
        what = str(error).splitlines()[0]
        building.problems.append(f"{place}: cannot be read as YAML, {what}; correct it")
    except (ArithmeticError, LookupError, RecursionError, ValueError):
        # PyYAML lets these through, for instance for the escape "\UFFFFFFFF".
        building.problems.append(f"{place}: cannot be read as YAML; look for unusual escapes or characters")
    except _TooDeepError as error:
        building.problems.append(str(error))
    if building.problems:
        raise UnreadableError(building.problems)
    return building.document


class _TooDeepError(Exception):
    pass


class _Building:
    """Builds the document from the parser's events: no recursion, every problem with its line."""

    def __init__(self, place: str, *, dates: bool) -> None:
        self.problems: list[str] = []
        self.document: object = None
        self._place, self._dates, self._documents = place, dates, 0
        # The open mappings and lists, and for each the key that waits for its value.
        self._open: list[Any] = []
        self._keys: list[Any] = []

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents == 2:
                    self._tell(line, "starts a second document", "keep one document a file")
            case yaml.AliasEvent():
                self._tell(line, f"has the alias *{event.anchor}", "write the value out")
                self._add("*", line)
            case yaml.ScalarEvent():
                self._judge(event, line)
                self._add(self._value(event, line), line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._judge(event, line)
                inner: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                self._add(inner, line)
                self._open.append(inner)
                self._keys.append(_NO_KEY)
                if len(self._open) > DEPTH:
                    raise _TooDeepError(f"{self._place}:{line}: is nested more than {DEPTH} deep; flatten it")
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._open.pop()
                self._keys.pop()
            case _:
                pass

    def _add(self, value: object, line: int) -> None:
        inner = self._open[-1] if self._open else None
        if inner is None:
            self.document = value
        elif isinstance(inner, list):
            cast("list[object]", inner).append(value)
        elif self._keys[-1] is _NO_KEY:
            self._keys[-1] = self._key(value, line)
        else:
            inner[self._keys[-1]] = value
            self._keys[-1] = _NO_KEY

    def _key(self, value: object, line: int) -> str:
        if not isinstance(value, str):
            self._tell(line, "has a key that is no text", "put it in quotes")
        elif value == "<<":
            self._tell(line, "merges keys with <<", "write them out")
        elif value in self._open[-1]:
            self._tell(line, f"has the key {value} a second time", "keep one")
        return str(value)

    def _judge(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            self._tell(line, f"has the anchor &{event.anchor}", "write each value out")
        if event.tag is not None:
            self._tell(line, "has a tag (!...)", "write the plain value")

    def _value(self, event: yaml.ScalarEvent, line: int) -> object:
        text: str = event.value
        if _SURROGATE.search(text):
            self._tell(line, "has half of a character (\\uD800 to \\uDFFF)", "write the whole character")
        if event.style is not None:
            return text
        value, doubt = yaml_values.plain(text, dates=self._dates)
        if doubt:
            self._tell(line, doubt, "put it in quotes")
        return value

    def _tell(self, line: int, what: str, fix: str) -> None:
        self.problems.append(f"{self._place}:{line}: {what}; {fix}")
