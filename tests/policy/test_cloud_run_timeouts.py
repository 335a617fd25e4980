"""How long requests take, and subscriptions that give up before them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from judging import UNJUDGED, judged_stack, settings_given, stack
from pulumi_policy.proxy import UNKNOWN_NUMBER_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Ref, Stack
from rules.containers import JOB, SERVICE, SERVICE_V1, WORKER_POOL
from rules.request_timeouts import SUBSCRIPTION, acknowledgements_outlast_requests, requests_have_a_timeout
from runtimes import running, told

ENDPOINT = {"pushEndpoint": Ref("worker", "uri")}


@pytest.mark.parametrize(
    ("kind", "key"), [(SERVICE, "timeout"), (JOB, "timeout"), (SERVICE_V1, "timeoutSeconds")]
)
@pytest.mark.parametrize("timeout", [None, "0s", 0, ""])
def test_a_default_timeout_is_refused(kind: str, key: str, timeout: object) -> None:
    spec = {} if timeout is None else {key: timeout}
    assert len(told(requests_have_a_timeout, running(kind, {"image": "a"}, **spec))) == 1


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (SERVICE, {"timeout": "60s"}),
        (SERVICE, {"timeout": "3.5s"}),
        (JOB, {"timeout": "86400s"}),
        (SERVICE_V1, {"timeoutSeconds": 60}),
        (SERVICE_V1, {"timeoutSeconds": "60"}),
        (WORKER_POOL, {}),
    ],
)
def test_a_chosen_timeout_passes(kind: str, spec: dict[str, object]) -> None:
    assert told(requests_have_a_timeout, running(kind, {"image": "a"}, **spec)) == []


@pytest.mark.parametrize(("kind", "key"), [(SERVICE, "timeout"), (SERVICE_V1, "timeoutSeconds")])
def test_an_unknown_timeout_is_awaited(kind: str, key: str) -> None:
    assert told(requests_have_a_timeout, running(kind, **{key: UNKNOWN_STRING_VALUE})) == [UNJUDGED]


def worker(kind: str, spec: dict[str, object], name: str = "worker", **inputs: object) -> Declared:
    declared = running(kind, {"image": "a"}, **spec)
    return Declared(kind, {**declared.inputs, **inputs}, name=name)


def pushing(inputs: dict[str, object]) -> Declared:
    return Declared(SUBSCRIPTION, {"topic": "requests", "pushConfig": ENDPOINT, **inputs}, name="requests")


def said_of(*declared: Declared) -> list[str]:
    return [text for _, text, _ in judged_stack(declared, [acknowledgements_outlast_requests])]


@pytest.mark.parametrize(
    ("kind", "spec", "inputs", "what"),
    [
        (
            SERVICE,
            {"timeout": "540s"},
            {"ackDeadlineSeconds": 60},
            "is 60 and worker, to which it pushes, takes up to 540",
        ),
        (SERVICE, {"timeout": "11s"}, {}, "is 10 and worker, to which it pushes, takes up to 11"),
        (SERVICE, {"timeout": "60s"}, {"ackDeadlineSeconds": 0}, "is 10 and"),
        (SERVICE, {}, {"ackDeadlineSeconds": 299}, "takes up to 300"),
        (SERVICE_V1, {"timeoutSeconds": 900}, {"ackDeadlineSeconds": 600}, "takes up to 900"),
        (SERVICE_V1, {}, {"ackDeadlineSeconds": "60"}, "takes up to 300"),
    ],
)
def test_a_deadline_before_the_request_ends_is_refused(
    kind: str, spec: dict[str, object], inputs: dict[str, object], what: str
) -> None:
    (text,) = said_of(worker(kind, spec), pushing(inputs))
    assert text.startswith("ackDeadlineSeconds is ")
    assert what in text


@pytest.mark.parametrize(
    ("kind", "spec", "inputs"),
    [
        (SERVICE, {"timeout": "540s"}, {"ackDeadlineSeconds": 600}),
        (SERVICE, {"timeout": "600s"}, {"ackDeadlineSeconds": 600}),
        (SERVICE, {"timeout": "5s"}, {}),
        (SERVICE, {}, {"ackDeadlineSeconds": 300}),
        (SERVICE_V1, {"timeoutSeconds": 60}, {"ackDeadlineSeconds": 60}),
        (SERVICE, {"timeout": "3600s"}, {"pushConfig": {"pushEndpoint": "https://push.example.com/"}}),
        (JOB, {"timeout": "3600s"}, {}),
    ],
)
def test_a_deadline_that_outlasts_the_request_passes(
    kind: str, spec: dict[str, object], inputs: dict[str, object]
) -> None:
    assert said_of(worker(kind, spec), pushing(inputs)) == []


def test_a_subscription_that_is_pulled_passes() -> None:
    pulled = Declared(SUBSCRIPTION, {"topic": "requests"}, name="requests")
    assert said_of(worker(SERVICE, {"timeout": "3600s"}), pulled) == []


@pytest.mark.parametrize(
    ("endpoint", "refused"),
    [
        ("https://worker-1-uc.a.run.app", True),
        ("https://worker-1-uc.a.run.app/push", True),
        ("https://worker-1.us-central1.run.app/push", True),
        ("https://worker-1-uc.a.run.app.example.com/push", False),
        ("https://other-1-uc.a.run.app/push", False),
    ],
)
def test_a_service_is_known_by_its_address(endpoint: str, *, refused: bool) -> None:
    urls = ["https://worker-1.us-central1.run.app", "https://worker-1-uc.a.run.app"]
    push = pushing({"pushConfig": {"pushEndpoint": endpoint}, "ackDeadlineSeconds": 60})
    made, subscription = stack([worker(SERVICE, {"timeout": "540s"}), push], settings_given()).resources
    made = replace(made, outputs={"uri": urls[1], "urls": urls})
    found = acknowledgements_outlast_requests.find(subscription, Stack([made, subscription]))
    assert bool(list(found)) is refused


@pytest.mark.parametrize(
    ("endpoint", "refused"),
    [
        ("https://worker-123456789012.us-central1.run.app", True),
        ("https://worker-123456789012.us-central1.run.app/push?a=b", True),
        ("https://worker-123456789012.europe-west1.run.app/", False),
        ("https://other-123456789012.us-central1.run.app/", False),
        ("https://my-worker-123456789012.us-central1.run.app/", False),
        ("https://worker-123456789012.us-central1.run.app.example.com/", False),
    ],
)
def test_a_service_is_known_by_the_address_that_google_makes_of_its_name(
    endpoint: str, *, refused: bool
) -> None:
    slow = worker(SERVICE, {"timeout": "540s"}, name="made", location="us-central1")
    slow = replace(slow, inputs={**slow.inputs, "name": "worker"})
    push = pushing({"pushConfig": {"pushEndpoint": endpoint}, "ackDeadlineSeconds": 60})
    assert bool(said_of(slow, push)) is refused


def test_the_audience_is_no_address() -> None:
    token = {"oidcToken": {"audience": Ref("worker", "uri")}}
    push = pushing({"pushConfig": {"pushEndpoint": "https://push.example.com/", **token}})
    assert said_of(worker(SERVICE, {"timeout": "540s"}), push) == []


def test_of_several_services_the_shortest_timeout_counts() -> None:
    audience = {"oidcToken": {"audience": Ref("front", "uri")}}
    push = pushing({"pushConfig": ENDPOINT | audience, "ackDeadlineSeconds": 60})
    front = worker(SERVICE, {"timeout": "600s"}, name="front")
    assert said_of(worker(SERVICE, {"timeout": "60s"}), front, push) == []
    assert said_of(worker(SERVICE, {"timeout": "90s"}), front, push) != []


@pytest.mark.parametrize(
    ("spec", "inputs"),
    [
        ({"timeout": UNKNOWN_STRING_VALUE}, {"ackDeadlineSeconds": 600}),
        ({"timeout": "60s"}, {"ackDeadlineSeconds": UNKNOWN_NUMBER_VALUE}),
    ],
)
def test_an_unknown_time_is_awaited(spec: dict[str, object], inputs: dict[str, object]) -> None:
    assert said_of(worker(SERVICE, spec), pushing(inputs)) == [UNJUDGED]


def test_an_unknown_push_to_nobody_of_the_stack_passes() -> None:
    assert said_of(pushing({"pushConfig": UNKNOWN_OBJECT_VALUE})) == []
