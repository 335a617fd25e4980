"""Google's general library, unmodified: accounts, pools, secrets, repositories, Cloud Run."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from clients import PARENT, PLACE, PROJECT, built, served, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACCOUNT = f"{PARENT}/serviceAccounts/worker@{PROJECT}.iam.gserviceaccount.com"
GLOBAL = f"{PARENT}/locations/global"
POOL, SECRET = f"{GLOBAL}/workloadIdentityPools/github", f"{PARENT}/secrets/key"
REPOSITORY, SERVICE, JOB = f"{PLACE}/repositories/images", f"{PLACE}/services/api", f"{PLACE}/jobs/nightly"
HELLO = {"template": {"containers": [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}]}}
NIGHTLY = {"template": HELLO}
AUTOMATIC: dict[str, Any] = {"replication": {"automatic": {}}}


class Google(NamedTuple):
    """Collections of the general library, which makes them up at run time."""

    accounts: Any
    pools: Any
    secrets: Any
    repositories: Any
    services: Any
    jobs: Any


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Google]:
    with (
        served(tmp_path_factory.mktemp("cloud")) as address,
        built(address, "iam", "v1") as iam,
        built(address, "secretmanager", "v1") as secretmanager,
        built(address, "artifactregistry", "v1") as artifactregistry,
        built(address, "run", "v2") as run,
    ):
        projects = iam.projects()
        google = Google(
            projects.serviceAccounts(),
            projects.locations().workloadIdentityPools(),
            secretmanager.projects().secrets(),
            artifactregistry.projects().locations().repositories(),
            run.projects().locations().services(),
            run.projects().locations().jobs(),
        )
        _fill(google)
        yield google


def _fill(google: Google) -> None:
    """One of each."""
    google.accounts.create(name=PARENT, body={"accountId": "worker"}).execute()
    google.pools.create(parent=GLOBAL, workloadIdentityPoolId="github", body={}).execute()
    google.secrets.create(parent=PARENT, secretId="key", body=AUTOMATIC).execute()
    google.repositories.create(parent=PLACE, repositoryId="images", body={"format": "DOCKER"}).execute()
    google.services.create(parent=PLACE, serviceId="api", body=HELLO).execute()
    google.jobs.create(parent=PLACE, jobId="nightly", body=NIGHTLY).execute()


def _added(google: Google, text: str) -> str:
    """Adds a version and gives its name."""
    data = base64.b64encode(text.encode()).decode()
    made: dict[str, str] = google.secrets.addVersion(
        parent=SECRET, body={"payload": {"data": data}}
    ).execute()
    return made["name"]


def test_an_account_is_found_switched_and_changed(google: Google) -> None:
    accounts = google.accounts
    assert accounts.get(name=ACCOUNT.replace(PARENT, "projects/-")).execute()["name"] == ACCOUNT
    accounts.disable(name=ACCOUNT, body={}).execute()
    assert accounts.get(name=ACCOUNT).execute()["disabled"] is True
    accounts.enable(name=ACCOUNT, body={}).execute()
    body = {"serviceAccount": {"description": "reads"}, "updateMask": "description"}
    assert accounts.patch(name=ACCOUNT, body=body).execute()["description"] == "reads"
    (key,) = accounts.keys().list(name=ACCOUNT).execute()["keys"]
    assert key["keyType"] == "SYSTEM_MANAGED"


def test_a_pool_is_deleted_softly_and_brought_back(google: Google) -> None:
    pools = google.pools
    assert pools.delete(name=POOL).execute()["done"] is True
    assert (
        told(lambda: pools.create(parent=GLOBAL, workloadIdentityPoolId="github", body={}).execute()).code
        == 409
    )
    assert told(lambda: pools.delete(name=POOL).execute()).status == "FAILED_PRECONDITION"
    assert pools.list(parent=GLOBAL).execute() == {}
    (shown,) = pools.list(parent=GLOBAL, showDeleted=True).execute()["workloadIdentityPools"]
    assert (shown["state"], "expireTime" in shown) == ("DELETED", True)
    assert pools.undelete(name=POOL, body={}).execute()["response"]["state"] == "ACTIVE"


def test_a_version_goes_through_its_states(google: Google) -> None:
    versions = google.secrets.versions()
    name = _added(google, "hush")
    payload = versions.access(name=f"{SECRET}/versions/latest").execute()["payload"]
    assert base64.b64decode(payload["data"]) == b"hush"
    versions.disable(name=name, body={}).execute()
    refused = told(lambda: versions.access(name=name).execute())
    assert (refused.code, refused.status) == (400, "FAILED_PRECONDITION")
    assert "is in DISABLED state." in refused.message
    versions.enable(name=name, body={}).execute()
    assert versions.destroy(name=name, body={}).execute()["state"] == "DESTROYED"
    for call in (versions.access(name=name), versions.enable(name=name, body={})):
        assert "is in DESTROYED state." in told(call.execute).message


def test_a_repository_keeps_its_format(google: Google) -> None:
    change = {"labels": {"a": "b"}}
    changed = google.repositories.patch(name=REPOSITORY, updateMask="labels", body=change).execute()
    assert (changed["labels"], changed["format"]) == ({"a": "b"}, "DOCKER")
    refused = told(
        google.repositories.patch(name=REPOSITORY, updateMask="format", body={"format": "NPM"}).execute
    )
    assert refused.code == 400
    assert google.repositories.dockerImages().list(parent=REPOSITORY).execute() == {}


def test_a_deployment_that_fails_leaves_the_last_good_revision(google: Google) -> None:
    good = google.services.get(name=SERVICE).execute()
    image = f"us-central1-docker.pkg.dev/{PROJECT}/none/api:1"
    failed = google.services.patch(
        name=SERVICE, body={"template": {"containers": [{"image": image}]}}
    ).execute()
    assert (failed["error"]["code"], "not ready" in failed["error"]["message"]) == (9, True)
    found = google.services.get(name=SERVICE).execute()
    assert found["terminalCondition"]["state"] == "CONDITION_FAILED"
    assert found["latestReadyRevision"] == good["latestReadyRevision"] != found["latestCreatedRevision"]
    revisions = google.services.revisions()
    assert len(revisions.list(parent=SERVICE).execute()["revisions"]) == 2
    assert told(revisions.delete(name=found["latestCreatedRevision"]).execute).status == "FAILED_PRECONDITION"
    stale = told(google.services.patch(name=SERVICE, body=good).execute)
    assert (stale.code, stale.status) == (409, "ABORTED")


def test_a_job_runs_as_often_as_it_is_told(google: Google) -> None:
    run = google.jobs.run(name=JOB, body={"overrides": {"taskCount": 3}}).execute()
    assert (run["done"], run["response"]["succeededCount"]) == (True, 3)
    executions = google.jobs.executions()
    (one,) = executions.list(parent=JOB).execute()["executions"]
    assert executions.delete(name=one["name"]).execute() is not None
    assert told(executions.get(name=one["name"]).execute).code == 404


REFUSED: list[tuple[str, Callable[[Google], Any], int, str]] = [
    (
        "an account twice",
        lambda g: g.accounts.create(name=PARENT, body={"accountId": "worker"}),
        409,
        "ALREADY_EXISTS",
    ),
    (
        "a short account",
        lambda g: g.accounts.create(name=PARENT, body={"accountId": "abc"}),
        400,
        "INVALID_ARGUMENT",
    ),
    ("a key", lambda g: g.accounts.keys().create(name=ACCOUNT, body={}), 400, "FAILED_PRECONDITION"),
    ("no account", lambda g: g.accounts.get(name=f"{ACCOUNT}.none"), 404, "NOT_FOUND"),
    ("accounts of no page", lambda g: g.accounts.list(name=PARENT, **NO_PAGE), 400, "INVALID_ARGUMENT"),
    (
        "a secret twice",
        lambda g: g.secrets.create(parent=PARENT, **KEY, body=AUTOMATIC),
        409,
        "ALREADY_EXISTS",
    ),
    (
        "a secret nowhere",
        lambda g: g.secrets.create(parent=PARENT, **OTHER_KEY, body={}),
        400,
        "INVALID_ARGUMENT",
    ),
    (
        "an empty version",
        lambda g: g.secrets.addVersion(parent=SECRET, body={"payload": {}}),
        400,
        "INVALID_ARGUMENT",
    ),
    ("no version", lambda g: g.secrets.versions().access(name=f"{SECRET}/versions/99"), 404, "NOT_FOUND"),
    (
        "a repository twice",
        lambda g: g.repositories.create(parent=PLACE, repositoryId="images", body={"format": "DOCKER"}),
        409,
        "ALREADY_EXISTS",
    ),
    (
        "a repository of nothing",
        lambda g: g.repositories.create(parent=PLACE, repositoryId="other", body={}),
        400,
        "INVALID_ARGUMENT",
    ),
    (
        "a service twice",
        lambda g: g.services.create(parent=PLACE, serviceId="api", body=HELLO),
        409,
        "ALREADY_EXISTS",
    ),
    (
        "a long service",
        lambda g: g.services.create(parent=PLACE, serviceId="a" * 50, body=HELLO),
        400,
        "INVALID_ARGUMENT",
    ),
    (
        "a service of nothing",
        lambda g: g.services.create(parent=PLACE, serviceId="b", body={}),
        400,
        "INVALID_ARGUMENT",
    ),
    (
        "a service elsewhere",
        lambda g: g.services.create(parent=f"{PARENT}/locations/mars1", serviceId="b", body=HELLO),
        403,
        "PERMISSION_DENIED",
    ),
    ("services of no page", lambda g: g.services.list(parent=PLACE, **NO_PAGE), 400, "INVALID_ARGUMENT"),
    (
        "a job twice",
        lambda g: g.jobs.create(parent=PLACE, jobId="nightly", body=NIGHTLY),
        409,
        "ALREADY_EXISTS",
    ),
    ("running no job", lambda g: g.jobs.run(name=f"{PLACE}/jobs/none", body={}), 404, "NOT_FOUND"),
]
NO_PAGE = {"pageToken": "nonsense"}
KEY, OTHER_KEY = {"secretId": "key"}, {"secretId": "other"}


@pytest.mark.parametrize(
    ("call", "code", "status"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_it_is_refused(google: Google, call: Callable[[Google], Any], code: int, status: str) -> None:
    refusal = told(call(google).execute)
    assert (refusal.code, refusal.status) == (code, status)
