"""An environment runs against the local cloud in a folder of its own, and its own files stay as they are."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from infra import environments
from tools import workspace
from tools.places import HERE, Places
from tools.provider import Provider
from tools.terminal import CommandError

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://127.0.0.1:1"
OFFICIAL = Provider("10.2.0", official=True)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A checkout with the settings files of this one."""
    for file in HERE.root.glob("Pulumi*.yaml"):
        shutil.copy2(file, tmp_path / file.name)
    return Places(tmp_path)


def read(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("environment", environments.found())
def test_the_files_in_the_root_stay_as_they_are(places: Places, environment: str) -> None:
    before = {file: file.read_bytes() for file in places.root.glob("*.yaml")}
    made = workspace.make(places, environment, URL, OFFICIAL)
    assert before == {file: file.read_bytes() for file in places.root.glob("*.yaml")}
    generated = read(made.folder / f"Pulumi.{environment}.yaml")["config"]
    given = environments.config_of(places.settings(environment))
    given.pop(workspace.SECRETS, None)
    assert given.items() <= generated.items()
    assert generated["gcp:pubsubCustomEndpoint"].startswith(URL)


def test_the_program_is_linked_not_copied(places: Places) -> None:
    made = workspace.make(places, "local", URL, OFFICIAL)
    assert {name: (made.folder / name).readlink() for name in workspace.PROGRAM} == {
        name: places.root / name for name in workspace.PROGRAM
    }


def test_googles_key_is_left_out_and_the_engines_salt_is_kept(places: Places) -> None:
    dev = places.settings("dev")
    dev.write_text(f"secretsprovider: gcpkms://projects/p\nencryptedkey: abc\n{dev.read_text()}")
    made = workspace.make(places, "dev", URL, OFFICIAL)
    generated = made.folder / "Pulumi.dev.yaml"
    assert read(generated).keys() == {"config"}
    generated.write_text(f"encryptionsalt: v1:salt\n{generated.read_text()}")
    workspace.make(places, "dev", URL, OFFICIAL)
    assert read(generated)["encryptionsalt"] == "v1:salt"


def test_a_pinned_secret_is_left_out_and_told_since_the_local_cloud_holds_no_values(places: Places) -> None:
    dev = places.settings("dev")
    dev.write_text(f"{dev.read_text()}  vividly:secrets:\n    result-link-key: 3\n")
    made = workspace.make(places, "dev", URL, OFFICIAL)
    assert made.unpinned == ("result-link-key",)
    assert workspace.SECRETS not in read(made.folder / "Pulumi.dev.yaml")["config"]


def test_a_missing_project_is_filled_and_told(places: Places) -> None:
    made = workspace.make(places, "prod", URL, OFFICIAL)
    assert made.filled == {"vividly:project": "vividly-prod-local"}
    assert made.project == "vividly-prod-local"
    assert workspace.make(places, "dev", URL, OFFICIAL).filled == {}


def test_only_the_stand_in_is_named_in_the_project_file(places: Places) -> None:
    stand_in = Provider("10.2.0", official=False, folder=places.stand_in)
    made = workspace.make(places, "local", URL, stand_in)
    project = read(made.folder / "Pulumi.yaml")
    assert project["plugins"] == {"providers": [{"name": "gcp", "path": str(places.stand_in)}]}
    assert project["runtime"]["options"]["virtualenv"] == str(places.root / ".venv")
    workspace.make(places, "local", URL, OFFICIAL)
    assert "plugins" not in read(made.folder / "Pulumi.yaml")


def test_an_environment_without_a_file_is_told_with_those_that_have_one(places: Places) -> None:
    with pytest.raises(CommandError, match=r"Pulumi\.staging\.yaml: no-environment .* dev, local, prod"):
        workspace.make(places, "staging", URL, OFFICIAL)
    assert not (places.stacks / "staging" / "Pulumi.yaml").exists()
