"""What a killed engine left half written is readable again, and what is whole stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import recover_written

if TYPE_CHECKING:
    from pathlib import Path

WHOLE, BEFORE, ATTRIBUTES = '{"version": 3}', '{"version": 2}', '{"md5": ""}'


def left(folder: Path, **files: str) -> dict[str, str]:
    """What is there after the mending of a folder with a state, its `.bak` and what stands beside it."""
    place = folder / ".pulumi" / "stacks" / "vividly"
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / f"local.json{name.replace('_', '.').removeprefix('.state')}").write_text(text)
    recover_written.mend(folder)
    return {file.name.removeprefix("local.json"): file.read_text() for file in place.iterdir()}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"_state": WHOLE, "_bak": BEFORE, "_attrs": ATTRIBUTES},
            {"": WHOLE, ".bak": BEFORE, ".attrs": ATTRIBUTES},
        ),
        ({"_state": WHOLE, "_attrs": ""}, {"": WHOLE}),
        ({"_state": WHOLE, "_attrs": '{"md5'}, {"": WHOLE}),
        ({"_state": WHOLE, "_bak": BEFORE, "_bak_attrs": ""}, {"": WHOLE, ".bak": BEFORE}),
        ({"_state": "", "_bak": BEFORE, "_attrs": ATTRIBUTES}, {"": BEFORE, ".bak": BEFORE}),
        ({"_state": "", "_bak": ""}, {"": "", ".bak": ""}),
        ({"_state": ""}, {"": ""}),
    ],
)
def test_only_what_cannot_be_read_is_mended(
    tmp_path: Path, files: dict[str, str], expected: dict[str, str]
) -> None:
    assert left(tmp_path, **files) == expected
