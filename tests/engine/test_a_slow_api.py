"""An API that is enabled but not usable for some seconds is waited for, within one `up`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from checkouts import Checkout

pytestmark = pytest.mark.engine
SECONDS = 4


def test_up_succeeds_in_one_run_and_the_next_preview_is_clean(checkout: Checkout) -> None:
    checkout.target("local")
    checkout.call("POST", "_local/faults", {"unusable_after_enable": SECONDS})
    came_up = checkout.pulumi("local", "up")
    assert came_up.code == 0, came_up.text
    calls = checkout.call("GET", "_local/calls?since=0")["calls"]
    assert any(call["status"] == 403 for call in calls), "nothing was refused, so nothing was waited for"
    previewed = checkout.pulumi("local", "preview", "--expect-no-changes")
    assert previewed.code == 0, previewed.text
