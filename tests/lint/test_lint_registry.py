"""The lint reads a registry that was valid before without validating it, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from preflight.lint import registered
from preflight.models import registry
from preflight.models.registry import RegistryError
from preflight.scan import cache

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    copy = tmp_path / "models.yaml"
    copy.write_bytes(registered.OWN.read_bytes())
    return copy


def test_what_is_kept_says_what_the_registry_says(file: Path) -> None:
    first, kept = registered.read(file), registered.read(file)
    assert isinstance(first, registry.Registry)
    assert isinstance(kept, registered.Rows)
    for row, told in zip(first.models, kept.models, strict=True):
        assert {name: getattr(told, name) for name in registered.Row.__struct_fields__} == row.model_dump()
    assert {role: (use.model, use.channel) for role, use in first.roles.items()} == {
        role: (one.model, one.channel) for role, one in kept.roles.items()
    }


def test_a_registry_that_changed_is_validated(file: Path) -> None:
    registered.read(file)
    file.write_text(file.read_text(encoding="utf-8").replace("  precision: exact", "  precision: perhaps", 1))
    with pytest.raises(RegistryError):
        registered.read(file)


def test_a_registry_is_validated_again_when_its_judges_change(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered.read(file)
    other = tmp_path / "other.py"
    other.write_text("changed\n")
    monkeypatch.setattr(registered, "_JUDGES", (other,))
    assert isinstance(registered.read(file), registry.Registry)


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x92\xc4\x00\x92\x90\x80"])
def test_what_is_kept_and_broken_is_no_answer(file: Path, data: bytes) -> None:
    registered.read(file)
    cache.place([file]).with_suffix(".models").write_bytes(data)
    assert isinstance(registered.read(file), registry.Registry)


def test_a_wrong_registry_is_never_kept(file: Path) -> None:
    file.write_text("models: []\nroles: {}\n")
    for _ in range(2):
        with pytest.raises(RegistryError):
            registered.read(file)


def test_the_cache_is_where_the_platform_has_it(file: Path) -> None:
    import platformdirs  # noqa: PLC0415 - what it is compared with

    assert str(cache.place([file]).parent) == platformdirs.user_cache_dir("preflight", appauthor=False)
