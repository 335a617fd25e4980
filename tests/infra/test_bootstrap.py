"""The bootstrap script, run dry, and run against a gcloud that only writes down what it was told."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from bootstrap_table import BOOTSTRAP, GRANTED, ROWS

if TYPE_CHECKING:
    from pathlib import Path

ROOT = BOOTSTRAP.parents[1]
PROJECT = "vividly-dev-rich"
STATE = f"gs://{PROJECT}-pulumi-state"
OPTIONS = ["--environment", "dev", "--project", PROJECT, "--repository", "vividly/platform"]
Command = list[str]


def script(*options: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": path} if path else {})
    command = ["bash", str(BOOTSTRAP / "bootstrap.sh"), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def dry_run(*options: str) -> list[Command]:
    ran = script(*OPTIONS, *options)
    assert (ran.returncode, ran.stderr) == (0, "")
    return [shlex.split(line) for line in ran.stdout.splitlines() if not line.startswith("#")]


def option(command: Command, name: str) -> str:
    (value,) = [word.partition("=")[2] for word in command if word.startswith(f"--{name}=")]
    return value


def having(commands: list[Command], *words: str) -> list[Command]:
    return [command for command in commands if all(word in command for word in words)]


@pytest.fixture(scope="module")
def commands() -> list[Command]:
    return dry_run()


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    """Programs that only write down each call; a file `found` makes them find everything."""
    for name in ("gcloud", "gh", "pulumi"):
        program = tmp_path / name
        program.write_text(
            f'#!/bin/bash\necho "{name} $*" >> "{tmp_path}/calls"\n'
            'if [[ "$*" == *projectNumber* ]]; then echo 4711; exit 0; fi\n'
            f'if [[ "$*" == *@(describe|--show-name)* && ! -e "{tmp_path}/found" ]]; then exit 1; fi\n'
        )
        program.chmod(0o755)
    return tmp_path


def calls(recorder: Path) -> list[str]:
    path = f"{recorder}:{os.environ['PATH']}"
    ran = script(*OPTIONS, "--yes", path=path)
    assert (ran.returncode, ran.stderr) == (0, "")
    return (recorder / "calls").read_text().splitlines()


def test_without_yes_nothing_is_run(recorder: Path) -> None:
    ran = script(*OPTIONS, path=f"{recorder}:{os.environ['PATH']}")
    assert ran.returncode == 0
    assert not (recorder / "calls").exists()


def test_with_yes_exactly_the_printed_commands_are_run(recorder: Path, commands: list[Command]) -> None:
    made = [call for call in calls(recorder) if not re.search(" describe |--show-name", call)]
    printed = [" ".join(command).replace("PROJECT_NUMBER", "4711") for command in commands]
    assert made == [line.removeprefix(f"env PULUMI_BACKEND_URL={STATE} ") for line in printed]


def test_a_second_run_creates_nothing(recorder: Path) -> None:
    (recorder / "found").touch()
    assert [call for call in calls(recorder) if re.search(" create| init ", call)] == []


@pytest.mark.parametrize("holder", ["planner", "applier"])
def test_each_role_of_the_table_is_granted_once_and_no_other(commands: list[Command], holder: str) -> None:
    member = f"--member=serviceAccount:pulumi-{holder}-dev@{PROJECT}.iam.gserviceaccount.com"
    granted = [option(command, "role") for command in having(commands, "projects", member)]
    wanted = {row.role.replace("{project}", PROJECT) for row in ROWS if row.holder == holder and row.role}
    assert sorted(granted) == sorted(wanted)


def test_no_basic_role_is_granted_and_no_key_is_made(commands: list[Command]) -> None:
    words = {word for command in commands for word in command}
    assert {word for word in words if re.search(r"roles/(owner|editor|viewer)$", word)} == set()
    assert having(commands, "service-accounts", "keys") == []


def test_the_applier_grants_only_the_roles_that_the_program_grants(commands: list[Command]) -> None:
    (command,) = having(commands, "--role=roles/resourcemanager.projectIamAdmin")
    listed = ",".join(f"'{role}'" for role in GRANTED)
    assert f"modifiedGrantsByRole', []).hasOnly([{listed}])" in option(command, "condition")


def test_the_applier_cannot_administer_the_state_bucket(commands: list[Command]) -> None:
    (command,) = having(commands, "--role=roles/storage.admin")
    assert f"resource.name != 'projects/_/buckets/{PROJECT}-pulumi-state'" in option(command, "condition")


def test_the_applier_cannot_write_iam_policies_of_service_accounts(commands: list[Command]) -> None:
    (keeper,) = having(commands, "roles", "create")
    assert "setIamPolicy" not in option(keeper, "permissions")
    assert having(commands, "--role=roles/iam.serviceAccountAdmin") == []


def test_the_state_bucket_is_closed_and_keeps_versions(commands: list[Command]) -> None:
    assert having(commands, STATE, "create", "--uniform-bucket-level-access", "--public-access-prevention")
    assert having(commands, STATE, "update", "--versioning")


def test_the_stack_is_kept_in_that_bucket_under_that_key(commands: list[Command]) -> None:
    (init,) = having(commands, "pulumi", "init", f"PULUMI_BACKEND_URL={STATE}")
    key = f"gcpkms://projects/{PROJECT}/locations/us-central1/keyRings/pulumi-dev/cryptoKeys/state"
    assert option(init, "secrets-provider") == key


def test_the_planner_reads_the_state_and_the_applier_writes_it(commands: list[Command]) -> None:
    state = [command for command in commands if {"buckets", "keys"} & set(command)]
    held = {
        (option(command, "member").partition("pulumi-")[2].partition("@")[0], option(command, "role"))
        for command in having(state, "add-iam-policy-binding")
    }
    assert held == {
        ("planner-dev", "roles/storage.objectViewer"),
        ("planner-dev", "roles/cloudkms.cryptoKeyDecrypter"),
        ("applier-dev", "roles/storage.objectUser"),
        ("applier-dev", "roles/cloudkms.cryptoKeyEncrypterDecrypter"),
    }


def test_only_this_repository_becomes_the_planner_and_only_its_branch_the_applier(
    commands: list[Command],
) -> None:
    (provider,) = having(commands, "create-oidc")
    assert option(provider, "attribute-condition") == "assertion.repository == 'vividly/platform'"
    pool = "principalSet://iam.googleapis.com/projects/PROJECT_NUMBER/locations/global/workloadIdentityPools"
    members = [
        option(command, "member")
        for command in having(commands, "service-accounts", "add-iam-policy-binding")
    ]
    assert members == [
        f"{pool}/github-dev/attribute.repository/vividly/platform",
        f"{pool}/github-dev/attribute.ref/refs/heads/main",
    ]


def test_a_home_of_its_own_holds_everything_but_the_roles() -> None:
    for command in dry_run("--home", "vividly-seed"):
        if "projects" in command[:2] or "roles" in command[:3]:
            assert PROJECT in " ".join(command)
        elif command[:3] == ["gcloud", "iam", "service-accounts"] or "kms" in command:
            assert option(command, "project") == "vividly-seed"


def test_every_api_that_the_provider_needs_beforehand_is_enabled(commands: list[Command]) -> None:
    declared = yaml.safe_load((ROOT / "infra/apis.yaml").read_text())
    bootstrap = {entry["api"] for entry in declared if entry.get("bootstrap")}
    (enabled,) = having(commands, "services", "enable")
    assert bootstrap
    assert bootstrap <= set(enabled)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (OPTIONS[2:], "missing-option --environment"),
        (OPTIONS[:4], "missing-option --repository"),
        ([*OPTIONS, "--branch"], "missing-value --branch"),
        ([*OPTIONS, "--force"], "unknown-option --force"),
        ([*OPTIONS, "--repository", "platform"], "bad-repository platform"),
        ([*OPTIONS, "--repository", "o/n' || true"], "bad-repository"),
        ([*OPTIONS, "--environment", "Production"], "bad-environment Production"),
        (
            [*OPTIONS, "--environment", "nowhere"],
            "unknown-environment nowhere; write Pulumi.nowhere.yaml first",
        ),
    ],
)
def test_wrong_options_are_explained_and_nothing_is_printed_to_run(options: list[str], said: str) -> None:
    ran = script(*options)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert said in ran.stderr
    assert "--environment NAME" in ran.stderr
