"""The documented commands look at the cloud first and attach the pack; wrong settings stop them at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools import pulumi, stack, toolchain
from tools.engine import Engine
from tools.places import HERE, Places
from tools.provider import Provider
from tools.stack import Target
from tools.terminal import COULD_NOT_LOOK, CommandError
from tools.toolchain import Toolchain

PACK = f"--policy-pack={HERE.pack}"


@pytest.mark.parametrize(
    ("action", "local", "expected"),
    [
        ("preview", False, ["--refresh", PACK, "--diff"]),
        ("up", False, ["--refresh", PACK]),
        ("refresh", False, []),
        ("destroy", False, ["--refresh"]),
        ("preview", True, ["--refresh", PACK, "--diff"]),
        ("up", True, ["--refresh", PACK, "--yes"]),
        ("destroy", True, ["--refresh", "--yes"]),
    ],
)
def test_nothing_is_forgotten_and_nobody_is_skipped(action: str, *, local: bool, expected: list[str]) -> None:
    target = Target("dev", Path(), {}, Path("pulumi"), local=local)
    line = stack.command(target, HERE, action, ["--more"])
    assert line == ["pulumi", action, "--stack", "dev", *expected, "--more"]


def test_an_audit_judges_the_state_and_looks_at_nothing_else() -> None:
    target = Target("dev", Path(), {}, Path("pulumi"), local=True)
    assert stack.command(target, HERE, "audit") == ["pulumi", "policy", "analyze", "--stack", "dev", PACK]


def test_the_environment_says_the_same_as_the_flags() -> None:
    given = pulumi.options("up", HERE.pack)
    assert pulumi.variables(given) == {
        "PULUMI_OPTION_REFRESH": "true",
        "PULUMI_OPTION_POLICY_PACK": str(HERE.pack),
    }


@pytest.fixture
def places(tmp_path: Path) -> Places:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        shutil.copy2(HERE.root / name, tmp_path / name)
    return Places(tmp_path)


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(Path("/nowhere/pulumi"), "3.259.0", "found", official_host=True)
    tools = Toolchain(engine, Provider("10.2.0", official=False, folder=Path("/nowhere")))

    def ensure(_places: Places) -> Toolchain:
        return tools

    monkeypatch.setattr(toolchain, "ensure", ensure)


@pytest.mark.usefixtures("stand_ins")
def test_the_stand_in_is_never_let_near_google(places: Places) -> None:
    with pytest.raises(CommandError, match="no-official-provider") as caught:
        stack.target(places, "dev", local=False)
    assert caught.value.code == COULD_NOT_LOOK


def test_every_wrong_setting_is_told_before_anything_is_made(places: Places) -> None:
    places.settings("dev").write_text(
        "config:\n  vividly:project: X\n  vividly:regio: x1\n  vividly:services: {api: {image: latest}}\n"
    )
    before = sorted(places.root.iterdir())
    with pytest.raises(CommandError) as caught:
        stack.target(places, "dev", local=False)
    said = str(caught.value)
    assert all(key in said for key in ("vividly:project", "vividly:regio", "image", "push-worker"))
    assert "Traceback" not in said
    assert sorted(places.root.iterdir()) == before


def test_two_environments_in_one_project_are_told_before_anything_is_made(places: Places) -> None:
    dev = places.settings("dev").read_text()
    places.settings("prod").write_text(dev)
    before = sorted(places.root.iterdir())
    with pytest.raises(CommandError, match="which is the project of"):
        stack.target(places, "dev", local=True)
    assert sorted(places.root.iterdir()) == before


def test_production_asks_for_its_project_first(places: Places) -> None:
    with pytest.raises(CommandError, match="vividly:project is missing"):
        stack.target(places, "prod", local=False)


def test_a_file_that_is_no_yaml_is_one_sentence(places: Places) -> None:
    places.settings("dev").write_text("config: [\n")
    with pytest.raises(CommandError, match=r"Pulumi\.dev\.yaml: cannot be read as YAML"):
        stack.target(places, "dev", local=False)
