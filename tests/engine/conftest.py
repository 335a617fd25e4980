"""Fixtures of the tests that run the real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import checkouts
import pytest

from tools import cloud, toolchain

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session", autouse=True)
def engine() -> None:
    """The engine that `make setup` would use, there before the first test asks for it."""
    toolchain.ensure()


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[checkouts.Checkout]:
    """A checkout with a local cloud of its own, shared by the tests of a file."""
    made = checkouts.make(tmp_path_factory.mktemp("checkout") / "root")
    yield made
    cloud.stop(made.places)
