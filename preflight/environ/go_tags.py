"""Variables that tags of Go's structs name: envconfig, env, cleanenv, and structs that stand in structs.

Where the code says which struct envconfig fills, fields without a tag count by their own names, as envconfig
does it; without that, only what the tags spell.

https://github.com/kelseyhightower/envconfig
https://github.com/caarlos0/env
https://github.com/ilyakaznacheev/cleanenv
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from preflight.environ import texts
from preflight.environ.reads import Read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.environ.reads import Found
    from preflight.environ.texts import Code

_TAG = re.compile(r'([\w-]+):"((?:\\.|[^"\\])*)"')
_STRUCT = re.compile(r"\btype\s+(\w+)\s+struct\s*\{")
_GROUP = re.compile(r"\btype\s*\(")
_GROUPED = re.compile(r"(?:^|\n|\()[ \t]*(\w+)\s+struct\s*\{")
_FIELD = re.compile(
    r"[ \t]*(?:(\w+)[ \t]+(?:\*|\[\])*struct\s*\{|(\w+)[ \t]+([^\s`{}]+)[ \t]*(?:`([^`]*)`)?"
    r"|\*?([\w.]+)[ \t]*(?:`([^`]*)`)?)"
)
# A type with one of these takes the text of one variable.
_DECODES = re.compile(
    r"\bfunc\s*\(\s*(?:\w+\s+)?\*?(\w+)\s*\)\s*(?:Decode|Set|UnmarshalText|UnmarshalBinary)\("
)
_PROCESS = re.compile(r"envconfig\.(?:Must)?Process\s*(\()")
_OPTIONS = re.compile(r"\benv\.Options\s*(\{)")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^A-Z]+")


class _Struct(NamedTuple):
    of: Code
    opens: int


class _Field(NamedTuple):
    name: str
    type: str
    tags: dict[str, str]
    at: int
    inline: _Struct | None


@dataclass
class _Tags:
    """The structs of a service by name, and what stands before all names of a library."""

    structs: dict[str, list[_Struct]]
    decoded: set[str]
    prefix: str
    envconfig: str
    result: Found


def read(codes: list[Code], result: Found) -> None:
    """Note what the tags of the structs of a service name."""
    structs: dict[str, list[_Struct]] = {}
    decoded = {match[1] for one in codes for match in _DECODES.finditer(one.text)}
    for one in codes:
        for name, opens in _declared(one):
            structs.setdefault(name, []).append(_Struct(one, opens))
    tags = _Tags(structs, decoded, _options(codes), "", result)
    filled = set[_Place]()
    for one in codes:
        for match in _PROCESS.finditer(one.text):
            _process(tags, one, match, filled)
    inner = {
        _last(field.type)
        for held in structs.values()
        for struct in held
        for field in _fields(struct)
        if _nested(field.tags)
    }
    for name, held in structs.items():
        for struct in held if name not in inner else ():
            if _place(struct) not in filled:
                _spelled(tags, struct, "", 0)


_Place = tuple[str, int]


def _place(struct: _Struct) -> _Place:
    return struct.of.file, struct.opens


def _last(path: str) -> str:
    return path.lstrip("*[]").rpartition(".")[2]


def _declared(one: Code) -> Iterator[tuple[str, int]]:
    for match in _STRUCT.finditer(one.text):
        yield match[1], match.end() - 1
    for group in _GROUP.finditer(one.text):
        end = texts.block(one.text, group.end() - 1)
        place = group.end() - 1
        while (match := _GROUPED.search(one.text, place, end)) is not None:
            yield match[1], match.end() - 1
            place = texts.block(one.text, match.end() - 1)


def _fields(struct: _Struct) -> Iterator[_Field]:
    one = struct.of
    place, end = struct.opens + 1, texts.block(one.text, struct.opens) - 1
    while place < end:
        match = _FIELD.match(one.text, place, end)
        if match is None:
            place += 1
            continue
        place = max(match.end(), place + 1)
        if match[1]:
            opens = match.end() - 1
            place = texts.block(one.text, opens)
            tag = re.compile(r"[ \t]*`([^`]*)`").match(one.text, place, end)
            place = tag.end() if tag is not None else place
            told = dict(_TAG.findall(tag[1])) if tag is not None else {}
            yield _Field(match[1], "", told, match.start(1), _Struct(one, opens))
        elif match[2]:
            yield _Field(match[2], match[3], dict(_TAG.findall(match[4] or "")), match.start(2), None)
        elif match[5]:
            yield _Field("", match[5], dict(_TAG.findall(match[6] or "")), match.start(5), None)


def _target(tags: _Tags, field: _Field, of: _Struct) -> _Struct | None:
    """Give the struct that a field holds: of several of a name the one in the same folder."""
    if field.inline is not None:
        return field.inline
    kind = _last(field.type)
    plain = not field.type.startswith("[]") and (kind not in tags.decoded or not field.name)
    held = tags.structs.get(kind, []) if plain else []
    folder = of.of.file.rpartition("/")[0]
    return next((one for one in held if one.of.file.rpartition("/")[0] == folder), held[0] if held else None)


def _nested(told: dict[str, str]) -> str:
    """Give what a tag puts before the names of the struct that a field holds."""
    options = (part.strip() for part in told.get("env", "").split(","))
    return (
        told.get("envPrefix")
        or told.get("env-prefix")
        or next((part[7:] for part in options if part.startswith("prefix=")), "")
    )


def _options(codes: list[Code]) -> str:
    for one in codes:
        for match in _OPTIONS.finditer(one.text):
            block = one.text[match.start() : texts.block(one.text, match.start(1))]
            told = re.search(r"\bPrefix\s*:\s*([^,}\n]+)", block)
            held = texts.texts(told[1], one) if told else []
            if held:
                return held[0]
    return ""


# Where only tags tell


def _spelled(tags: _Tags, struct: _Struct, prefix: str, depth: int) -> None:
    for field in _fields(struct):
        nested, target = _nested(field.tags), _target(tags, field, struct)
        if target is not None and depth < 6 and (nested or field.inline is not None):
            _spelled(tags, target, prefix + nested, depth + 1)
            continue
        name = field.tags.get("envconfig", "")
        if name not in ("", "-"):
            name = f"{tags.envconfig}_{name.upper()}" if tags.envconfig else name
            _note(tags, struct, field, prefix + name, field.tags.get("default"))
        elif field.tags.get("env", "").split(",")[0].strip() not in ("", "-"):
            name, *options = [part.strip() for part in field.tags["env"].split(",")]
            _note(tags, struct, field, tags.prefix + prefix + name, _default(field.tags, options))


def _default(told: dict[str, str], options: list[str]) -> str | None:
    for key in ("envDefault", "env-default", "default"):
        if key in told:
            return told[key]
    return next((one[8:] for one in options if one.startswith("default=")), None)


def _note(tags: _Tags, struct: _Struct, field: _Field, name: str, default: str | None) -> None:
    options = {part.strip() for part in field.tags.get("env", "").split(",")[1:]}
    required = (
        bool({"required", "notEmpty"} & options)
        or field.tags.get("env-required") == "true"
        or field.tags.get("required") == "true"
    )
    line = struct.of.line(field.at)
    tags.result.reads.append(Read(name, required and default is None, struct.of.file, line, default))


# What envconfig fills


def _process(tags: _Tags, one: Code, match: re.Match[str], filled: set[_Place]) -> None:
    given, _ = texts.arguments(one.text, match.start(1))
    held = texts.texts(given[0][0], one) if given else []
    prefix = held[0].upper() if held else ""
    if len(given) < 2 or (not held and given[0][0].strip() != '""'):
        return
    kind = _type_of(given[1][0].strip(), one.text[: match.start()])
    here = _Struct(one, 0)
    struct = _target(tags, _Field("", kind, {}, 0, None), here) if kind else None
    if struct is not None:
        _filled(tags, struct, prefix, filled, 0)
    elif prefix:
        tags.envconfig = prefix


def _type_of(argument: str, before: str) -> str:
    direct = re.match(r"&([\w.]+)\{", argument)
    if direct is not None:
        return direct[1]
    name = re.escape(argument.lstrip("&"))
    found = re.findall(
        rf"\bvar\s+{name}\s+\*?([\w.]+)|\b{name}\s*:?=\s*&?([\w.]+)\{{|\b{name}\s*:?=\s*new\(([\w.]+)\)"
        rf"|\b{name}\s+\*?([\w.]+)\s*[,)]",
        before,
    )
    return next((part for part in found[-1] if part), "") if found else ""


def _filled(tags: _Tags, struct: _Struct, prefix: str, filled: set[_Place], depth: int) -> None:
    filled.add(_place(struct))
    for field in _fields(struct):
        told = field.tags.get("envconfig", "")
        if field.tags.get("ignored") == "true" or told == "-" or (field.name and not field.name[0].isupper()):
            continue
        target = _target(tags, field, struct)
        own = told.upper() or _key(field)
        if target is not None and depth < 6:
            inner = f"{prefix}_{own}".lstrip("_") if field.name else prefix
            _filled(tags, target, inner, filled, depth + 1)
        elif field.name:
            # Where a tag spells the name, it does alone as well.
            alone = told if depth or not prefix else f"{prefix}_{own}"
            _note(tags, struct, field, alone or f"{prefix}_{own}".lstrip("_"), field.tags.get("default"))


def _key(field: _Field) -> str:
    if field.tags.get("split_words") == "true":
        return "_".join(_WORD.findall(field.name)).upper()
    return field.name.upper()
