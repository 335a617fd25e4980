"""APIs are asked about thirty at a time, and a refusal is asked about once, not once for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from served_cloud import PROJECT

from preflight.verify import asking, google, running
from preflight.verify.checks import Answer, RetryError, Status
from preflight.verify.google import Google
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from served_cloud import Cloud

BATCH = "services:batchGet"
NAMES = tuple(
    f"{name}.googleapis.com"
    for name in (
        "aiplatform", "analyticshub", "apigee", "appengine", "artifactregistry", "bigquery",
        "bigqueryconnection", "bigquerydatatransfer", "bigqueryreservation", "billingbudgets",
        "binaryauthorization", "calendar-json", "chat", "classroom", "cloudasset", "cloudbilling",
        "cloudbuild", "clouddeploy", "clouderrorreporting", "cloudfunctions", "cloudidentity", "cloudkms",
        "cloudprofiler", "cloudresourcemanager", "cloudscheduler", "cloudsupport", "cloudtasks",
        "cloudtrace", "compute", "connectors", "container", "containeranalysis", "contentwarehouse",
        "datacatalog", "dataflow", "dataform", "datafusion", "datalineage", "datamigration", "dataplex",
        "dataproc", "datastore", "datastream", "dialogflow", "discoveryengine", "dlp", "dns", "docs",
        "documentai", "drive", "eventarc", "file", "firebase", "firestore", "gkebackup", "gkehub",
        "gmail", "healthcare", "iam", "iamcredentials",
    )
)  # fmt: skip


@pytest.mark.parametrize(("count", "requests"), [(1, 1), (29, 1), (30, 1), (31, 2), (60, 2)])
def test_one_request_takes_thirty(cloud: Cloud, count: int, requests: int) -> None:
    found = cloud.verified("apis", apis=NAMES[:count])
    assert len(found) == count
    assert cloud.requests(BATCH) == requests


def test_each_answer_is_the_one_of_its_api(cloud: Cloud) -> None:
    enabled = {"aiplatform.googleapis.com", "artifactregistry.googleapis.com"}
    found = cloud.verified("apis", apis=NAMES[:8])
    passed = {name.partition("/")[2] for name, one in found.items() if one.answer.status is Status.PASS}
    assert passed == enabled
    assert found["apis/bigquery.googleapis.com"].answer.status is Status.FAIL


def test_an_api_that_serves_the_question_is_named_where_it_is_off(cloud: Cloud) -> None:
    cloud.call("POST", f"serviceusage/v1/projects/{PROJECT}/services/serviceusage.googleapis.com:disable", {})
    found = cloud.verified("apis", apis=NAMES[:30])
    assert {one.answer.status for one in found.values()} == {Status.INCONCLUSIVE}
    assert "serviceusage.googleapis.com is off" in found["apis/apigee.googleapis.com"].answer.what
    assert cloud.requests(BATCH) == 1


def test_service_usage_itself_is_surely_off_when_it_says_so(cloud: Cloud) -> None:
    cloud.call("POST", f"serviceusage/v1/projects/{PROJECT}/services/serviceusage.googleapis.com:disable", {})
    found = cloud.verified("apis", apis=("run.googleapis.com", "serviceusage.googleapis.com"))
    told = {name.partition("/")[2].partition(".")[0]: one.answer.status for name, one in found.items()}
    assert told == {"run": Status.INCONCLUSIVE, "serviceusage": Status.FAIL}
    assert "not enabled in" in found["apis/serviceusage.googleapis.com"].answer.what


@pytest.mark.parametrize("unknown", [("nosuch.googleapis.com",), ("a.googleapis.com", "b.googleapis.com")])
@pytest.mark.parametrize("known", [(), ("aiplatform.googleapis.com", "run.googleapis.com")])
def test_what_google_does_not_know_hides_nothing_else(
    cloud: Cloud, unknown: tuple[str, ...], known: tuple[str, ...]
) -> None:
    found = cloud.verified("apis", apis=(*known, *unknown))
    told = {name.removeprefix("apis/"): one.answer.status for name, one in found.items()}
    assert told == dict.fromkeys(known, Status.PASS) | dict.fromkeys(unknown, Status.FAIL)
    assert f"Google knows no {unknown[0]}" in found[f"apis/{unknown[0]}"].answer.what
    assert cloud.requests(BATCH) <= len(unknown) + bool(known)


def test_a_refusal_for_the_moment_is_shared(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "WAITS", (0.2,))
    cloud.call("POST", "_local/faults", {"refuse_before": {"share": 1, "status": [503]}})
    checks = apis.checks(cloud.asked(apis=NAMES[:30]))
    found = running.run(checks, running.Limits(workers=8))
    cloud.call("DELETE", "_local/faults")
    assert {one.answer.status for one in found} == {Status.INCONCLUSIVE}
    assert "503" in found[0].answer.what
    # Five groups of checks, each asking twice: at worst the answer of the group before is too old.
    assert cloud.requests(BATCH) <= 10


def test_what_is_refused_at_first_is_answered_at_last(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = Google.get

    def flaky(
        self: Google, host: str, path: str, seconds: float, query: dict[str, object] | None = None
    ) -> object:
        asked.append(path)
        if len(asked) < 3:
            raise RetryError(Answer(Status.INCONCLUSIVE, "503"))
        return real(self, host, path, seconds, query)

    monkeypatch.setattr(Google, "get", flaky)
    found = running.run(apis.checks(cloud.asked(apis=NAMES[:1])))
    assert (found[0].answer.status, found[0].asked) == (Status.PASS, 3)


def test_where_nobody_listens_nothing_is_known() -> None:
    nobody = Google(PROJECT, "http://127.0.0.1:9")
    with pytest.raises(RetryError) as refused:
        nobody.get("pubsub.googleapis.com", "v1/x", 5)
    assert refused.value.answer.status is Status.INCONCLUSIVE
    assert "pubsub.googleapis.com is not reached" in refused.value.answer.what


@pytest.mark.parametrize(
    "endpoint", ["http://example.com", "https://192.0.2.1:8765", "http://127.0.0.1.evil.example"]
)
def test_only_this_machine_is_asked_without_credentials(endpoint: str) -> None:
    with pytest.raises(asking.StoppedError, match="not on this machine"):
        google.reach(PROJECT, endpoint)
