"""What becomes of a pack's message: its parts where it is ours, the whole of it where it is not."""

from __future__ import annotations

import pytest

from preflight.policies.words import plain, taken_apart

PAGE = "docs/rules/a-rule.md"


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (f"Why.\nit is so; do that ({PAGE})", ("Why.", "it is so", "do that", PAGE)),
        (f"Why.\nit is so; do that ({PAGE})\n", ("Why.", "it is so", "do that", PAGE)),
        (f"Why.\na; b; do that ({PAGE})", ("Why.", "a; b", "do that", PAGE)),
        (f"Why.\nit is so ({PAGE})", ("Why.", "it is so", "", PAGE)),
        (f"it is so; do that ({PAGE})", ("", "it is so", "do that", PAGE)),
        (
            f"Why.\nnot configured, so nothing was judged; write policy:regions ({PAGE})",
            ("Why.", "not configured, so nothing was judged", "write policy:regions", PAGE),
        ),
        (
            "Why.\nnot judged yet: a (until x is known); b (until y is known); nothing to do",
            ("Why.", "not judged yet: a (until x is known); b (until y is known)", "nothing to do", ""),
        ),
        (
            "Why.\nthe rule a-b raised KeyError at policy/rules/iam.py:3; correct it: until then",
            ("Why.", "the rule a-b raised KeyError at policy/rules/iam.py:3", "correct it: until then", ""),
        ),
        (
            "Why.\nit is so; do that (https://example.com/a#b)",
            ("Why.", "it is so", "do that", "https://example.com/a#b"),
        ),
        # Packs of others: a first line that says why, if there are two, and nothing taken apart.
        ("No C.\nfirst; second", ("No C.", "first; second", "", "")),
        ("No C.\nfirst\nsecond; third (https://example.com/x)",
         ("No C.", "first\nsecond; third (https://example.com/x)", "", "")),
        ("one; two", ("", "one; two", "", "")),
        ("No C.\nit has a disk (the old one)", ("No C.", "it has a disk (the old one)", "", "")),
        ("No C.\nthe rule is broken; mend it", ("No C.", "the rule is broken; mend it", "", "")),
        ("<{%fg 1%}>No C.<{%reset%}>\nx <{%bold%}>y", ("No C.", "x y", "", "")),
        ("", ("", "", "", "")),
    ],
)  # fmt: skip
def test_a_message_is_taken_apart_as_far_as_it_is_known(message: str, parts: tuple[str, ...]) -> None:
    assert tuple(taken_apart(message)) == parts


@pytest.mark.parametrize("why", ["", "Why; or so (it seems).\n"])
@pytest.mark.parametrize(
    "text", ["a", "a; b", "a\nb\n\nc", "a; b (x/y.md)", "a (x/y.md)", "; b", "a; ", "((("]
)
def test_no_word_of_a_message_is_lost(why: str, text: str) -> None:
    parts = taken_apart(why + text)
    for word in plain(why + text).replace(";", " ").split():
        assert word.strip("()") in " ".join(parts)
