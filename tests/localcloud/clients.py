"""Google's own libraries, unmodified, pointed at a served local cloud."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import httpx
import pytest
from google.api_core import exceptions
from google.auth.credentials import AnonymousCredentials
from googleapiclient import discovery, errors  # pyright: ignore[reportMissingTypeStubs]
from process import serving

from localcloud import endpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

PROJECT = "vividly-dev-rich"
PARENT = f"projects/{PROJECT}"
PLACE = f"{PARENT}/locations/us-central1"
_SERVICES = ("artifactregistry", "iam", "pubsub", "run", "secretmanager", "storage")


class Refusal(NamedTuple):
    """What a client was told: HTTP code, canonical status where the library keeps it, message."""

    code: int
    status: str
    message: str


@contextmanager
def served(folder: Path) -> Generator[str]:
    """Serves a local cloud in which the stack's services are enabled, and gives its address."""
    with serving(folder) as server:
        names = [f"{name}.googleapis.com" for name in _SERVICES]
        url = f"{server.address}/serviceusage.googleapis.com/v1/{PARENT}/services:batchEnable"
        httpx.post(url, json={"serviceIds": names}).raise_for_status()
        yield server.address


def anonymous() -> Any:  # noqa: ANN401 - the library's own type is not known here
    """Credentials of nobody."""
    return cast("Any", AnonymousCredentials())  # pyright: ignore[reportUnknownMemberType]


def over_rest(client: Any, address: str, service: str) -> Any:  # noqa: ANN401 - their methods are partly typed
    """Makes a client of Google's newer libraries that speaks HTTP."""
    options = {"api_endpoint": endpoints.client_endpoint(address, service)}
    return client(transport="rest", credentials=anonymous(), client_options=options)


def built(address: str, name: str, version: str) -> Any:  # noqa: ANN401 - the library makes it up at run time
    """Makes a client of Google's general library."""
    options = {"api_endpoint": endpoints.client_endpoint(address, name) + "/"}
    return discovery.build(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        name,
        version,
        credentials=anonymous(),
        static_discovery=True,
        client_options=options,
        cache_discovery=False,
    )


def told(call: Callable[[], object]) -> Refusal:
    """Gives the refusal of a call that must be refused."""
    with pytest.raises((exceptions.GoogleAPICallError, errors.HttpError)) as refused:
        call()
    error = refused.value
    if isinstance(error, errors.HttpError):
        body = cast("dict[str, Any]", json.loads(error.content))["error"]
        return Refusal(body["code"], body["status"], body["message"])
    return Refusal(int(error.code or 0), "", str(error.message))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
