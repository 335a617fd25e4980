"""The workflow about models: pinned, with reading rights only, made of commands that a person can run."""

from __future__ import annotations

import re
from typing import Any

import yaml
from commands import ROOT, targets

TEXT = (ROOT / ".github/workflows/models.yml").read_text()
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
STEPS: list[dict[str, Any]] = [step for job in JOBS.values() for step in job["steps"]]


def test_it_runs_at_pull_requests_and_by_the_calendar() -> None:
    # YAML 1.1 reads the key `on` as true.
    assert set(WORKFLOW[True]) == {"pull_request", "schedule", "workflow_dispatch"}
    assert JOBS["refresh"]["if"] == "github.event_name != 'pull_request'"


def test_no_job_may_do_more_than_read() -> None:
    assert WORKFLOW["permissions"] == {}
    assert [job["permissions"] for job in JOBS.values()] == [{"contents": "read"}] * len(JOBS)
    assert all(job["timeout-minutes"] <= 60 for job in JOBS.values())
    assert "secrets." not in TEXT


def test_its_actions_are_those_of_pull_requests_pinned_alike() -> None:
    other = (ROOT / ".github/workflows/pull-request.yml").read_text()
    uses = re.findall(r"uses: (.+)", TEXT)
    assert uses
    assert [use for use in uses if f"uses: {use}" not in other] == []


def test_every_command_is_one_that_a_person_can_run() -> None:
    commands = [step["run"].split()[1] for step in STEPS if "run" in step]
    assert commands == ["models", "models-refresh"]
    assert set(commands) <= targets()


def test_the_day_reaches_the_lint_from_the_pipeline_only() -> None:
    (line,) = re.findall(r"preflight models lint .*", (ROOT / "Makefile").read_text())
    assert '--today "$$(date -u +%F)"' in line
