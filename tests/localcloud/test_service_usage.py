"""Service Usage: names and limits, batches, operations, agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localcloud import gate

if TYPE_CHECKING:
    from in_process import Local

PARENT = "projects/vividly-dev-rich"
V1 = f"serviceusage/v1/{PARENT}/services"
PUBSUB = "pubsub.googleapis.com"


def test_answers_carry_the_number_and_take_the_id(empty: Local) -> None:
    service = empty.ok("GET", f"{V1}/{PUBSUB}")
    number = empty.number()
    assert service["name"] == f"projects/{number}/services/{PUBSUB}"
    assert (service["parent"], service["state"]) == (f"projects/{number}", "DISABLED")
    assert service["config"] == {"name": PUBSUB, "title": "Cloud Pub/Sub API"}


def test_enabling_is_an_operation_that_can_be_read_in_both_versions(empty: Local) -> None:
    operation = empty.ok("POST", f"{V1}/{PUBSUB}:enable", {})
    assert operation["done"] is True
    assert operation["response"]["service"]["state"] == "ENABLED"
    assert operation["name"].startswith(f"operations/acat.p2-{empty.number()}-")
    for version in ("v1", "v1beta1"):
        assert empty.ok("GET", f"serviceusage/{version}/{operation['name']}") == operation


def test_enabling_twice_changes_nothing_and_its_operation_cannot_be_read(empty: Local) -> None:
    empty.enable("pubsub")
    again = empty.ok("POST", f"{V1}/{PUBSUB}:enable", {})
    assert (again["name"], again["done"]) == ("operations/noop.DONE_OPERATION", True)
    assert empty.refused("GET", f"serviceusage/v1/{again['name']}")["code"] == 400


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"User-Agent": "google-cloud-sdk gcloud/528.0.0 command/gcloud.services.enable"}, 200),
        ({"User-Agent": "gcloud/528.0.0", "X-Goog-User-Project": "vividly-dev-rich"}, 403),
        ({"User-Agent": "Terraform/1.0"}, 403),
    ],
)
def test_where_it_is_off_itself_only_gcloud_can_enable_it(
    empty: Local, headers: dict[str, str], code: int
) -> None:
    usage = f"{V1}/serviceusage.googleapis.com"
    empty.ok("POST", f"{usage}:disable", {})
    assert empty.send("POST", f"{usage}:enable", {}, headers=headers).status_code == code


@pytest.mark.parametrize(
    ("verb", "path"), [("POST", f"{V1}/nonsense.googleapis.com:enable"), ("GET", f"{V1}/x.y")]
)
def test_an_unknown_service_is_refused(empty: Local, verb: str, path: str) -> None:
    error = empty.refused(verb, path, {} if verb == "POST" else None)
    assert (error["code"], error["status"]) == (403, "PERMISSION_DENIED")
    assert error["message"].startswith("Not found or permission denied for service(s): ")
    assert error["details"][1]["reason"] == "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED"


def test_a_batch_is_all_or_nothing(empty: Local) -> None:
    body = {"serviceIds": [PUBSUB, "nonsense.googleapis.com"]}
    assert empty.refused("POST", f"{V1}:batchEnable", body)["code"] == 403
    assert empty.ok("GET", f"{V1}/{PUBSUB}")["state"] == "DISABLED"


def _known(local: Local, count: int) -> list[str]:
    found = local.ok("GET", f"{V1}?pageSize=200")["services"]
    return [service["config"]["name"] for service in found][:count]


def test_twenty_can_be_enabled_at_once_and_no_more(empty: Local) -> None:
    error = empty.refused("POST", f"{V1}:batchEnable", {"serviceIds": _known(empty, 21)})
    assert error["details"][0]["fieldViolations"][0]["field"] == "service_ids"
    done = empty.ok("POST", f"{V1}:batchEnable", {"serviceIds": _known(empty, 20)})
    assert len(done["response"]["services"]) == 20


def test_thirty_can_be_asked_for_at_once_and_no_more(empty: Local) -> None:
    names = [f"names={PARENT}/services/{name}" for name in _known(empty, 31)]
    assert empty.refused("GET", f"{V1}:batchGet?{'&'.join(names)}")["code"] == 400
    found = empty.ok("GET", f"{V1}:batchGet?{'&'.join(names[:30])}")["services"]
    assert len(found) == 30


def test_a_batch_stays_under_its_parent(empty: Local) -> None:
    error = empty.refused("GET", f"{V1}:batchGet?names=projects/another-one/services/{PUBSUB}")
    assert "is not under the parent" in error["message"]


def test_a_batch_takes_names_with_the_number(empty: Local) -> None:
    found = empty.ok("GET", f"{V1}:batchGet?names=projects/{empty.number()}/services/{PUBSUB}")
    assert [service["config"]["name"] for service in found["services"]] == [PUBSUB]


@pytest.mark.parametrize("text", ["state:RUNNING", "name:pubsub", "state=ENABLED"])
def test_other_filters_are_refused(empty: Local, text: str) -> None:
    assert empty.refused("GET", f"{V1}?filter={text}")["code"] == 400


def test_disabling_what_is_not_enabled_fails(empty: Local) -> None:
    assert empty.refused("POST", f"{V1}/{PUBSUB}:disable", {})["status"] == "FAILED_PRECONDITION"


def test_a_disabled_api_refuses_again(empty: Local) -> None:
    empty.enable("pubsub")
    done = empty.ok("POST", f"{V1}/{PUBSUB}:disable", {"checkIfServiceHasUsage": "SKIP"})
    assert done["response"]["service"]["state"] == "DISABLED"
    assert empty.refused("GET", f"pubsub/v1/{PARENT}/topics")["code"] == 403


def test_even_what_a_project_starts_with_can_be_disabled(empty: Local) -> None:
    empty.ok("POST", f"{V1}/cloudresourcemanager.googleapis.com:disable", {})
    assert empty.refused("GET", "cloudresourcemanager/v1/projects/vividly-dev-rich")["code"] == 403


def test_an_agent_is_made_once(empty: Local) -> None:
    path = f"serviceusage/v1beta1/{PARENT}/services/{PUBSUB}:generateServiceIdentity"
    first, second = empty.ok("POST", path), empty.ok("POST", path)
    email = f"service-{empty.number()}@gcp-sa-pubsub.iam.gserviceaccount.com"
    assert first["response"]["email"] == second["response"]["email"] == email
    assert first["response"]["uniqueId"] == second["response"]["uniqueId"]


def test_the_first_version_has_no_agents(empty: Local) -> None:
    assert empty.refused("POST", f"{V1}/{PUBSUB}:generateServiceIdentity")["code"] == 404


def test_pages_together_hold_everything_once(empty: Local) -> None:
    seen: list[str] = []
    token = ""
    while True:
        page = empty.ok("GET", f"{V1}?pageSize=64&pageToken={token}")
        seen += [service["config"]["name"] for service in page["services"]]
        token = page.get("nextPageToken", "")
        if not token:
            break
    assert seen == sorted(gate.known())
