"""Where something declared is spelled: in the program or the settings, never in what a tool keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from preflight.environ.places import Places

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("spelled", "found"),
    [
        ("infra/services.py", ("infra/services.py", 2)),
        ("Pulumi.dev.yaml", ("Pulumi.dev.yaml", 2)),
        ("Pulumi.prod.yaml", ("Pulumi.dev.yaml", 0)),
        (".local/events.json", ("Pulumi.dev.yaml", 0)),
        (".venv/settings.py", ("Pulumi.dev.yaml", 0)),
        ("services/api/settings.py", ("Pulumi.dev.yaml", 0)),
    ],
)
def test_a_name_is_found_where_it_is_declared(
    spelled: str, found: tuple[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("Pulumi.dev.yaml", "Pulumi.prod.yaml", spelled):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("first:\n", encoding="utf-8")
    (tmp_path / spelled).write_text("first:\n  TOPIC: x\n", encoding="utf-8")
    assert Places(tmp_path).of("TOPIC", "dev") == found
