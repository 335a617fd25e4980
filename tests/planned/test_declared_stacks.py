"""What a stack declares: by running a program under mocks, and from what the engine wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from preflight.ending import COULD_NOT_LOOK, USAGE, StoppedError
from preflight.planned import reading
from preflight.planned.grants import grants
from preflight.planned.services import folder_name, services
from preflight.planned.stack import SECRET, UNKNOWN, Planned, Resource

ROOT = Path(__file__).parents[2]
ACCOUNT = "gcp:serviceaccount/account:Account"

PROGRAM = """
import pulumi, pulumi_gcp as gcp
config = pulumi.Config()
account = gcp.serviceaccount.Account("runs-api", account_id="runs-api")
topic = gcp.pubsub.Topic("orders")
gcp.pubsub.TopicIAMMember("publishes", topic=topic.id, role="roles/pubsub.publisher", member=account.member)
both = ["user:a@b.c", account.member]
gcp.storage.BucketIAMBinding("reads", bucket="b", role="roles/storage.objectViewer", members=both)
held = {"secret_key_ref": {"secret": "projects/p/secrets/held", "version": "2"}}
gcp.cloudrunv2.Service("api", location=config.get("region") or "us-central1", template={
    "service_account": account.email,
    "containers": [{"image": "gcr.io/p/api:1", "envs": [
        {"name": "PLAIN", "value": config.get("plain")},
        {"name": "NUMBER", "value": topic.effective_labels.apply(str)},
        {"name": "KEPT", "value": config.get_secret("kept")},
        {"name": "HELD", "value_source": held},
    ]}],
})
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\nconfig:\n  plain: by-default\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  gcp:project: shop-dev\n  shop:kept:\n    secure: v1:x\n"
    )
    (tmp_path / "__main__.py").write_text(PROGRAM)
    return tmp_path


def test_a_program_is_run_without_an_engine(project: Path) -> None:
    assert reading.stacks(project) == ["dev"]
    (service,) = services(reading.declared(project, "dev"))
    assert (service.name, service.location, service.project) == ("api", "us-central1", "shop-dev")
    assert service.identity == "runs-api@shop-dev.iam.gserviceaccount.com"
    assert service.folder_names == ("api",)
    told = {name: (one.value, one.secret, one.version, one.kept) for name, one in service.env.items()}
    assert told == {
        "PLAIN": ("by-default", None, None, False),
        "NUMBER": (None, None, None, False),
        "KEPT": (None, None, None, True),
        "HELD": (None, "held", "2", False),
    }


def test_grants_are_told_whatever_their_shape(project: Path) -> None:
    member = "serviceAccount:runs-api@shop-dev.iam.gserviceaccount.com"
    found = {
        (one.member, one.role, one.resource, one.replaces) for one in grants(reading.declared(project, "dev"))
    }
    assert found == {
        (member, "roles/pubsub.publisher", "projects/shop-dev/topics/<orders.name>", False),
        ("user:a@b.c", "roles/storage.objectViewer", "b", True),
        (member, "roles/storage.objectViewer", "b", True),
    }


def test_a_setting_that_is_missing_is_stood_in_for(project: Path) -> None:
    program = project / "__main__.py"
    program.write_text(program.read_text() + '\nconfig.require("plan")\n')
    assert reading.declared(project, "dev").stood_in == ("shop:plan",)


@pytest.mark.parametrize(
    ("program", "told"),
    {
        "it raises": ("raise RuntimeError('no')", "__main__.py:1: RuntimeError: no"),
        "it is no Python": ("(", "SyntaxError"),
        "it ends itself": ("import sys; sys.exit(3)", "it ended with 3"),
        "it wants the network": (
            "import socket; socket.create_connection(('127.0.0.1', 9))",
            "without a network",
        ),
    }.values(),
)
def test_a_program_that_cannot_be_run_is_told(project: Path, program: str, told: str) -> None:
    (project / "__main__.py").write_text(program)
    with pytest.raises(StoppedError) as stopped:
        reading.declared(project, "dev")
    assert stopped.value.code == COULD_NOT_LOOK
    assert told in str(stopped.value)


@pytest.mark.parametrize(
    ("file", "text", "code"),
    {
        "no such stack": ("Pulumi.dev.yaml", None, USAGE),
        "another language": ("Pulumi.yaml", "name: shop\nruntime: nodejs\n", COULD_NOT_LOOK),
        "no program": ("__main__.py", None, COULD_NOT_LOOK),
        "no mapping": ("Pulumi.dev.yaml", "config: 3\n", USAGE),
    }.values(),
)
def test_what_is_no_project_is_told(project: Path, file: str, text: str | None, code: int) -> None:
    (project / file).unlink()
    if text is not None:
        (project / file).write_text(text)
    with pytest.raises(StoppedError) as stopped:
        reading.declared(project, "dev")
    assert stopped.value.code == code


