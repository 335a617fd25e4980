"""What trouble can be asked for: the faults by name, what each takes, and the words for a wrong value.

Every fault of calls may have `share` (0 to 1), `times` (how often at most), `seed` and `only` (`services`,
`methods`, `paths`: names with `*`; a method is `POST` or `projects.topics.create`). Absent: what faults do,
which is in `faults.py` and `strikes.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from localcloud import fault_places
from localcloud.errors import RPC_CODES, invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from localcloud.casing import Json

_LONGEST_SECONDS = 86_400
#: What a call may suffer, and what each takes beside what all of them take.
CALLS: dict[str, tuple[str, ...]] = {
    "delay": ("seconds",),
    "drop_before": (),
    "refuse_before": ("status",),
    "refuse_after": ("status",),
    "drop_after": (),
}
#: What strikes by chance.
CHANCES = frozenset({*CALLS, "operation_error"})
_LIMITS = ("share", "times", "seed", "only")
_ANYWHERE: dict[str, object] = {
    "unusable_after_enable": 0,
    "apis": None,
    "unusable": {},
    "operation_seconds": 0,
    "operation_error": None,
}
#: Every fault as it stands when nothing is asked for.
DEFAULTS: Json = {**_ANYWHERE, **dict.fromkeys(CALLS)}


def checked(wanted: Json) -> Json:
    """Gives the wanted faults written out; raises 400 that says everything that is wrong."""
    found = [words for name, value in wanted.items() for words in _problems(name, value)]
    if found:
        raise invalid("; ".join(found))
    return {name: _written_out(name, value) for name, value in wanted.items()}


def _written_out(name: str, value: Any) -> object:  # noqa: ANN401 - any JSON
    """A share alone stands for the fault with that share; `delay` alone is its seconds."""
    if name not in CALLS or value is None:
        return value
    short = "seconds" if name == "delay" else "share"
    given: Json = dict(value) if isinstance(value, dict) else {short: value}  # pyright: ignore[reportUnknownArgumentType]
    given = {"share": 1, **given}
    if "status" in CALLS[name]:
        status: Any = given.get("status", [503])
        given["status"] = status if isinstance(status, list) else [status]
    if name == "delay" and not isinstance(given["seconds"], list):
        given["seconds"] = [given["seconds"]] * 2
    return given if given["share"] else None


def _problems(name: str, value: object) -> Iterator[str]:
    if name not in DEFAULTS:
        yield f"{name} is not a fault; known: {', '.join(DEFAULTS)}"
    elif name in CALLS:
        yield from _of_calls(name, value)
    elif name == "operation_error":
        yield from _of_operations(value)
    else:
        fits, words = _PLAIN[name]
        if not fits(value):
            yield f"{name} must be {words}"


def _of_calls(name: str, value: object) -> Iterator[str]:
    if value is None:
        return
    if not isinstance(value, dict):
        yield from _fields(name, {"seconds" if name == "delay" else "share": value}, CALLS[name] + _LIMITS)
        return
    given = cast("Json", value)
    needed = "seconds" if name == "delay" else "share"
    if needed not in given and not given.get("times"):
        yield f"{name} must have {needed}, or times for all of the first ones"
    elif name == "delay" and "seconds" not in given:
        yield "delay must have seconds"
    yield from _fields(name, given, CALLS[name] + _LIMITS)


def _of_operations(value: object) -> Iterator[str]:
    if value is None:
        return
    given = cast("Json", value) if isinstance(value, dict) else {}
    if not {"code", "message"} <= given.keys():
        yield "operation_error must be null or an object with code and message"
    yield from _fields("operation_error", given, ("code", "message", "details", *_LIMITS))


def _fields(name: str, given: Json, allowed: tuple[str, ...]) -> Iterator[str]:
    for field, value in given.items():
        if field not in allowed:
            yield f"{name} has no {field}; it takes {', '.join(allowed)}"
        elif field == "only":
            yield from fault_places.problems(name, value)
        elif not _FIELDS[field][0](value):
            yield f"{name}.{field} must be {_FIELDS[field][1]}"


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _seconds(value: object) -> bool:
    return _number(value) and 0 <= cast("float", value) <= _LONGEST_SECONDS


def _span(value: object) -> bool:
    if not isinstance(value, list):
        return _seconds(value)
    ends = cast("list[object]", value)
    return len(ends) == 2 and all(map(_seconds, ends)) and cast("float", ends[0]) <= cast("float", ends[1])


def _statuses(value: object) -> bool:
    wanted = cast("list[object]", value) if isinstance(value, list) else [value]
    return bool(wanted) and all(_whole(one) and one in (429, 503) for one in wanted)


def _names(value: object) -> bool:
    return value is None or (
        isinstance(value, list) and all(map(fault_places.is_service, cast("list[object]", value)))
    )


def _times_by_service(value: object) -> bool:
    return isinstance(value, dict) and all(
        fault_places.is_service(service) and _seconds(seconds)
        for service, seconds in cast("Json", value).items()
    )


_SOME_SECONDS = f"a number of seconds from 0 to {_LONGEST_SECONDS}"
_PLAIN: dict[str, tuple[Callable[[object], bool], str]] = {
    "unusable_after_enable": (_seconds, _SOME_SECONDS),
    "apis": (_names, "null for all, or a list of services such as pubsub.googleapis.com"),
    "unusable": (_times_by_service, 'seconds by service, such as {"run.googleapis.com": 30}'),
    "operation_seconds": (_seconds, _SOME_SECONDS),
}
_FIELDS: dict[str, tuple[Callable[[object], bool], str]] = {
    "share": (lambda value: _number(value) and 0 <= cast("float", value) <= 1, "a number from 0 to 1"),
    "times": (lambda value: _whole(value) and cast("int", value) > 0, "a whole number, 1 or more"),
    "seed": (_whole, "a whole number"),
    "status": (_statuses, "429, 503 or a list of these"),
    "seconds": (_span, f"{_SOME_SECONDS}, or the smallest and the largest"),
    "code": (
        lambda value: _whole(value) and value in RPC_CODES.values(),
        f"a number of google.rpc.Code that is an error: {', '.join(map(str, RPC_CODES.values()))}",
    ),
    "message": (lambda value: isinstance(value, str) and bool(value), "a text"),
    "details": (lambda value: isinstance(value, list), "a list"),
}
