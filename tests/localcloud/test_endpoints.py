"""The provider's configuration leads to the local cloud and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pulumi_gcp
import pytest
from recorded import ROWS

from localcloud import endpoints

if TYPE_CHECKING:
    from types import ModuleType

BASE = "http://127.0.0.1:8765"
CONFIG = endpoints.provider_config(BASE)
CUSTOM = {key: value for key, value in CONFIG.items() if key.endswith("CustomEndpoint")}


def _known_keys(module: ModuleType) -> str:
    with open(str(module.__file__).replace("__init__.py", "config/vars.py"), encoding="utf-8") as file:  # noqa: PTH123
        return file.read()


@pytest.mark.parametrize("key", CONFIG)
def test_every_key_is_one_that_the_provider_has(key: str) -> None:
    assert f"'{key.removeprefix('gcp:')}'" in _known_keys(pulumi_gcp)


@pytest.mark.parametrize(("key", "value"), CUSTOM.items())
def test_every_address_ends_as_the_provider_wants_it(key: str, value: str) -> None:
    assert re.fullmatch(rf"{BASE}/[a-z]+\.googleapis\.com/(\S+/)?", value), key


def test_every_host_in_the_recording_has_an_address() -> None:
    hosts = {row["path"].split("/")[1] for row in ROWS} - {"openidconnect.googleapis.com"}
    assert hosts <= {value.split("/")[3] for value in CUSTOM.values()}


def test_a_forgotten_service_reaches_nobody() -> None:
    assert CONFIG["gcp:universeDomain"].endswith(".invalid")


def test_a_base_with_a_slash_is_the_same_base() -> None:
    assert endpoints.provider_config(BASE + "/") == CONFIG


@pytest.mark.parametrize("service", ["pubsub", "pubsub.googleapis.com"])
def test_clients_are_led_by_either_name(service: str) -> None:
    assert endpoints.client_endpoint(BASE, service) == f"{BASE}/pubsub.googleapis.com"
