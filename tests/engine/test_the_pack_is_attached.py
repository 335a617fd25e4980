"""A stack that breaks a rule is refused by the make targets and by plain `pulumi` after `source env.sh`."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from checkouts import Checkout

pytestmark = pytest.mark.engine
VIOLATION = """
import pulumi_gcp as gcp

gcp.storage.BucketIAMMember("everyone", bucket="b", role="roles/storage.objectViewer", member="allUsers")
"""
RULE = "grants-are-not-public"


@pytest.fixture(scope="module")
def violating(checkout: Checkout) -> Checkout:
    """The checkout with a program that gives a bucket to everyone."""
    (checkout.places.root / "__main__.py").write_text(VIOLATION, encoding="utf-8")
    return checkout


def sourced(checkout: Checkout, command: str) -> subprocess.CompletedProcess[str]:
    """What a person types into bash."""
    script = (
        f"cd {shlex.quote(str(checkout.places.root))} && STACK=local CLOUD=local source env.sh && {command}"
    )
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)


def test_make_preview_refuses_it(violating: Checkout) -> None:
    previewed = violating.pulumi("local", "preview")
    assert previewed.code != 0
    assert RULE in previewed.text


def test_plain_pulumi_refuses_it_after_env_sh(violating: Checkout) -> None:
    violating.target("local")
    previewed = sourced(violating, "pulumi preview --non-interactive")
    assert previewed.returncode != 0
    assert RULE in previewed.stdout, previewed.stderr


def test_plain_pulumi_without_env_sh_runs_no_policy(violating: Checkout) -> None:
    ready = violating.target("local")
    previewed = violating.engine([str(ready.engine), "preview", "--stack", "local"], ready.folder, ready.env)
    assert previewed.code == 0, previewed.text
    assert RULE not in previewed.text


def test_env_sh_wants_the_name_of_an_environment(violating: Checkout) -> None:
    script = f"unset STACK; source {shlex.quote(str(violating.places.root / 'env.sh'))}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "STACK=dev source env.sh" in done.stderr
