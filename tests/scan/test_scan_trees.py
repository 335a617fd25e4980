"""Folders as they are found: whatever stands in them, a scan ends with a note and never with an error."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from preflight.scan.run import scan

if TYPE_CHECKING:
    from pathlib import Path

    from preflight.scan.needs import Report

CODE = "from google.cloud import vision\nvision.ImageAnnotatorClient()\n"
VISION = ["vision.googleapis.com"]


def told(folder: Path) -> Report:
    return scan([folder], cache=False, jobs=1)


def apis(report: Report) -> list[str]:
    return [need.api for need in report.apis]


def notes(report: Report) -> dict[str, tuple[str, bool, int]]:
    """Give what was passed over by name: the reason, whether it blinds, the line."""
    return {one.file.rpartition("/")[2]: (one.reason, one.blind, one.line) for one in report.skipped}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """Give a folder with one good file, which every scan of it must find."""
    (tmp_path / "good.py").write_text(CODE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "data", "words", "blind"),
    [
        ("odd.py", b"import google\0\n", "binary", False),
        ("odd.sh", b"\x7fELF\0\0gcloud run deploy", "binary", False),
        ("odd.js", b"/*google*/" + b"var a=1;" * 4000, "minified", False),
        ("odd.ipynb", b'{"google": [', "", True),
        ("odd.py", b"import google\ndef (:\n", "", True),
        ("odd.py", b"import google\nprint 'two'\n", "", True),
    ],
)
def test_what_cannot_be_read_is_told(app: Path, name: str, data: bytes, words: str, *, blind: bool) -> None:
    (app / name).write_bytes(data)
    report = told(app)
    reason, really_blind, _line = notes(report)[name]
    assert words in reason
    assert really_blind is blind
    assert apis(report) == VISION


@pytest.mark.parametrize("broken", ["import google\n\ndef (:\n", "import google\n\nprint 'two'\n"])
def test_a_syntax_error_is_told_with_its_line(app: Path, broken: str) -> None:
    (app / "broken.py").write_text(broken, encoding="utf-8")
    _reason, blind, line = notes(told(app))["broken.py"]
    assert (blind, line) == (True, 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_that_says_itself_is_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "wide.py").write_text(CODE, encoding=encoding)
    report = told(tmp_path)
    assert apis(report) == VISION
    assert report.skipped == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.py", b""),
        ("latin.py", "# -*- coding: latin-1 -*-\n# google é\n".encode("latin-1")),
        ("photo.png", b"\x89PNG\0google"),
        ("no_word.py", b"def (:\n"),
        ("windows.py", b"import os  # google\r\nprint(os.name)\r\n"),
        ("gcloud", b"\x7fELF\0\0google"),
    ],
)
def test_what_can_tell_nothing_is_no_note(app: Path, name: str, data: bytes) -> None:
    (app / name).write_bytes(data)
    report = told(app)
    assert report.skipped == []
    assert apis(report) == VISION


def test_links_are_told_and_never_followed_round(app: Path) -> None:
    (app / "round").symlink_to(app, target_is_directory=True)
    (app / "round.py").symlink_to(app, target_is_directory=True)
    (app / "lost.py").symlink_to(app / "nowhere.py")
    (app / "self.py").symlink_to(app / "self.py")
    report = told(app)
    assert apis(report) == VISION
    assert {"lost.py", "self.py", "round.py"} <= notes(report).keys()
    assert not any(one.blind for one in report.skipped)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told_and_blinds(app: Path) -> None:
    closed = app / "closed"
    closed.mkdir(mode=0)
    (app / "shut.py").write_text(CODE, encoding="utf-8")
    (app / "shut.py").chmod(0)
    report = told(app)
    closed.chmod(0o700)
    found = notes(report)
    assert "cannot be listed" in found["closed"][0]
    assert "cannot be read" in found["shut.py"][0]
    assert all(blind for _reason, blind, _line in found.values())


def test_a_huge_file_is_told_and_not_read(app: Path) -> None:
    with (app / "huge.py").open("wb") as file:
        file.truncate(1 << 40)
    reason, blind, _line = notes(told(app))["huge.py"]
    assert "larger than" in reason
    assert blind


def test_a_pipe_is_not_waited_for(app: Path) -> None:
    os.mkfifo(app / "pipe.py")
    os.mkfifo(app / "pipe")
    assert apis(told(app)) == VISION


@pytest.mark.parametrize(
    "name", ["main.py", "setup.py", "conftest.py", "sitecustomize.py", "Makefile", "run.sh"]
)
def test_nothing_that_is_scanned_is_run(app: Path, name: str) -> None:
    marker = app / "marker"
    python = f"# google\nopen({str(marker)!r}, 'w').close()\n"
    shell = f"gcloud run deploy a\ntouch {marker}\nX := $(shell touch {marker})\n"
    (app / name).write_text(python if name.endswith(".py") else shell, encoding="utf-8")
    told(app)
    assert not marker.exists()


@pytest.mark.parametrize(
    "folder", ["node_modules/a", ".venv/lib", ".git/hooks", "__pycache__", "site-packages/a"]
)
def test_what_tools_fetch_is_left_out(app: Path, folder: str) -> None:
    (app / folder).mkdir(parents=True)
    (app / folder / "other.py").write_text(
        "from google.cloud import storage\nstorage.Client()\n", encoding="utf-8"
    )
    report = told(app)
    assert apis(report) == VISION
    assert report.skipped == []


def test_an_empty_folder_needs_nothing(tmp_path: Path) -> None:
    report = told(tmp_path)
    assert (report.apis, report.skipped, report.files, report.read) == ([], [], 0, 0)


@pytest.mark.parametrize("name", ["a b.py", "ä.py", "-rf.py", "new\nline.py", os.fsdecode(b"\xff.py")])
def test_a_file_of_any_name_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(CODE, encoding="utf-8")
    report = told(tmp_path)
    assert apis(report) == VISION
    assert report.skipped == []
