"""`preflight verify` of a stack that the engine brought up: green, red where an API is off, and healed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tools import shell

if TYPE_CHECKING:
    from checkouts import Checkout

pytestmark = pytest.mark.engine

API = "texttospeech.googleapis.com"
SWITCH = f"serviceusage.googleapis.com/v1/projects/vividly-local/services/{API}:disable"


def verified(checkout: Checkout, *words: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code and the checks by id, asked as `make verify STACK=local CLOUD=local` asks."""
    env = shell.variables(checkout.places, "local", local=True, port=checkout.port)
    given = {name: value for name, value in env.items() if value is not None}
    line = ("verify", "--stack", "local", "--cloud", "local", "--format", "json", "--quiet", *words)
    ran = checkout.tool("preflight.cli", *line, env=given)
    document = json.loads(ran.text[ran.text.index("{") :])
    return ran.code, {check["id"]: check for check in document["checks"]}


def wrong(checks: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What did not pass, but for the images, of which a local cloud has none."""
    return {
        name: f"{check['status']} {check['what']}"
        for name, check in checks.items()
        if check["status"] != "PASS" and not name.startswith("images/")
    }


def test_green_then_red_then_healed(checkout: Checkout) -> None:
    up = checkout.tool("tools.local", "up", "--port", str(checkout.port))
    assert up.code == 0, up.text
    for identity in ("me", "runtime"):
        code, checks = verified(checkout, "--identity", identity)
        assert (code, wrong(checks)) == (0, {})
    assert {name.partition("/")[0] for name in checks} >= {"apis", "drift", "models", "pubsub", "services"}

    checkout.call("POST", SWITCH, {})
    code, checks = verified(checkout)
    assert code == 1
    assert checks[f"apis/{API}"]["status"] == "FAIL"
    assert f"gcloud services enable {API}" in checks[f"apis/{API}"]["remedy"]
    assert checks["drift"]["status"] == "FAIL"
    assert API in checks["drift"]["what"]
    voices = [check["status"] for name, check in checks.items() if name.startswith("models/en-US")]
    assert set(voices) == {"SKIP"}

    healed = checkout.pulumi("local", "up")
    assert healed.code == 0, healed.text
    code, checks = verified(checkout)
    assert (code, wrong(checks)) == (0, {})
