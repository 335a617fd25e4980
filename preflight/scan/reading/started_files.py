"""Which other files of the code a command line starts: `python main.py`, `./x.sh`, `gunicorn main:app`.

A path is given as it is written, a module by its name. Deliberately absent: what package managers run
(`npm start`), which stands in their own manifests.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading.command_lines import SHELLS, program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from preflight.scan.reading.command_lines import Word

_INTERPRETERS = re.compile(
    r"(python|pypy)[\d.]*|node|nodejs|deno|bun|ts-node|tsx|ruby|php|perl|Rscript|streamlit|nodemon|pm2"
)
_SERVERS = frozenset(
    {"gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve", "uwsgi", "celery", "granian"}
)
_VALUED = frozenset(
    {"-W", "-X", "-r", "--require", "--import", "--loader", "--experimental-loader", "-I", "-C"}
)
_MODULE = re.compile(r"([A-Za-z_][\w.]*):[\w.()]+")
_SCRIPT = re.compile(r"\.{0,2}/.*|.*\.(sh|bash|py|js|mjs|cjs|ts|rb|php|jar)", re.DOTALL)


def started(words: Sequence[Word]) -> Iterator[str]:
    """Give the files and modules that a command starts."""
    if not words:
        return
    name, rest = program(words), [word.text for word in words[1:]]
    if name in ("source", "."):
        yield from rest[:1]
    elif name in SHELLS:
        yield from _first(rest)
    elif _INTERPRETERS.fullmatch(name):
        yield from _interpreted(rest)
    elif name in _SERVERS:
        yield from (found[1] for text in rest if (found := _MODULE.fullmatch(text)))
    elif name in ("functions-framework", "functions_framework", "flask", "fastapi"):
        yield from _option(rest, "--source", "--app", "-A")
        yield from (text for text in rest if text.endswith(".py") and not text.startswith("-"))
    elif name == "go" and rest[:1] == ["run"]:
        yield from _first(rest[1:])
    elif name == "java":
        yield from _option(rest, "-jar", "-cp")
    elif _SCRIPT.fullmatch(words[0].text) and "\x00" not in words[0].text:
        yield words[0].text


def _interpreted(rest: list[str]) -> Iterator[str]:
    if "-m" in rest[:4] and rest.index("-m") + 1 < len(rest):
        at = rest.index("-m") + 1
        if rest[at] in _SERVERS:
            yield from (found[1] for text in rest[at:] if (found := _MODULE.fullmatch(text)))
        else:
            yield rest[at]
    elif "-c" not in rest[:3] and "-e" not in rest[:3]:
        yield from _first([text for text in rest if text not in ("run", "start")])


def _first(rest: list[str]) -> Iterator[str]:
    skipping = False
    for text in rest:
        if skipping or text.startswith("-"):
            skipping = not skipping and text in _VALUED
            if text in ("-c", "-s"):
                return
            continue
        if "\x00" not in text:
            yield text
        return


def _option(rest: list[str], *names: str) -> Iterator[str]:
    for at, text in enumerate(rest):
        option, _, value = text.partition("=")
        if option in names:
            value = value or (rest[at + 1] if at + 1 < len(rest) else "")
            if value and "\x00" not in value:
                yield value.partition(":")[0]
