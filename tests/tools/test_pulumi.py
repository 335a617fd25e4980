"""What an earlier `source env.sh` left never reaches the engine, nor does a proxy reach the loopback."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import pulumi, shell, stack
from tools.places import HERE, Places
from tools.stack import Target

LEFT = {
    "PULUMI_OPTION_CWD": "/elsewhere",
    "PULUMI_OPTION_REFRESH": "true",
    "PULUMI_STACK": "local",
    "PULUMI_BACKEND_URL": "file:///elsewhere",
    "PULUMI_CONFIG_PASSPHRASE": "",
    "HOME": "/home",
}
GOOGLE = pulumi.google_backend("p")
LOCAL = {"PULUMI_BACKEND_URL": "file:///state", "PULUMI_CONFIG_PASSPHRASE": ""}


@pytest.mark.parametrize("ours", [GOOGLE, LOCAL])
def test_only_ours_and_what_does_not_steer_the_engine_is_left(ours: dict[str, str]) -> None:
    assert pulumi.process(ours, LEFT) == {"HOME": "/home", **ours}


def test_a_persons_own_passphrase_opens_real_stacks_only() -> None:
    own = {"PULUMI_CONFIG_PASSPHRASE": "x", "PULUMI_CONFIG_PASSPHRASE_FILE": "f"}
    assert pulumi.process(GOOGLE, own) == {**own, **GOOGLE}
    assert pulumi.process(LOCAL, own) == LOCAL


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "127.0.0.1,localhost"),
        ({"NO_PROXY": "a.example"}, "a.example,127.0.0.1,localhost"),
        ({"NO_PROXY": "localhost,127.0.0.1"}, "localhost,127.0.0.1"),
    ],
)
def test_the_loopback_is_past_the_proxy(given: dict[str, str], expected: str) -> None:
    found = pulumi.past_the_proxy(given)
    assert found == {"NO_PROXY": expected, "no_proxy": "127.0.0.1,localhost"}


@pytest.mark.parametrize(
    ("local", "expected"),
    [(True, "/folder|local||none"), (False, "none|local|none|none")],
)
def test_the_next_environment_unsets_what_the_local_one_set(
    monkeypatch: pytest.MonkeyPatch, *, local: bool, expected: str
) -> None:
    env = LOCAL if local else GOOGLE

    def target(_places: Places, environment: str, *, local: bool, port: int | None) -> Target:
        assert port is None
        return Target(environment, Path("/folder"), env, Path("pulumi"), local=local)

    monkeypatch.setattr(stack, "target", target)
    lines = [shell.line(*pair) for pair in shell.variables(HERE, "local", local=local).items()]
    names = ("PULUMI_OPTION_CWD", "PULUMI_STACK", *pulumi.PASSPHRASES)
    shown = "|".join(f"${{{name}-none}}" for name in names)
    script = "\n".join([*lines, f'echo "{shown}"'])
    bash = shutil.which("bash") or "sh"
    done = subprocess.run([bash, "-c", script], env=LEFT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected
