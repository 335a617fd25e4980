"""From what pydantic says to what a person can act on: key, what is wrong, and the fix.

Deliberately absent: values of keys that nobody knows, since a secret pasted under a mistyped key must not
be printed.

https://docs.pydantic.dev/latest/errors/validation_errors/
"""

from __future__ import annotations

import json
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel

from infra.problems import Problem
from preflight.closest import closest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationError
    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a block of keys",
    "model_type": "a block of keys",
    "model_attributes_type": "a block of keys",
}
# The words for a limit, from pydantic's names for it.
_LIMITS = {
    "greater_than_equal": "write at least {ge}",
    "less_than_equal": "write at most {le}",
    "literal_error": "write {expected}",
    "enum": "write {expected}",
    "too_long": "keep at most {max_length}",
}


def problems_in(error: ValidationError, model: type[BaseModel], place: str, namespace: str) -> list[Problem]:
    """Give one problem for each of pydantic's errors, in the order of the file."""
    return [
        Problem(place, *_told(details, model), key=f"{namespace}:{_key(details['loc'])}")
        for details in error.errors(include_url=False)
    ]


def _told(details: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    owner, field = _found(model, details["loc"])
    context: Mapping[str, Any] = details.get("ctx", {})
    kind, what = details["type"], f"is {_shown(details['input'])}"
    match kind:
        case "vividly":
            what, fix = context["what"], context["fix"]
        case "missing":
            what, fix = "is missing", f"add it, like {_example(field)}"
        case "extra_forbidden":
            what, fix = "is no setting", _instead(str(details["loc"][-1]), owner)
        case "json_invalid":
            what, fix = "cannot be handed over as JSON", "look for unusual characters or deep nesting"
        case _ if kind in _LIMITS:
            fix = _LIMITS[kind].format(**context)
        case "string_pattern_mismatch" | "string_too_short":
            fix = f"write it like {_example(field)}"
        case _ if kind in _KINDS:
            what, fix = f"{what}, not {_KINDS[kind]}", f"write it like {_example(field)}"
        case _:
            fix = details["msg"]
    return what, fix


def _instead(key: str, owner: type[BaseModel]) -> str:
    known = sorted(info.alias or name for name, info in owner.model_fields.items() if name != "environment")
    return closest(key, known) or f"remove it, the settings here are: {', '.join(known)}"


def _key(location: tuple[int | str, ...]) -> str:
    # pydantic marks a wrong key of a mapping by a last step of its own.
    steps = [step for step in location if step != "[key]"]
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def _found(
    model: type[BaseModel], location: tuple[int | str, ...]
) -> tuple[type[BaseModel], FieldInfo | None]:
    """Walk from the model to where the error is: the innermost model, and the field if it is one."""
    owner, field = model, None
    here: object = model
    for step in location:
        if inner := _model(here):
            owner = inner
            by_key = {info.alias or name: info for name, info in owner.model_fields.items()}
            field = by_key.get(str(step), field)
            here = field.annotation if field and str(step) in by_key else None
        else:
            # Below a mapping its value, in a list its items.
            here = next((part for part in reversed(_parts(here)) if part is not Ellipsis), None)
    return owner, field


def _model(annotation: object) -> type[BaseModel] | None:
    """Give the model that an annotation is, or that it allows beside None."""
    if get_origin(annotation) in {Annotated, Union, UnionType}:
        return next(filter(None, map(_model, get_args(annotation))), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _parts(annotation: object) -> tuple[object, ...]:
    """Give what a mapping or a list is of; of one that may be None, that of the other."""
    if get_origin(annotation) in {Annotated, Union, UnionType}:
        return next((parts for inner in get_args(annotation) if (parts := _parts(inner))), ())
    return get_args(annotation)


def _example(field: FieldInfo | None) -> str:
    """Give an example with the field's description: `"us-central1" (Region of everything that has one)`."""
    if field is None:
        return "the examples in infra/settings.schema.json"
    examples = cast("list[object]", field.examples or [field.default])
    return f"{json.dumps(examples[0])} ({(field.description or '').rstrip('.')})"


def _shown(value: object) -> str:
    text = json.dumps(value, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
