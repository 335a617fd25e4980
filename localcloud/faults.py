"""Trouble on request: one table, kept in the data folder, read wherever it can strike.

`unusable_after_enable` seconds (for the services in `apis`, or all): an API that is listed as enabled and
still answers SERVICE_DISABLED, which is what Google does for up to minutes; `unusable` {service: seconds from
now}: the same for one that was enabled long ago. `operation_seconds`: how long operations stay unfinished.
`operation_error` {code, message}: how they end. What calls suffer is in `strikes.py`.

Whom a share hits follows from the seed, the fault, the call and how often this call came before, not from
the order of different calls: a run of parallel calls can be repeated. A seed that is not given is drawn and
shown. Calls whose path holds what is drawn anew in each run (an id that Google gives) are hit anew as well.
"""

from __future__ import annotations

import random
from hashlib import blake2b
from typing import TYPE_CHECKING

from localcloud import clock, fault_places, fault_table

if TYPE_CHECKING:
    from localcloud.casing import Json
    from localcloud.dispatch import Asked
    from localcloud.store import Store

_LARGEST_SEED = 10**6
_OPERATIONS = "/operations/"


class Faults:
    """The table as it stands; `now` holds it, `unusable` as moments in seconds since 1970."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.now: Json = {}
        #: Whether calls suffer anything; looked at in each call.
        self.striking = False
        self._gating = False
        self._struck: dict[str, int] = {}
        self._tries: dict[bytes, int] = {}
        self._noted: list[str] = []
        self.reload()

    def reload(self) -> None:
        """Reads the table again, after a reset."""
        kept = self._store.setting("faults")
        self.now = {name: kept.get(name, default) for name, default in fault_table.DEFAULTS.items()}
        self._struck = self._store.setting("struck")
        self._tries.clear()
        self._noted.clear()
        self.striking = any(self.now[name] for name in fault_table.CALLS)
        self._gating = bool(self.now["unusable"] or self.now["unusable_after_enable"])

    def change(self, wanted: Json) -> Json:
        """Sets the named faults, forgets how often these struck, and shows the table; refuses wrong ones."""
        given = fault_table.checked(wanted)
        if "unusable" in given:
            moment = clock.seconds()
            given["unusable"] = {
                name: moment + seconds for name, seconds in given["unusable"].items() if seconds
            }
        for name, rule in given.items():
            if name in fault_table.CHANCES and rule and "share" in rule:
                rule.setdefault("seed", random.randrange(_LARGEST_SEED))  # noqa: S311 - no secret
        struck = {name: count for name, count in self._struck.items() if name not in given}
        self._store.put_setting("faults", {**self.now, **given})
        self._store.put_setting("struck", struck)
        self.reload()
        return self.shown()

    def clear(self) -> Json:
        """Takes all faults away and shows the table."""
        self._store.put_setting("faults", {})
        self._store.put_setting("struck", {})
        self.reload()
        return self.shown()

    def shown(self) -> Json:
        """The table for people: seconds that are left, and how often each fault struck."""
        moment = clock.seconds()
        left = {name: round(end - moment, 1) for name, end in self.now["unusable"].items() if end > moment}
        return {**self.now, "unusable": left, "struck": self._struck}

    def chosen(self, fault: str, asked: Asked) -> float | None:
        """Whether a fault is to strike a call: None, or a number from 0 to 1 that is as good as drawn."""
        rule = self.now[fault]
        if not rule or self._struck.get(fault, 0) >= rule.get("times", float("inf")):
            return None
        if "only" in rule and not fault_places.fits(rule["only"], asked):
            return None
        share = rule.get("share", 1)
        drawn = self._drawn(f"{rule.get('seed', 0)} {fault} {asked.verb} {asked.host}/{_stable(asked.path)}")
        return drawn / share if drawn < share else None

    def count(self, fault: str) -> None:
        """Counts that a fault strikes, so that the next call knows."""
        self._struck[fault] = self._struck.get(fault, 0) + 1

    def note(self, fault: str) -> None:
        """Marks the call that is being answered as struck; nothing else may run until `noted`."""
        self._noted.append(fault)

    def strike(self, fault: str) -> None:
        """Counts and marks."""
        self.count(fault)
        self.note(fault)

    def noted(self) -> tuple[str, ...]:
        """Gives the marks of the call that is being answered, and writes the counts down."""
        if not self._noted:
            return ()
        found = tuple(self._noted)
        self._noted.clear()
        self._store.put_setting("struck", self._struck)
        return found

    def makes_unusable(self, service: str, enabled_at: float) -> bool:
        """Whether an API that was enabled at a time answers as if it were not."""
        if not self._gating:
            return False
        moment, apis = clock.seconds(), self.now["apis"]
        if moment < self.now["unusable"].get(service, 0):
            self.strike("unusable")
            return True
        new = enabled_at > 0 and moment < enabled_at + self.now["unusable_after_enable"]
        if new and (apis is None or service in apis):
            self.strike("unusable_after_enable")
            return True
        return False

    def _drawn(self, call: str) -> float:
        """A number from 0 up to 1 for a call that came so many times."""
        key = blake2b(call.encode(), digest_size=8).digest()
        count = self._tries[key] = self._tries.get(key, 0) + 1
        digest = blake2b(key + count.to_bytes(8, "big"), digest_size=8).digest()
        return int.from_bytes(digest, "big") / 2**64


def _stable(path: str) -> str:
    """A path without the number of an operation, which is another in each run."""
    above, found, _ = path.partition(_OPERATIONS)
    return above + found
