"""The official provider's recorded requests get the answers it accepted, for every type.

The recorded requests are facts; the recorded answers come from a simulator. Where Google's documentation says
otherwise Google wins, and the difference is written down in `GOOGLE_SAYS` with its reason.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from recorded import PROJECT, ROWS, Replay

from localcloud import discovery, kinds, registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from in_process import Json, Local

PROGRAMS = sorted({row["program"] for row in ROWS})
#: Program, difference, reason.
GOOGLE_SAYS = [
    (
        "ar|gcs|pubsub|run|sa|sec|wif",
        r"(etIamPolicy|/iam): \.version: 1, not 3",
        "a policy without conditions is answered with version 1 (GetPolicyOptions)",
    ),
    (
        "svc|svc3|ar|run|log",
        r"\.done: True, not False",
        "operations are done at once unless a fault slows them",
    ),
    ("svc|svc3|ident", r"\.labels: missing, {'env': 'local'}", "a project has no label that nobody gave it"),
    ("gcs", r"\.bindings: .*legacyBucketReader", "a new bucket's viewers may read it as well"),
    ("svc", r"\.metadata\.@type: .*OperationMetadata', not .*DisableServiceResponse'", "serviceusage.v1"),
    ("ar", r"\.metadata\.@type: .*OperationMetadata', not", "artifactregistry.v1 OperationMetadata"),
    ("ar", r"\.response\.(@type: .*protobuf\.Empty'|\w+: missing)", "repositories.delete answers Empty"),
    ("run", r"\.(metadata|response)\.@type: .*v2\.Job', not .*v2\.Service'", "jobs.delete answers the job"),
    ("run", r"latest(Ready|Created)Revision: .*-0000\d-\w{3}'", "the last three letters are random"),
    ("pubsub", r"\.revisionId: ", "revision ids are chosen by the server"),
    ("sec", r"\.replicationStatus\.automatic: missing", "a user-managed secret has a userManaged status"),
    ("gcs", r"\.generation: ", "a bucket's generation is chosen by the server"),
    ("wif", r"\.response\.@type: .*PoolProvider', not .*Pool'", "an operation answers the provider"),
    ("mon", r"\.conditions\[0\]\.name: ", "ids of conditions are chosen by the server"),
    ("log", r"\.metadata\.@type: .*BucketMetadata', not .*LogBucket'", "logging.v2 BucketMetadata"),
    ("log", r"buckets/_Default: \.(create|update)Time: missing", "default buckets have no creation time"),
]


def _account(replay: Replay, leaf: str) -> None:
    """Writes an account directly: the recording's ids are shorter than Google allows."""
    email = f"{leaf}@{PROJECT}.iam.gserviceaccount.com"
    name = f"projects/{PROJECT}/serviceAccounts/{email}"
    body = {"name": name, "email": email, "uniqueId": leaf, "projectId": PROJECT, "etag": "MDEwMjE5MjA="}
    replay.local.store.put("iam.googleapis.com", "projects.serviceAccounts", name, body)


def _channel(replay: Replay) -> None:
    """Writes the channel that a budget tells directly: ids of channels are the server's."""
    name = f"projects/{PROJECT}/notificationChannels/1"
    body = {"name": name, "type": "email", "labels": {"email_address": "a@example.com"}}
    replay.local.store.put("monitoring.googleapis.com", "projects.notificationChannels", name, body)


def _run_needs(replay: Replay) -> None:
    ok, member = replay.local.ok, f"serviceAccount:web@{PROJECT}.iam.gserviceaccount.com"
    secrets, places = (
        f"secretmanager/v1/projects/{PROJECT}/secrets",
        f"projects/{PROJECT}/locations/us-central1",
    )
    ok("POST", f"{secrets}?secretId=db-password", {"replication": {"automatic": {}}})
    ok("POST", f"{secrets}/db-password:addVersion", {"payload": {"data": "eA=="}})
    policy = {"bindings": [{"role": "roles/secretmanager.secretAccessor", "members": [member]}]}
    ok("POST", f"{secrets}/db-password:setIamPolicy", {"policy": policy})
    ok("POST", f"artifactregistry/v1/{places}/repositories?repositoryId=app", {"format": "DOCKER"})


def _other_services(replay: Replay) -> None:
    replay.local.enable("monitoring", project=PROJECT)
    replay.local.ok("POST", f"serviceusage/v1/projects/{PROJECT}/services/run.googleapis.com:disable", {})


def _other_role(replay: Replay) -> None:
    path = f"cloudresourcemanager/v1/projects/{PROJECT}"
    policy = replay.local.ok("POST", f"{path}:getIamPolicy", {"options": {"requestedPolicyVersion": 3}})
    policy["bindings"][0]["role"] = "roles/monitoring.viewer"
    replay.local.ok("POST", f"{path}:setIamPolicy", {"policy": policy})


def _renamed(program: str, path: str, old: str, new: str) -> Callable[[Replay], None]:
    """Repeats the recorded create and update of a resource under another name, as a replace does."""

    def rename(replay: Replay) -> None:
        rows = [row for row in ROWS if row["program"] == program and row["phase"] in ("create", "update")]
        for row in rows:
            whole = f"{row['path']}?{row['query']}{row['body']}"
            if row["method"] != "GET" and re.search(path, whole) and re.search(rf"\b{old}\b", whole):
                renamed: Json = {key: _exchanged(row[key], old, new) for key in ("path", "query", "body")}
                replay.differences({**row, **renamed, "response": None})

    return rename


