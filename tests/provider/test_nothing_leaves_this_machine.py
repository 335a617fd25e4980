"""The stand-in provider asks this machine only, wherever an address comes from."""

from __future__ import annotations

import threading

import pytest

from localcloud.provider.configuration import EndpointElsewhereError, configured
from localcloud.provider.transport import ElsewhereError, Request, Transport

GOOGLE = "https://pubsub.googleapis.com/v1/"
ELSEWHERE = [
    GOOGLE,
    "https://secretmanager.googleapis.com/v1/projects/p/secrets/s:addVersion",
    "http://127.0.0.1.example.com/",
    "http://example.com\\@127.0.0.1/",
    "http://127.0.0.1@example.com/",
    "//example.com/",
]


@pytest.mark.parametrize("url", ELSEWHERE)
def test_no_request_is_sent_elsewhere(url: str) -> None:
    with pytest.raises(ElsewhereError, match="not on this machine"):
        Transport("", threading.Event()).send(Request("POST", url), 60)


@pytest.mark.parametrize(
    ("config", "environment"),
    [
        ({"pubsubCustomEndpoint": GOOGLE}, {}),
        ({}, {"GOOGLE_PUBSUB_CUSTOM_ENDPOINT": GOOGLE}),
        ({"monitoringCustomEndpoint": GOOGLE}, {}),
    ],
)
def test_no_endpoint_elsewhere_is_configured(config: dict[str, str], environment: dict[str, str]) -> None:
    with pytest.raises(EndpointElsewhereError, match="is not on this machine"):
        configured(config, environment)
