"""`preflight iam` compares what the code needs with what a stack grants, a finding for each difference."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from preflight import cli

if TYPE_CHECKING:
    from pathlib import Path

Json = dict[str, Any]
WORKER = "worker@p.iam.gserviceaccount.com"
ON = {
    "bucket": ("gcp:storage/bucketIAMMember:BucketIAMMember", {"bucket": "b"}),
    "topic": ("gcp:pubsub/topicIAMMember:TopicIAMMember", {"topic": "t"}),
    "project": ("gcp:projects/iAMMember:IAMMember", {"project": "p"}),
    "secret": ("gcp:secretmanager/secretIamMember:SecretIamMember", {"secretId": "s"}),
    "account": (
        "gcp:serviceaccount/iAMMember:IAMMember",
        {"serviceAccountId": f"projects/p/serviceAccounts/{WORKER}"},
    ),
}
READ = "from google.cloud import storage\nstorage.Client().bucket('b').blob('o').download_as_bytes()\n"
CREATE = "storage.Client().bucket('b').blob('o').upload_from_string('x', if_generation_match=0)\n"
REPLACE = "storage.Client().bucket('b').blob('o').upload_from_string('x')\n"
DELETE = "storage.Client().bucket('b').blob('o').delete()\n"
PUBLISH = "from google.cloud import pubsub_v1\npubsub_v1.PublisherClient().publish('t', b'')\n"
SIGN = "from google.cloud import storage\nstorage.Client().bucket('b').blob('o').generate_signed_url(60)\n"
UNTOLD = "from google.cloud import storage\nstorage.Client().bucket('b').frobnicate()\n"


def _service(name: str, identity: str, **more: object) -> Json:
    container = {"image": f"us-docker.pkg.dev/p/r/{name}:1", **more}
    template = {"serviceAccount": identity, "containers": [container]}
    return {
        "urn": f"urn:pulumi:dev::p::gcp:cloudrunv2/service:Service::{name}",
        "type": "gcp:cloudrunv2/service:Service",
        "custom": True,
        "inputs": {"name": name, "location": "us", "template": template},
    }


def _grant(number: int, role: str, on: str, member: str = f"serviceAccount:{WORKER}") -> Json:
    type_, named = ON[on]
    return {
        "urn": f"urn:pulumi:dev::p::{type_}::grant-{number}",
        "type": type_,
        "custom": True,
        "inputs": {**named, "role": role, "member": member},
    }


class Run(Protocol):
    """Runs the command on code and grants."""

    def __call__(
        self,
        text: str,
        *grants: tuple[str, str],
        services: tuple[Json, ...] = (),
        more: tuple[Json, ...] = (),
    ) -> tuple[int, Json]: ...


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Writes code and a stack, runs the command, and gives the exit code and the document."""

    def run(
        text: str, *grants: tuple[str, str], services: tuple[Json, ...] = (), more: tuple[Json, ...] = ()
    ) -> tuple[int, Json]:
        folder = tmp_path / "services" / "worker"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "main.py").write_text(text)
        resources = [
            *(services or (_service("worker", WORKER),)),
            *(_grant(number, role, on) for number, (role, on) in enumerate(grants)),
            *more,
        ]
        plan = tmp_path / "state.json"
        plan.write_text(json.dumps({"version": 3, "deployment": {"manifest": {}, "resources": resources}}))
        code = cli.main(["iam", str(tmp_path / "services"), "--plan", str(plan), "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


VIEWER, CREATOR, USER = (f"roles/storage.object{word}" for word in ("Viewer", "Creator", "User"))
ADMIN, JOBS, LOGS = "roles/storage.admin", "roles/bigquery.jobUser", "roles/logging.logWriter"
CASES: dict[str, tuple[str, list[tuple[str, str]], list[str]]] = {
    "what is needed is granted": (READ + CREATE, [(VIEWER, "bucket"), (CREATOR, "bucket")], []),
    "nothing is granted": (READ, [], ["IAM001"]),
    "one of two is granted": (READ + CREATE, [(VIEWER, "bucket")], ["IAM001"]),
    "granted on something else": (PUBLISH, [("roles/pubsub.publisher", "bucket")], ["IAM001", "IAM002"]),
    "granted on the project": (READ, [(VIEWER, "project")], ["IAM003"]),
    "a role that also deletes": (READ + CREATE, [(USER, "bucket")], ["IAM003"]),
    "a role that also deletes, where it may": (READ + REPLACE, [(USER, "bucket")], []),
    "a creator, where it may have to delete": (READ + REPLACE, [(VIEWER, "bucket"), (CREATOR, "bucket")], []),
    "a role that deletes, and must": (READ + DELETE, [(USER, "bucket")], []),
    "two roles of which one is enough": (READ, [(VIEWER, "bucket"), (CREATOR, "bucket")], ["IAM002"]),
    "an administrator": (READ, [(ADMIN, "bucket")], ["IAM003"]),
    "an editor": (READ, [("roles/editor", "project")], ["IAM003"]),
    "an owner beside the right role": (READ, [(VIEWER, "bucket"), ("roles/owner", "project")], ["IAM003"]),
    "a role of nothing that is called": (READ, [(VIEWER, "bucket"), (JOBS, "project")], ["IAM002"]),
    "what Cloud Run does itself": (READ, [(VIEWER, "bucket"), (LOGS, "project")], ["IAM002"]),
    "a narrower publisher": (PUBLISH, [("roles/pubsub.editor", "topic")], ["IAM003"]),
    "its own signature": (SIGN, [("roles/iam.serviceAccountTokenCreator", "account")], []),
    "a signature of anybody": (SIGN, [("roles/iam.serviceAccountTokenCreator", "project")], ["IAM003"]),
    "a call that nobody knows": (UNTOLD, [(USER, "bucket")], []),
    "a role that nobody knows": (READ, [("roles/storage.newRole", "bucket")], []),
    "a custom role that nobody declared": (READ, [("projects/p/roles/own", "bucket")], []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "grants", "codes"), CASES.values(), ids=CASES)
def test_a_difference_is_a_finding(
    judge: Run, text: str, grants: list[tuple[str, str]], codes: list[str]
) -> None:
    exit_code, document = judge(text, *grants)
    assert sorted(one["code"] for one in document["findings"]) == codes
    assert exit_code == (1 if "IAM001" in codes else 0)


def test_the_document_names_role_place_and_grant(judge: Run) -> None:
    _, document = judge(READ, (VIEWER, "bucket"))
    assert document["version"] == 1
    (service,) = document["services"]
    assert (service["service"], service["identity"]) == ("worker", WORKER)
    (needed,) = service["needed"]
    assert (needed["permission"], needed["role"], needed["line"]) == ("storage.objects.get", VIEWER, 2)
    assert needed["file"].endswith("services/worker/main.py")
    assert [grant["role"] for grant in service["granted"]] == [VIEWER]
    assert service["unknown"] == []


def test_what_is_missing_comes_with_the_line_that_grants_it(judge: Run) -> None:
    _, document = judge(PUBLISH)
    (finding,) = document["findings"]
    assert finding["level"] == "error"
    assert 'gcp.pubsub.TopicIAMMember(..., topic=..., role="roles/pubsub.publisher"' in finding["fix"]
    assert f'member="serviceAccount:{WORKER}"' in finding["fix"]


def test_a_secret_that_is_a_variable_needs_its_role(judge: Run) -> None:
    env = [{"name": "K", "valueSource": {"secretKeyRef": {"secret": "s", "version": "1"}}}]
    service = _service("worker", WORKER, envs=env)
    _, document = judge("x = 1\n", services=(service,))
    assert [one["code"] for one in document["findings"]] == ["IAM001"]
    assert "roles/secretmanager.secretAccessor" in document["findings"][0]["fix"]


def test_a_secret_that_nobody_is_told_yet_is_a_note(judge: Run) -> None:
    _, document = judge("x = 1\n", ("roles/secretmanager.secretAccessor", "secret"))
    assert [(one["code"], one["level"]) for one in document["findings"]] == [("IAM002", "note")]


def test_an_identity_that_two_share_needs_what_both_need(judge: Run) -> None:
    both = (_service("worker", WORKER), _service("other", WORKER))
    _, document = judge(READ, (VIEWER, "bucket"), ("roles/pubsub.publisher", "topic"), services=both)
    # No code of the other is found, so nobody can say that it does not publish.
    assert document["findings"] == []
    assert any("no code" in one["detail"] for service in document["services"] for one in service["unknown"])


def test_a_custom_role_of_the_stack_is_known(judge: Run) -> None:
    custom = {
        "urn": "urn:pulumi:dev::p::gcp:projects/iAMCustomRole:IAMCustomRole::own",
        "type": "gcp:projects/iAMCustomRole:IAMCustomRole",
        "custom": True,
        "inputs": {"roleId": "own", "permissions": ["storage.objects.get"], "title": "x"},
    }
    _, document = judge(READ + CREATE, ("projects/p/roles/own", "bucket"), more=(custom,))
    assert [one["code"] for one in document["findings"]] == ["IAM001"]
    assert "storage.objects.create" in document["findings"][0]["what"]


def test_a_default_identity_is_not_judged(judge: Run) -> None:
    _, document = judge(READ, services=(_service("worker", ""),))
    assert document["findings"] == []
    assert "default service account" in document["services"][0]["unknown"][0]["detail"]


def test_needed_only_compares_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "main.py").write_text(READ)
    assert cli.main(["iam", str(tmp_path), "--needed-only", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["role"] for one in document["services"][0]["needed"]] == [VIEWER]
    assert document["findings"] == []


GENERATE = "from google import genai\ngenai.Client().models.generate_content(model='m', contents='c')\n"
SWITCH = "GOOGLE_GENAI_USE_VERTEXAI"


@pytest.mark.parametrize(
    ("value", "granted", "codes"),
    [("true", False, ["IAM001"]), ("true", True, []), ("false", True, []), ("false", False, [])],
)
def test_a_variable_of_the_service_turns_a_client_to_vertex(
    judge: Run, value: str, *, granted: bool, codes: list[str]
) -> None:
    service = _service("worker", WORKER, envs=[{"name": SWITCH, "value": value}])
    grants = [("roles/aiplatform.user", "project")] if granted else []
    _, document = judge(GENERATE, *grants, services=(service,))
    assert [one["code"] for one in document["findings"]] == codes


def test_what_a_signed_url_allows_is_not_spare(judge: Run) -> None:
    _, document = judge(SIGN, ("roles/iam.serviceAccountTokenCreator", "account"), (VIEWER, "bucket"))
    assert document["findings"] == []


HINTS: dict[str, tuple[str, str, bool]] = {
    "an address that something opens": ("query.sql", "select * from 'gs://b/x.parquet'\n", True),
    "a resource of a framework": ("a.properties", "app.file=gs://b/x\n", True),
    "a language that nobody reads": ("app.rb", "puts 1\n", True),
    "a file that cannot be read to its end": ("more.py", "from google.cloud import storage\nprint(\n", True),
    "another API's address": ("a.properties", "broker=gcpubsub://projects/p\n", False),
    "a test": ("test_x.py", "x = 'gs://b/o'\n", False),
    "a document": ("README.md", "gs://b/x\n", False),
    "the end of another word": ("a.properties", "a=things://b\n", False),
}


@pytest.mark.parametrize(("name", "text", "held"), HINTS.values(), ids=HINTS)
def test_what_is_only_hinted_at_holds_a_warning_back(
    tmp_path: Path, judge: Run, name: str, text: str, *, held: bool
) -> None:
    folder = tmp_path / "services" / "worker"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)
    _, document = judge("x = 1\n", (VIEWER, "bucket"))
    assert ("IAM002" in {one["code"] for one in document["findings"]}) is not held


def _beside(type_: str, **inputs: object) -> Json:
    return {
        "urn": f"urn:pulumi:dev::p::{type_}::beside",
        "type": type_,
        "custom": True,
        "inputs": inputs,
    }


TOKEN = {"oidcToken": {"serviceAccountEmail": WORKER}, "pushEndpoint": "https://x"}
USERS: dict[str, tuple[tuple[Json, ...], list[str]]] = {
    "a trigger": ((_beside("gcp:eventarc/trigger:Trigger", serviceAccount=WORKER),), []),
    "a subscription that pushes": ((_beside("gcp:pubsub/subscription:Subscription", pushConfig=TOKEN),), []),
    "somebody else's trigger": (
        (_beside("gcp:eventarc/trigger:Trigger", serviceAccount=f"other-{WORKER}"),),
        ["IAM002"],
    ),
    "who makes it": ((_beside("gcp:serviceaccount/key:Key", serviceAccountId=WORKER),), ["IAM002"]),
    "nothing": ((), ["IAM002"]),
}


@pytest.mark.parametrize(("more", "codes"), USERS.values(), ids=USERS)
def test_who_else_uses_an_identity_may_need_what_it_is_granted(
    judge: Run, more: tuple[Json, ...], codes: list[str]
) -> None:
    _, document = judge("x = 1\n", ("roles/eventarc.eventReceiver", "project"), more=more)
    assert [one["code"] for one in document["findings"]] == codes


BROKEN: dict[str, tuple[str, int]] = {
    "a bracket that is never closed": (READ + "print(\n", 3),
    "a definition that is none": (READ + "def f(:\n    pass\n", 3),
    "nothing of Google's": ("def f(:\n", 0),
    "nothing wrong": (READ, 0),
}


@pytest.mark.parametrize(("text", "exit_code"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_read_is_told_and_exits_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, exit_code: int
) -> None:
    (tmp_path / "main.py").write_text(text)
    assert cli.main(["iam", str(tmp_path), "--needed-only", "--format", "json"]) == exit_code
    document = json.loads(capsys.readouterr().out)
    assert bool(document["findings"]) is bool(exit_code)


def test_a_path_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    assert cli.main(["iam", str(tmp_path / "nowhere")]) == 2


def test_this_projects_own_services_are_granted_what_they_need_and_no_more(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["iam", "services", "--stack", "dev", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {one["service"] for one in document["services"]} == {"api", "push_worker"}
    assert all(one["unknown"] == [] for one in document["services"])
    # The secret is granted before a version of it is pinned, as docs/how-to says.
    assert [(one["code"], one["level"]) for one in document["findings"]] in ([], [("IAM002", "note")])