def _exchanged(value: Any, old: str, new: str) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        return "" if value.startswith("{etag") else re.sub(rf"\b{old}(?![\w-])", new, value)
    if isinstance(value, dict):
        return {key: _exchanged(item, old, new) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [_exchanged(item, old, new) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def _more_versions(replay: Replay) -> None:
    for secret in ("db-password", "regional"):
        path = f"secretmanager/v1/projects/{PROJECT}/secrets/{secret}:addVersion"
        replay.local.ok("POST", path, {"payload": {"data": "eQ=="}})


def _another_pool(replay: Replay) -> None:
    _renamed("wif", "workloadIdentityPools", "github", "github2")(replay)
    policy = f"iam/v1/projects/{PROJECT}/serviceAccounts/deployer@{PROJECT}.iam.gserviceaccount.com"
    number = replay.values["project_number"]
    pool = f"//iam.googleapis.com/projects/{number}/locations/global/workloadIdentityPools/github2"
    member = f"principalSet:{pool}/attribute.repository/o/r"
    bindings = [{"role": "roles/iam.workloadIdentityUser", "members": [member]}]
    replay.local.ok("POST", f"{policy}:setIamPolicy", {"policy": {"bindings": bindings, "version": 3}})


def _other_check(replay: Replay) -> None:
    row = next(
        row for row in ROWS if row["program"] == "mon" and row["query"] == "alt=json&updateMask=timeout"
    )
    body = {**row["body"], "displayName": "home 2", "timeout": "20s"}
    replay.differences({**row, "query": "updateMask=displayName", "body": body, "response": None})


def _another_job(replay: Replay) -> None:
    """The job that replaced `tick`: the same but for name and schedule."""
    rows = [row for row in ROWS if row["program"] == "sched" and row["phase"] == "create"]
    made = next(row for row in rows if row["method"] == "POST" and "jobs/tick" in str(row["body"]))
    body = {**made["body"], "name": f"{made['body']['name']}2", "schedule": "*/6 * * * *"}
    replay.differences({**made, "body": body, "response": None})


#: What happened before a row and is not in the recording: program, path and phase of the row, step.
BETWEEN: list[tuple[str, str, str, Callable[[Replay], None]]] = [
    ("svc", "services", "read 3", _other_services),
    ("sa", ":getIamPolicy", "read 6", _other_role),
    ("pubsub", "plain2", "read 11", _renamed("pubsub", "topics/plain", "plain", "plain2")),
    ("ar", "app2", "read 5", _renamed("ar", "app", "app", "app2")),
    ("run", "mini2", "read 8", _renamed("run", r"serviceId=mini\b", "mini", "mini2")),
    ("sec", "db-password", "read 9", _more_versions),
    ("gcs", "demo-mini2", "read 5", _renamed("gcs", "demo-mini", "demo-mini", "demo-mini2")),
    ("wif", "github2", "read 8", _another_pool),
    ("mon", "uptimeCheckConfigs", "read 15", _other_check),
    ("sched", "tick2", "read 8", _another_job),
    ("sched", "mini2", "read 9", _renamed("sched", r"queues/mini\b", "mini", "mini2")),
]


@pytest.fixture
def replay(empty: Local) -> Replay:
    return Replay(empty)


def prepare(replay: Replay, program: str) -> None:
    """What the simulator of the recording did not ask for and Google does."""
    if program in ("svc", "svc3"):
        return
    services = (
        "pubsub",
        "iam",
        "run",
        "artifactregistry",
        "secretmanager",
        "storage",
        "compute",
        "cloudbilling",
        "monitoring",
        "logging",
        "cloudscheduler",
        "cloudtasks",
    )
    replay.local.enable(*services, project=PROJECT)
    if program in ("pubsub", "ar", "run", "sec", "gcs", "sched"):
        for leaf in ("a", "web", "pusher"):
            _account(replay, leaf)
    if program == "run":
        _run_needs(replay)
    if program == "bud":
        _channel(replay)


def _replayed(replay: Replay, program: str) -> list[str]:
    found: list[str] = []
    prepare(replay, program)
    for row in (row for row in ROWS if row["program"] in (program, "any")):
        label = f"{row['phase']} {row['seq']}"
        for owner, path, when, step in BETWEEN:
            if owner == program and when == label and path in row["path"]:
                step(replay)
        found += [f"{label} {row['method']} {row['path']}: {words}" for words in replay.differences(row)]
    return found


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_recorded_request_gets_the_answer_that_the_provider_accepted(
    replay: Replay, program: str
) -> None:
    allowed = [pattern for programs, pattern, _ in GOOGLE_SAYS if re.fullmatch(programs, program)]
    differences = _replayed(replay, program)
    unexplained = [line for line in differences if not any(re.search(pattern, line) for pattern in allowed)]
    assert unexplained == []
    unused = [pattern for pattern in allowed if not any(re.search(pattern, line) for line in differences)]
    assert unused == [] or program == "svc3", "a difference is gone; take it out of GOOGLE_SAYS"


def test_every_recorded_method_is_one_that_google_documents() -> None:
    unknown: list[str] = []
    for row in ROWS:
        host, _, path = row["path"].removeprefix("/").partition("/")
        api = registry.find(host)
        assert api is not None, host
        if (row["method"], path) in api.routes:
            continue
        document = registry.document(host, path)
        assert isinstance(document, discovery.Document), row["path"]
        concrete = re.sub(r"\{(\w+)\}", "1", path).rstrip("/")
        found = document.match(row["method"], concrete)
        if found is None or kinds.handler(api, found[0].id) is None:
            unknown.append(f"{row['method']} {row['path']}")
    assert unknown == []
