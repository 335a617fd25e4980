"""Cloud Run's rules for containers, traffic and revisions; what may read a secret; regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
PLACE = f"projects/{PROJECT}/locations/us-central1"
SERVICES, JOBS = f"run/v2/{PLACE}/services", f"run/v2/{PLACE}/jobs"
IMAGE = "us-docker.pkg.dev/cloudrun/container/hello"
SECRETS = f"secretmanager/v1/projects/{PROJECT}/secrets"
WORKER = f"serviceAccount:worker@{PROJECT}.iam.gserviceaccount.com"
REVISION = "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"


def _service(*more: Json, **container: object) -> Json:
    return {"template": {"containers": [{"image": IMAGE, **container}, *more]}}


def _job(template: Json | None = None, **container: object) -> Json:
    return {"template": {"template": {"containers": [{"image": IMAGE, **container}], **(template or {})}}}


def _reference(secret: Json) -> Json:
    return {"env": [{"name": "KEY", "valueSource": {"secretKeyRef": secret}}]}


TAKEN: list[tuple[str, Json]] = [
    (
        "PORT of a sidecar",
        _service({"image": IMAGE, "env": [{"name": "PORT", "value": "9"}]}, ports=[{"containerPort": 80}]),
    ),
    ("half a processor", _service(resources={"limits": {"cpu": "500m"}})),
    ("eight processors", _service(resources={"limits": {"cpu": "8"}})),
    ("processors beside a GPU", _service(resources={"limits": {"cpu": "20", "nvidia.com/gpu": "1"}})),
    ("the largest port", _service(ports=[{"containerPort": 65535}])),
]
REFUSED: list[tuple[str, Json]] = [
    ("PORT of the one container", _service(env=[{"name": "PORT", "value": "9"}])),
    ("a variable without a name", _service(env=[{"value": "9"}])),
    ("a reference to nothing", _service(**_reference({}))),
    ("a port too large", _service(ports=[{"containerPort": 65536}])),
    ("a port too small", _service(ports=[{"containerPort": 0}])),
    ("a mount without a volume", _service(volumeMounts=[{"name": "v", "mountPath": "/v"}])),
    ("three processors", _service(resources={"limits": {"cpu": "3"}})),
    ("no number of processors", _service(resources={"limits": {"cpu": "many"}})),
    ("a negative timeout", {"template": {**_service()["template"], "timeout": "-1s"}}),
    ("traffic to nobody", {**_service(), "traffic": [{"type": REVISION, "percent": 100, "revision": "x"}]}),
    ("traffic without a name", {**_service(), "traffic": [{"type": REVISION, "percent": 100}]}),
]


@pytest.mark.parametrize("body", [row[1] for row in TAKEN], ids=[row[0] for row in TAKEN])
def test_what_google_takes_is_taken(local: Local, body: Json) -> None:
    made = local.ok("POST", f"{SERVICES}?serviceId=api", body)["response"]
    assert made["terminalCondition"]["state"] == "CONDITION_SUCCEEDED"


@pytest.mark.parametrize("body", [row[1] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_google_does_not_take_is_refused(local: Local, body: Json) -> None:
    assert local.refused("POST", f"{SERVICES}?serviceId=api", body)["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize(("timeout", "taken"), [("604800s", True), ("604801s", False), ("-1s", False)])
def test_a_task_of_a_job_runs_for_a_week_at_most(local: Local, timeout: str, taken: bool) -> None:  # noqa: FBT001
    answer = local.send("POST", f"{JOBS}?jobId=migrate", _job({"timeout": timeout}))
    assert answer.is_success is taken


def test_a_job_without_its_secret_fails_as_a_service_does(local: Local) -> None:
    operation = local.ok("POST", f"{JOBS}?jobId=migrate", _job(**_reference({"secret": "no"})))
    assert operation["error"]["code"] == 9
    assert "was not found" in operation["error"]["message"]


def test_a_revision_cannot_become_another_one_and_traffic_may_name_it(local: Local) -> None:
    body = _service()
    body["template"]["revision"] = "api-one"
    local.ok("POST", f"{SERVICES}?serviceId=api", body)
    other = _service(env=[{"name": "A", "value": "1"}])
    other["template"]["revision"] = "api-one"
    assert local.refused("PATCH", f"{SERVICES}/api", other)["status"] == "ALREADY_EXISTS"
    target = {"type": REVISION, "percent": 100, "revision": "api-one", "tag": "blue"}
    found = local.ok("PATCH", f"{SERVICES}/api", {**body, "traffic": [target]})["response"]
    address = f"https://blue---api-{local.number()}.us-central1.run.app"
    assert found["trafficStatuses"] == [{**target, "uri": address}]


def test_a_label_is_changed_although_the_repository_of_the_image_is_gone(local: Local) -> None:
    repositories = f"artifactregistry/v1/{PLACE}/repositories"
    local.ok("POST", f"{repositories}?repositoryId=images", {"format": "DOCKER"})
    body = _service()
    body["template"]["containers"][0]["image"] = f"us-central1-docker.pkg.dev/{PROJECT}/images/api:1"
    local.ok("POST", f"{SERVICES}?serviceId=api", body)
    local.ok("DELETE", f"{repositories}/images")
    assert "response" in local.ok("PATCH", f"{SERVICES}/api", {**body, "labels": {"a": "b"}})
    body["template"]["timeout"] = "10s"
    assert "does not exist" in local.ok("PATCH", f"{SERVICES}/api", body)["error"]["message"]


def test_allow_missing_checks_the_id(local: Local) -> None:
    assert local.refused("PATCH", f"{SERVICES}/Api?allowMissing=true", _service())["code"] == 400


def test_a_region_that_google_does_not_have_is_refused(local: Local) -> None:
    nowhere = SERVICES.replace("us-central1", "us-middle1")
    assert local.refused("POST", f"{nowhere}?serviceId=api", _service())["code"] == 403


def test_operations_are_listed(local: Local) -> None:
    made = local.ok("POST", f"{SERVICES}?serviceId=api", _service())
    assert local.ok("GET", f"run/v2/{PLACE}/operations")["operations"] == [made]
    assert local.ok("GET", "serviceusage/v1/operations")["operations"]


ROLE = f"projects/{PROJECT}/roles/reader"
ACCESS = "roles/secretmanager.secretAccessor"
GRANTS = [
    ("the account", ACCESS, WORKER, True),
    ("its custom role", ROLE, WORKER, True),
    ("a custom role elsewhere", "organizations/1/roles/anything", WORKER, True),
    ("a group it may be in", ACCESS, "group:all@example.com", True),
    ("somebody else", ACCESS, "user:ann@example.com", False),
    ("another role", "roles/viewer", WORKER, False),
]


@pytest.mark.parametrize(
    ("role", "member", "readable"), [row[1:] for row in GRANTS], ids=[row[0] for row in GRANTS]
)
def test_only_a_clear_absence_of_the_right_to_a_secret_fails(
    local: Local,
    role: str,
    member: str,
    readable: bool,  # noqa: FBT001
) -> None:
    local.ok("POST", f"iam/v1/projects/{PROJECT}/serviceAccounts", {"accountId": "worker"})
    custom = {"roleId": "reader", "role": {"includedPermissions": ["secretmanager.versions.access"]}}
    local.ok("POST", f"iam/v1/projects/{PROJECT}/roles", custom)
    local.ok("POST", f"{SECRETS}?secretId=key", {"replication": {"automatic": {}}})
    local.ok("POST", f"{SECRETS}/key:addVersion", {"payload": {"data": "eA=="}})
    local.ok("PATCH", f"{SECRETS}/key?updateMask=versionAliases", {"versionAliases": {"prod": "1"}})
    policy = {"policy": {"bindings": [{"role": role, "members": [member]}]}}
    local.ok("POST", f"{SECRETS}/key:setIamPolicy", policy)
    body = _service(**_reference({"secret": "key", "version": "prod"}))
    body["template"]["serviceAccount"] = WORKER.removeprefix("serviceAccount:")
    assert ("error" not in local.ok("POST", f"{SERVICES}?serviceId=api", body)) is readable
