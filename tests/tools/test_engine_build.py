"""A built engine appears when it is complete and never before; a failed build says what Go said."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import fake_programs
import pytest

from tools import engine_build
from tools.places import HERE, Places
from tools.terminal import COULD_NOT_LOOK, CommandError

WRITES_ITS_OUTPUT = 'while [ "$1" != -o ]; do shift; done; echo engine > "$2"'


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "tools").mkdir()
    shutil.copy2(HERE.root / "tools" / "go.mod", tmp_path / "tools" / "go.mod")
    return Places(tmp_path)


def env(places: Places, go: str) -> dict[str, str]:
    fake_programs.script(places.root / "fake" / "go", go)
    return {"PATH": f"{places.root / 'fake'}:/usr/bin:/bin"}


def test_a_complete_build_gets_its_name(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    engine_build.build(places, env(places, WRITES_ITS_OUTPUT))
    assert [file.name for file in places.bin.iterdir()] == ["pulumi"]
    said = capsys.readouterr().err
    assert "takes" in said
    assert "minutes the first time" in said


def test_a_failed_build_says_what_go_said_and_leaves_nothing(places: Places) -> None:
    go = f"{WRITES_ITS_OUTPUT}; echo 'go: module lookup disabled' >&2; exit 1"
    with pytest.raises(CommandError, match=r"build-failed .*\n  go: module lookup disabled") as caught:
        engine_build.build(places, env(places, go))
    assert caught.value.code == COULD_NOT_LOOK
    assert list(places.bin.iterdir()) == []


def test_an_interrupted_build_leaves_nothing_and_ends_go(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = places.root / "started"
    go = f"{WRITES_ITS_OUTPUT}; echo $$ > {started}; exec sleep 600"
    sleep = time.sleep

    def interrupted(seconds: float) -> None:
        sleep(seconds)
        if started.exists():
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupted)
    with pytest.raises(KeyboardInterrupt):
        engine_build.build(places, env(places, go))
    assert list(places.bin.iterdir()) == []
    assert not Path(f"/proc/{started.read_text().strip()}").exists()


def test_the_pinned_version_is_the_one_in_go_mod(places: Places) -> None:
    assert engine_build.pinned(places.root / "tools" / "go.mod").startswith("3.")


def test_a_go_mod_without_the_engine_is_an_error(places: Places) -> None:
    (places.root / "tools" / "go.mod").write_text("module x\n")
    with pytest.raises(CommandError, match="no-engine-pinned"):
        engine_build.pinned(places.root / "tools" / "go.mod")
