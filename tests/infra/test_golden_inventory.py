"""A platform of fixed settings is what was written down: an unmeant change shows as one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from golden_inventory import COMMAND, GOLDEN, SETTINGS, differences, inventory

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", SETTINGS)
def test_the_platform_is_what_was_written_down(name: str) -> None:
    lines = differences(name, GOLDEN / f"{name}.yaml")
    assert lines == [], "\n".join([*lines, f"meant? {COMMAND}"])


def test_every_golden_has_its_settings() -> None:
    assert {golden.stem for golden in GOLDEN.glob("*.yaml")} == set(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_everything_that_matters_is_there_to_be_compared(name: str) -> None:
    empty = {
        f"{resource}: {path}"
        for resource, inputs in inventory(name).items()
        for path, value in inputs.items()
        if value is None
    }
    # The pull subscription of the dead letters pushes nothing and gives nothing up.
    pull = "gcp:pubsub/subscription:Subscription content-requests-dead-letter-pull"
    assert empty == {
        f"{pull}: {path}" for path in ("deadLetterPolicy", "pushConfig.oidcToken.serviceAccountEmail")
    }


def test_a_difference_says_file_resource_got_and_expected(tmp_path: Path) -> None:
    golden = tmp_path / "least.yaml"
    text = yaml.safe_dump(inventory("least"))
    golden.write_text(text.replace("INTERNAL_ONLY", "ALL"), encoding="utf-8")
    (line,) = differences("least", golden)
    assert line.startswith("least.yaml: gcp:cloudrunv2/service:Service push-worker: ingress is ")
    assert line.endswith("'INGRESS_TRAFFIC_INTERNAL_ONLY', expected 'INGRESS_TRAFFIC_ALL'")


def test_what_is_new_and_what_is_gone_is_said(tmp_path: Path) -> None:
    golden = tmp_path / "least.yaml"
    text = yaml.safe_dump(inventory("least"))
    golden.write_text(text.replace("Topic content-requests:", "Topic content:"), encoding="utf-8")
    assert differences("least", golden) == [
        "least.yaml: gcp:pubsub/topic:Topic content is gone",
        "least.yaml: gcp:pubsub/topic:Topic content-requests is new",
    ]
