"""Where a model is spelled in one file, as it stands there: every name that is written out whole.

Names that are put together from parts are `folding`'s and `templates`'. The result is data: what it means on
a day is `judging`'s to say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from preflight.lint import channels, grammar, surroundings
from preflight.lint.regions import SHELLS, Part, Regions, Syntax
from preflight.models.kinds import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

_END = re.compile(r"\r\n?|\n")


class Standing(Enum):
    """What a name does where it stands."""

    VALUE = "value"
    COMMENT = "comment"
    DOCUMENTATION = "documentation"
    TALK = "talk"
    # Where an environment may name a model by design: a role's override in the stack's settings.
    OVERRIDE = "override"


class Spelled(NamedTuple):
    """A name in a file. `start` and `end`: its place in the text, or -1 where it is put together.

    `dynamic`: a part of it is only known at run time, and stands as `*` in `name`.
    """

    file: str
    line: int
    name: str
    kind: grammar.Kind
    standing: Standing
    channel: Channel | None
    start: int = -1
    end: int = -1
    dynamic: bool = False


class Text:
    """One file's text, with its lines and regions."""

    def __init__(self, file: str, text: str, syntax: Syntax) -> None:
        self.file, self.text, self.syntax = file, text, syntax

    @cached_property
    def regions(self) -> Regions:
        """Its comments, strings and documentation."""
        return Regions(self.text, self.syntax)

    @cached_property
    def channel(self) -> Channel | None:
        """The channel that it speaks of, if it is one."""
        return channels.channel_of(self.text)

    @cached_property
    def vertex(self) -> bool:
        """Whether it speaks of Vertex AI."""
        return channels.speaks_of_vertex(self.text)

    @cached_property
    def anthropic(self) -> bool:
        """Whether it speaks of Anthropic's own API."""
        return channels.speaks_of_anthropic(self.file, self.text)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in _END.finditer(self.text))]

    def lines(self) -> Iterator[tuple[int, str]]:
        """Give each line with its number."""
        return ((number, self.of_line(number)) for number in range(1, len(self._lines) + 1))

    def line(self, place: int) -> int:
        """Give the line of a place, counted from 1."""
        return bisect_right(self._lines, place)

    def of_line(self, number: int) -> str:
        """Give the text of a line."""
        if not 0 < number <= len(self._lines):
            return ""
        end = self._lines[number] if number < len(self._lines) else len(self.text)
        return self.text[self._lines[number - 1] : end].rstrip("\r\n")

    def start(self, number: int) -> int:
        """Give where a line starts."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else len(self.text)

    def standing(self, start: int, end: int) -> Standing:
        """Say what a name from `start` to `end` does there."""
        region = self.regions.at(start)
        if region.part is Part.COMMENT:
            return Standing.COMMENT
        if region.part is Part.DOCUMENTATION:
            return Standing.DOCUMENTATION
        if region.part is Part.BARE and not self.syntax.bare:
            return Standing.TALK  # text between tags, the body of a pattern
        before = self.text[max(0, start - 200) : start].rpartition("\n")[2]
        behind = self.text[end : end + 80].partition("\n")[0]
        if surroundings.shown(before, behind, by_line=self.syntax.by_line):
            return Standing.TALK
        if self.syntax.name in SHELLS:
            return Standing.TALK if _said(self.text, start, end) else Standing.VALUE
        unit = self.text[region.start : region.end]
        if region.part is Part.STRING and len(unit) > 1:
            line = unit.rfind("\n", 0, start - region.start) + 1
            end_of_line = unit.find("\n", end - region.start)
            unit = unit[line : len(unit) if end_of_line < 0 else end_of_line]
            start, end = start - line, end - line
        prose = region.part is Part.STRING
        talk = surroundings.talked_about(unit, start - region.start, end - region.start, prose=prose)
        return Standing.TALK if talk else Standing.VALUE


_SAYS = re.compile(r"\s*(?:[\w-]+\)?\s+)?@?(?:echo|printf|print|log|info|warn|error|die)\b(?!.*[>|])")


def _said(text: str, start: int, end: int) -> bool:
    """Whether a line of a shell's script tells people of a name, and nobody else."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    line = text[first : len(text) if last < 0 else last]
    return _SAYS.match(line) is not None and surroundings.talked_about(
        line, start - first, end - first, prose=True
    )


def spelled(text: Text) -> list[Spelled]:
    """Give the names that are written out in a file."""
    found: list[Spelled] = []
    overrides = _overrides(text)
    for one in grammar.names(text.text):
        if surroundings.refused(text.text, one.start, one.end):
            continue
        if one.kind is grammar.Kind.FAMILY and surroundings.compared(text.text, one.start):
            continue
        standing = text.standing(one.start, one.end)
        if standing is Standing.VALUE and any(start <= one.start < end for start, end in overrides):
            standing = Standing.OVERRIDE
        before = text.text[max(0, one.start - 200) : one.start].rpartition("\n")[2]
        channel = channel_of(one.name, before, text.channel)
        kind = grammar.Kind.LIKELY if surroundings.are_weights(one.name, before) else one.kind
        found.append(
            Spelled(text.file, text.line(one.start), one.name, kind, standing, channel, one.start, one.end)
        )
    return found


_VOICE = re.compile(r"[a-z]{2,3}-(?:[A-Z]{2,3}|[0-9]{3}|[A-Z][a-z]{3}-[A-Z]{2})-")


def channel_of(name: str, before: str, file: Channel | None) -> Channel | None:
    """Give the channel of a name, by its form, by what stands before it, or by what the file speaks of."""
    if _VOICE.match(name):
        return Channel.TEXT_TO_SPEECH
    here = channels.channel_here(before) or file
    if name.startswith("claude") and "@" not in name:  # else it is a name of Anthropic's own API
        return here if here is Channel.VERTEX else None
    if name.startswith(("claude", "chirp")) or name.partition("@")[0].endswith("-maas"):
        return Channel.VERTEX
    return here


_STACK = re.compile(r"(?:^|/)Pulumi\.[\w-]+\.ya?ml$")
_MODELS = re.compile(
    r"^(?P<indent>[ \t]*)[\w-]+:models:[ \t]*(?:#.*)?(?P<inline>\{.*\})?[ \t]*$", re.MULTILINE
)


def _overrides(text: Text) -> list[tuple[int, int]]:
    """Give the parts of a stack's settings in which roles are given another model."""
    if not _STACK.search(text.file):
        return []
    parts: list[tuple[int, int]] = []
    for found in _MODELS.finditer(text.text):
        end = found.end()
        inside = re.compile(rf"\n(?:{found['indent']}[ \t]+[^\n]*|[ \t]*(?:#[^\n]*)?(?=\n|\Z))")
        while following := inside.match(text.text, end):
            if following.end() == end:
                break
            end = following.end()
        parts.append((found.start(), end))
    return parts
