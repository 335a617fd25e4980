"""Each environment consists of what was written down: an unmeant change shows as one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden_inventory import COMMAND, GOLDEN, differences

from infra import environments

if TYPE_CHECKING:
    from pathlib import Path

GOLDENS = sorted(GOLDEN.glob("*.yaml"))


@pytest.mark.parametrize("golden", GOLDENS, ids=lambda golden: golden.stem)
def test_an_environment_is_what_was_written_down(golden: Path) -> None:
    lines = differences(golden.stem, golden)
    assert lines == [], "\n".join([*lines, f"meant? {COMMAND}"])


def test_every_golden_has_its_environment() -> None:
    assert {golden.stem for golden in GOLDENS} <= set(environments.found())
    assert GOLDENS


def test_a_difference_says_file_resource_got_and_expected(tmp_path: Path) -> None:
    golden = tmp_path / "dev.yaml"
    text = (GOLDEN / "dev.yaml").read_text(encoding="utf-8")
    golden.write_text(text.replace("INTERNAL_ONLY", "ALL"), encoding="utf-8")
    (line,) = differences("dev", golden)
    assert line.startswith("dev.yaml: gcp:cloudrunv2/service:Service push-worker: ingress is ")
    assert line.endswith("'INGRESS_TRAFFIC_INTERNAL_ONLY', expected 'INGRESS_TRAFFIC_ALL'")


def test_what_is_new_and_what_is_gone_is_said(tmp_path: Path) -> None:
    golden = tmp_path / "dev.yaml"
    text = (GOLDEN / "dev.yaml").read_text(encoding="utf-8")
    golden.write_text(text.replace("Topic content-requests:", "Topic content:"), encoding="utf-8")
    assert differences("dev", golden) == [
        "dev.yaml: gcp:pubsub/topic:Topic content is gone",
        "dev.yaml: gcp:pubsub/topic:Topic content-requests is new",
    ]
