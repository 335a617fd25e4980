"""How requests are read: bodies, queries, masks, pages, etags. The happy path minus one thing at a time."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
TOPICS, SUBSCRIPTIONS = f"pubsub/v1/{PARENT}/topics", f"pubsub/v1/{PARENT}/subscriptions"
REPOSITORIES = f"artifactregistry/v1/{PARENT}/locations/us-central1/repositories"
SERVICES = f"run/v2/{PARENT}/locations/us-central1/services"
IMAGE = "us-docker.pkg.dev/cloudrun/container/hello"
_PAYLOAD = "Invalid JSON payload received. "
BODIES: list[tuple[str, str, object, str, str]] = [
    ("PUT", f"{TOPICS}/lessons", {"colour": 1}, "", _PAYLOAD + 'Unknown name "colour": Cannot find field.'),
    (
        "POST",
        f"{REPOSITORIES}?repositoryId=images",
        {"format": "DOCKER", "dockerConfig": {"immutable": True}},
        "repository.docker_config",
        _PAYLOAD + "Unknown name \"immutable\" at 'repository.docker_config': Cannot find field.",
    ),
    (
        "PUT",
        f"{TOPICS}/lessons",
        {"labels": {"a": 1}},
        'labels["a"]',
        "Invalid value at 'labels[\"a\"]' (TYPE_STRING), 1",
    ),
    (
        "PUT",
        f"{SUBSCRIPTIONS}/lessons",
        {"topic": "t", "ackDeadlineSeconds": "soon"},
        "ack_deadline_seconds",
        "Invalid value at 'ack_deadline_seconds' (TYPE_INT32), \"soon\"",
    ),
    (
        "PUT",
        f"{SUBSCRIPTIONS}/lessons",
        {"topic": ["t"]},
        "",
        _PAYLOAD + 'Unknown name "topic": Proto field is not repeating, cannot start list.',
    ),
    (
        "PUT",
        f"{TOPICS}/lessons",
        {"messageRetentionDuration": "1 day"},
        "message_retention_duration",
        "Illegal duration format; duration must end with 's'",
    ),
    ("POST", f"{REPOSITORIES}?repositoryId=images", {"format": "FLOPPY"}, "repository.format", '"FLOPPY"'),
    ("POST", f"{REPOSITORIES}?repositoryId=images", {"format": 99}, "repository.format", "99"),
    (
        "POST",
        f"{SERVICES}?serviceId=api",
        {},
        "service.template",
        "Required field 'service.template' is missing.",
    ),
    (
        "POST",
        f"{TOPICS}/lessons:publish",
        {"messages": [{"data": "%%"}]},
        "messages[0].data",
        "Base64 decoding failed",
    ),
]


@pytest.mark.parametrize(("verb", "path", "body", "field", "words"), BODIES)
def test_a_wrong_body_is_refused_in_googles_words(  # noqa: PLR0917
    local: Local, verb: str, path: str, body: object, field: str, words: str
) -> None:
    error = local.refused(verb, path, body)
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert words in error["message"]
    violation = error["details"][0]["fieldViolations"][0]
    assert violation.get("field", "") == field
    assert words in violation["description"]


def test_all_problems_of_a_body_are_told_at_once(local: Local) -> None:
    error = local.refused("PUT", f"{TOPICS}/lessons", {"one": 1, "two": 2, "labels": {"a": True}})
    assert len(error["details"][0]["fieldViolations"]) == 3


@pytest.mark.parametrize("raw", [b"{", b"[]", b'"text"', b"{'a': 1}"])
def test_what_is_no_json_object_is_refused(local: Local, raw: bytes) -> None:
    answer = local.http.put(f"/pubsub.googleapis.com/v1/{PARENT}/topics/lessons", content=raw)
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_nulls_are_as_if_they_were_not_there(local: Local) -> None:
    local.ok("PUT", f"{TOPICS}/lessons")
    body = {
        "topic": f"{PARENT}/topics/lessons",
        "retryPolicy": None,
        "expirationPolicy": None,
        "labels": {"a": None},
    }
    made = local.ok("PUT", f"{SUBSCRIPTIONS}/lessons", body)
    assert "retryPolicy" not in made
    assert made["expirationPolicy"] == {"ttl": "2678400s"}
    assert made["labels"] == {}


def test_an_empty_message_is_not_nothing(local: Local) -> None:
    local.ok("PUT", f"{TOPICS}/lessons")
    body: Json = {"topic": f"{PARENT}/topics/lessons", "expirationPolicy": {}}
    assert local.ok("PUT", f"{SUBSCRIPTIONS}/lessons", body)["expirationPolicy"] == {}


def test_fields_that_only_google_writes_are_ignored(local: Local) -> None:
    sent = {"format": "DOCKER", "createTime": "2000-01-01T00:00:00Z", "registryUri": "elsewhere"}
    made = local.ok("POST", f"{REPOSITORIES}?repositoryId=images", sent)["response"]
    assert made["registryUri"] == "us-central1-docker.pkg.dev/vividly-dev-rich/images"
    assert not made["createTime"].startswith("2000")


def test_enum_numbers_are_the_protos_numbers_and_not_positions(local: Local) -> None:
    body = {"launchStage": 4, "ingress": 2, "template": {"containers": [{"image": IMAGE}]}}
    made = local.ok("POST", f"{SERVICES}?serviceId=api", body)["response"]
    assert (made["launchStage"], made["ingress"]) == ("GA", "INGRESS_TRAFFIC_INTERNAL_ONLY")


@pytest.mark.parametrize("name", ["repository_id", "repositoryId"])
def test_query_names_come_in_both_spellings(local: Local, name: str) -> None:
    assert local.ok("POST", f"{REPOSITORIES}?{name}=images", {"format": "DOCKER"})["done"] is True


@pytest.mark.parametrize(
    "extra",
    ["alt=json", "$alt=json;enum-encoding=int", "prettyPrint=false", "key=x", "$.xgafv=2", "quotaUser=me"],
)
def test_system_parameters_are_taken_everywhere(local: Local, extra: str) -> None:
    assert local.ok("GET", f"{TOPICS}?{extra}") == {}


@pytest.mark.parametrize("extra", ["alt=proto", "$alt=xml"])
def test_an_answer_in_another_form_is_refused(local: Local, extra: str) -> None:
    assert local.refused("GET", f"{TOPICS}?{extra}")["code"] == 400


def test_an_unknown_query_parameter_is_refused(local: Local) -> None:
    error = local.refused("GET", f"{TOPICS}?colour=red")
    assert error["message"] == (
        _PAYLOAD + 'Unknown name "colour": Cannot bind query parameter. '
        "Field 'colour' could not be found in request message."
    )


@pytest.mark.parametrize("text", ["pageSize=many", "pageSize=-1"])
def test_a_wrong_page_size_is_refused(local: Local, text: str) -> None:
    assert local.refused("GET", f"{TOPICS}?{text}")["code"] == 400


def test_fields_choose_what_is_answered(local: Local) -> None:
    local.ok("PUT", f"{TOPICS}/lessons", {"labels": {"a": "b"}})
    answer = local.ok("GET", f"{TOPICS}?fields=topics(name,labels/a),nextPageToken")
    assert answer == {"topics": [{"name": f"{PARENT}/topics/lessons", "labels": {"a": "b"}}]}


def test_a_long_get_may_come_as_a_post(local: Local) -> None:
    local.ok("PUT", f"{TOPICS}/lessons")
    answer = local.http.post(
        f"/pubsub.googleapis.com/v1/{PARENT}/topics",
        content="pageSize=5",
        headers={"x-http-method-override": "GET", "content-type": "application/x-www-form-urlencoded"},
    )
    assert [topic["name"] for topic in answer.json()["topics"]] == [f"{PARENT}/topics/lessons"]


def test_pretty_print_is_for_people(local: Local) -> None:
    assert "\n" in local.send("GET", f"cloudresourcemanager/v1/{PARENT}?prettyPrint=true").text
    assert "\n" not in local.send("GET", f"cloudresourcemanager/v1/{PARENT}").text


def _five_topics(local: Local) -> None:
    for number in range(5):
        local.ok("PUT", f"{TOPICS}/lessons-{number}")


def _pages(local: Local, path: str) -> list[Json]:
    pages = [local.ok("GET", path)]
    while token := pages[-1].get("nextPageToken"):
        pages.append(local.ok("GET", f"{path}&pageToken={token}"))
    return pages


def test_pages_hold_everything_once_and_in_order(local: Local) -> None:
    _five_topics(local)
    pages = _pages(local, f"{TOPICS}?pageSize=2")
    assert [len(page["topics"]) for page in pages] == [2, 2, 1]
    names = [topic["name"] for page in pages for topic in page["topics"]]
    assert names == [f"{PARENT}/topics/lessons-{number}" for number in range(5)]


def test_a_page_that_ends_exactly_has_no_token(local: Local) -> None:
    _five_topics(local)
    assert "nextPageToken" not in local.ok("GET", f"{TOPICS}?pageSize=5")


@pytest.mark.parametrize("token", ["nonsense", "%7B%7D", base64.b64encode(b'["x","y"]').decode().rstrip("=")])
def test_a_made_up_token_is_refused(local: Local, token: str) -> None:
    assert local.refused("GET", f"{TOPICS}?pageToken={token}")["code"] == 400


def test_a_token_continues_only_its_own_request(local: Local) -> None:
    _five_topics(local)
    token = local.ok("GET", f"{TOPICS}?pageSize=2")["nextPageToken"]
    assert local.refused("GET", f"{SUBSCRIPTIONS}?pageToken={token}")["code"] == 400
    assert local.ok("GET", f"{TOPICS}?pageSize=3&pageToken={token}")["topics"]


def _subscription(local: Local) -> str:
    local.ok("PUT", f"{TOPICS}/lessons")
    body = {"topic": f"{PARENT}/topics/lessons", "ackDeadlineSeconds": 20, "labels": {"a": "b"}}
    local.ok("PUT", f"{SUBSCRIPTIONS}/lessons", body)
    return f"{SUBSCRIPTIONS}/lessons"


MASKS: list[tuple[str, Json, Json]] = [
    (
        "ackDeadlineSeconds",
        {"ackDeadlineSeconds": 30, "labels": {}},
        {"ackDeadlineSeconds": 30, "labels": {"a": "b"}},
    ),
    ("ack_deadline_seconds", {"ackDeadlineSeconds": 30}, {"ackDeadlineSeconds": 30}),
    ("labels,bigqueryConfig", {"labels": {"c": "d"}}, {"labels": {"c": "d"}, "ackDeadlineSeconds": 20}),
    ("labels", {}, {"labels": None}),
    ("labels.cost_center", {"labels": {"cost_center": "7"}}, {"labels": {"a": "b", "cost_center": "7"}}),
    ("labels.cost_center", {}, {"labels": {"a": "b"}}),
    ("labels.`a`", {}, {"labels": {}}),
    ("deadLetterPolicy.maxDeliveryAttempts", {}, {"deadLetterPolicy": None}),
    ("push_config.oidc_token.audience", {"pushConfig": {}}, {"pushConfig": {}}),
    ("topicMessageRetentionDuration", {}, {"topicMessageRetentionDuration": None}),
    ("*", {"ackDeadlineSeconds": 30}, {"ackDeadlineSeconds": 30, "labels": None}),
    (
        "pushConfig.pushEndpoint",
        {"pushConfig": {"pushEndpoint": "https://a.b"}},
        {"pushConfig": {"pushEndpoint": "https://a.b"}},
    ),
    ("state", {"ackDeadlineSeconds": 30}, {"ackDeadlineSeconds": 20, "state": "ACTIVE"}),
]


@pytest.mark.parametrize("in_query", [True, False])
@pytest.mark.parametrize(("mask", "sent", "expected"), MASKS)
def test_only_what_the_mask_names_changes(
    local: Local,
    mask: str,
    sent: Json,
    expected: dict[str, Any],
    in_query: bool,  # noqa: FBT001
) -> None:
    path = _subscription(local)
    body: Json = {"subscription": sent}
    local.ok(
        "PATCH",
        f"{path}?updateMask={mask}" if in_query else path,
        body if in_query else {**body, "updateMask": mask},
    )
    found = local.ok("GET", path)
    assert {key: found.get(key) for key in expected} == expected


def test_a_mask_with_an_unknown_field_is_refused(local: Local) -> None:
    path = _subscription(local)
    error = local.refused("PATCH", f"{path}?updateMask=colour", {"subscription": {}})
    assert "colour" in error["message"]


def test_what_cannot_change_is_refused(local: Local) -> None:
    path = _subscription(local)
    local.ok("PUT", f"{TOPICS}/others")
    body = {"subscription": {"topic": f"{PARENT}/topics/others"}}
    assert "topic" in local.refused("PATCH", f"{path}?updateMask=topic", body)["message"]


def test_etags_are_compared_as_bytes(local: Local) -> None:
    service = local.ok("POST", f"{SERVICES}?serviceId=api", {"template": {"containers": [{"image": IMAGE}]}})[
        "response"
    ]
    other = service["etag"].strip('"').replace("+", "-").replace("/", "_").rstrip("=")
    body = {"template": service["template"], "etag": other}
    assert local.ok("PATCH", f"{SERVICES}/api", body)["done"] is True
    stale = local.refused("PATCH", f"{SERVICES}/api", body)
    assert (stale["code"], stale["status"]) == (409, "ABORTED")
