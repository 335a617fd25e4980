"""`make local` twice and `make local-down` twice, on a checkout that has never seen either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from infra import apis

if TYPE_CHECKING:
    from checkouts import Checkout

pytestmark = pytest.mark.engine


def test_the_platform_comes_up_says_so_and_goes_away(checkout: Checkout) -> None:
    port = ("--port", str(checkout.port))
    first = checkout.tool("tools.local", "up", *port)
    assert first.code == 0, first.text
    count = len(apis.load())
    assert f"{count} declared, {count} enabled" in first.text
    assert "content-requests-dead-letter" in first.text
    assert "declared, not running" in first.text

    second = checkout.tool("tools.local", "up", *port)
    assert second.code == 0, second.text
    assert "nothing changed" in second.text

    down = checkout.tool("tools.local", "down")
    assert down.code == 0, down.text
    assert not checkout.places.cloud.exists()
    assert not checkout.places.state.exists()

    again = checkout.tool("tools.local", "down")
    assert again.code == 0, again.text
    assert "it was clean" in again.text


def test_a_service_gets_another_image_by_one_changed_line(checkout: Checkout) -> None:
    file = checkout.places.settings("local")
    before = file.read_text(encoding="utf-8").splitlines()
    where = ("--stack", "local", "--cloud", "local", "--port", str(checkout.port))
    deployed = checkout.tool("tools.deploy", "--service", "api", "--image", "0.9.9", *where)
    assert deployed.code == 0, deployed.text
    after = file.read_text(encoding="utf-8").splitlines()
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ['      image: "0.9.9"']
    services = checkout.call("GET", "_local/resources?service=run.googleapis.com")["resources"]
    bodies = [found["body"] for found in services if found["name"].split("/")[-2] == "services"]
    images = {body["template"]["containers"][0]["image"].rpartition("/")[2] for body in bodies}
    assert images == {"api:0.9.9", "push-worker:0.1.0"}
