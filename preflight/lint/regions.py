"""Which parts of a text are comments, documentation and strings: enough of each language to tell these apart.

One regular expression a family of languages, in one pass. Deliberately absent: grammars. What a string means
is asked elsewhere; here it only matters that a model in a comment is called by nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Part(Enum):
    """What a place of a text is: a string, a comment, documentation, or none of these."""

    STRING = "string"
    COMMENT = "comment"
    DOCUMENTATION = "documentation"
    BARE = "bare"


# So far to each side the line around a name is looked at; no line that people write is longer.
_WIDEST = 4000


class Region(NamedTuple):
    """From `start` to `end`, what `part` says."""

    start: int
    end: int
    part: Part


class Syntax(NamedTuple):
    """How a family of languages is written. `bare`: what stands outside of strings is a value."""

    name: str
    comments: str
    strings: str
    bare: bool = False
    # One comment a line, behind a blank, and quotes that need not be closed.
    by_line: bool = False
    documentation: bool = False


# Unrolled, so that what needs no look goes by as one run: ten times as fast as a choice at every sign.
_DOUBLE = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*(?:"|(?=\n)|\Z)'
_SINGLE = r"'[^'\\\n]*(?:\\.[^'\\\n]*)*(?:'|(?=\n)|\Z)"
_BACKTICK = r"`[^`\\]*(?:\\.[^`\\]*)*(?:`|\Z)"
_LONG_DOUBLE = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"""|\Z)'
_LONG_SINGLE = r"'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:'''|\Z)"
_SLASHES = r"//[^\n]*|/\*.*?(?:\*/|\Z)"
_HASH = r"#[^\n]*"
# Begins with its sign, so that it is looked for and not tried at every place.
_LINES = r"#(?:(?<=\s#)|(?<![\s\S]#))[^\n]*"
_MARKUP = r"<!--.*?(?:-->|\Z)"

_PYTHON = Syntax("python", _HASH, "|".join((_LONG_DOUBLE, _LONG_SINGLE, _DOUBLE, _SINGLE)))
_SCRIPT = Syntax("script", _SLASHES, "|".join((_DOUBLE, _SINGLE, _BACKTICK)))
_CURLY = Syntax("curly", _SLASHES, "|".join((_LONG_DOUBLE, _DOUBLE, _SINGLE, _BACKTICK)))
_PHP = Syntax("php", rf"{_SLASHES}|{_HASH}", "|".join((_DOUBLE, _SINGLE)))
_HASHED = Syntax("hashed", _HASH, "|".join((_LONG_DOUBLE, _LONG_SINGLE, _DOUBLE, _SINGLE)))
_TERRAFORM = Syntax("terraform", rf"{_HASH}|{_SLASHES}", _DOUBLE, bare=True)
_TOML = _HASHED._replace(name="toml", bare=True)
_JSON = Syntax("json", _SLASHES, _DOUBLE, bare=True)
_SQL = Syntax(
    "sql", r"--[^\n]*|/\*.*?(?:\*/|\Z)|" + _LINES, "|".join((_DOUBLE, _SINGLE, _BACKTICK)), bare=True
)
_LUA = Syntax("lua", r"--[^\n]*", "|".join((_DOUBLE, _SINGLE)))
_CSS = Syntax("css", r"/\*.*?(?:\*/|\Z)", "|".join((_DOUBLE, _SINGLE)))
_XML = Syntax("xml", _MARKUP, "", bare=True)
_HTML = Syntax("html", _MARKUP, "", documentation=True)
_PROSE = Syntax("prose", "", "", documentation=True)
_LINED = Syntax("lined", _LINES, "", bare=True, by_line=True)
_INI = Syntax("ini", r"(?m:^[ \t]*[;!][^\n]*)|" + _LINES, "", bare=True, by_line=True)
_SHELL = _LINED._replace(name="shell")
_PLAIN = Syntax("plain", r"(?m:^[ \t]*//[^\n]*)|" + _LINES, "", bare=True, by_line=True)

_OF: dict[Syntax, str] = {
    _PYTHON: "py pyw pyi ipy bzl star sage",
    _SCRIPT: "js mjs cjs jsx ts tsx mts cts go",
    _CURLY: "java kt kts cs scala swift groovy gradle dart rs c h cc cpp hpp m proto v zig fs",
    _PHP: "php",
    _HASHED: "rb pl pm r ex exs ps1 psm1 jl nim cr graphql gql cmake",
    _TERRAFORM: "tf tfvars hcl nomad",
    _TOML: "toml",
    _JSON: "json json5 jsonc ipynb webmanifest avsc",
    _SQL: "sql bq ddl sqlx",
    _LUA: "lua hs elm",
    _CSS: "css scss sass less",
    _XML: "xml csproj props plist config resx xsd fsproj",
    _HTML: "html htm vue svelte astro ejs hbs mustache jinja j2 njk",
    _PROSE: "md mdx markdown rst txt adoc asciidoc org tex log csv tsv jsonl ndjson diff patch svg po pot",
    _LINED: "yaml yml env envrc",
    _SHELL: "sh bash zsh ksh fish mk command bat cmd",
    _INI: "ini cfg conf properties editorconfig",
}
_BY_SUFFIX = {suffix: syntax for syntax, suffixes in _OF.items() for suffix in suffixes.split()}
_BY_NAME = {"Makefile": _SHELL, "GNUmakefile": _SHELL, "Dockerfile": _SHELL, "Containerfile": _SHELL,
            "Procfile": _SHELL, "Jenkinsfile": _CURLY, "Justfile": _SHELL, "justfile": _SHELL,
            "Rakefile": _HASHED, "Gemfile": _HASHED,
            "Tiltfile": _PYTHON, "BUILD": _PYTHON, "LICENSE": _PROSE, "README": _PROSE, "CHANGELOG": _PROSE,
            "NOTICE": _PROSE, "AUTHORS": _PROSE, "llms.txt": _PROSE}  # fmt: skip
