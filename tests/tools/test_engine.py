"""An engine that is there wins; one that cannot be used is named; where none can be had, it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fake_programs
import pytest

from tools import engine, engine_installer
from tools.places import Places
from tools.terminal import COULD_NOT_LOOK, USAGE, CommandError

if TYPE_CHECKING:
    from pathlib import Path


def env(home: Path, *folders: Path) -> dict[str, str]:
    return {"HOME": str(home), "PATH": ":".join(map(str, folders))}


def test_the_engine_on_path_comes_before_the_one_in_the_home(tmp_path: Path) -> None:
    on_path = fake_programs.engine(tmp_path / "bin", "3.300.0")
    fake_programs.engine(tmp_path / "home" / ".pulumi" / "bin", "3.300.1")
    found = engine.present(Places(tmp_path), env(tmp_path / "home", tmp_path / "bin"))
    assert found == engine.Engine(on_path, "3.300.0", "found", official_host=True)


@pytest.mark.parametrize("variable", ["HOME", "PULUMI_HOME"])
def test_the_engine_in_the_home_is_found_without_path(tmp_path: Path, variable: str) -> None:
    folder = tmp_path / ".pulumi" / "bin" if variable == "HOME" else tmp_path / "bin"
    in_home = fake_programs.engine(folder, "3.300.0")
    found = engine.present(Places(tmp_path / "root"), {"PATH": "", variable: str(tmp_path)})
    assert found is not None
    assert found.path == in_home


@pytest.mark.parametrize(
    ("version", "official", "reason"),
    [
        ("3.258.9", True, "3.258.9 is older than 3.259.0"),
        ("3.300.0", False, "pulumi-language-python is not beside it"),
        ("nonsense", True, "nonsense is older than 3.259.0"),
    ],
)
def test_an_engine_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], version: str, *, official: bool, reason: str
) -> None:
    fake_programs.engine(tmp_path / "bin", version, official=official)
    assert engine.present(Places(tmp_path), env(tmp_path, tmp_path / "bin")) is None
    assert f"{tmp_path}/bin/pulumi is not used: {reason}" in capsys.readouterr().err


def test_an_engine_that_does_not_run_is_none(tmp_path: Path) -> None:
    fake_programs.script(tmp_path / "bin" / "pulumi", "exit 1")
    assert engine.present(Places(tmp_path), env(tmp_path, tmp_path / "bin")) is None


def test_a_built_engine_is_used_with_the_stand_in_host_until_an_official_one_is_there(tmp_path: Path) -> None:
    places = Places(tmp_path)
    built = fake_programs.engine(places.bin, "3.259.0", official=True)
    found = engine.present(places, env(tmp_path))
    assert found == engine.Engine(built, "3.259.0", "built", official_host=False)
    official = fake_programs.engine(tmp_path / "bin", "3.300.0")
    found = engine.present(places, env(tmp_path, places.bin, tmp_path / "bin"))
    assert found is not None
    assert found.path == official


def test_the_forced_engine_wins_whatever_is_beside_it(tmp_path: Path) -> None:
    fake_programs.engine(tmp_path / "bin", "3.300.0")
    forced = fake_programs.engine(tmp_path / "other", "3.259.0", official=False)
    found = engine.present(Places(tmp_path), {**env(tmp_path, tmp_path / "bin"), engine.FORCED: str(forced)})
    assert found == engine.Engine(forced, "3.259.0", "forced", official_host=False)


def test_a_forced_engine_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"VIVIDLY_ENGINE: no-engine .* unset it") as caught:
        engine.present(Places(tmp_path), {engine.FORCED: str(tmp_path / "nothing")})
    assert caught.value.code == USAGE


def test_without_engine_network_and_go_one_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_installer, "reachable", lambda _url: False)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    with pytest.raises(CommandError, match=r"no-engine .* install Pulumi .* or Go") as caught:
        engine.ensure(Places(tmp_path), env(tmp_path))
    assert caught.value.code == COULD_NOT_LOOK
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "expected"),
    [("3.259.0", (3, 259, 0)), ("3.260.1-dev.0+abc", (3, 260, 1)), ("", ()), ("dev", ())],
)
def test_versions_are_compared_as_numbers(version: str, expected: tuple[int, ...]) -> None:
    assert engine.numbers(version) == expected
