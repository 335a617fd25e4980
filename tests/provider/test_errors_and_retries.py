"""Google's errors reach the person as they are; a busy cloud is tried again; half-made things are kept."""

from __future__ import annotations

import json
import threading

import pytest
from recorded_inputs import ACCOUNTS, ARTIFACTS, PUBSUB, RUN
from scripted_cloud import error, provider

from localcloud.provider.configuration import EndpointMissingError, configured
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.job import Cloud
from localcloud.provider.names import MissingNameError
from localcloud.provider.operations import OperationFailedError
from localcloud.provider.provider import Provider
from localcloud.provider.steps import PartlyCreatedError, RefusedError
from localcloud.provider.transport import ONE_SERIES, WAITS, CancelledError, Request, Transport
from localcloud.provider.values import Properties

TOPIC = PUBSUB[0]
FOUND = (200, Properties(name="projects/demo/topics/plain", labels={"goog-pulumi-provisioned": "true"}))
DETAILS: Properties = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "reason": "SERVICE_DISABLED",
    "domain": "googleapis.com",
    "metadata": {"service": "pubsub.googleapis.com"},
}


def test_a_refusal_is_printed_with_googles_message_and_details() -> None:
    body: Properties = {"error": {"code": 403, "message": "It is disabled.", "details": [DETAILS]}}
    stand_in, cloud = provider([(403, body)])
    with pytest.raises(GoogleError) as caught:
        stand_in.create(TOPIC.type, TOPIC.inputs, 0)
    text = str(caught.value)
    assert text.startswith("googleapi: Error 403: It is disabled.\nDetails:\n[\n  {")
    assert json.loads(text.split("Details:\n")[1]) == [DETAILS]
    assert len(cloud.asked) == 1


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        ("not json", "googleapi: got HTTP response code 400 with body: not json"),
        ("[1]", "googleapi: got HTTP response code 400 with body: [1]"),
        (
            '{"error": {"message": "m", "errors": [{"message": "m", "reason": "r"}]}}',
            "googleapi: Error 400: m, r",
        ),
        (
            '{"error": {"message": "m", "errors": [{"message": "n", "reason": "r"}]}}',
            "googleapi: Error 400: m\nMore details:\nReason: r, Message: n\n",
        ),
    ],
)
def test_older_forms_of_errors_are_printed_as_google_s_own_client_does(body: str, printed: str) -> None:
    assert str(GoogleError(400, body)) == printed


@pytest.mark.parametrize("code", [429, 500, 502, 503])
def test_a_busy_cloud_is_asked_again_after_the_recorded_waits(code: int) -> None:
    busy = error(code, "busy")
    stand_in, cloud = provider([busy, busy, busy, FOUND, FOUND, FOUND])
    stand_in.create(TOPIC.type, TOPIC.inputs, 0)
    assert cloud.slept == [0.5, 1.0, 1.5]


@pytest.mark.parametrize("code", [400, 403, 404, 409, 501])
def test_other_errors_are_not_tried_again(code: int) -> None:
    stand_in, cloud = provider([error(code, "no")])
    with pytest.raises(GoogleError, match=f"Error {code}: no"):
        stand_in.create(TOPIC.type, TOPIC.inputs, 0)
    assert cloud.slept == []


def test_the_series_of_waits_lasts_116_seconds() -> None:
    assert round(ONE_SERIES) == 116
    assert list(WAITS) == sorted(WAITS)


def test_patience_ends_with_the_last_error() -> None:
    stand_in, cloud = provider([error(503, "busy")])
    with pytest.raises(GoogleError, match="503"):
        stand_in.create(TOPIC.type, TOPIC.inputs, 0.001)
    assert len(cloud.asked) == 1


def test_a_wait_ends_when_the_engine_cancels() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(CancelledError, match="cancelled"):
        Transport("", cancelled).sleep(3600)


def test_a_cloud_that_is_not_there_is_named_and_not_asked_again() -> None:
    with pytest.raises(ConnectionError, match="is the local cloud running"):
        Transport("", threading.Event()).send(Request("GET", "http://127.0.0.1:1/x"), 60)


def test_an_api_without_an_endpoint_is_never_called() -> None:
    stand_in = Provider(Cloud(configured({"project": "demo"}, {}), Transport("", threading.Event())))
    with pytest.raises(EndpointMissingError, match="gcp:pubsubCustomEndpoint is not set"):
        stand_in.create(TOPIC.type, TOPIC.inputs, 0)


def test_a_resource_without_a_project_is_refused_with_the_fix() -> None:
    stand_in = Provider(
        Cloud(
            configured({"pubsubCustomEndpoint": "http://127.0.0.1:1/"}, {}), Transport("", threading.Event())
        )
    )
    with pytest.raises(MissingNameError, match="project: required field is not set; set it"):
        stand_in.create(TOPIC.type, TOPIC.inputs, 0)


FAILED: Properties = {"name": "op", "done": True, "error": {"code": 9, "message": "Revision is not ready"}}


def test_a_service_whose_operation_failed_is_kept_as_partly_created() -> None:
    stand_in, _ = provider([(200, FAILED)])
    with pytest.raises(PartlyCreatedError, match="Error code 9, message: Revision is not ready") as caught:
        stand_in.create(RUN[0].type, RUN[0].inputs, 0)
    assert caught.value.identity == "projects/demo/locations/us-central1/services/mini"
    assert stand_in.partly(RUN[0].type, RUN[0].inputs)["template"] == RUN[0].inputs["template"]