URN = "urn:pulumi:prod::shop::gcp:pubsub/topic:Topic::orders"
STATE = {"urn": URN, "type": "gcp:pubsub/topic:Topic", "inputs": {"name": "orders"}}
DOCUMENTS: dict[str, tuple[Any, list[str]]] = {
    "a preview": ({"steps": [{"op": "create", "urn": URN, "newState": STATE}]}, ["orders"]),
    "a preview that deletes": ({"steps": [{"op": "delete", "urn": URN, "oldState": STATE}]}, []),
    "an export": ({"version": 3, "deployment": {"resources": [STATE]}}, ["orders"]),
    "an export with a remainder": ({"deployment": {"resources": [{**STATE, "delete": True}]}}, []),
    "an event": (
        {"sequence": 1, "resourcePreEvent": {"metadata": {"op": "same", "urn": URN, "new": STATE}}},
        ["orders"],
    ),
    "an empty preview": ({"steps": []}, []),
}


@pytest.mark.parametrize(("document", "expected"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents_of_the_engine_are_read(document: object, expected: list[str]) -> None:
    planned = reading.from_document(json.dumps(document).encode(), "plan.json")
    assert [one.name for one in planned.resources] == expected
    assert planned.stack == ("prod" if expected else "")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b"nothing", b"{" * 5000, b'{"steps": 3, "x": []']
)
def test_what_is_no_document_is_refused(data: bytes) -> None:
    with pytest.raises(StoppedError, match="plan"):
        reading.from_document(data, "plan.json")


def test_marks_of_the_engine_are_read() -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"}
    inputs = {
        "a": "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "b": secret,
        "c": "[secret]",
        "d": [1, {"e": True}],
    }
    document = {"steps": [{"op": "create", "urn": URN, "newState": {**STATE, "inputs": inputs}}]}
    (found,) = reading.from_document(json.dumps(document).encode(), "plan.json").resources
    assert found.inputs == {"a": UNKNOWN, "b": SECRET, "c": SECRET, "d": [1, {"e": True}]}


FUNCTION = {
    "name": "thumbs",
    "serviceConfig": {
        "serviceAccountEmail": "projects/-/serviceAccounts/t@p.iam.gserviceaccount.com",
        "environmentVariables": {"A": "1"},
        "secretEnvironmentVariables": [{"key": "B", "secret": "b", "version": "latest"}],
    },
}
HELD = {"name": "B", "valueFrom": {"secretKeyRef": {"name": "b", "key": "latest"}}}
OLDER = {
    "template": {
        "spec": {
            "serviceAccountName": "o@p",
            "containers": [{"image": "gcr.io/p/o@sha256:1", "envs": [{"name": "A", "value": "1"}, HELD]}],
        }
    }
}
NEWER = {"name": "B", "valueSource": {"secretKeyRef": {"secret": "b"}}}
JOB = {
    "template": {
        "template": {
            "serviceAccount": "j@p",
            "containers": [{"image": "i", "envs": [{"name": "A", "value": 1.0}, NEWER]}],
        }
    }
}
KINDS = {
    "gcp:cloudfunctionsv2/function:Function": (FUNCTION, "t@p.iam.gserviceaccount.com"),
    "gcp:cloudrun/service:Service": (OLDER, "o@p"),
    "gcp:cloudrunv2/job:Job": (JOB, "j@p"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_runs_is_read_alike(kind: str) -> None:
    inputs, identity = KINDS[kind]
    (service,) = services(Planned((Resource(kind, "it", inputs),)))
    assert service.identity == identity
    assert (service.env["A"].value, service.env["B"].secret, service.env["B"].version) == ("1", "b", "latest")


@pytest.mark.parametrize(
    ("name", "expected"),
    {
        "push_worker": "push-worker",
        "PushWorker": "push-worker",
        "push-worker": "push-worker",
        "API": "api",
    }.items(),
)
def test_folders_are_compared_whatever_their_spelling(name: str, expected: str) -> None:
    assert folder_name(name) == expected


def test_this_projects_production_is_read_before_a_person_has_named_its_project() -> None:
    planned = reading.declared(ROOT, "prod")
    assert planned.stood_in == ("vividly:project",)
    assert {one.resource for one in services(planned)} == {"api", "push-worker"}
    assert all(one.identity for one in services(planned))
