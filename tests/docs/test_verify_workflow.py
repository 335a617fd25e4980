"""The workflow that asks a project: by hand only, as who reads and nothing else, about all but what costs."""

from __future__ import annotations

import re
from typing import Any

import yaml
from commands import ROOT

from preflight.verify import probes

TEXT = (ROOT / ".github/workflows/verify.yml").read_text()
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
(JOB,) = WORKFLOW["jobs"].values()


def test_it_is_started_by_hand_for_one_environment() -> None:
    # YAML 1.1 reads the key `on` as true.
    assert set(WORKFLOW[True]) == {"workflow_dispatch"}
    assert JOB["environment"] == "${{ inputs.environment }}" == JOB["env"]["ENVIRONMENT"]


def test_it_becomes_the_planner_and_has_no_other_right() -> None:
    assert WORKFLOW["permissions"] == {}
    assert JOB["permissions"] == {"contents": "read", "id-token": "write"}
    assert JOB["timeout-minutes"] <= 60
    assert "secrets." not in TEXT
    (auth,) = [step for step in JOB["steps"] if "/auth@" in step.get("uses", "")]
    assert auth["with"]["service_account"] == "${{ vars.PLANNER }}"


def test_its_actions_are_those_of_pull_requests_pinned_alike() -> None:
    other = (ROOT / ".github/workflows/pull-request.yml").read_text()
    uses = re.findall(r"uses: (.+)", TEXT)
    assert uses
    assert [use for use in uses if f"uses: {use}" not in other] == []


def test_it_runs_every_probe_but_the_one_that_calls_models() -> None:
    (asked,) = [step for step in JOB["steps"] if "run" in step]
    assert asked["run"] == 'make verify STACK="${ENVIRONMENT%-preview}" ARGS="$PROBES --format github"'
    assert asked["env"]["PROBES"].replace("--only ", "").split() == sorted({*probes.names()} - {"models"})


def test_no_text_of_others_reaches_a_shell() -> None:
    assert [step for step in JOB["steps"] if "${{" in step.get("run", "")] == []
