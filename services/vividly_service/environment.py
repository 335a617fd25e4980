"""Reads environment variables, and says everything that is wrong with them at once.

A sentence names a variable, what is wrong and the fix, and never the value: it may be a secret.
Deliberately absent: defaults for what the stack sets, and reading anything but the mapping that is given.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

_SET_BY = "the stack sets it (infra/variables.py)"


class SettingsError(Exception):
    """Settings that a service cannot work with; `problems` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Environment:
    """One mapping of variables, and the problems that were met while reading it."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.problems: list[str] = []

    def wrong(self, name: str, what: str, fix: str) -> None:
        """Notes a problem with a variable."""
        self.problems.append(f"environment: {name} {what}; {fix}")

    def text(self, name: str) -> str:
        """Gives a variable that must be there; a missing one is noted and read as empty."""
        value = self._variables.get(name, "").strip()
        if not value:
            self.wrong(name, "is missing", _SET_BY)
        return value

    def optional(self, name: str, default: str = "") -> str:
        """Gives a variable that may be absent."""
        return self._variables.get(name, "").strip() or default

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """Gives one of a few words; the first is what an absent variable means."""
        value = self.optional(name, choices[0])
        if value not in choices:
            self.wrong(name, "is none of the known words", f"write one of {', '.join(choices)}")
            return choices[0]
        return value

    def address(self, name: str, *, required: bool = True) -> str:
        """Gives an http or https address without the slash at its end."""
        value = self.text(name) if required else self.optional(name)
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            self.wrong(name, "is no address", "write one that begins with https:// (or http:// on loopback)")
        return value.rstrip("/")

    def number(self, name: str, default: int) -> int:
        """Gives a whole number above zero."""
        value = self.optional(name, str(default))
        if not value.isdecimal() or int(value) < 1:
            self.wrong(name, "is no whole number above zero", f"write one, like {default}")
            return default
        return int(value)

    def json_object(self, name: str) -> dict[str, object]:
        """Gives a variable that holds a JSON object; an absent one is empty."""
        value = self.optional(name, "{}")
        try:
            found = json.loads(value)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            self.wrong(name, "is no JSON object", _SET_BY)
            return {}
        return cast("dict[str, object]", found)

    def json_list(self, name: str) -> list[object]:
        """Gives a variable that holds a JSON list and must be there, be it empty."""
        value = self._variables.get(name, "").strip()
        if not value:
            self.wrong(name, "is missing", _SET_BY)
            return []
        try:
            found = json.loads(value)
        except ValueError:
            found = None
        if not isinstance(found, list):
            self.wrong(name, "is no JSON list", _SET_BY)
            return []
        return cast("list[object]", found)

    def check(self) -> None:
        """Raises every problem that was noted."""
        if self.problems:
            raise SettingsError(self.problems)
