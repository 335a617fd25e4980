"""Cloud Run: defaults, revisions, what is refused at once and what makes a revision fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from in_process import Json, Local

PROJECT = "vividly-dev-rich"
PLACE = f"projects/{PROJECT}/locations/us-central1"
SERVICES, JOBS = f"run/v2/{PLACE}/services", f"run/v2/{PLACE}/jobs"
IMAGE = "us-docker.pkg.dev/cloudrun/container/hello"
WORKER = f"worker@{PROJECT}.iam.gserviceaccount.com"


def _template(**container: object) -> Json:
    return {"template": {"containers": [{"image": IMAGE, **container}]}}


def _created(local: Local, body: Json | None = None) -> Json:
    return local.ok("POST", f"{SERVICES}?serviceId=api", body or _template())


def test_a_service_gets_googles_defaults(local: Local) -> None:
    service = _created(local)["response"]
    number = local.number()
    assert service["uri"] == f"https://api-{number}.us-central1.run.app"
    assert service["template"]["serviceAccount"] == f"{number}-compute@developer.gserviceaccount.com"
    assert service["template"]["containers"][0]["ports"] == [{"name": "http1", "containerPort": 8080}]
    assert service["template"]["containers"][0]["resources"]["limits"] == {"cpu": "1000m", "memory": "512Mi"}
    assert service["terminalCondition"]["state"] == "CONDITION_SUCCEEDED"
    assert (service["generation"], service["reconciling"]) == ("1", False)


def test_an_operation_carries_the_service_and_can_be_read(local: Local) -> None:
    operation = _created(local)
    assert operation["response"]["@type"] == "type.googleapis.com/google.cloud.run.v2.Service"
    assert operation["metadata"]["@type"] == "type.googleapis.com/google.cloud.run.v2.Service"
    assert local.ok("GET", f"run/v2/{operation['name']}") == operation


def test_a_new_template_is_a_new_revision_and_a_label_is_not(local: Local) -> None:
    first = _created(local)["response"]
    labelled = local.ok("PATCH", f"{SERVICES}/api", {**_template(), "labels": {"a": "b"}})["response"]
    assert labelled["latestReadyRevision"] == first["latestReadyRevision"]
    changed = local.ok("PATCH", f"{SERVICES}/api", _template(env=[{"name": "A", "value": "1"}]))["response"]
    assert changed["latestReadyRevision"] != first["latestReadyRevision"]
    listed = local.ok("GET", f"{SERVICES}/api/revisions")["revisions"]
    assert [one["name"] for one in listed] == [first["latestReadyRevision"], changed["latestReadyRevision"]]


def test_an_update_without_a_mask_replaces_the_whole(local: Local) -> None:
    _created(local, {**_template(), "description": "old", "labels": {"a": "b"}})
    service = local.ok("PATCH", f"{SERVICES}/api", _template())["response"]
    assert "description" not in service
    assert "labels" not in service


def test_an_update_with_a_mask_changes_that_only(local: Local) -> None:
    _created(local, {**_template(), "description": "old", "labels": {"a": "b"}})
    service = local.ok("PATCH", f"{SERVICES}/api?updateMask=description", {"description": "new"})["response"]
    assert (service["description"], service["labels"]) == ("new", {"a": "b"})


REFUSED: list[tuple[str, Json, str]] = [
    ("no container", {"template": {"containers": []}}, "container"),
    ("no image", {"template": {"containers": [{"image": ""}]}}, "image"),
    ("env twice", _template(env=[{"name": "A"}, {"name": "A"}]), "more than once"),
    ("reserved env", _template(env=[{"name": "PORT", "value": "1"}]), "reserved"),
    (
        "min above max",
        {"template": {**_template()["template"], "scaling": {"minInstanceCount": 3, "maxInstanceCount": 2}}},
        "minimum",
    ),
    ("too long", {"template": {**_template()["template"], "timeout": "3601s"}}, "3600"),
    ("too many", {"template": {**_template()["template"], "maxInstanceRequestConcurrency": 1001}}, "1000"),
    (
        "traffic",
        {**_template(), "traffic": [{"percent": 50, "type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"}]},
        "100",
    ),
]


@pytest.mark.parametrize(("body", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_service_that_google_would_not_take_is_refused(local: Local, body: Json, words: str) -> None:
    error = local.refused("POST", f"{SERVICES}?serviceId=api", body)
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert words in error["message"]


@pytest.mark.parametrize("leaf", ["", "Api", "1api", "api-", "a" * 50])
def test_a_bad_service_id_is_refused(local: Local, leaf: str) -> None:
    assert local.refused("POST", f"{SERVICES}?serviceId={leaf}", _template())["code"] == 400


def test_a_service_exists_once(local: Local) -> None:
    _created(local)
    assert local.refused("POST", f"{SERVICES}?serviceId=api", _template())["status"] == "ALREADY_EXISTS"


def test_an_account_that_does_not_exist_cannot_be_acted_as(local: Local) -> None:
    body = {"template": {**_template()["template"], "serviceAccount": WORKER}}
    error = local.refused("POST", f"{SERVICES}?serviceId=api", body)
    assert (error["code"], "iam.serviceaccounts.actAs" in error["message"]) == (403, True)


def _with_secret(local: Local, lacking: str) -> Json:
    local.ok("POST", f"iam/v1/projects/{PROJECT}/serviceAccounts", {"accountId": "worker"})
    secrets = f"secretmanager/v1/projects/{PROJECT}/secrets"
    local.ok("POST", f"{secrets}?secretId=key", {"replication": {"automatic": {}}})
    if lacking != "version":
        local.ok("POST", f"{secrets}/key:addVersion", {"payload": {"data": "eA=="}})
    if lacking != "grant":
        binding = {"role": "roles/secretmanager.secretAccessor", "members": [f"serviceAccount:{WORKER}"]}
        local.ok("POST", f"{secrets}/key:setIamPolicy", {"policy": {"bindings": [binding]}})
    source = {"secretKeyRef": {"secret": "key", "version": "1"}}
    template = _template(env=[{"name": "KEY", "valueSource": source}])["template"]
    return {"template": {**template, "serviceAccount": WORKER}}


@pytest.mark.parametrize(
    ("lacking", "words"),
    [("version", "was not found"), ("grant", "Permission denied on secret"), ("nothing", "")],
)
def test_a_revision_needs_its_secrets_and_the_right_to_read_them(
    local: Local, lacking: str, words: str
) -> None:
    operation = _created(local, _with_secret(local, lacking))
    assert operation["done"] is True
    service = local.ok("GET", f"{SERVICES}/api")
    if words:
        assert operation["error"]["code"] == 9
        assert words in operation["error"]["message"]
        assert service["terminalCondition"]["state"] == "CONDITION_FAILED"
        assert "latestReadyRevision" not in service
    else:
        assert service["terminalCondition"]["state"] == "CONDITION_SUCCEEDED"


def test_a_failed_revision_leaves_the_old_one_serving_and_is_tried_again(local: Local) -> None:
    old = _created(local)["response"]["latestReadyRevision"]
    bad = _template(image=f"us-central1-docker.pkg.dev/{PROJECT}/vividly/api:1")
    assert "not found" in local.ok("PATCH", f"{SERVICES}/api", bad)["error"]["message"]
    failed = local.ok("GET", f"{SERVICES}/api")
    assert failed["latestReadyRevision"] == old != failed["latestCreatedRevision"]
    repositories = f"artifactregistry/v1/{PLACE}/repositories?repositoryId=vividly"
    local.ok("POST", repositories, {"format": "DOCKER"})
    good = local.ok("PATCH", f"{SERVICES}/api", bad)["response"]
    assert good["latestReadyRevision"] == good["latestCreatedRevision"] != old


def test_deleting_answers_the_service_and_takes_its_revisions(local: Local) -> None:
    revision = _created(local)["response"]["latestReadyRevision"]
    assert local.ok("DELETE", f"{SERVICES}/api")["response"]["deleteTime"]
    assert local.refused("GET", f"{SERVICES}/api")["code"] == 404
    assert local.refused("GET", f"run/v2/{revision}")["code"] == 404


def test_the_latest_revision_cannot_be_deleted(local: Local) -> None:
    revision = _created(local)["response"]["latestReadyRevision"]
    assert local.refused("DELETE", f"run/v2/{revision}")["status"] == "FAILED_PRECONDITION"


def test_lists_of_all_locations_hold_everything(local: Local) -> None:
    _created(local)
    elsewhere = f"run/v2/projects/{PROJECT}/locations/europe-west1/services?serviceId=api"
    local.ok("POST", elsewhere, _template())
    found = local.ok("GET", f"run/v2/projects/{PROJECT}/locations/-/services")["services"]
    assert len(found) == 2


def test_a_job_runs_and_counts(local: Local) -> None:
    job: Json = {"template": {"template": {"containers": [{"image": IMAGE}]}}}
    made = local.ok("POST", f"{JOBS}?jobId=migrate", job)["response"]
    assert (made["template"]["taskCount"], made["template"]["template"]["maxRetries"]) == (1, 3)
    execution = local.ok("POST", f"{JOBS}/migrate:run", {})["response"]
    assert execution["succeededCount"] == 1
    assert local.ok("GET", f"{JOBS}/migrate")["executionCount"] == 1
    assert len(local.ok("GET", f"{JOBS}/migrate/executions")["executions"]) == 1


def test_allow_missing_creates(local: Local) -> None:
    assert local.refused("PATCH", f"{SERVICES}/api", _template())["code"] == 404
    assert (
        local.ok("PATCH", f"{SERVICES}/api?allowMissing=true", _template())["response"]["generation"] == "1"
    )
