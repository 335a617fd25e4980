"""docs/rules says what the rules say, and nothing that no rule says."""

from __future__ import annotations

from pages import ROOT, pages
from pages_python import call, literal, snake
from rules import Declared, Ref

AGAIN = "out of date: run `.venv/bin/python policy/pages.py`"


def test_every_page_is_what_its_rule_renders() -> None:
    for path, text in pages().items():
        assert (ROOT / path).exists(), f"{path} is missing: run `.venv/bin/python policy/pages.py`"
        assert (ROOT / path).read_text() == text, f"{path} is {AGAIN}"


def test_no_page_is_left_of_a_rule_that_is_gone() -> None:
    there = {f"docs/rules/{file.name}" for file in (ROOT / "docs/rules").iterdir()}
    assert there == set(pages()), f"docs/rules is {AGAIN}"


def test_inputs_are_written_as_the_python_sdk_names_them() -> None:
    names = ["disableOnDestroy", "service", "invokerIamDisabled", "ackDeadlineSeconds"]
    assert [snake(name) for name in names] == [
        "disable_on_destroy",
        "service",
        "invoker_iam_disabled",
        "ack_deadline_seconds",
    ]


def test_values_are_written_as_python() -> None:
    values = [True, 3, "a", ["a", None], 'say "a"', {"aKey": 1}, Ref("dead-letters", "id")]
    assert [literal(value) for value in values] == [
        "True",
        "3",
        '"a"',
        '["a", None]',
        "'say \"a\"'",
        '{"a_key": 1}',
        "dead_letters.id",
    ]


def test_a_resource_that_another_needs_is_kept_in_a_variable() -> None:
    topic = Declared("gcp:pubsub/topic:Topic", {"name": "requests"}, name="requests")
    other = Declared("gcp:pubsub/topic:Topic", {"name": "x"}, name="x", depends_on=("requests",))
    assert call(topic, [topic, other]) == (
        'requests = gcp.pubsub.Topic(\n    "requests",\n    name="requests",\n)'
    )
    assert "    opts=pulumi.ResourceOptions(depends_on=[requests])," in call(other, [topic, other])
