"""Faults on the command line: the options of `localcloud fault` and `localcloud serve`.

What a value may be is said once, in `fault_table.py`; here texts become numbers, lists and objects.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.casing import Json

_SHARES = {
    "refuse_before": "this share of calls (0 to 1) is refused before it takes effect",
    "refuse_after": "this share of calls is done, and refused all the same",
    "drop_before": "this share of connections is cut before the call takes effect",
    "drop_after": "this share of connections is cut after the call took effect",
}
_LIMITS = ("times", "seed")
_PLACES = {"services": "only-service", "methods": "only-method", "paths": "only-path"}


def add(parser: argparse.ArgumentParser) -> None:
    """Adds the options to a command."""
    group = parser.add_argument_group("faults", "the limits hold for every fault of calls of this command")
    for name, words in _SHARES.items():
        group.add_argument(_option(name), type=_value, metavar="SHARE", help=words)
    group.add_argument("--status", type=_list, help="what refuses: 503 (the usual), 429 or 429,503")
    group.add_argument("--delay", type=_span, metavar="SECONDS", help="calls wait: 0.2, or 0.1-0.5")
    group.add_argument(
        "--unusable",
        type=_pair,
        action="append",
        metavar="SERVICE=SECONDS",
        help="an API answers SERVICE_DISABLED for so long from now; can be repeated",
    )
    group.add_argument(
        "--unusable-after-enable",
        type=_value,
        metavar="SECONDS",
        help="how long a newly enabled API still answers SERVICE_DISABLED",
    )
    group.add_argument("--operation-seconds", type=_value, metavar="SECONDS", help="how long operations take")
    group.add_argument(
        "--operation-error",
        type=_error,
        metavar="CODE:MESSAGE",
        help="operations end in this google.rpc.Code",
    )
    for place, option in _PLACES.items():
        words = f"strike only these {place}; * stands for anything; can be repeated"
        group.add_argument(f"--{option}", action="append", metavar="NAME", help=words)
    group.add_argument("--times", type=_value, metavar="N", help="strike at most so often")
    group.add_argument("--seed", type=_value, metavar="N", help="strike the same calls in each run")


def wanted(given: argparse.Namespace) -> Json:
    """Gives the faults that the options ask for, as the page takes them."""
    options: Json = vars(given)
    limits: Json = {name: options[name] for name in _LIMITS if options[name] is not None}
    only = {place: options[_field(option)] for place, option in _PLACES.items() if options[_field(option)]}
    limits |= {"only": only} if only else {}
    found: Json = {name: {"share": options[name], **limits} for name in _SHARES if options[name] is not None}
    refusing = [name for name in ("refuse_before", "refuse_after") if name in found]
    for name in refusing if given.status is not None else ():
        found[name]["status"] = given.status
    if given.delay is not None:
        found["delay"] = {"seconds": given.delay, **limits}
    if given.operation_error is not None:
        found["operation_error"] = {**given.operation_error, **limits}
    for name in ("unusable_after_enable", "operation_seconds"):
        if options[name] is not None:
            found[name] = options[name]
    if given.unusable:
        found["unusable"] = dict(given.unusable)
    if given.status is not None and found and not refusing:
        raise argparse.ArgumentTypeError("--status says what refuses; name --refuse-before or --refuse-after")
    if not found and (limits or given.status is not None):
        raise argparse.ArgumentTypeError("--status, --times, --seed and --only-… limit a fault; name one")
    return found


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _field(option: str) -> str:
    return option.replace("-", "_")


def _value(text: str) -> object:
    """A number where it is one; else the text, which the table refuses in its own words."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _list(text: str) -> list[object]:
    return [_value(part) for part in text.split(",")]


def _span(text: str) -> object:
    low, found, high = text.partition("-")
    return [_value(low), _value(high)] if found and low else _value(text)


def _pair(text: str) -> tuple[str, object]:
    service, _, seconds = text.partition("=")
    return service, _value(seconds)


def _error(text: str) -> Json:
    code, _, message = text.partition(":")
    return {"code": _value(code), "message": message.strip()}
