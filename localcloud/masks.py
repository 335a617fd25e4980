"""Field masks of updates (`updateMask`) and partial answers (`fields`).

Mask paths come in either spelling; a path that the body does not hold clears the field.
https://google.aip.dev/161 and https://developers.google.com/workspace/drive/api/guides/fields-parameter
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, cast

from localcloud.casing import Json, camel
from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.discovery import Document, Shape


def paths(mask: object) -> list[list[str]]:
    """Gives each path of a mask as its parts: `a.b_c,d` is [[a, bC], [d]]."""
    text = (
        ",".join(str(part) for part in cast("list[object]", mask))
        if isinstance(mask, list)
        else str(mask or "")
    )
    return [[camel(part) for part in path.strip().split(".")] for path in text.split(",") if path.strip()]


def check(document: Document, schema: str, wanted: list[list[str]]) -> None:
    """Raises 400 for a path that the message does not have."""
    for path in wanted:
        if path != ["*"] and not _exists(document, schema, path):
            words = f"Invalid update_mask: '{'.'.join(path)}' is not a field that can be updated."
            raise invalid(words, "update_mask")


def apply(old: Json, new: Json, wanted: list[list[str]]) -> Json:
    """Gives `old` with the named fields taken from `new`."""
    result = copy.deepcopy(old)
    for path in wanted:
        if path == ["*"]:
            result.update(copy.deepcopy(new))
            continue
        value = _dig(new, path)
        place = result
        for part in path[:-1]:
            inside = place.get(part)
            if not isinstance(inside, dict):
                inside = {}
                place[part] = inside
            place = cast("Json", inside)
        if value is None:
            place.pop(path[-1], None)
        else:
            place[path[-1]] = copy.deepcopy(value)
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


def _exists(document: Document, schema: str, path: list[str]) -> bool:
    shapes = document.shapes.get(schema)
    for position, part in enumerate(path):
        if shapes is None:
            return True
        shape: Shape | None = shapes.get(part)
        if shape is None:
            return False
        if shape.kind != "ref":
            return shape.kind in ("object", "any") or position == len(path) - 1
        shapes = document.shapes.get(shape.ref)
    return True


def _dig(body: Json, path: list[str]) -> object:
    place = body
    for part in path[:-1]:
        inside = place.get(part)
        if not isinstance(inside, dict):
            return None
        place = cast("Json", inside)
    return place.get(path[-1])


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
