"""The workflow of a pull request: pinned, with the least rights, made of commands that a person can run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from commands import ROOT, targets

TEXT = (ROOT / ".github/workflows/pull-request.yml").read_text()
WORKFLOW: dict[Any, Any] = yaml.safe_load(TEXT)
JOBS: dict[str, dict[str, Any]] = WORKFLOW["jobs"]
STEPS: list[dict[str, Any]] = [step for job in JOBS.values() for step in job["steps"]]


def test_it_runs_for_pull_requests_and_never_with_the_rights_of_the_base() -> None:
    # YAML 1.1 reads the key `on` as true.
    assert WORKFLOW[True] == {"pull_request": None}


def test_every_action_is_pinned_by_digest_with_its_version_beside_it() -> None:
    uses = re.findall(r"uses: (.+)", TEXT)
    assert len(uses) == sum("uses" in step for step in STEPS)
    pinned = re.compile(r"[\w-]+/[\w-]+(/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [use for use in uses if not pinned.fullmatch(use)] == []


def test_an_action_has_one_digest_wherever_it_is_used() -> None:
    uses = {step["uses"] for step in STEPS if "uses" in step}
    assert len(uses) == len({use.partition("@")[0] for use in uses})


def test_rights_are_named_job_by_job_and_no_job_has_more_than_one_beyond_reading() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "test": {"contents": "read"},
        "preflight": {"contents": "read"},
        "code-scanning": {"contents": "read", "security-events": "write"},
        "environments": {"contents": "read"},
        "preview": {"contents": "read", "id-token": "write"},
        "policy-scanning": {"contents": "read", "security-events": "write"},
    }


def test_a_checkout_leaves_no_credentials_behind() -> None:
    checkouts = [step for step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(JOBS)
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * len(checkouts)


def test_every_job_has_an_end_and_a_newer_push_stops_the_older_run() -> None:
    assert all(job["timeout-minutes"] <= 60 for job in JOBS.values())
    assert WORKFLOW["concurrency"]["cancel-in-progress"] is True


def test_no_secret_is_used_and_no_text_of_others_reaches_a_shell() -> None:
    assert "secrets." not in TEXT
    assert [step["run"] for step in STEPS if "${{" in step.get("run", "")] == []


# What the stack must have because the code needs it: APIs, variables, roles.
COMPARED = ["preflight", "env", "iam"]
SWITCHED_ON = "vars.CODE_SCANNING == 'true'"
OURS = "github.event.pull_request.head.repo.full_name == github.repository"


def test_a_fork_gets_no_preview() -> None:
    assert JOBS["environments"]["if"] == OURS
    assert "environments" in JOBS["preview"]["needs"]


def test_findings_reach_code_scanning_only_where_they_may_and_where_it_is_switched_on() -> None:
    job = JOBS["code-scanning"]
    assert job["if"] == f"{SWITCHED_ON} && {OURS}"
    made, uploaded = job["steps"][-6:-3], job["steps"][-3:]
    assert [step["run"].split()[1] for step in made] == COMPARED
    files = [step["run"].strip('"').split()[-1] for step in made]
    assert [step["with"]["sarif_file"] for step in uploaded] == files
    # A finding must not keep its own report from being uploaded, and no other step may fail unseen.
    assert [step for job in JOBS.values() for step in job["steps"] if "continue-on-error" in step] == made


def test_findings_fail_the_job_that_everybody_gets() -> None:
    job = JOBS["preflight"]
    assert "if" not in job
    told = job["steps"][-3:]
    assert [step["run"] for step in told] == [f'make {name} ARGS="--format github"' for name in COMPARED]
    # What one has found must not keep the next from being asked.
    assert [step.get("if") for step in told] == [None, "!cancelled()", "!cancelled()"]


def test_the_preview_runs_in_the_github_environment_that_the_planner_is_bound_to() -> None:
    # Without it the token has no `environment`, and Google hands out nothing: infra/bootstrap/bootstrap.sh.
    assert JOBS["preview"]["environment"] == "${{ matrix.environment }}-preview"
    assert {name for name, job in JOBS.items() if "environment" in job} == {"preview"}
    script = (ROOT / "infra/bootstrap/bootstrap.sh").read_text()
    assert 'become "$planner" ' in script
    assert '/attribute.environment/$environment-preview"' in script


def test_an_environment_without_a_planner_is_passed_over_aloud() -> None:
    first, *rest = JOBS["preview"]["steps"]
    assert first["if"] == "vars.PLANNER == ''"
    assert first["run"].startswith('echo "::warning')
    # What comes behind the preview runs when the preview ran, and that is passed over like the rest.
    after = "!cancelled() && steps.preview.outcome != 'skipped'"
    assert {step["if"].removesuffix(f" && {SWITCHED_ON}") for step in rest} == {"vars.PLANNER != ''", after}
    (preview,) = [step for step in rest if step.get("id") == "preview"]
    assert preview["if"] == "vars.PLANNER != ''"
    assert {step["if"] for step in rest[: rest.index(preview)]} == {"vars.PLANNER != ''"}


def test_what_policy_said_is_told_even_if_that_made_the_preview_fail_and_no_events_leave_the_job() -> None:
    *_, preview, told, made, kept = JOBS["preview"]["steps"]
    assert preview["env"] == {"PULUMI_DEBUG_COMMANDS": "true"}
    assert "--event-log events.json" in preview["run"]
    assert told["run"] == ".venv/bin/preflight report events.json --format github"
    assert made["run"] == '.venv/bin/preflight report events.json --format sarif --output "$STACK.sarif"'
    assert [step["if"].endswith(SWITCHED_ON) for step in (told, made, kept)] == [False, True, True]
    assert (
        kept["with"]["path"]
        == "${{ matrix.environment }}.sarif"
        == f"{JOBS['preview']['env']['STACK']}.sarif"
    )


def test_what_policy_said_reaches_code_scanning_from_every_preview_that_ran() -> None:
    job, kept = JOBS["policy-scanning"], JOBS["preview"]["steps"][-1]
    assert (job["needs"], job["if"].endswith(SWITCHED_ON)) == ("preview", True)
    assert job["if"].startswith("!cancelled() && needs.preview.result != 'skipped'")
    *_, taken, uploaded = job["steps"]
    assert kept["with"]["name"].startswith(taken["with"]["pattern"].removesuffix("*"))
    assert uploaded["with"]["sarif_file"] == taken["with"]["path"]
    assert uploaded["if"] == f"hashFiles('{taken['with']['path']}/*.sarif') != ''"


def test_every_environment_but_the_local_one_is_found_by_its_file(tmp_path: Path) -> None:
    (find,) = [step for step in JOBS["environments"]["steps"] if "run" in step]
    output = tmp_path / "output"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {"PATH": path, "GITHUB_OUTPUT": str(output)}
    subprocess.run(["bash", "-e", "-c", find["run"]], cwd=ROOT, check=True, env=environment)
    files = {file.name.split(".")[1] for file in ROOT.glob("Pulumi.*.yaml")}
    name, _, found = output.read_text().partition("=")
    assert JOBS["environments"]["outputs"] == {name: f"${{{{ steps.{find['id']}.outputs.{name} }}}}"}
    assert json.loads(found) == sorted(files - {"local"})


def test_the_rest_is_make() -> None:
    commands = [step["run"] for step in STEPS if "run" in step and step.get("id") != "find"]
    shape = re.compile(r'make ([a-z-]+)( STACK="\$STACK")?( ARGS="[a-z. -]+")?')
    made = {match.group(1) for command in commands if (match := shape.fullmatch(command))}
    assert made == {"test", *COMPARED, "preview"}
    assert made <= targets()
    # These check; the reports of what is already there are made by the command that it runs.
    ours = r"make |echo |\.venv/bin/preflight report "
    assert [command for command in commands if not re.match(ours, command)] == []


def test_the_preview_proves_who_it_is_after_the_checkout_and_before_the_command() -> None:
    told = (step.get("uses", step.get("run", "")) for step in JOBS["preview"]["steps"])
    steps = [re.split("@| ARGS=", step)[0] for step in told]
    order = ["actions/checkout", "google-github-actions/auth", 'make preview STACK="$STACK"']
    assert [step for step in steps if step in order] == order
