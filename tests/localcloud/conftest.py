"""A fresh local cloud for each test, in this process; a real process only where that is what is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_process import Local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SERVICES = (
    "pubsub",
    "iam",
    "run",
    "artifactregistry",
    "secretmanager",
    "storage",
    "compute",
    "cloudbilling",
    "aiplatform",
    "texttospeech",
)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Local]:
    """A local cloud in which nothing is enabled."""
    local = Local(tmp_path / "cloud")
    yield local
    local.close()


@pytest.fixture
def local(empty: Local) -> Local:
    """A local cloud in which every service that it has is enabled in the project of the tests."""
    empty.enable(*_SERVICES)
    return empty
