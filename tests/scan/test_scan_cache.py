"""What is kept of an earlier scan: the same answer, never an old one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from preflight.scan import cache, looking
from preflight.scan.run import scan

if TYPE_CHECKING:
    from pathlib import Path

    from preflight.scan.source import Source

TASKS = "from google.cloud import tasks_v2 as one\none.CloudTasksClient()\n"
VISION = "from google.cloud import vision   as one\none.ImageAnnotator" + "Client()\n"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    folder = tmp_path / "app"
    folder.mkdir()
    write(folder / "main.py", TASKS)
    write(folder / "other.py", "import os\n")
    return folder


def write(file: Path, text: str, *, age: int = 3600) -> None:
    """Write a file that was changed so long ago that its times can be believed."""
    file.write_text(text.ljust(120, "#"), encoding="utf-8")
    now = file.stat().st_mtime
    os.utime(file, (now - age, now - age))


def apis(folder: Path) -> list[str]:
    return [need.api.removesuffix(".googleapis.com") for need in scan([folder], jobs=1).apis]


def kept(app: Path) -> Path:
    place = cache.place([app])
    assert place.is_relative_to(app.parent / "kept")
    return place


def test_a_second_scan_tells_the_same(app: Path) -> None:
    first = scan([app], jobs=1)
    assert kept(app).is_file()
    assert [need.api for need in first.apis] == ["cloudtasks.googleapis.com"]
    assert scan([app], jobs=1) == first == scan([app], jobs=1, cache=False)


def test_a_second_scan_reads_nothing_again_where_times_can_be_believed(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "now", lambda: 1 << 62)
    first = scan([app], jobs=1)

    def refuse(*_given: object) -> tuple[Source | None, None]:
        raise AssertionError

    for name in ("look", "judge", "told", "bytes_of"):
        monkeypatch.setattr(looking, name, refuse)
    assert scan([app], jobs=1) == first


def test_an_edit_that_keeps_size_and_time_is_seen(app: Path) -> None:
    file = app / "main.py"
    assert apis(app) == ["cloudtasks"]
    before = file.stat()
    file.write_text(VISION.ljust(120, "#"), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert apis(app) == ["vision"]


def test_a_file_that_comes_is_seen_and_one_that_goes_is_forgotten(app: Path) -> None:
    assert apis(app) == ["cloudtasks"]
    write(app / "more.py", VISION)
    assert apis(app) == ["cloudtasks", "vision"]
    (app / "main.py").unlink()
    assert apis(app) == ["vision"]


def test_a_setting_that_decides_is_seen_when_only_it_changes(app: Path) -> None:
    write(app / "main.py", "from google import genai\ngenai.Client()\n")
    (app / ".env").write_text("GOOGLE_GENAI_USE_VERTEXAI=true\n", encoding="utf-8")
    assert apis(app) == ["aiplatform"]
    (app / ".env").write_text("GOOGLE_GENAI_USE_VERTEXAI=false\n", encoding="utf-8")
    assert apis(app) == ["generativelanguage"]


@pytest.mark.parametrize("damage", [b"", b"\x00\xff" * 40, b"\x94\xa1a\x80\xc4\x00\xc4\x00", b"[]"])
def test_a_damaged_cache_is_ignored_and_written_anew(app: Path, damage: bytes) -> None:
    first = scan([app], jobs=1)
    kept(app).write_bytes(damage)
    assert scan([app], jobs=1) == first
    assert len(kept(app).read_bytes()) > len(damage)


def test_half_a_cache_is_ignored(app: Path) -> None:
    first = scan([app], jobs=1)
    whole = kept(app).read_bytes()
    kept(app).write_bytes(whole[: len(whole) // 2])
    assert scan([app], jobs=1) == first


def test_another_version_of_the_scan_forgets_everything(app: Path) -> None:
    scan([app], jobs=1)
    file = kept(app)
    assert cache.load(file).files
    cache.save(file, cache.Kept("another", cache.load(file).files))
    assert cache.load(file).files == {}


def test_without_cache_nothing_is_written(app: Path) -> None:
    scan([app], jobs=1, cache=False)
    assert not (app.parent / "kept").exists()


def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(app: Path) -> None:
    (app.parent / "kept").write_text("a file where the folder would be", encoding="utf-8")
    assert apis(app) == ["cloudtasks"]