def test_a_repository_whose_operation_failed_is_not_kept() -> None:
    stand_in, _ = provider([(200, FAILED)])
    with pytest.raises(OperationFailedError, match="Revision is not ready"):
        stand_in.create(ARTIFACTS[0].type, ARTIFACTS[0].inputs, 0)


def test_an_operation_that_is_not_known_at_once_is_asked_for_again() -> None:
    script = [(200, Properties(name="op")), error(404, "not yet"), (200, Properties(name="op", done=True))]
    stand_in, cloud = provider([*script, (200, Properties(name="x"))])
    stand_in.create(ARTIFACTS[0].type, ARTIFACTS[0].inputs, 0)
    assert cloud.script == []


def test_a_topic_that_is_not_there_at_once_is_looked_for_again() -> None:
    missing = error(404, "not yet")
    stand_in, cloud = provider([FOUND, missing, missing, FOUND, FOUND])
    stand_in.create(TOPIC.type, TOPIC.inputs, 0)
    assert cloud.slept == [0.5, 1.0]


def test_a_repository_that_is_gone_after_its_creation_is_an_error_and_kept() -> None:
    stand_in, _ = provider([(200, Properties(done=True)), error(404, "gone")])
    with pytest.raises(PartlyCreatedError, match="nil state during Create"):
        stand_in.create(ARTIFACTS[0].type, ARTIFACTS[0].inputs, 0)


def test_deleting_what_is_gone_succeeds() -> None:
    stand_in, cloud = provider([error(404, "gone")])
    stand_in.delete(TOPIC.type, "projects/demo/topics/plain", {}, 0)
    assert len(cloud.asked) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"deletionProtection": True}, "deletion_protection=false"),
        ({"deletionPolicy": "PREVENT"}, 'deletion_policy is "PREVENT"'),
    ],
)
def test_what_the_program_protects_is_not_deleted(state: Properties, words: str) -> None:
    stand_in, cloud = provider([])
    with pytest.raises(RefusedError, match=words):
        stand_in.delete(RUN[0].type, "projects/demo/locations/us-central1/services/mini", state, 0)
    assert cloud.asked == []


def test_a_service_is_protected_unless_the_program_says_otherwise() -> None:
    stand_in, _ = provider([])
    assert stand_in.preview(RUN[0].type, RUN[0].inputs, {})["deletionProtection"] is True


def test_what_is_abandoned_is_left_in_the_cloud() -> None:
    stand_in, cloud = provider([])
    stand_in.delete(TOPIC.type, "projects/demo/topics/plain", {"deletionPolicy": "ABANDON"}, 0)
    assert cloud.asked == []


def test_a_bucket_with_objects_is_deleted_only_where_the_program_says_so() -> None:
    listing: Properties = {"items": [{"name": "a/b", "generation": "7"}]}
    stand_in, _ = provider([(200, {}), (200, listing)])
    with pytest.raises(RefusedError, match="force_destroy"):
        stand_in.delete("gcp:storage/bucket:Bucket", "b1", {}, 0)
    stand_in, cloud = provider([(200, {}), (200, listing), (200, {}), (200, {})])
    stand_in.delete("gcp:storage/bucket:Bucket", "b1", {"forceDestroy": True}, 0)
    deleted = [request for request in cloud.asked if request.method == "DELETE"]
    assert deleted[0].url.endswith("/b/b1/o/a%2Fb")
    assert deleted[0].query["generation"] == "7"


def test_the_update_that_breaks_the_official_provider_is_refused_with_the_way_out() -> None:
    state: Properties = {"displayName": "a", "project": "demo", "accountId": "x"}
    inputs: Properties = {"displayName": "b", "disabled": True, "accountId": "x"}
    stand_in, cloud = provider([])
    with pytest.raises(RefusedError, match="change them in two updates"):
        stand_in.update(ACCOUNTS[0].type, "id", state, inputs, 0)
    assert cloud.asked == []


def test_a_type_that_is_not_served_is_previewed_and_never_made() -> None:
    stand_in, cloud = provider([])
    binding = "gcp:projects/iAMBinding:IAMBinding"
    assert stand_in.preview(binding, {"role": "r"}, {}) == {"role": "r"}
    with pytest.raises(
        RefusedError, match="iAMBinding:IAMBinding: the stand-in provider does not serve this type"
    ):
        stand_in.create(binding, {"role": "r"}, 0)
    assert cloud.asked == []


def test_a_bucket_s_owner_is_asked_for_only_where_the_program_does_not_say() -> None:
    made: Properties = {"name": "b1", "projectNumber": "1"}
    answers = [(200, made)] * 3
    stand_in, cloud = provider([*answers, error(404, "no such project")])
    stand_in.create("gcp:storage/bucket:Bucket", {"name": "b1", "location": "US"}, 0)
    assert cloud.script == []
    stand_in, cloud = provider(answers)
    stand_in.create("gcp:storage/bucket:Bucket", {"name": "b1", "location": "US", "project": "demo"}, 0)
    assert cloud.script == []
