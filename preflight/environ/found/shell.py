"""Reads of what an image starts: the shell script that its Dockerfile names, or the command line itself.

`${X:?}` is required, and so is `$X` under `set -u`; `${X:-default}` is not. What the script assigns is its
own. Deliberately absent: scripts that no image starts, and `env` or `printenv` by themselves.

https://docs.docker.com/reference/dockerfile/#shell-and-exec-form
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from preflight.environ.reads import Found, Read
from preflight.scan import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_STARTS = re.compile(r"^\s*(CMD|ENTRYPOINT)\s+((?:\\\n|[^\n])*)", re.MULTILINE | re.IGNORECASE)
_USE = re.compile(
    r"(?<!\\)\$(?:([A-Za-z_]\w*)|\{#?([A-Za-z_]\w*)(?:(:?[-=?+])((?:[^{}]|\$\{[^{}]*\})*)|[^{}]*)\})"
)
_ASSIGNED = re.compile(
    r"(?:^|[;&|(\s])(?:export\s+|local\s+|readonly\s+|declare\s+(?:-\w+\s+)*)?([A-Za-z_]\w*)(?:\+)?=|\bfor\s+(\w+)\s+in\b"
    r"|\bread\s+(?:-\w+\s+)*((?:\w+\s*)+)|\bgetopts\s+\S+\s+(\w+)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"(?m)(^|\s)#[^\n]*")
_SINGLE = re.compile(r"'[^'\n]*'")
_STRICT = re.compile(r"(?m)^\s*set\s+(-\w*u\w*|-o\s+nounset)|^#!.*\s-\w*u")
_GUARD = re.compile(
    r"""\[\[?\s*(?:-z\s+"?\$\{?(\w+)(?::-)?\}?"?|!\s+-v\s+(\w+))\s*\]\]?\s*(?:;\s*then|&&\s*\{?)(.{0,300}?)(?:\bfi\b|\}|\n\n|$)""",
    re.DOTALL,
)
_OWN = frozenset({"PATH", "PWD", "IFS", "OLDPWD", "RANDOM", "SECONDS", "UID", "EUID", "PPID", "LINENO",
                  "OPTARG", "OPTIND", "REPLY", "FUNCNAME"})  # fmt: skip


def found(own: Iterable[str], files: Mapping[str, bytes]) -> Found:
    """Give what a service reads."""
    result = Found()
    listed = list(own)
    images = [file for file in listed if tree.reader_of(PurePosixPath(file).name) == "dockerfile"]
    started = set[str]()
    for image in images:
        text = files[image].decode("utf-8", "replace")
        for one in _STARTS.finditer(text):
            started |= set(re.findall(r"[\w.-]+", one[2]))
            plain = one[2].lstrip()
            if not plain.startswith("[") or re.search(r'"-\w*c"', plain):
                line = text.count("\n", 0, one.start(2)) + 1
                result.reads += _reads(plain, image, line, strict=False)
    for file in listed:
        name = PurePosixPath(file).name
        data = files[file]
        is_shell = file.endswith((".sh", ".bash")) or (
            data.startswith(b"#!") and b"sh" in data.split(b"\n", 1)[0]
        )
        if is_shell and (name in started or PurePosixPath(file).stem in started):
            text = data.decode("utf-8", "replace")
            result.reads += _reads(text, file, 1, strict=_STRICT.search(text) is not None)
            result.sets |= {one[1] for one in re.finditer(r"(?m)^\s*export\s+(\w+)=", text)}
    return result


def _reads(text: str, file: str, first: int, *, strict: bool) -> Iterator[Read]:
    text = _COMMENT.sub(lambda one: one[0][: len(one[1])] + " " * (len(one[0]) - len(one[1])), text)
    shown = _SINGLE.sub(lambda one: " " * len(one[0]), text) if not text.startswith("[") else text
    assigned: dict[str, int] = {}
    for one in _ASSIGNED.finditer(shown):
        for name in (one[1], one[2], *(one[3] or "").split(), one[4]):
            if name:
                assigned.setdefault(name, one.end())
    guarded = {
        one[1] or one[2]
        for one in _GUARD.finditer(shown)
        if re.search(r"\bexit\b|\breturn\s+1|\bdie\b", one[3])
    }
    for one in _USE.finditer(shown):
        name = one[1] or one[2]
        if name in _OWN or assigned.get(name, len(shown) + 1) <= one.start():
            continue
        sign = one[3] or ""
        required = "?" in sign or name in guarded or (strict and not sign)
        line = first + text.count("\n", 0, one.start())
        default = one[4] if sign in (":-", "-", ":=", "=") else None
        yield Read(name, required, file, line, None if required else default)
