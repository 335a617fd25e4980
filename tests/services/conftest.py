"""One served local cloud for all tests of the services, and in it a project of its own for each test."""

from __future__ import annotations

import itertools
import json
import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from cloud_process import Project, serving
from issuers import Issuer, published
from running import LOG, Api, Worker, api_service, worker_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the local cloud."""
    with serving(tmp_path_factory.mktemp("cloud")) as served:
        yield served


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """Whose tokens the services believe."""
    with published(Issuer("https://issuer.example.com")) as made:
        yield made


@pytest.fixture
def project(address: str) -> Iterator[Project]:
    """A project in which everything is as the stack makes it."""
    with httpx.Client() as http:
        made = Project(address, f"vividly-test-{next(_NUMBERS)}", http)
        made.make()
        yield made


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Gives what the services of a test have logged."""
    LOG.seek(0)
    LOG.truncate()
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    yield lambda: [json.loads(line) for line in LOG.getvalue().splitlines()]
    root.handlers[:] = kept
    root.setLevel(level)


@pytest.fixture
def api(project: Project, issuer: Issuer, lines: object) -> Iterator[Api]:
    """The API service."""
    assert lines
    with api_service(project, issuer) as running:
        yield running


@pytest.fixture
def worker(project: Project, issuer: Issuer, lines: object) -> Iterator[Worker]:
    """The push worker."""
    assert lines
    with worker_service(project, issuer) as running:
        yield running
