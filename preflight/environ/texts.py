"""Code of languages with braces, as text without its comments: strings, arguments, functions, constants.

Enough to see calls by name with the texts that they are given, in Go, Java, Kotlin and C#. Deliberately
absent: types, and flow beyond the block that follows a look-up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|\"\"\".*?\"\"\"|\$?@?\$?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n]){1,8}'|`[^`]*`""",
    re.DOTALL,
)
_STRING = re.compile(r"""\s*(?:[$@]*"((?:\\.|[^"\\\n])*)"|`([^`]*)`)\s*""")
_NAME = re.compile(r"\s*([A-Za-z_][\w.]*)\s*")
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 100_000


@dataclass
class Code:
    """One file: its text with comments blanked, and the constants of all files by name."""

    file: str
    text: str
    constants: dict[str, str] = field(default_factory=dict[str, str])
    lists: dict[str, list[str]] = field(default_factory=dict[str, "list[str]"])
    starts: list[int] = field(default_factory=list[int])
    bare: str = ""
    """The text with nothing in its strings, so that what stands in them is no code."""

    def line(self, at: int) -> int:
        """Give the line of a place in the text."""
        return bisect_right(self.starts, at)


class Function(NamedTuple):
    """A function of the code: its name, its parameters, and where its body stands."""

    name: str
    parameters: tuple[str, ...]
    start: int
    end: int


class Wrapper(NamedTuple):
    """A function that hands its parameter `at` on to the environment.

    `fails`: without the variable; `default`: it takes one.
    """

    at: int
    fails: bool
    default: bool


def wrappers(
    codes: Iterable[Code],
    everything: Mapping[str, list[Function]],
    wraps: Callable[[Code, Function, Mapping[str, Wrapper]], Wrapper | None],
) -> dict[str, Wrapper]:
    """Give the wrappers by name, those of wrappers too, as far as three deep."""
    known: dict[str, Wrapper] = {}
    for _ in range(3):
        before = len(known)
        for one in codes:
            for function in everything[one.file]:
                if function.name not in known and (how := wraps(one, function, known)) is not None:
                    known[function.name] = how
        if len(known) == before:
            break
    return known


def code(file: str, data: bytes) -> Code:
    """Give a file without its comments; every character keeps its place."""
    raw = data.decode("utf-8", errors="replace")

    def blank(found: re.Match[str]) -> str:
        text = found[0]
        return re.sub(r"[^\n]", " ", text) if text.startswith(("//", "/*")) else text

    text = _TOKEN.sub(blank, raw)
    return Code(file, text, starts=[0, *(one.end() for one in re.finditer("\n", text))], bare=_emptied(text))


def _emptied(text: str) -> str:
    def empty(found: re.Match[str]) -> str:
        whole = found[0]
        return whole[0] + re.sub(r"[^\n]", " ", whole[1:-1]) + whole[-1] if len(whole) > 1 else whole

    return _TOKEN.sub(empty, text)


def arguments(text: str, at: int) -> tuple[list[tuple[str, int]], int]:
    """Give the arguments of a call whose bracket opens at `at`, each with its place, and where it ends."""
    found: list[tuple[str, int]] = []
    depth, start, place = 0, at + 1, at
    while place < min(len(text), at + _LONGEST):
        token = _TOKEN.match(text, place)
        if token is not None:
            place = token.end()
            continue
        sign = text[place]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
            if depth == 0:
                if text[start:place].strip():
                    found.append((text[start:place], start))
                return found, place + 1
        elif sign == "," and depth == 1:
            found.append((text[start:place], start))
            start = place + 1
        place += 1
    return found, min(len(text), at + 1)


def block(text: str, at: int) -> int:
    """Give where the bracket that opens at `at` closes."""
    return arguments(text, at)[1]


def texts(argument: str, of: Code) -> list[str]:
    """Give what an argument is, where it is a text, a constant, or several of them joined."""
    result = ""
    place = 0
    while place < len(argument):
        string = _STRING.match(argument, place)
        if string is not None:
            whole = string[0].strip()
            if whole.startswith("$") and "{" in whole:
                return _interpolated(string[1], of)
            result += string[1] if string[1] is not None else string[2]
            place = string.end()
        else:
            name = _NAME.match(argument, place)
            known = constant(name[1], of) if name is not None else None
            if name is None or known is None:
                return []
            result += known
            place = name.end()
        if place < len(argument):
            if argument[place] != "+":
                return []
            place += 1
    return [result] if result else []


def _interpolated(text: str, of: Code) -> list[str]:
    unknown = False

    def fill(found: re.Match[str]) -> str:
        nonlocal unknown
        held = constant(found[1], of)
        unknown = unknown or held is None
        return held or ""

    filled = re.sub(r"\{([\w.]+)\}", fill, text)
    return [] if unknown else [filled]


def constant(name: str, of: Code) -> str | None:
    """Give what a constant holds: by its whole name, else by its last part."""
    return of.constants.get(name, of.constants.get(name.rpartition(".")[2]))


def functions(of: Code, header: re.Pattern[str], parameter: Callable[[str], str]) -> Iterator[Function]:
    """Give the functions whose headers a pattern matches up to the bracket of their parameters."""
    for found in header.finditer(of.text):
        given, after = arguments(of.text, found.end() - 1)
        opens = of.text.find("{", after)
        between = of.text[after:opens] if opens >= 0 else ""
        if opens < 0 or ";" in between or len(between) > 200:
            equals = re.match(r"[^\n{;]{0,80}?=>?\s*", of.text[after:])
            if equals is None:
                continue
            end = re.compile(r"\n\s*\n|;|\n(?=\s*(private |public |fun |internal |override |@|\}))").search(
                of.text, after + equals.end()
            )
            yield Function(
                found[1], tuple(parameter(one) for one, _ in given), after, end.end() if end else len(of.text)
            )
            continue
        yield Function(found[1], tuple(parameter(one) for one, _ in given), opens, block(of.text, opens))


def inside(place: int, all_functions: list[Function]) -> Function | None:
    """Give the innermost function around a place."""
    around = [one for one in all_functions if one.start <= place < one.end]
    return min(around, key=lambda one: one.end - one.start, default=None)
