"""Updates held against the whole resource, bodies against inline messages, and nothing half done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localcloud import clock, discovery, gate

if TYPE_CHECKING:
    from in_process import Json, Local

PARENT = "projects/vividly-dev-rich"
TOPICS, SUBSCRIPTIONS = f"pubsub/v1/{PARENT}/topics", f"pubsub/v1/{PARENT}/subscriptions"
REPOSITORIES = f"artifactregistry/v1/{PARENT}/locations/us-central1/repositories"
SERVICES = f"run/v2/{PARENT}/locations/us-central1/services"
JOBS = f"run/v2/{PARENT}/locations/us-central1/jobs"
BUCKETS = f"storage/storage/v1/b?project={PARENT[9:]}"
TEMPLATE: Json = {"containers": [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}]}


def _one_of_each(local: Local) -> None:
    local.ok("PUT", f"{TOPICS}/lessons")
    local.ok("PUT", f"{SUBSCRIPTIONS}/lessons", {"topic": f"{PARENT}/topics/lessons"})
    local.ok("POST", f"{SERVICES}?serviceId=api", {"template": TEMPLATE})
    local.ok("POST", f"{REPOSITORIES}?repositoryId=images", {"format": "DOCKER"})


UPDATES: list[tuple[str, Json, str]] = [
    (f"{SERVICES}/api", {"labels": {"a": "b"}}, "service.template"),
    (f"{SERVICES}/api?updateMask=template", {}, "service.template"),
    (f"{SUBSCRIPTIONS}/lessons?updateMask=topic", {"subscription": {}}, "topic"),
    (f"{REPOSITORIES}/images?updateMask=format", {}, "format"),
    (f"{REPOSITORIES}/images?updateMask=format", {"format": "FORMAT_UNSPECIFIED"}, "format"),
]


@pytest.mark.parametrize(("path", "body", "field"), UPDATES)
def test_an_update_that_takes_away_what_must_be_there_is_refused(
    local: Local, path: str, body: Json, field: str
) -> None:
    _one_of_each(local)
    before = local.ok("GET", path.partition("?")[0])
    error = local.refused("PATCH", path, body)
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert field in error["message"]
    assert local.ok("GET", path.partition("?")[0]) == before


@pytest.mark.parametrize("value", ["INGRESS_TRAFFIC_UNSPECIFIED", 0])
def test_an_unspecified_enum_is_not_given(local: Local, value: object) -> None:
    body = {"ingress": value, "template": TEMPLATE}
    made = local.ok("POST", f"{SERVICES}?serviceId=api", body)["response"]
    assert made["ingress"] == "INGRESS_TRAFFIC_ALL"


WRONG_BUCKETS = [
    ({"retentionPolicy": {"retentionPeriod": "abc"}}, "retention_policy.retention_period"),
    ({"lifecycle": {"rule": [{"condition": {"bogus": 1}}]}}, "lifecycle.rule[0].condition"),
    ({"website": {"colour": "red"}}, "website"),
    ({"cors": [{"maxAgeSeconds": "soon"}]}, "cors[0].max_age_seconds"),
]


@pytest.mark.parametrize(("part", "field"), WRONG_BUCKETS)
def test_messages_written_out_in_place_are_checked(local: Local, part: Json, field: str) -> None:
    error = local.refused("POST", BUCKETS, {"name": "some-pictures", **part})
    assert error["details"][0]["fieldViolations"][0]["field"] == field


def test_long_numbers_become_text(local: Local) -> None:
    body = {"name": "some-pictures", "retentionPolicy": {"retentionPeriod": 86400}}
    assert local.ok("POST", BUCKETS, body)["retentionPolicy"]["retentionPeriod"] == "86400"


def test_messages_written_out_in_place_cost_no_room_in_a_shape() -> None:
    document = discovery.load("storage", "v1")
    assert document is not None
    assert document.shapes["Bucket"]["retentionPolicy"].ref == "Bucket.retentionPolicy"
    assert "age" in document.shapes["Bucket.lifecycle.rule.condition"]


def _same_in_two_places(local: Local) -> None:
    for place in ("us-east1", "us-west1"):
        path = f"artifactregistry/v1/{PARENT}/locations/{place}/repositories"
        local.ok("POST", f"{path}?repositoryId=same", {"format": "DOCKER"})
        local.ok("POST", f"{path}?repositoryId=in-{place}", {"format": "DOCKER"})


def test_pages_over_all_locations_lose_nothing(local: Local) -> None:
    _same_in_two_places(local)
    path = f"artifactregistry/v1/{PARENT}/locations/-/repositories?pageSize=1"
    names: list[str] = []
    token = ""
    while True:
        page = local.ok("GET", f"{path}&pageToken={token}")
        names += [row["name"] for row in page.get("repositories", [])]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert len(names) == len(set(names)) == 4


@pytest.mark.parametrize(
    ("within", "count"),
    [
        ("projects/p/things/-a", 1),
        ("projects/p/things/-", 2),
        ("projects/p/things/*", 0),
        ("projects/-/things/-a", 0),
    ],
)
def test_only_a_whole_part_stands_for_all(local: Local, within: str, count: int) -> None:
    for leaf in ("-a", "b"):
        local.store.put("s", "k", f"projects/p/things/{leaf}/parts/one", {})
    assert len(local.store.page("s", "k", within, "", 10)) == count


VALIDATED = [
    ("POST", f"{SERVICES}?serviceId=new&validateOnly=true", {"template": TEMPLATE}, f"{SERVICES}/new"),
    ("POST", f"{JOBS}?jobId=new&validateOnly=true", {"template": {"template": TEMPLATE}}, f"{JOBS}/new"),
]


@pytest.mark.parametrize(("verb", "path", "body", "made"), VALIDATED)
def test_validating_creates_nothing(local: Local, verb: str, path: str, body: Json, made: str) -> None:
    assert local.ok(verb, path, body)["done"] is True
    assert local.refused("GET", made)["code"] == 404


def test_validating_an_update_changes_nothing(local: Local) -> None:
    body = {"template": {"template": TEMPLATE}}
    local.ok("POST", f"{JOBS}?jobId=one", body)
    before = local.ok("GET", f"{JOBS}/one")
    asked = local.ok("PATCH", f"{JOBS}/one?validateOnly=true", {**body, "labels": {"a": "b"}})
    assert asked["response"]["labels"] == {"a": "b"}
    assert local.ok("GET", f"{JOBS}/one") == before


def test_operations_are_kept_for_a_day(local: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    old = local.ok("POST", f"{REPOSITORIES}?repositoryId=one", {"format": "DOCKER"})["name"]
    start = clock.seconds()
    for hours, status in ((23, 200), (26, 404)):
        monkeypatch.setattr(clock, "seconds", lambda later=hours: start + later * 3600)
        local.ok("POST", f"{REPOSITORIES}?repositoryId=after-{hours}", {"format": "DOCKER"})
        assert local.send("GET", f"artifactregistry/v1/{old}").status_code == status


def test_members_that_a_policy_had_before_are_not_checked_again(local: Local) -> None:
    accounts = f"iam/v1/{PARENT}/serviceAccounts"
    email = local.ok("POST", accounts, {"accountId": "first-one"})["email"]
    project, here = f"cloudresourcemanager/v1/{PARENT}", f"serviceAccount:{email}"
    binding = {"role": "roles/viewer", "members": [here]}
    local.ok("POST", f"{project}:setIamPolicy", {"policy": {"bindings": [binding]}})
    local.store.delete("iam.googleapis.com", f"{PARENT}/serviceAccounts/{email}")
    binding["members"] = [here, "user:a@example.com"]
    assert local.ok("POST", f"{project}:setIamPolicy", {"policy": {"bindings": [binding]}})["bindings"]
    gone = {"role": "roles/viewer", "members": [here.replace("first", "other")]}
    assert (
        "does not exist"
        in local.refused("POST", f"{project}:setIamPolicy", {"policy": {"bindings": [gone]}})["message"]
    )


@pytest.mark.parametrize(
    "name",
    [
        "cloudaicompanion",
        "sql-component",
        "cloudquotas",
        "telemetry",
        "stackdriver",
        "meshconfig",
        "maps-backend",
        "places-backend",
        "geocoding-backend",
        "appengineflex",
        "bigquerymigration",
        "firebaseinstallations",
        "source",
        "autoscaling",
        "geminicloudassist",
        "datalineage",
        "storage-api",
        "workloadidentity",
        "modelarmor",
        "memorystore",
    ],
)
def test_real_services_can_be_enabled(name: str) -> None:
    assert f"{name}.googleapis.com" in gate.known()
