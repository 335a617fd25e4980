"""Google's general library, unmodified, on Monitoring, Logging, budgets, jobs and queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest
from google.auth.credentials import AnonymousCredentials
from googleapiclient import discovery, errors  # pyright: ignore[reportMissingTypeStubs]
from process import serving

from localcloud import endpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PARENT = "projects/vividly-dev-rich"
PLACE = f"{PARENT}/locations/us-central1"
ACCOUNT = "billingAccounts/000000-AAAAAA-BBBBBB"
SERVICES = ("monitoring", "logging", "billingbudgets", "cloudscheduler", "cloudtasks")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Any]]:
    """Gives clients of a served local cloud."""
    with serving(tmp_path_factory.mktemp("cloud")) as server:
        names = [f"{service}.googleapis.com" for service in SERVICES]
        enable = f"{server.address}/serviceusage.googleapis.com/v1/{PARENT}/services:batchEnable"
        httpx.post(enable, json={"serviceIds": names}).raise_for_status()

        def build(name: str, version: str) -> Any:  # noqa: ANN401 - the library makes it up at run time
            options = {"api_endpoint": endpoints.client_endpoint(server.address, name) + "/"}
            return discovery.build(  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                name,
                version,
                credentials=AnonymousCredentials(),  # pyright: ignore[reportUnknownMemberType]
                static_discovery=True,
                client_options=options,
                cache_discovery=False,
            )

        yield build


def test_channels_and_policies(built: Callable[[str, str], Any]) -> None:
    with built("monitoring", "v3") as monitoring:
        channels, policies = (
            monitoring.projects().notificationChannels(),
            monitoring.projects().alertPolicies(),
        )
        mail = {"type": "email", "labels": {"email_address": "a@example.com"}}
        channel = channels.create(name=PARENT, body=mail).execute()["name"]
        condition = {"conditionPrometheusQueryLanguage": {"query": "up == 0"}}
        body = {"displayName": "down", "conditions": [condition], "notificationChannels": [channel]}
        policy = policies.create(name=PARENT, body=body).execute()
        with pytest.raises(errors.HttpError) as used:
            channels.delete(name=channel).execute()
        assert policy["name"] in str(used.value)
        assert channels.delete(name=channel, force=True).execute() == {}
        # A query of more than 2048 characters travels as a POST with X-HTTP-Method-Override.
        text = " AND ".join(["enabled=true"] * 200)
        assert len(policies.list(name=PARENT, filter=text).execute()["alertPolicies"]) == 1


def test_pages_of_dashboards(built: Callable[[str, str], Any]) -> None:
    with built("monitoring", "v1") as monitoring:
        dashboards = monitoring.projects().dashboards()
        for shown in ("a", "b", "c"):
            dashboards.create(parent=PARENT, body={"displayName": shown, "gridLayout": {}}).execute()
        request = dashboards.list(parent=PARENT, pageSize=2)
        found: list[str] = []
        while request is not None:
            answer = request.execute()
            found += [dashboard["displayName"] for dashboard in answer["dashboards"]]
            request = dashboards.list_next(request, answer)
        assert sorted(found) == ["a", "b", "c"]


def test_services_and_objectives(built: Callable[[str, str], Any]) -> None:
    with built("monitoring", "v3") as monitoring:
        services = monitoring.services()
        service = services.create(parent=PARENT, serviceId="web", body={"custom": {}}).execute()["name"]
        ratio = {"goodServiceFilter": "a", "totalServiceFilter": "b"}
        body = {
            "goal": 0.99,
            "calendarPeriod": "WEEK",
            "serviceLevelIndicator": {"requestBased": {"goodTotalRatio": ratio}},
        }
        made = services.serviceLevelObjectives().create(parent=service, body=body).execute()
        assert services.serviceLevelObjectives().get(name=made["name"]).execute() == made


def test_log_buckets_and_metrics(built: Callable[[str, str], Any]) -> None:
    with built("logging", "v2") as logging:
        locations, metrics = logging.projects().locations(), logging.projects().metrics()
        body = {"retentionDays": 7}
        started = locations.buckets().createAsync(parent=PLACE, bucketId="app", body=body).execute()
        assert locations.operations().get(name=started["name"]).execute()["done"] is True
        everywhere = locations.buckets().list(parent=f"{PARENT}/locations/-").execute()["buckets"]
        assert len(everywhere) == 3
        metric = {"name": "nginx/requests", "filter": "a"}
        metrics.create(parent=PARENT, body=metric).execute()
        name = f"{PARENT}/metrics/nginx%2Frequests"
        assert metrics.get(metricName=name).execute()["name"] == "nginx/requests"
        assert metrics.delete(metricName=name).execute() == {}


def test_budgets(built: Callable[[str, str], Any]) -> None:
    with built("billingbudgets", "v1") as billing:
        budgets = billing.billingAccounts().budgets()
        body = {"displayName": "a", "amount": {"specifiedAmount": {"units": "25"}}}
        made = budgets.create(parent=ACCOUNT, body=body).execute()
        assert budgets.list(parent=ACCOUNT).execute()["budgets"] == [made]
        with pytest.raises(errors.HttpError) as stale:
            budgets.patch(name=made["name"], body={**body, "etag": "AAAA"}).execute()
        assert cast("Any", stale.value).resp.status == 409


def test_jobs_and_queues(built: Callable[[str, str], Any]) -> None:
    with built("cloudscheduler", "v1") as scheduler, built("cloudtasks", "v2") as tasks:
        jobs, queues = scheduler.projects().locations().jobs(), tasks.projects().locations().queues()
        target = {"uri": "https://example.com"}
        body = {"name": f"{PLACE}/jobs/tick", "schedule": "0 * * * *", "httpTarget": target}
        jobs.create(parent=PLACE, body=body).execute()
        assert jobs.pause(name=f"{PLACE}/jobs/tick", body={}).execute()["state"] == "PAUSED"
        with pytest.raises(errors.HttpError) as twice:
            jobs.create(parent=PLACE, body=body).execute()
        assert cast("Any", twice.value).resp.status == 409
        queue = f"{PLACE}/queues/work"
        queues.create(parent=PLACE, body={"name": queue}).execute()
        assert queues.purge(name=queue, body={}).execute()["state"] == "RUNNING"
