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


def _of_template(**template: object) -> Json:
    return {"template": {**_service()["template"], **template}}


_NETWORK, _NO_NETWORK = {"network": "default"}, {"tags": ["a"]}
_SECRET = {"valueSource": {"secretKeyRef": {"secret": "key"}}}


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
    ("a probe that waits long", _service(startupProbe={"httpGet": {}, "periodSeconds": 240})),
    ("a liveness probe", _service(livenessProbe={"httpGet": {"path": "/"}, "periodSeconds": 3600})),
    ("HTTP/2 and memory", _service(ports=[{"name": "h2c"}], resources={"limits": {"memory": "1.5Gi"}})),
    ("a revision named after its service", _of_template(revision="api-one")),
    ("a network", _of_template(vpcAccess={"networkInterfaces": [_NETWORK]})),
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
    ("a name and a value of two kinds", _service(env=[{"name": "A", "value": "1", **_SECRET}])),
    ("two ports", _service(ports=[{"containerPort": 80}, {"containerPort": 81}])),
    ("a port with another name", _service(ports=[{"name": "web", "containerPort": 80}])),
    ("memory of no size", _service(resources={"limits": {"memory": "much"}})),
    ("a limit of something else", _service(resources={"limits": {"disk": "1Gi"}})),
    ("a probe of two kinds", _service(startupProbe={"httpGet": {}, "tcpSocket": {}})),
    ("a probe that waits too long", _service(startupProbe={"httpGet": {}, "periodSeconds": 241})),
    ("a liveness probe of a socket", _service(livenessProbe={"tcpSocket": {"port": 80}})),
    ("two ways into a network", _of_template(vpcAccess={"connector": "a", "networkInterfaces": [_NETWORK]})),
    ("an interface of no network", _of_template(vpcAccess={"networkInterfaces": [_NO_NETWORK]})),
    ("an account that is no address", _of_template(serviceAccount="worker")),
    ("a revision named after another", _of_template(revision="other-one")),
    ("a revision in capitals", _of_template(revision="api-One")),
    ("fewer than no instances", _of_template(scaling={"minInstanceCount": -1})),
    ("fewer than none of a service", {**_service(), "scaling": {"minInstanceCount": -1}}),
    ("a description too long", {**_service(), "description": "d" * 513}),
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


@pytest.mark.parametrize("field", ["taskCount", "parallelism"])
def test_a_job_has_no_negative_numbers(local: Local, field: str) -> None:
    body = _job()
    body["template"][field] = -1
    assert local.refused("POST", f"{JOBS}?jobId=migrate", body)["code"] == 400


def test_an_execution_is_deleted_by_an_operation(local: Local) -> None:
    local.ok("POST", f"{JOBS}?jobId=migrate", _job())
    execution = local.ok("POST", f"{JOBS}/migrate:run", {})["response"]["name"]
    gone = local.ok("DELETE", f"run/v2/{execution}")
    assert (gone["done"], gone["response"]["name"]) == (True, execution)
    assert local.refused("GET", f"run/v2/{execution}")["code"] == 404


def test_allow_missing_does_not_excuse_from_a_template(local: Local) -> None:
    error = local.refused("PATCH", f"{JOBS}/migrate?allowMissing=true", {"labels": {"a": "b"}})
    assert error["message"] == "Required field 'job.template' is missing."


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


OTHER_VERSIONS = [
    f"run/v1/{PLACE}/services",
    f"run/v1/{PLACE}/jobs/migrate:getIamPolicy",
    f"run/apis/serving.knative.dev/v1/namespaces/{PROJECT}/services",
    f"run/apis/run.googleapis.com/v1/namespaces/{PROJECT}/jobs",
    "billingbudgets/v1beta1/billingAccounts/000000-AAAAAA-BBBBBB/budgets",
]


@pytest.mark.parametrize("path", OTHER_VERSIONS)
def test_another_version_says_that_it_is_not_there(local: Local, path: str) -> None:
    local.enable("billingbudgets")
    assert local.refused("GET", path)["status"] == "UNIMPLEMENTED"


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
