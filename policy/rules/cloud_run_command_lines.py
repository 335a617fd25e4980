"""Finds secrets on command lines: by shape, and as the values of options and variables that are named so.

https://cloud.google.com/run/docs/configuring/services/containers
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.secret_names import is_named_secret
from rules.secret_shapes import secret_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.containers import CommandLine

# --password=abc, DB_PASSWORD=abc; and within one word, as of a shell, --password abc.
_EXPANDED = r"\$\([^)]*\)|`[^`]*`|\$\{[^}]*\}"
_GIVEN = re.compile(rf"""(?:^|[\s;&'"])(?:--?)?([A-Za-z_][\w.-]*)=("[^"]*"|'[^']*'|{_EXPANDED}|[^\s;&]*)""")
_GIVEN_NEXT = re.compile(rf"""(?:^|\s)--?([A-Za-z][\w.-]*)\s+("[^"]*"|'[^']*'|{_EXPANDED}|[^\s-]\S*)""")
_OPTION = re.compile(r"--?([A-Za-z][\w.-]*)")


def secrets_on(line: CommandLine) -> Iterator[str]:
    """Say where a command line holds a secret, or gives the option of one its value."""
    for place, word in enumerate(line.words):
        if word is None:
            continue
        if kind := secret_in(word):
            yield f"{line.where}[{place}] holds {kind}"
        elif option := _option_with_value(word, line.words[place + 1 : place + 2]):
            yield f"{line.where}[{place}] gives {option} its value"
        elif word == "curl" and (kind := secret_in(" ".join(filter(None, line.words[place:])))):
            yield f"{line.where}[{place}] is given {kind}"


def _option_with_value(word: str, following: tuple[str | None, ...]) -> str | None:
    """Give the name of the first option that is a secret's and has a value, on this word or as the next."""
    given = [*_GIVEN.findall(word), *_GIVEN_NEXT.findall(word)]
    if (option := _OPTION.fullmatch(word)) and following and not str(following[0] or "-").startswith("-"):
        given.append((option[1], following[0]))
    return next((name for name, value in given if is_named_secret(name, (value or "").strip("'\""))), None)
