"""Google's own libraries, unmodified, against a served local cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from google.cloud import service_usage_v1
from googleapiclient import discovery, errors  # pyright: ignore[reportMissingTypeStubs]
from process import serving

from localcloud import endpoints

if TYPE_CHECKING:
    from collections.abc import Iterator

PARENT = "projects/vividly-dev-rich"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("cloud")) as server:
        yield server.address


def _usage(address: str) -> Any:  # noqa: ANN401 - its methods are only partly typed
    options = {"api_endpoint": endpoints.client_endpoint(address, "serviceusage")}
    anonymous = cast("Any", AnonymousCredentials())  # pyright: ignore[reportUnknownMemberType]
    return service_usage_v1.ServiceUsageClient(
        transport="rest", credentials=anonymous, client_options=options
    )


def test_the_service_usage_library_enables_and_asks(address: str) -> None:
    client = _usage(address)
    names = ["pubsub.googleapis.com", "iam.googleapis.com"]
    request = service_usage_v1.BatchEnableServicesRequest(parent=PARENT, service_ids=names)
    done = client.batch_enable_services(request=request).result(timeout=10)
    assert [service.config.name for service in done.services] == names
    asked = service_usage_v1.BatchGetServicesRequest(
        parent=PARENT, names=[f"{PARENT}/services/{name}" for name in names]
    )
    found = client.batch_get_services(request=asked)
    assert {service.state for service in found.services} == {service_usage_v1.State.ENABLED}
    listed = client.list_services(
        request=service_usage_v1.ListServicesRequest(parent=PARENT, filter="state:ENABLED")
    )
    assert len(list(listed)) == 4


def test_the_service_usage_library_understands_refusals(address: str) -> None:
    request = service_usage_v1.EnableServiceRequest(name=f"{PARENT}/services/nonsense.googleapis.com")
    with pytest.raises(exceptions.Forbidden) as refused:
        _usage(address).enable_service(request=request)
    details = cast("list[dict[str, Any]]", refused.value.details)
    assert details[1]["reason"] == "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"


def _built(address: str, name: str, version: str) -> Any:  # noqa: ANN401 - the library makes it up at run time
    options = {"api_endpoint": endpoints.client_endpoint(address, name) + "/"}
    return discovery.build(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        name,
        version,
        credentials=AnonymousCredentials(),  # pyright: ignore[reportUnknownMemberType]
        static_discovery=True,
        client_options=options,
        cache_discovery=False,
    )


def test_the_general_library_makes_reads_and_deletes(address: str) -> None:
    with _built(address, "pubsub", "v1") as pubsub:
        _usage(address).enable_service(
            request=service_usage_v1.EnableServiceRequest(name=f"{PARENT}/services/pubsub.googleapis.com")
        )
        topics = pubsub.projects().topics()
        name = f"{PARENT}/topics/lessons"
        assert topics.create(name=name, body={}).execute()["name"] == name
        assert topics.list(project=PARENT, pageSize=1).execute()["topics"][0]["name"] == name
        policy = topics.getIamPolicy(resource=name, options_requestedPolicyVersion=3).execute()
        assert policy["etag"] == "ACAB"
        assert topics.delete(topic=name).execute() == {}
        with pytest.raises(errors.HttpError) as missing:
            topics.get(topic=name).execute()
        assert "HttpError 404" in str(missing.value)


def test_the_general_library_reads_why_an_api_is_disabled(address: str) -> None:
    with _built(address, "run", "v2") as run, pytest.raises(errors.HttpError) as refused:
        run.projects().locations().services().list(parent=f"{PARENT}/locations/us-central1").execute()
    details = cast("list[dict[str, Any]]", refused.value.error_details)
    assert details[0]["reason"] == "SERVICE_DISABLED"
