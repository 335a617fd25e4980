"""A broken settings file stops a run with every problem in one list, and nothing is half done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import cloud
from tools.terminal import USAGE

if TYPE_CHECKING:
    from checkouts import Checkout

pytestmark = pytest.mark.engine
STACK = "local"
BROKEN = {"projet": "vividly-local", "services": {"api": {"image": "latest"}}}
SAID = ("vividly:projet", "vividly:services.api.image", "vividly:services.push-worker")


def test_the_make_target_starts_nothing(checkout: Checkout) -> None:
    good = checkout.places.settings(STACK).read_text(encoding="utf-8")
    checkout.configure(STACK, BROKEN)
    stopped = checkout.tool("tools.local", "up", "--port", str(checkout.port))
    checkout.places.settings(STACK).write_text(good, encoding="utf-8")
    assert stopped.code == USAGE
    assert [key for key in SAID if key not in stopped.text] == []
    assert "Traceback" not in stopped.text
    assert cloud.data_served(checkout.port) is None
    assert not checkout.places.stacks.exists()


def test_the_engine_shows_the_same_sentences_and_makes_nothing(checkout: Checkout) -> None:
    ready = checkout.target(STACK)
    file = ready.folder / f"Pulumi.{STACK}.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("vividly:project:", "vividly:projet:"), encoding="utf-8")
    stopped = checkout.engine([str(ready.engine), "up", "--yes", "--stack", STACK], ready.folder, ready.env)
    assert stopped.code != 0
    assert "vividly:projet" in stopped.text
    assert "vividly:project is missing" in stopped.text
    assert "Traceback" not in stopped.text
    assert checkout.resources(STACK) == []
