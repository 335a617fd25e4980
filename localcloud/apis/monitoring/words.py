"""How Monitoring refuses: the field, the value and why; and durations in seconds.

https://github.com/hashicorp/terraform-provider-google/issues/4165 shows the words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localcloud.casing import Json


def bad(field: str, value: object, why: str) -> GoogleError:
    """400 in Monitoring's words; `field` as `alert_policy.conditions[0].condition_threshold.filter`."""
    shown = str(value).lower() if isinstance(value, bool) else value
    return invalid(f'Field {field} had an invalid value of "{shown}": {why}', field)


def longest(field: str, value: object, most: int) -> None:
    """Raises 400 for a text of more than so many characters."""
    if len(str(value or "")) > most:
        raise bad(field, value, f"must not be longer than {most} characters.")


def only_one(body: Json, names: Iterable[str], place: str, oneof: str, *, needed: str = "") -> str:
    """Gives the one that is set of fields that exclude each other; `needed` says what to do if none is."""
    found = [name for name in names if name in body]
    if len(found) > 1:
        words = f"oneof field '{oneof}' is already set. Cannot set '{found[1]}'"
        raise invalid(f"Invalid value at '{place}' (oneof), {words}", place)
    if not found and needed:
        raise bad(f"{place}.{oneof}_case", 0, needed)
    return found[0] if found else ""
