"""Service Usage and what all of Google's own libraries share, unmodified, against a served local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
from clients import PARENT, PROJECT, built, over_rest, served, told
from google.api_core import exceptions
from google.cloud import service_usage_v1
from googleapiclient import errors, http  # pyright: ignore[reportMissingTypeStubs]

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICES = f"{PARENT}/services"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("cloud")) as where:
        yield where


@pytest.fixture(scope="module")
def usage(address: str) -> Iterator[Any]:
    with over_rest(service_usage_v1.ServiceUsageClient, address, "serviceusage") as client:
        yield client


def test_the_service_usage_library_enables_and_asks(usage: Any) -> None:  # noqa: ANN401
    names = ["pubsub.googleapis.com", "iam.googleapis.com"]
    request = service_usage_v1.BatchEnableServicesRequest(parent=PARENT, service_ids=names)
    done = usage.batch_enable_services(request=request).result(timeout=10)
    assert [service.config.name for service in done.services] == names
    asked = service_usage_v1.BatchGetServicesRequest(
        parent=PARENT, names=[f"{SERVICES}/{name}" for name in names]
    )
    found = usage.batch_get_services(request=asked)
    assert {service.state for service in found.services} == {service_usage_v1.State.ENABLED}
    listed = usage.list_services(
        request=service_usage_v1.ListServicesRequest(parent=PARENT, filter="state:ENABLED", page_size=1)
    )
    assert {service.config.name for service in listed} >= {*names, "serviceusage.googleapis.com"}


def test_an_api_is_disabled_once_and_enabled_again(usage: Any) -> None:  # noqa: ANN401
    name = f"{SERVICES}/translate.googleapis.com"
    usage.enable_service(request={"name": name}).result(timeout=10)
    off = usage.disable_service(request={"name": name}).result(timeout=10)
    assert off.service.state == service_usage_v1.State.DISABLED
    assert usage.get_service(request={"name": name}).state == service_usage_v1.State.DISABLED
    assert told(lambda: usage.disable_service(request={"name": name})).code == 400


def test_the_service_usage_library_understands_refusals(usage: Any) -> None:  # noqa: ANN401
    with pytest.raises(exceptions.Forbidden) as refused:
        usage.enable_service(request={"name": f"{SERVICES}/nonsense.googleapis.com"})
    details = cast("list[dict[str, Any]]", refused.value.details)
    assert details[1]["reason"] == "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"


RUN = f"{SERVICES}/run.googleapis.com"
LIMITS: list[tuple[str, str, dict[str, object], str]] = [
    ("31 names", "batch_get_services", {"parent": PARENT, "names": [RUN] * 31}, "At most 30"),
    ("no name", "batch_get_services", {"parent": PARENT}, "At least one"),
    (
        "another parent",
        "batch_get_services",
        {"parent": PARENT, "names": ["projects/another-project/services/run.googleapis.com"]},
        "not under the parent",
    ),
    (
        "21 services",
        "batch_enable_services",
        {"parent": PARENT, "service_ids": ["run.googleapis.com"] * 21},
        "At most 20",
    ),
    ("no service", "batch_enable_services", {"parent": PARENT}, "At least one"),
    ("another filter", "list_services", {"parent": PARENT, "filter": "name:run"}, "Invalid filter"),
    ("a made-up page", "list_services", {"parent": PARENT, "page_token": "nonsense"}, "page token is not"),
    ("a negative page", "list_services", {"parent": PARENT, "page_size": -1}, "must not be negative"),
]


@pytest.mark.parametrize(
    ("method", "request_body", "words"), [row[1:] for row in LIMITS], ids=[row[0] for row in LIMITS]
)
def test_requests_have_limits(usage: Any, method: str, request_body: dict[str, object], words: str) -> None:  # noqa: ANN401
    refusal = told(lambda: getattr(usage, method)(request=request_body))
    assert (refusal.code, words in refusal.message) == (400, True)


def test_one_unknown_service_keeps_all_of_a_batch_from_being_enabled(usage: Any) -> None:  # noqa: ANN401
    wanted = ["vision.googleapis.com", "nonsense.googleapis.com"]
    request = {"parent": PARENT, "service_ids": wanted}
    assert told(lambda: usage.batch_enable_services(request=request)).code == 403
    state = usage.get_service(request={"name": f"{SERVICES}/vision.googleapis.com"}).state
    assert state == service_usage_v1.State.DISABLED


def test_the_general_library_reads_why_an_api_is_disabled(address: str) -> None:
    with built(address, "translate", "v3") as translate, pytest.raises(errors.HttpError) as refused:
        translate.projects().locations().list(name="projects/another-project").execute()
    details = cast("list[dict[str, Any]]", refused.value.error_details)
    assert details[0]["reason"] == "SERVICE_DISABLED"


def test_a_long_get_is_sent_as_a_post_and_answered_as_a_get(address: str) -> None:
    names = [f"{SERVICES}/{name}.googleapis.com" for name in ("pubsub", "run", "iam")] * 10
    with built(address, "serviceusage", "v1") as general:
        query = {"parent": PARENT, "names": names, "fields": ",".join(["services(name,state)"] * 60)}
        found = general.services().batchGet(**query).execute()
    assert len(found["services"]) == 30
    last = httpx.get(f"{address}/_local/calls").json()["calls"][-1]
    assert (last["method"], len(last["query"]) >= 2048) == ("GET", True)


def test_a_batch_of_the_general_library_answers_each_call(address: str) -> None:
    found: dict[str, tuple[Any, Any]] = {}
    with built(address, "pubsub", "v1") as pubsub:
        topics = pubsub.projects().topics()
        batch = http.BatchHttpRequest(  # pyright: ignore[reportUnknownMemberType]
            callback=lambda place, answer, error: found.update({place: (answer, error)}),  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
            batch_uri=f"{address}/pubsub.googleapis.com/batch",
        )
        batch.add(topics.create(name=f"{PARENT}/topics/batched", body={}), request_id="made")  # pyright: ignore[reportUnknownMemberType]
        batch.add(topics.get(topic=f"{PARENT}/topics/none"), request_id="missing")  # pyright: ignore[reportUnknownMemberType]
        batch.execute()  # pyright: ignore[reportUnknownMemberType]
    assert found["made"][0]["name"] == f"{PARENT}/topics/batched"
    assert found["missing"][1].resp.status == 404


POLICIES = {
    "project": ("cloudresourcemanager", "v1", ["projects"], PROJECT),
    "topic": ("pubsub", "v1", ["projects", "topics"], f"{PARENT}/topics/shared"),
    "secret": ("secretmanager", "v1", ["projects", "secrets"], f"{PARENT}/secrets/shared"),
}


@pytest.mark.parametrize("place", POLICIES)
def test_a_policy_is_read_changed_and_guarded(address: str, place: str) -> None:
    name, version, path, resource = POLICIES[place]
    httpx.put(f"{address}/pubsub.googleapis.com/v1/{PARENT}/topics/shared", json={})
    secrets = f"{address}/secretmanager.googleapis.com/v1/{PARENT}/secrets?secretId=shared"
    httpx.post(secrets, json={"replication": {"automatic": {}}})
    with built(address, name, version) as client:
        at = client
        for part in path:
            at = getattr(at, part)()
        how: dict[str, Any] = (
            {"body": {"options": {"requestedPolicyVersion": 3}}}
            if place == "project"
            else {"options_requestedPolicyVersion": 3}
        )
        first = at.getIamPolicy(resource=resource, **how).execute()
        viewer = {"role": "roles/browser", "members": ["user:ann@example.com"]}
        soon = {**viewer, "condition": {"title": "always", "expression": "true"}}
        wanted = {**first, "bindings": [viewer, soon], "version": 3}
        kept = at.setIamPolicy(resource=resource, body={"policy": wanted}).execute()
        assert (kept["version"], kept["bindings"]) == (3, [viewer, soon])
        stale = told(lambda: at.setIamPolicy(resource=resource, body={"policy": wanted}).execute())
        assert (stale.code, stale.status) == (409, "ABORTED")
        low = {**kept, "bindings": [viewer], "version": 1}
        assert told(lambda: at.setIamPolicy(resource=resource, body={"policy": low}).execute()).code == 400
        plain = {**kept, "bindings": [viewer], "version": 3}
        assert at.setIamPolicy(resource=resource, body={"policy": plain}).execute()["version"] == 1
