"""A deployment changes one line of one file, or nothing."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tools import deploy
from tools.places import HERE, Places
from tools.terminal import CommandError

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0" * 64


def text(line: str) -> str:
    return f"config:\n  # why\n  vividly:services:\n    api:\n      {line}\n    worker:\n      image: '1'\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('image: "0.1.0"', 'image: "0.2.0"'),
        ("image: '0.1.0'", 'image: "0.2.0"'),
        ("image: tag", 'image: "0.2.0"'),
        ("image: tag # the reason", 'image: "0.2.0" # the reason'),
        ('image: "0.1.0"   # the reason', 'image: "0.2.0"   # the reason'),
        ("image:   tag", 'image:   "0.2.0"'),
    ],
)
def test_only_the_value_changes(before: str, after: str) -> None:
    assert deploy.with_image(text(before), "api", "0.2.0", "file") == text(after)


@pytest.mark.parametrize(
    ("content", "service", "words"),
    [
        (text('image: "1"'), "apo", "no-service apo is none of its services; they are api, worker"),
        (text("cpu: 1"), "api", "no-image vividly:services.api has no image"),
        ("config: {}\n", "api", "no-services"),
        ("config: [\n", "api", "no-services"),
    ],
)
def test_what_cannot_be_changed_is_told(content: str, service: str, words: str) -> None:
    with pytest.raises(CommandError) as caught:
        deploy.with_image(content, service, "0.2.0", "Pulumi.dev.yaml")
    assert words in str(caught.value)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    for file in HERE.root.glob("Pulumi.*.yaml"):
        shutil.copy2(file, tmp_path / file.name)
    return Places(tmp_path)


@pytest.mark.parametrize("image", ["0.2.0", DIGEST])
def test_the_line_is_written_and_shown(
    places: Places, capsys: pytest.CaptureFixture[str], image: str
) -> None:
    before = places.settings("dev").read_text().splitlines()
    assert deploy.change(places, "dev", "push-worker", image)
    after = places.settings("dev").read_text().splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [f'      image: "{image}"']
    assert f'+ image: "{image}"' in capsys.readouterr().err
    assert not deploy.change(places, "dev", "push-worker", image)


@pytest.mark.parametrize(
    "image", ["latest", "two words", "", "europe-docker.pkg.dev/p/r/i:1", 'x"\n  evil: "']
)
def test_a_wrong_image_leaves_the_file_as_it_was(places: Places, image: str) -> None:
    before = places.settings("dev").read_bytes()
    with pytest.raises(CommandError):
        deploy.change(places, "dev", "push-worker", image)
    assert places.settings("dev").read_bytes() == before
    assert sorted(file.name for file in places.root.glob("*dev*")) == ["Pulumi.dev.yaml"]


def test_production_without_a_project_may_still_get_an_image_but_not_a_wrong_one(places: Places) -> None:
    assert deploy.change(places, "prod", "api", "0.2.0")
    with pytest.raises(CommandError, match="latest"):
        deploy.change(places, "prod", "api", "latest")
