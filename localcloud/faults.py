"""Trouble on request: one table, kept in the data folder, read wherever it can strike.

`unusable_after_enable` seconds (for the services in `apis`, or all): an API that is listed as enabled and
still answers SERVICE_DISABLED, which is what Google does for up to minutes. `operation_seconds`: how long
operations stay unfinished. `operation_error` {code, message}: how they end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.casing import Json
    from localcloud.store import Store


def _seconds(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _names(value: object) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, str) for item in value))  # pyright: ignore[reportUnknownVariableType]


def _status(value: object) -> bool:
    return value is None or (isinstance(value, dict) and {"code", "message"} <= value.keys())  # pyright: ignore[reportUnknownMemberType]


#: What can be asked for: default, check, and the words for a wrong value.
TABLE: dict[str, tuple[object, Callable[[object], bool], str]] = {
    "unusable_after_enable": (0, _seconds, "a number of seconds, 0 or more"),
    "apis": (None, _names, "a list of service names, or null for all"),
    "operation_seconds": (0, _seconds, "a number of seconds, 0 or more"),
    "operation_error": (None, _status, "null or an object with code and message"),
}


class Faults:
    """The table as it stands."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.now: Json = {}
        self.reload()

    def reload(self) -> None:
        """Reads the table again, after a reset."""
        kept = self._store.setting("faults")
        self.now = {name: kept.get(name, default) for name, (default, _, _) in TABLE.items()}

    def change(self, wanted: Json) -> Json:
        """Sets the named faults and gives the whole table; refuses all wrong ones at once."""
        problems = [
            f"{name} is not a fault; known: {', '.join(TABLE)}" for name in wanted if name not in TABLE
        ]
        problems += [
            f"{name} must be {TABLE[name][2]}"
            for name, value in wanted.items()
            if name in TABLE and not TABLE[name][1](value)
        ]
        if problems:
            raise invalid("; ".join(problems))
        self.now = {**self.now, **wanted}
        self._store.put_setting("faults", self.now)
        return self.now

    def unusable_until(self, service: str, enabled_at: float) -> float:
        """Until when an API that was enabled at a time answers as if it were not."""
        chosen = self.now["apis"]
        return (
            enabled_at + self.now["unusable_after_enable"]
            if chosen is None or service in chosen
            else enabled_at
        )
