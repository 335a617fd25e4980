"""The property names and types are those of the installed SDK, and the endpoints those of the local cloud."""

from __future__ import annotations

from importlib.metadata import version

import pytest

from localcloud.endpoints import provider_config
from localcloud.provider import endpoints, read_sdk
from localcloud.provider.configuration import configured, problems, seconds
from localcloud.provider.provider import VERSION

BASE = "http://127.0.0.1:8765"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_schema_files_are_what_the_installed_sdk_says() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in read_sdk.SCHEMAS.glob("*.json")}
    assert found == read_sdk.schemas(), "run: python -m localcloud.provider.read_sdk"


def test_the_version_is_the_installed_sdks() -> None:
    assert version("pulumi-gcp") == VERSION


def test_the_local_cloud_hands_out_every_endpoint_that_is_asked_for() -> None:
    given = {key.removeprefix("gcp:"): value for key, value in provider_config(BASE).items()}
    settings = configured(given, {})
    assert set(settings.addresses) == set(endpoints.KEYS)
    assert settings.poll_interval == 1.0
    assert settings.token == given["accessToken"]
    assert problems(dict(given), {}) == []


def test_a_key_beats_its_environment_variable_and_the_variable_alone_is_enough() -> None:
    environment = {"GOOGLE_PUBSUB_CUSTOM_ENDPOINT": "http://127.0.0.1:2/", "GOOGLE_PROJECT": "p"}
    assert configured({}, environment).address("pubsub") == "http://127.0.0.1:2/"
    key = {"pubsubCustomEndpoint": "http://127.0.0.1:3/", "project": "q"}
    assert configured(key, environment).address("pubsub") == "http://127.0.0.1:3/"
    assert (configured({}, environment).project, configured(key, environment).project) == ("p", "q")


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("http://127.0.0.1:1/pubsub.googleapis.com/v1/", False),
        ("http://localhost:1/", False),
        ("http://[::1]:1/", False),
        ("https://pubsub.googleapis.com/v1/", True),
        ("http://192.168.0.1:1/", True),
        ("http://127.0.0.1.example.com/", True),
        ("http://127.0.0.1:1/pubsub", True),
        ("127.0.0.1:1/", True),
    ],
)
def test_only_addresses_on_this_machine_are_taken(url: str, refused: bool) -> None:  # noqa: FBT001
    found = problems({"pubsubCustomEndpoint": url, "monitoringCustomEndpoint": url}, {})
    assert [key for key, _ in found] == (
        ["monitoringCustomEndpoint", "pubsubCustomEndpoint"] if refused else []
    )


def test_an_environment_variable_that_leads_elsewhere_is_refused_too() -> None:
    found = problems({}, {"GOOGLE_PUBSUB_CUSTOM_ENDPOINT": "https://pubsub.googleapis.com/v1/"})
    assert [key for key, _ in found] == ["pubsubCustomEndpoint"]


@pytest.mark.parametrize(
    ("duration", "value"), [("1s", 1.0), ("500ms", 0.5), ("1m30s", 90.0), ("", 0.0), ("x", 0.0)]
)
def test_durations_are_read_as_go_writes_them(duration: str, value: float) -> None:
    assert seconds(duration) == value
