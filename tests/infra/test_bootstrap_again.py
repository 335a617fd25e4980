"""The bootstrap script where much is there already: what differs is changed, what is too much is taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from bootstrap_script import OPTIONS, PROJECT, STATE, Recorder, option, script
from bootstrap_table import GRANTED

if TYPE_CHECKING:
    from pathlib import Path

APPLIER = f"serviceAccount:pulumi-applier-dev@{PROJECT}.iam.gserviceaccount.com"
PLANNER = f"serviceAccount:pulumi-planner-dev@{PROJECT}.iam.gserviceaccount.com"
KEY = f"state --keyring=pulumi-dev --location=us-central1 --project={PROJECT}"
POOL = "principalSet://iam.googleapis.com/projects/4711/locations/global/workloadIdentityPools/github-dev"
ONLY = ",".join(f"'{role}'" for role in GRANTED)
RIGHT = f"api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([{ONLY}])"
FOUND = {
    "projectNumber": "4711",
    " describe ": "",
    "--show-name": "dev",
    "/environments --jq": r"dev-preview\ndev\n",
}


@pytest.fixture
def recorder(tmp_path: Path) -> Recorder:
    return Recorder(tmp_path)


def held(place: str, member: str, *bindings: tuple[str, str, str]) -> dict[str, str]:
    """Answer for what `member` holds at `place`: role, title and expression of each binding."""
    lines = [r"\t".join(binding) + r"\n" for binding in bindings]
    question = f'{place} --flatten=bindings[].members --filter=bindings.members="{member}"'
    return {question: "".join(lines)}


def removals(changes: list[str]) -> list[str]:
    return [change for change in changes if "remove-iam-policy-binding" in change]


def test_nothing_is_created_that_is_there(recorder: Recorder) -> None:
    recorder.prepare(FOUND)
    changes = recorder.changes()
    assert changes
    assert [change for change in changes if re.search(r" create| init |PUT", change)] == []


def test_the_custom_role_and_the_provider_are_brought_up_to_date(recorder: Recorder) -> None:
    recorder.prepare(FOUND)
    (role, provider) = [change for change in recorder.changes() if re.search(r" update(-oidc)? ", change)][1:]
    assert role.startswith("gcloud iam roles update pulumiServiceAccountKeeper")
    assert "iam.serviceAccounts.update" in option(role.split(), "permissions")
    assert "providers update-oidc github " in provider
    assert "assertion.repository == 'vividly/platform'" in provider


def test_a_bucket_that_was_opened_is_closed_again(recorder: Recorder) -> None:
    recorder.prepare(FOUND)
    update = f"gcloud storage buckets update {STATE} --versioning --uniform-bucket-level-access"
    assert f"{update} --public-access-prevention" in recorder.changes()


@pytest.mark.parametrize("member", [PLANNER, APPLIER])
@pytest.mark.parametrize(
    ("place", "command"),
    [
        (f"projects get-iam-policy {PROJECT}", f"gcloud projects remove-iam-policy-binding {PROJECT}"),
        (
            f"buckets get-iam-policy {STATE}",
            f"gcloud storage buckets remove-iam-policy-binding {STATE}",
        ),
        (
            f"keys get-iam-policy {KEY}",
            f"gcloud kms keys remove-iam-policy-binding {KEY}",
        ),
    ],
)
def test_a_role_that_is_not_in_the_table_is_taken_away(
    recorder: Recorder, place: str, command: str, member: str
) -> None:
    recorder.prepare(FOUND | held(place, member, ("roles/editor", "", "")))
    assert removals(recorder.changes()) == [f"{command} --member={member} --role=roles/editor --all"]


def test_a_role_under_another_condition_is_taken_away_and_granted_anew(recorder: Recorder) -> None:
    role = "roles/resourcemanager.projectIamAdmin"
    place = f"projects get-iam-policy {PROJECT}"
    recorder.prepare(FOUND | held(place, APPLIER, (role, "only-granted-roles", "true")))
    changes = [change for change in recorder.changes() if f"--role={role}" in change]
    assert [change.split()[2] for change in changes] == [
        "remove-iam-policy-binding",
        "add-iam-policy-binding",
    ]
    assert changes[0].endswith(f"--member={APPLIER} --role={role} --all")
    assert RIGHT in changes[1]


def test_a_role_that_lost_its_condition_is_taken_away_and_granted_anew(recorder: Recorder) -> None:
    recorder.prepare(
        FOUND | held(f"projects get-iam-policy {PROJECT}", APPLIER, ("roles/storage.admin", "", ""))
    )
    assert [change.split()[-2] for change in removals(recorder.changes())] == ["--role=roles/storage.admin"]


def test_a_condition_of_several_lines_is_taken_away_with_its_role(recorder: Recorder) -> None:
    place = f"projects get-iam-policy {PROJECT}"
    recorder.prepare(FOUND | held(place, PLANNER, ("roles/owner", "for now", r"true\n&& true")))
    assert [change.split()[-2] for change in removals(recorder.changes())] == ["--role=roles/owner"]


def test_what_is_as_it_should_be_is_left_alone(recorder: Recorder) -> None:
    place = f"projects get-iam-policy {PROJECT}"
    right = ("roles/resourcemanager.projectIamAdmin", "only-granted-roles", RIGHT)
    recorder.prepare(
        FOUND
        | held(place, APPLIER, ("roles/run.admin", "", ""), right)
        | held(f"buckets get-iam-policy {STATE}", PLANNER, ("roles/storage.objectViewer", "", ""))
    )
    assert removals(recorder.changes()) == []


def test_whoever_else_could_become_them_no_longer_can(recorder: Recorder) -> None:
    account = APPLIER.removeprefix("serviceAccount:")
    old, right = f"{POOL}/attribute.ref/refs/heads/main", f"{POOL}/attribute.deployment/dev/refs/heads/main"
    recorder.prepare(FOUND | {f"service-accounts get-iam-policy {account}": rf"{old}\n{right}\n"})
    (removal,) = removals(recorder.changes())
    assert removal.split()[2:5] == ["service-accounts", "remove-iam-policy-binding", account]
    assert removal.endswith(f" --role=roles/iam.workloadIdentityUser --member={old} --all")


def test_a_github_environment_that_is_there_keeps_its_reviewers(recorder: Recorder) -> None:
    recorder.prepare(FOUND | {"/environments --jq": r"dev\nother\n"})
    made = [change for change in recorder.changes() if "PUT" in change]
    assert made == ["gh api --method PUT repos/vividly/platform/environments/dev-preview --silent"]


@pytest.mark.parametrize(
    "question",
    ["/environments --jq", f"projects get-iam-policy {PROJECT}", "service-accounts get-iam-policy"],
)
def test_a_question_without_an_answer_stops_the_script(recorder: Recorder, question: str) -> None:
    recorder.prepare(FOUND | {question: "FAIL"})
    assert script(*OPTIONS, "--yes", path=recorder.path).returncode != 0
    assert question in recorder.calls()[-1]