_STARTED = ((b"python", _PYTHON), (b"node", _SCRIPT), (b"ruby", _HASHED), (b"perl", _HASHED), (b"sh", _SHELL))
_TEMPLATES = ("tmpl", "tpl", "template", "example", "sample", "dist", "in", "erb")
SHELLS = frozenset({"shell"})


@cache
def syntax_of(name: str, first: bytes = b"") -> Syntax:  # noqa: PLR0911 - one kind of name a line
    """Give how a file of this name is written; `first` is its first line, which may name its interpreter."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    if name.startswith(("Dockerfile", "Containerfile", "Makefile")) or name.lower().endswith(
        ("dockerfile", "makefile")
    ):
        return _SHELL
    if name.startswith(".env") or name.endswith(".env"):
        return _LINED
    stem, _, suffix = name.rpartition(".")
    if suffix in _TEMPLATES and "." in stem:
        return syntax_of(stem)
    if suffix.lower() in _BY_SUFFIX:
        return _BY_SUFFIX[suffix.lower()]
    if first.startswith(b"#!"):
        return next((syntax for word, syntax in _STARTED if word in first), _PLAIN)
    return _PLAIN


class Regions:
    """The regions of one text."""

    def __init__(self, text: str, syntax: Syntax) -> None:
        self.text, self.syntax = text, syntax
        self.found = _found(text, syntax)
        self._starts = [region.start for region in self.found]

    def at(self, place: int) -> Region:
        """Give what stands at a place; what is neither string nor comment reaches as far as its line."""
        number = bisect_right(self._starts, place) - 1
        if number >= 0 and place < self.found[number].end:
            found = self.found[number]
            return _documents(found, self.text) if self.syntax.name == "python" else found
        first, last = max(0, place - _WIDEST), min(len(self.text), place + _WIDEST)
        start = self.text.rfind("\n", first, place) + 1 or first
        end = self.text.find("\n", place, last)
        part = Part.DOCUMENTATION if self.syntax.documentation else Part.BARE
        return Region(start, last if end < 0 else end, part)


def _found(text: str, syntax: Syntax) -> list[Region]:
    if syntax.name == "html":
        return _of_page(text)
    pattern = _pattern(syntax)
    if pattern is None:
        return []
    if syntax.by_line:
        return [
            Region(found.start(), found.end(), Part.COMMENT)
            for found in pattern.finditer(text)
            if not _quoted(text, found.start())
        ]
    return [
        Region(found.start(), found.end(), Part.COMMENT if found["comment"] is not None else Part.STRING)
        for found in _each(pattern, _signs(syntax), text)
    ]


def _each(pattern: re.Pattern[str], signs: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Give what `pattern` finds, tried only where a sign stands that it can begin with."""
    at = 0
    while sign := signs.search(text, at):
        found = pattern.match(text, sign.start())
        at = max(found.end(), sign.end()) if found else sign.end()
        if found:
            yield found


@cache
def _signs(syntax: Syntax) -> re.Pattern[str]:
    return re.compile(
        f"[{re.escape(''.join(sign for sign in _SIGNS if sign in syntax.comments + syntax.strings))}]"
    )


_SIGNS = "#\"'`/-<"


@cache
def _pattern(syntax: Syntax) -> re.Pattern[str] | None:
    parts = [f"(?P<comment>{syntax.comments})"] if syntax.comments else []
    parts += [f"(?P<string>{syntax.strings})"] if syntax.strings else []
    return re.compile("|".join(parts), re.DOTALL) if parts else None


_BALANCED = re.compile(r"""\\.|"(?:\\.|[^"\\])*"|'[^']*'""")


def _quoted(text: str, at: int) -> bool:
    """Whether a `#` stands in a string of its own line."""
    line = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    whole = text[line : len(text) if end < 0 else end]
    return any(line + one.start() < at < line + one.end() for one in _BALANCED.finditer(whole))


_OPENS = re.compile(r"[(\[{,=+\\%|]\s*$|\b(return|in|and|or|not|else|yield)\s*$")


def _documents(region: Region, text: str) -> Region:
    """Make a string that stands alone as a statement what it is: documentation."""
    if region.part is not Part.STRING:
        return region
    line = text.rfind("\n", 0, region.start) + 1
    if text[line : region.start].strip(" \trRuUbB"):
        return region
    before = text[:line].rstrip()
    while before and (last := before.rpartition("\n")[2].lstrip()).startswith("#"):
        before = before[: -len(last)].rstrip()
    end = text.find("\n", region.end)
    behind = text[region.end : len(text) if end < 0 else end].partition("#")[0].strip()
    if behind or _OPENS.search(before[-80:]):
        return region
    long = text.startswith(
        ('"""', "'''"),
        region.start
        + len(text[region.start : region.end])
        - len(text[region.start : region.end].lstrip("rRuUbB")),
    )
    documents = long or not before or before.endswith(":")
    return region._replace(part=Part.DOCUMENTATION) if documents else region


_SCRIPTS = re.compile(r"<script\b[^>]*>(.*?)(?:</script\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_NOTES = re.compile(_MARKUP, re.DOTALL)


def _of_page(text: str) -> list[Region]:
    """Give the strings and comments of a page's scripts, and its own comments."""
    regions = [Region(found.start(), found.end(), Part.COMMENT) for found in _NOTES.finditer(text)]
    for script in _SCRIPTS.finditer(text):
        regions += [
            Region(one.start + script.start(1), one.end + script.start(1), one.part)
            for one in _found(script[1], _SCRIPT)
        ]
    return sorted(regions, key=lambda region: region.start)
