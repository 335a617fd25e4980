"""Field masks of updates (`updateMask`) and partial answers (`fields`).

Mask paths come in either spelling; a path that the body does not hold clears the field, `*` is all fields.
https://google.aip.dev/134, https://google.aip.dev/161 and https://developers.google.com/workspace/drive/api/guides/fields-parameter
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, cast

from localcloud.casing import Json, camel
from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.discovery import Document

_PATH = re.compile(r"(?:`[^`]*`|[^,])+")
_PART = re.compile(r"(`[^`]*`|[^.]*)\.")


def paths(mask: object) -> list[list[str]]:
    """Gives each path of a mask as its parts: `a.b_c,d` is [[a, bC], [d]]."""
    return [[camel(part) for part in path] for path in _split(mask)]


def writable(document: Document, schema: str, mask: object) -> list[list[str]]:
    """Gives the paths that an update may write, output-only ones left out; keys of maps stay as written.

    Raises 400 for a path that the message does not have.
    """
    found: list[list[str]] = []
    for path in _split(mask):
        if path == ["*"]:
            found.append(path)
        elif resolved := _resolved(document, schema, path):
            found += [resolved]
    return found


def apply(old: Json, new: Json, wanted: list[list[str]]) -> Json:
    """Gives `old` with the named fields taken from `new`."""
    result = copy.deepcopy(old)
    for path in wanted:
        if path == ["*"]:
            result.update(copy.deepcopy(new))
        else:
            _merge(result, new, path)
    return result


def select(body: Json, fields: str) -> Json:
    """Gives the part of an answer that `fields` names, for example `services/name,nextPageToken`."""
    tree = _tree(iter(_fields(fields)))
    return cast("Json", _pick(body, tree))


def check_fields(document: Document, schema: str, fields: str) -> None:
    """Raises 400 for a path of `fields` that an answer never has, and for brackets that do not close."""
    words = _fields(fields)
    if words.count("(") != words.count(")"):
        raise invalid(f"Error expanding 'fields' parameter. '{fields}' cannot be read.", "fields")
    _check_tree(document, schema, _tree(iter(words)), "")


def _fields(text: str) -> list[str]:
    return re.findall(r"[^,()/]+|[,()/]", text)


def _check_tree(document: Document, schema: str, tree: Json, above: str) -> None:
    shapes = document.shapes.get(schema)
    if not shapes:
        return
    for name, below in tree.items():
        shape = shapes.get(name)
        if shape is None and name != "*":
            words = (
                f"Error expanding 'fields' parameter. Cannot find matching fields for path '{above}{name}'."
            )
            raise invalid(words, "fields")
        inside = shape.items if shape is not None and shape.items is not None else shape
        if inside is not None and inside.ref:
            _check_tree(document, inside.ref, below, f"{above}{name}.")


def _split(mask: object) -> list[list[str]]:
    """The parts of each path; a key that holds dots stands between backticks."""
    text = (
        ",".join(str(part) for part in cast("list[object]", mask))
        if isinstance(mask, list)
        else str(mask or "")
    )
    whole = (path.strip() for path in _PATH.findall(text))
    return [[part.strip("`") for part in _PART.findall(f"{path}.")] for path in whole if path]


def _resolved(document: Document, schema: str, path: list[str]) -> list[str]:
    """A path in JSON's spelling; [] for one that is output-only."""
    shapes = document.shapes.get(schema)
    found: list[str] = []
    for position, part in enumerate(path):
        if not shapes:
            return found + path[position:]
        found.append(camel(part))
        shape = shapes.get(found[-1])
        inside = shape is not None and shape.kind in ("ref", "object", "any")
        if shape is None or (position < len(path) - 1 and not inside):
            words = f"Invalid update_mask: '{'.'.join(path)}' is not a field that can be updated."
            raise invalid(words, "update_mask")
        if shape.read_only:
            return []
        shapes = document.shapes.get(shape.ref)
    return found


def _merge(place: Json, source: Json, path: list[str]) -> None:
    """Copies one field, or clears it; no message is made only to have something cleared in it."""
    head, *below = path
    value, kept = source.get(head), place.get(head)
    if not below:
        if value is None:
            place.pop(head, None)
        else:
            place[head] = copy.deepcopy(value)
    elif isinstance(value, dict) or isinstance(kept, dict):
        inside = cast("Json", kept) if isinstance(kept, dict) else {}
        place[head] = inside
        _merge(inside, cast("Json", value) if isinstance(value, dict) else {}, below)


def _tree(words: Iterator[str]) -> Json:
    tree: Json = {}
    place = tree
    for word in words:
        if word == ",":
            place = tree
        elif word == "(":
            place.update(_tree(words))
        elif word == ")":
            break
        elif word != "/":
            place = place.setdefault(word.strip(), {})
    return tree


def _pick(value: Any, tree: Json) -> object:  # noqa: ANN401 - any JSON
    if not tree or ("*" in tree and not tree["*"]):
        return value
    if isinstance(value, list):
        return [_pick(item, tree) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    inside = cast("Json", value)
    if "*" in tree:
        return {key: _pick(item, tree["*"]) for key, item in inside.items()}
    return {key: _pick(inside[key], below) for key, below in tree.items() if key in inside}
