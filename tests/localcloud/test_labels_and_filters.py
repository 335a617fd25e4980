"""Labels are held against Google's rules, and filters choose or are refused; neither is passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from localcloud import labels

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
TOPICS = f"pubsub/v1/{PARENT}/topics"
SECRETS = f"secretmanager/v1/{PARENT}/secrets"


@pytest.mark.parametrize(
    "wrong",
    [
        {"Upper": "x"},
        {"1st": "x"},
        {"_a": "x"},
        {"": "x"},
        {"a.b": "x"},
        {"a": "Upper"},
        {"a": "with space"},
        {"k" * 64: "x"},
        {"a": "v" * 64},
        {f"k{number}": "x" for number in range(65)},
    ],
)
def test_wrong_labels_are_refused(local: Local, wrong: Json) -> None:
    error = local.refused("PUT", f"{TOPICS}/lessons", {"labels": wrong})
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["details"][0]["fieldViolations"][0]["field"] == "labels"


@pytest.mark.parametrize(
    "right",
    [
        {"goog-pulumi-provisioned": "true"},
        {"a_b-1": ""},
        {"größe": "schön"},
        {"k" * 63: "v" * 63},
        {"a": "1-2_3"},
        {f"k{number}": "x" for number in range(64)},
    ],
)
def test_right_labels_are_kept(local: Local, right: Json) -> None:
    assert local.ok("PUT", f"{TOPICS}/lessons", {"labels": right})["labels"] == right


@pytest.mark.parametrize(
    ("owner", "checked"),
    [
        ("Topic.labels", True),
        ("AlertPolicy.userLabels", True),
        ("Secret.annotations", False),
        ("MonitoredResource.labels", False),
        ("NotificationChannel.labels", False),
    ],
)
def test_only_labels_of_resources_are_checked(owner: str, *, checked: bool) -> None:
    assert labels.apply_to(owner) is checked


def test_annotations_are_free(local: Local) -> None:
    body: Json = {"replication": {"automatic": {}}, "annotations": {"Any.Key/x": "Any Value"}}
    assert local.ok("POST", f"{SECRETS}?secretId=one", body)["annotations"] == body["annotations"]


def _three_secrets(local: Local) -> None:
    for name, team in (("alpha", "red"), ("beta", "blue"), ("gamma", "red")):
        body: Json = {"replication": {"automatic": {}}, "labels": {"team": team, "a-b": name}}
        local.ok("POST", f"{SECRETS}?secretId={name}", body)


FILTERS: list[tuple[str, list[str]]] = [
    ("labels.team=red", ["alpha", "gamma"]),
    ("labels.team:RED", ["alpha", "gamma"]),
    ('labels.team="blue"', ["beta"]),
    ("labels.a-b=beta", ["beta"]),
    ("labels:team", ["alpha", "beta", "gamma"]),
    ("labels.none:*", []),
    ("labels.team:*", ["alpha", "beta", "gamma"]),
    ("labels.team=red AND name:gam", ["gamma"]),
    ("name:zzz", []),
    ("", ["alpha", "beta", "gamma"]),
]


@pytest.mark.parametrize(("text", "expected"), FILTERS)
def test_a_filter_chooses(local: Local, text: str, expected: list[str]) -> None:
    _three_secrets(local)
    found = local.ok("GET", f"{SECRETS}?filter={quote(text)}").get("secrets", [])
    assert [secret["name"].rpartition("/")[2] for secret in found] == expected


def test_pages_of_a_filtered_list_are_full(local: Local) -> None:
    _three_secrets(local)
    first = local.ok("GET", f"{SECRETS}?filter=labels.team%3Dred&pageSize=1")
    second = local.ok(
        "GET", f"{SECRETS}?filter=labels.team%3Dred&pageSize=1&pageToken={first['nextPageToken']}"
    )
    assert second["secrets"][0]["name"].endswith("/gamma")
    assert "nextPageToken" not in second


@pytest.mark.parametrize(
    "text",
    [
        "a=b OR c=d",
        "NOT name:x",
        "(name:x)",
        "name",
        "name>x",
        "name=*",
        "name:a AND",
        "colour=red",
        "name:a name:b",
    ],
)
def test_other_filters_are_refused(local: Local, text: str) -> None:
    error = local.refused("GET", f"{SECRETS}?filter={quote(text)}")
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(("text", "count"), [("projectId=vividly-dev-rich", 1), ("projectId=other", 0)])
def test_lists_that_a_service_makes_itself_are_filtered(local: Local, text: str, count: int) -> None:
    found = local.ok("GET", f"cloudresourcemanager/v1/projects?filter={quote(text)}")
    assert len(found.get("projects", [])) == count
