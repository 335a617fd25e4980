"""One served local cloud for each file of tests, filled anew for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from served_cloud import Cloud, serving

from preflight.verify import running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    with serving(tmp_path_factory.mktemp("cloud")) as cloud:
        yield cloud


@pytest.fixture
def cloud(served: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """A local cloud in which everything is right; who is refused for the moment does not wait."""
    monkeypatch.setattr(running, "WAITS", (0.0, 0.0, 0.0))
    served.fill()
    return served
