r"""Takes a pack's message apart: why, what is wrong, what to write instead, and the page that says more.

Vividly's own pack writes `WHY\nWHAT; FIX (PAGE)`, and three sentences without a page about rules that did not
judge. Every pack made with Pulumi's SDK writes `DESCRIPTION\n` and then what it likes. Of what it likes
nothing is taken apart, for a semicolon there may mean anything. Nothing of a message is ever lost.

https://github.com/pulumi/pulumi-policy/blob/main/sdk/python/lib/pulumi_policy/policy.py
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MARKUP = re.compile(r"<\{%.*?%\}>", re.DOTALL)
# A page of the project, or one on the web.
_PAGE = re.compile(r"\s*\(((?:https?://|[\w.-]+/)[^\s()]+)\)\Z")
_OURS = re.compile(r"not judged yet: |the rule [\w-]+ raised ")


class Words(NamedTuple):
    """The parts of a message; a part that it does not have is empty, `what` only where it says nothing."""

    why: str
    what: str
    fix: str
    page: str


def taken_apart(message: str) -> Words:
    """Give the parts of a message of the engine's, its colours left out."""
    why, _, rest = plain(message).partition("\n")
    if not rest.strip():
        why, rest = "", why
    return Words(why.strip(), *_of(rest.strip()))


def plain(text: str) -> str:
    """Give a text of the engine's without the marks that it replaces by colours."""
    return _MARKUP.sub("", text).strip()


def _of(text: str) -> tuple[str, str, str]:
    page = _PAGE.search(text)
    words = text[: page.start()] if page else text
    if "\n" in words or not (page or _OURS.match(words)):
        return text, "", ""
    what, _, fix = words.rpartition("; ")
    return what or fix, fix if what else "", page[1] if page else ""
