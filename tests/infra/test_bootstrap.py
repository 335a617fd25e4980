"""The bootstrap script, run dry, and run in a new project with programs that only write down their calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from bootstrap_script import (
    OPTIONS,
    PROJECT,
    ROOT,
    STATE,
    Command,
    Recorder,
    dry_run,
    having,
    option,
    script,
)
from bootstrap_table import GRANTED, ROWS

if TYPE_CHECKING:
    from pathlib import Path

POOL = "principalSet://iam.googleapis.com/projects/PROJECT_NUMBER/locations/global/workloadIdentityPools"


@pytest.fixture(scope="module")
def commands() -> list[Command]:
    return dry_run()


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    recorder = Recorder(tmp_path)
    recorder.prepare()
    return recorder


def test_without_yes_nothing_is_run(recorder: Recorder) -> None:
    assert script(*OPTIONS, path=recorder.path).returncode == 0
    assert recorder.calls() == []


def test_with_yes_exactly_the_printed_commands_are_run(recorder: Recorder, commands: list[Command]) -> None:
    printed = "\n".join(" ".join(command) for command in commands)
    for placeholder, number in {
        "PROJECT_NUMBER": "4711",
        "REPOSITORY_ID": "1001",
        "OWNER_ID": "2002",
    }.items():
        assert placeholder in printed
        printed = printed.replace(placeholder, number)
    assert recorder.changes() == printed.replace(f"env PULUMI_BACKEND_URL={STATE} ", "").splitlines()


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


def test_the_applier_cannot_administer_the_state_bucket_nor_anything_in_it(commands: list[Command]) -> None:
    (command,) = having(commands, "--role=roles/storage.admin")
    bucket = f"projects/_/buckets/{PROJECT}-pulumi-state"
    title, _, expression = option(command, "condition").removeprefix("^|^").partition("|")
    assert title == "title=not-the-state-bucket"
    assert expression == f"expression=resource.name != '{bucket}' && !resource.name.startsWith('{bucket}/')"


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


def test_only_this_repository_is_trusted_by_its_numbers_and_its_name(commands: list[Command]) -> None:
    (provider,) = having(commands, "create-oidc")
    assert option(provider, "attribute-condition").split(" && ") == [
        "assertion.repository_id == 'REPOSITORY_ID'",
        "assertion.repository_owner_id == 'OWNER_ID'",
        "assertion.repository == 'vividly/platform'",
    ]
    assert option(provider, "issuer-uri") == "https://token.actions.githubusercontent.com"


def test_every_claim_that_says_who_asks_is_mapped(commands: list[Command]) -> None:
    (provider,) = having(commands, "create-oidc")
    mapping = dict(pair.split("=", 1) for pair in option(provider, "attribute-mapping").split(","))
    assert mapping == {
        "google.subject": "assertion.sub",
        "attribute.repository": "assertion.repository",
        "attribute.repository_id": "assertion.repository_id",
        "attribute.ref": "assertion.ref",
        "attribute.environment": "assertion.environment",
        "attribute.deployment": "assertion.environment + '/' + assertion.ref",
    }


def becomes(commands: list[Command]) -> list[tuple[str, str]]:
    """Give which member of the pool may act as whom."""
    grants = having(commands, "service-accounts", "add-iam-policy-binding")
    assert {option(command, "role") for command in grants} == {"roles/iam.workloadIdentityUser"}
    return [(command[4].partition("@")[0], option(command, "member")) for command in grants]


def test_the_planner_needs_a_github_environment_and_the_applier_a_branch_too(commands: list[Command]) -> None:
    assert becomes(commands) == [
        ("pulumi-planner-dev", f"{POOL}/github-dev/attribute.environment/dev-preview"),
        ("pulumi-applier-dev", f"{POOL}/github-dev/attribute.deployment/dev/refs/heads/main"),
    ]


def test_the_branch_of_the_applier_can_be_chosen() -> None:
    assert becomes(dry_run("--branch", "release/1"))[1][1].endswith("/dev/refs/heads/release/1")


def test_the_github_environments_are_made_and_the_planners_tells_the_workflow(
    commands: list[Command],
) -> None:
    made = [command[4] for command in having(commands, "gh", "PUT")]
    assert made == [f"repos/vividly/platform/environments/{name}" for name in ("dev-preview", "dev")]
    told = {
        command[3]: command[command.index("--env") + 1] for command in having(commands, "variable", "set")
    }
    assert told == {"WORKLOAD_IDENTITY_PROVIDER": "dev-preview", "PLANNER": "dev-preview"}


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
