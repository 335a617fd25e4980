"""The table at the end of `make local` lists what matters, in order, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools import overview
from tools.overview import Row

if TYPE_CHECKING:
    import pytest

HELD: list[dict[str, Any]] = [
    {
        "service": "run.googleapis.com",
        "name": "projects/p/locations/l/services/api",
        "body": {"uri": "https://a"},
    },
    {
        "service": "run.googleapis.com",
        "name": "projects/p/locations/l/services/api/revisions/api-1",
        "body": {},
    },
    {"service": "run.googleapis.com", "name": "projects/p/locations/l/operations/o", "body": {}},
    {"service": "pubsub.googleapis.com", "name": "projects/p/topics/t", "body": {}},
    {
        "service": "pubsub.googleapis.com",
        "name": "projects/p/subscriptions/push",
        "body": {"pushConfig": {"pushEndpoint": "https://b"}},
    },
    {"service": "pubsub.googleapis.com", "name": "projects/p/subscriptions/pull", "body": {}},
]


def test_resources_are_grouped_and_the_rest_is_left_out() -> None:
    assert overview.rows(HELD) == [
        Row("topic", "t"),
        Row("subscription", "pull", "pulled"),
        Row("subscription", "push", "pushes to https://b"),
        Row("service", "api", "declared, not running: https://a"),
    ]


def test_an_api_that_is_not_enabled_is_named() -> None:
    row = overview.api_row(["a.googleapis.com", "b.googleapis.com"], {"a.googleapis.com"})
    assert (row.name, row.note) == ("2 declared, 1 enabled", "not enabled: b.googleapis.com")
    assert overview.api_row(["a"], {"a"}).name == "1 declared, 1 enabled"


def test_piped_output_is_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    overview.show("title", [Row("topic", "t"), Row("bucket", "b", "x" * 200)])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [["title"], ["topic", "t"], ["bucket", "b", "x" * 200]]
