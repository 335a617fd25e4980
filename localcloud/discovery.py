"""Google's own description of each API, read from the documents inside google-api-python-client.

A document is read when its service is first called, and only what answers a call is kept: routes, parameters
and the shapes of messages. Absent: descriptions, scopes, media protocols.
https://developers.google.com/discovery/v1/reference/apis
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.casing import Json


#: How much of a document's end holds its title, in bytes.
_TAIL = 600


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of one field: a scalar, a message (`ref`), a list (`items`) or a map (`values`)."""

    kind: str
    format: str = ""
    ref: str = ""
    items: Shape | None = None
    values: Shape | None = None
    enum: tuple[str, ...] = ()
    read_only: bool = False
    required: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """One callable method: `id` without the API's name, a pattern for the path, and its messages."""

    id: str
    verb: str
    pattern: re.Pattern[str]
    custom: bool
    request: str
    response: str
    parameters: dict[str, Shape]


@dataclass(frozen=True, slots=True)
class Document:
    """One version of one API."""

    name: str
    version: str
    methods: dict[str, list[Method]]
    parameters: dict[str, Shape]
    shapes: dict[str, dict[str, Shape]] = field(repr=False)

    def match(self, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
        """Finds the method for a raw path (still percent-encoded) and its decoded path variables."""
        for method in self.methods.get(verb, ()):
            if found := method.pattern.fullmatch(path):
                return method, {_plain(name): unquote(text) for name, text in found.groupdict().items()}
        return None


def folder() -> Path:
    """Where the documents lie; found without importing the client, which is slow."""
    spec = find_spec("googleapiclient")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("google-api-python-client is not installed; run `make setup`")
    return Path(spec.origin).parent / "discovery_cache" / "documents"


@dataclass(frozen=True, slots=True)
class Listed:
    """What the index says of a service: its document's name, its title and its versions."""

    name: str
    title: str
    versions: frozenset[str]


@cache
def index() -> dict[str, Listed]:
    """Every Google service by host name: those in the index, and those that only have a document."""
    services: dict[str, Listed] = {}
    for path in sorted(folder().glob("*.v*.json")):
        name, _, version = path.name.removesuffix(".json").partition(".")
        known = services.get(f"{name}.googleapis.com")
        versions = (known.versions if known else frozenset[str]()) | {version}
        services[f"{name}.googleapis.com"] = Listed(name, "", versions)
    for item in json.loads((folder() / "index.json").read_bytes())["items"]:
        host = urlsplit(str(item["discoveryRestUrl"])).hostname or ""
        if not host.endswith(".googleapis.com") or host == "www.googleapis.com":
            host = item["name"] + ".googleapis.com"
        known = services.get(host)
        versions = (known.versions if known else frozenset[str]()) | {item["version"]}
        title = item["title"] if known is None or not known.title or item.get("preferred") else known.title
        services[host] = Listed(item["name"], title, versions)
    return services


@lru_cache(maxsize=1024)
def title(host: str) -> str:
    """What a service calls itself: read from the end of its document, else from the slower index."""
    paths = sorted(folder().glob(f"{host.partition('.')[0]}.v*.json"), key=_maturity)
    for path in paths[:1]:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL))
            if found := re.findall(rb'"title": ("(?:[^"\\]|\\.)*")', file.read()):
                return str(json.loads(found[-1]))
    listed = index().get(host)
    return listed.title if listed else host


def _maturity(path: Path) -> tuple[bool, str]:
    return ("alpha" in path.name or "beta" in path.name, path.name)


@lru_cache(maxsize=128)
def load(name: str, version: str) -> Document | None:
    """Reads one document, for example `load("pubsub", "v1")`; None when there is none."""
    path = folder() / f"{name}.{version}.json"
    if not path.is_file():
        return None
    raw: Json = json.loads(path.read_bytes())
    shapes: dict[str, dict[str, Shape]] = {}
    for key, schema in raw.get("schemas", {}).items():
        _message(schema.get("properties", {}), key, shapes)
    parameters = {key: _shape(value) for key, value in raw.get("parameters", {}).items()}
    methods: dict[str, list[Method]] = {}
    for method in _methods(raw, raw.get("servicePath", "")):
        methods.setdefault(method.verb, []).append(method)
    for routes in methods.values():
        routes.sort(key=lambda method: not method.custom)
    return Document(name, version, methods, parameters, shapes)


def _methods(node: Json, prefix: str) -> Iterator[Method]:
    for raw in node.get("methods", {}).values():
        yield _method(raw, prefix)
    for child in node.get("resources", {}).values():
        yield from _methods(child, prefix)


def _method(raw: Json, prefix: str) -> Method:
    path: str = prefix + raw["path"]
    given: Json = raw.get("parameters", {})
    return Method(
        id=raw["id"].partition(".")[2],
        verb=raw["httpMethod"],
        pattern=_pattern(path, given),
        custom=":" in path.rpartition("/")[2],
        request=raw.get("request", {}).get("$ref", ""),
        response=raw.get("response", {}).get("$ref", ""),
        parameters={key: _shape(value) for key, value in given.items() if value["location"] == "query"},
    )


def _pattern(path: str, parameters: Json) -> re.Pattern[str]:
    pieces: list[str] = []
    for literal, name in re.findall(r"([^{]+)|\{([^}]+)\}", path):
        if literal:
            pieces.append(re.escape(literal))
            continue
        bare = name.lstrip("+")
        shape = parameters.get(bare, {}).get("pattern", "") if name.startswith("+") else ""
        inside = shape.removeprefix("^").removesuffix("$") or ("[^/]+" if name == bare else ".+")
        pieces.append(f"(?P<{_group(bare)}>{inside})")
    return re.compile("".join(pieces))


def _group(name: str) -> str:
    return name.replace(".", "__dot__")


def _plain(group: str) -> str:
    return group.replace("__dot__", ".")


def _message(properties: Json, name: str, shapes: dict[str, dict[str, Shape]]) -> None:
    shapes[name] = {field: _shape(value, f"{name}.{field}", shapes) for field, value in properties.items()}


def _shape(raw: Json, name: str = "", shapes: dict[str, dict[str, Shape]] | None = None) -> Shape:
    """A field; a message written out in place becomes one of its own, named after where it stands."""
    words: str = raw.get("description", "")
    items, values = raw.get("items"), raw.get("additionalProperties")
    ref: str = raw.get("$ref", "")
    if shapes is not None and raw.get("properties"):
        ref = name
        _message(raw["properties"], name, shapes)
    return Shape(
        kind="ref" if ref else raw.get("type", "any"),
        format=raw.get("format", ""),
        ref=ref,
        items=_shape(cast("Json", items), name, shapes) if isinstance(items, dict) else None,
        values=_shape(cast("Json", values), name, shapes) if isinstance(values, dict) else None,
        enum=tuple(raw.get("enum", ())),
        read_only=bool(raw.get("readOnly")) or words.startswith(("Output only.", "[Output Only]")),
        required=words.lower().startswith(("required.", "required:")),
        repeated=bool(raw.get("repeated")),
    )
