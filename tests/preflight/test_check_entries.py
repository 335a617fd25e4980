"""What --fix writes: the old text whole, the new entries behind it, and a file that can be read."""

from __future__ import annotations

import pytest
import yaml

from preflight import declared
from preflight.check import entries
from preflight.check.needed import Place

NEW = [("storage.googleapis.com", "Needed at services/a.py:3 (Client is made).")]
BLOCK = "- api: storage.googleapis.com\n  reason: Needed at services/a.py:3 (Client is made).\n"
OLD = "# Declared by hand.\n- api: run.googleapis.com # runs\n  reason: >-\n    Runs\n    it.\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (OLD, OLD + BLOCK),
        (OLD.rstrip("\n"), OLD + BLOCK),
        (OLD + "\n\n", OLD + BLOCK),
        (OLD + "# The end.\n", OLD + "# The end.\n" + BLOCK),
        (OLD.replace("\n", "\r\n"), (OLD + BLOCK).replace("\n", "\r\n")),
        ("---\n" + OLD + "...\n", "---\n" + OLD + BLOCK + "...\n"),
        ("\ufeff" + OLD, "\ufeff" + OLD + BLOCK),
        ("", BLOCK),
        ("# Nothing yet.\n", "# Nothing yet.\n" + BLOCK),
        ("  - api: run.googleapis.com\n    reason: x\n",
         "  - api: run.googleapis.com\n    reason: x\n"
         + "".join(f"  {line}\n" for line in BLOCK.splitlines())),
    ],
)  # fmt: skip
def test_the_old_text_stays_and_the_new_stands_behind_it(text: str, written: str) -> None:
    assert entries.added(text, NEW) == written


@pytest.mark.parametrize(
    "text",
    [
        "[{api: run.googleapis.com, reason: x}]\n",
        "a: 1\n",
        "- api: run.googleapis.com\n",
        "- api: [\n",
        OLD + BLOCK,
        "- api: run.googleapis.com\n  reason: |\n    Ends in\n    - this\n---\n- x\n",
    ],
)
def test_a_text_that_is_no_sound_list_or_has_it_already_is_left_alone(text: str) -> None:
    assert entries.added(text, NEW) is None


@pytest.mark.parametrize(
    "why",
    [
        "plain", "with: colon", "ends:", "# hash", "a #b", "'quoted'", '"double"', "- dash", "{brace}",
        "null", "true", "017", "2026-01-02", "[list]", "*alias", "&anchor", "!tag", "%percent", "@at",
        "`tick`", "back\\slash",
        "naïve 日本", "x" * 400,
    ],
)  # fmt: skip
def test_any_reason_is_read_back_as_it_was(why: str) -> None:
    text = entries.added(OLD, [("storage.googleapis.com", why)])
    assert text is not None
    assert declared.parse(text, "x").entries[-1].reason == why


def test_an_entry_to_paste_is_yaml_and_says_where_the_need_is() -> None:
    places = (Place('services/a "b".py', 3, "Client: made"), Place("c.py", 0, "d"))
    (pasted,) = yaml.safe_load(entries.entry("storage.googleapis.com", entries.reason(places)))
    assert pasted == {
        "api": "storage.googleapis.com",
        "reason": 'Needed at services/a "b".py:3, and 1 more (Client: made).',
    }


def test_a_name_of_others_cannot_add_lines_to_the_file() -> None:
    why = entries.reason((Place("a\n- api: evil.googleapis.com\n", 1, "x"),))
    text = entries.added(OLD, [("storage.googleapis.com", why)])
    assert text is not None
    assert [entry.api for entry in declared.parse(text, "x").entries] == [
        "run.googleapis.com", "storage.googleapis.com",
    ]  # fmt: skip
