"""An image deployed past the stack is shown by the documented preview, never rolled back in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from checkouts import Checkout

pytestmark = pytest.mark.engine
WORKER = "gcp:cloudrunv2/service:Service"


def test_an_image_changed_by_hand_is_listed_when_only_a_setting_changes(checkout: Checkout) -> None:
    came_up = checkout.pulumi("local", "up")
    assert came_up.code == 0, came_up.text
    service = next(
        found
        for found in checkout.resources("local")
        if found["urn"].endswith("push-worker") and found["type"] == WORKER
    )
    path = f"run.googleapis.com/v2/{service['id']}"
    deployed = checkout.call("GET", path)
    recorded_image = deployed["template"]["containers"][0]["image"]
    image_by_hand = recorded_image.rpartition(":")[0] + ":by-hand"
    deployed["template"]["containers"][0]["image"] = image_by_hand
    checkout.call("PATCH", path, deployed)

    checkout.configure("local", {"labels": {"team": "learning"}})
    previewed = checkout.pulumi("local", "preview")
    assert previewed.code == 0, previewed.text
    lines = [line for line in previewed.text.splitlines() if image_by_hand in line and recorded_image in line]
    assert lines, previewed.text
    assert checkout.call("GET", path)["template"]["containers"][0]["image"] == image_by_hand
