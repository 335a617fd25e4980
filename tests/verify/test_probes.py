"""Everything right passes; with one thing wrong, the check that is about it says so and names the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from served_cloud import (
    AUDIENCE,
    BUCKET,
    ENV,
    IMAGE,
    PLACE,
    PROJECT,
    PUSHER,
    SECRET,
    SERVICE,
    SUBSCRIPTION,
    WORKER,
    planned,
)

from preflight.planned.stack import Resource
from preflight.verify import running
from preflight.verify.checks import Status
from preflight.verify.google import Google

if TYPE_CHECKING:
    from collections.abc import Callable

    from served_cloud import Cloud

TOPICS = f"pubsub/v1/projects/{PROJECT}/topics"
PUSH = f"pubsub/v1/projects/{PROJECT}/subscriptions/{SUBSCRIPTION}"
VERSION = f"secretmanager/v1/projects/{PROJECT}/secrets/{SECRET}/versions/1"
RUN = f"run/v2/{PLACE}/services/{SERVICE}"
BUCKETS = f"storage/storage/v1/b/{BUCKET}"
USED = f"serviceusage/v1/projects/{PROJECT}/services"


def test_everything_right_passes(cloud: Cloud) -> None:
    found = cloud.verified()
    assert {name: one.answer for name, one in found.items() if one.answer.status is not Status.PASS} == {}
    kinds = {name.partition("/")[0] for name in found}
    assert kinds == {"apis", "images", "models", "pubsub", "secrets", "services", "storage"}


def test_everything_right_passes_as_the_services_themselves(cloud: Cloud) -> None:
    found = cloud.verified(runtime=True)
    assert {name: one.answer for name, one in found.items() if one.answer.status is not Status.PASS} == {}
    assert "models/gemini-3.5-flash@global/worker" in found


def test_a_service_for_internal_traffic_is_not_there_for_outsiders(cloud: Cloud) -> None:
    cloud.fill("INGRESS_TRAFFIC_INTERNAL_ONLY")
    found = cloud.verified(
        "services", declared=planned(ingress="INGRESS_TRAFFIC_INTERNAL_ONLY"), runtime=True
    )
    assert {one.answer.status for one in found.values()} == {Status.PASS}
    assert "404" in found[f"services/{SERVICE}/strangers"].answer.what


@pytest.mark.parametrize(
    ("status", "strangers", "pusher"),
    [
        (401, Status.PASS, Status.FAIL),
        (403, Status.PASS, Status.FAIL),
        (200, Status.FAIL, Status.PASS),
        (302, Status.FAIL, Status.PASS),
        (404, Status.INCONCLUSIVE, Status.PASS),
        (429, Status.INCONCLUSIVE, Status.WARN),
        (500, Status.INCONCLUSIVE, Status.WARN),
        (503, Status.INCONCLUSIVE, Status.WARN),
    ],
)
def test_what_a_service_answers_is_judged_by_who_asks(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, status: int, strangers: Status, pusher: Status
) -> None:
    def knock(*_given: object) -> int:
        return status

    monkeypatch.setattr(Google, "knock", knock)
    monkeypatch.setattr(running, "WAITS", (0.01,))
    found = cloud.verified("services", runtime=True)
    told = {name: found[f"services/{SERVICE}/{name}"].answer.status for name in ("strangers", "pusher")}
    assert told == {"strangers": strangers, "pusher": pusher}


def push_config(endpoint: str = "", audience: str = AUDIENCE, email: str = PUSHER) -> Callable[[Cloud], None]:
    def change(cloud: Cloud) -> None:
        token = {"audience": audience, "serviceAccountEmail": email}
        config = {"pushEndpoint": endpoint or cloud.uri, "oidcToken": token}
        cloud.call("POST", f"{PUSH}:modifyPushConfig", {"pushConfig": config})

    return change


def to_an_older_revision(cloud: Cloud) -> None:
    before = cloud.call("GET", RUN)
    revision = before["latestReadyRevision"].rpartition("/")[2]
    body = {key: before[key] for key in ("ingress", "customAudiences", "template")}
    body["traffic"] = [
        {"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION", "revision": revision, "percent": 100}
    ]
    body["template"]["timeout"] = "61s"
    cloud.call("PATCH", RUN, body)


def does_not_look(cloud: Cloud) -> None:
    before = cloud.call("GET", RUN)
    body = {key: before[key] for key in ("ingress", "customAudiences", "template")}
    cloud.call("PATCH", RUN, {**body, "invokerIamDisabled": True})


def does_not_start(cloud: Cloud) -> None:
    cloud.call("POST", f"{VERSION}:disable", {})
    before = cloud.call("GET", RUN)
    body = {key: before[key] for key in ("ingress", "customAudiences", "template")}
    body["template"]["timeout"] = "61s"
    cloud.call("PATCH", RUN, body)


def under_a_condition(cloud: Cloud) -> None:
    condition = {"title": "for a while", "expression": "request.time < timestamp('2099-01-01T00:00:00Z')"}
    binding = {
        "role": "roles/secretmanager.secretAccessor",
        "members": [f"serviceAccount:{WORKER}"],
        "condition": condition,
    }
    path = f"secretmanager/v1/projects/{PROJECT}/secrets/{SECRET}:setIamPolicy"
    cloud.call("POST", path, {"policy": {"version": 3, "bindings": [binding]}})


WRONG: dict[str, tuple[Callable[[Cloud], object], str, Status, str, str]] = {
    "an API is off": (
        lambda cloud: cloud.call("POST", f"{USED}/texttospeech.googleapis.com:disable", {}),
        "apis/texttospeech.googleapis.com", Status.FAIL, "apis/library/texttospeech.googleapis.com",
        "gcloud services enable texttospeech.googleapis.com",
    ),
    "an API is off, so what goes through it is not asked": (
        lambda cloud: cloud.call("POST", f"{USED}/texttospeech.googleapis.com:disable", {}),
        "models/en-US-Chirp3-HD-Aoede@global", Status.SKIP, "apis/texttospeech.googleapis.com failed", "",
    ),
    "a topic is gone": (
        lambda cloud: cloud.call("DELETE", f"{TOPICS}/requests"),
        "pubsub/topics/requests", Status.FAIL, "there is no topic requests", "make up STACK=dev CLOUD=local",
    ),
    "the topic of a subscription is gone": (
        lambda cloud: cloud.call("DELETE", f"{TOPICS}/requests"),
        f"pubsub/subscriptions/{SUBSCRIPTION}", Status.FAIL, "its topic was deleted", "make up",
    ),
    "a subscription is gone": (
        lambda cloud: cloud.call("DELETE", PUSH),
        f"pubsub/subscriptions/{SUBSCRIPTION}", Status.FAIL, "there is no subscription", "make up",
    ),
    "a subscription is gone, so its grants are not asked for": (
        lambda cloud: cloud.call("DELETE", PUSH),
        f"pubsub/subscriptions/{SUBSCRIPTION}/dead-letter", Status.SKIP, "failed", "",
    ),
    "it pushes elsewhere": (
        push_config("https://elsewhere.example.com/"),
        f"pubsub/subscriptions/{SUBSCRIPTION}", Status.FAIL, "which is no service of this stack", "make up",
    ),
    "it is pulled": (
        lambda cloud: cloud.call("POST", f"{PUSH}:modifyPushConfig", {"pushConfig": {}}),
        f"pubsub/subscriptions/{SUBSCRIPTION}", Status.FAIL, "it is pulled instead of pushing", "make up",
    ),
    "it pushes for another audience": (
        push_config(audience="https://other.internal"),
        f"pubsub/subscriptions/{SUBSCRIPTION}", Status.FAIL, "https://other.internal instead of", "make up",
    ),
    "it pushes as somebody else": (
        push_config(email=WORKER),
        f"pubsub/subscriptions/{SUBSCRIPTION}", Status.FAIL, f"who it pushes as is {WORKER}", "make up",
    ),
    "the agent may not publish dead letters": (
        lambda cloud: cloud.allow(f"{TOPICS}/dead"),
        f"pubsub/subscriptions/{SUBSCRIPTION}/dead-letter", Status.FAIL, "may not publish to dead",
        "gcloud pubsub topics add-iam-policy-binding dead",
    ),
    "the agent may not acknowledge": (
        lambda cloud: cloud.allow(PUSH),
        f"pubsub/subscriptions/{SUBSCRIPTION}/dead-letter", Status.FAIL, "may not acknowledge on",
        "gcloud pubsub subscriptions add-iam-policy-binding",
    ),
    "who pushes is not let in": (
        lambda cloud: cloud.allow(RUN),
        f"pubsub/subscriptions/{SUBSCRIPTION}/pusher", Status.FAIL, f"{PUSHER} may not call",
        "--role roles/run.invoker",
    ),
    "who may call is not let in": (
        lambda cloud: cloud.allow(RUN),
        f"services/{SERVICE}/pusher", Status.FAIL, "may not call", "add-iam-policy-binding",
    ),
    "a service is gone": (
        lambda cloud: cloud.call("DELETE", RUN),
        f"services/{SERVICE}", Status.FAIL, f"there is no {SERVICE}", "make up",
    ),
    "a service is open to everybody": (
        lambda cloud: cloud.allow(RUN, ("roles/run.invoker", "allUsers")),
        f"services/{SERVICE}/strangers", Status.FAIL, "everybody may call it", "remove-iam-policy-binding",
    ),
    "a service that does not look at who calls": (
        does_not_look,
        f"services/{SERVICE}/strangers", Status.FAIL, "does not look at who calls", "--invoker-iam-check",
    ),
    "a service that everybody who is signed in may call": (
        lambda cloud: cloud.allow(RUN, ("roles/run.servicesInvoker", "allAuthenticatedUsers")),
        f"services/{SERVICE}/strangers", Status.FAIL, "everybody may call it",
        "--member allAuthenticatedUsers --role roles/run.servicesInvoker",
    ),
    "a service that everybody may look at is still closed": (
        lambda cloud: cloud.allow(RUN, ("roles/run.viewer", "allUsers")),
        f"services/{SERVICE}/strangers", Status.PASS, "answers 403", "",
    ),
    "an older revision serves": (
        to_an_older_revision,
        f"services/{SERVICE}", Status.WARN, "100 % to", "update-traffic",
    ),
    "the newest revision does not start": (
        does_not_start, f"services/{SERVICE}", Status.FAIL, "is not ready", "gcloud logging read",
    ),
    "a secret without a version": (
        lambda cloud: cloud.call("POST", f"{VERSION}:destroy", {}),
        f"secrets/{SECRET}@1", Status.FAIL, "DESTROYED", "gcloud secrets versions add",
    ),
    "a version that is switched off": (
        lambda cloud: cloud.call("POST", f"{VERSION}:disable", {}),
        f"secrets/{SECRET}@1", Status.FAIL, "DISABLED", "gcloud secrets versions enable 1",
    ),
    "a secret is gone": (
        lambda cloud: cloud.call("DELETE", f"secretmanager/v1/projects/{PROJECT}/secrets/{SECRET}"),
        f"secrets/{SECRET}@1", Status.FAIL, f"secret {SECRET} is not there", "make up",
    ),
    "a secret that its service may not read": (
        lambda cloud: cloud.allow(f"secretmanager/v1/projects/{PROJECT}/secrets/{SECRET}"),
        f"secrets/{SECRET}/{SERVICE}", Status.FAIL, "may not read it", "roles/secretmanager.secretAccessor",
    ),
    "a secret that its service may read under a condition": (
        under_a_condition,
        f"secrets/{SECRET}/{SERVICE}", Status.INCONCLUSIVE, "under a condition", "--identity runtime",
    ),
    "a bucket is gone": (
        lambda cloud: cloud.call("DELETE", BUCKETS),
        f"storage/{BUCKET}", Status.FAIL, "there is no bucket", "make up",
    ),
    "a bucket keeps no versions": (
        lambda cloud: cloud.call("PATCH", BUCKETS, {"versioning": {"enabled": False}}),
        f"storage/{BUCKET}", Status.FAIL, "versioning is false instead of true", "make up",
    ),
    "a bucket could be opened": (
        lambda cloud: cloud.call(
            "PATCH", BUCKETS, {"iamConfiguration": {"publicAccessPrevention": "inherited"}}
        ),
        f"storage/{BUCKET}", Status.FAIL, "public access prevention is inherited", "make up",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "check", "status", "what", "remedy"), WRONG.values(), ids=WRONG)
def test_with_one_thing_wrong(  # noqa: PLR0917 - of a table
    cloud: Cloud, change: Callable[[Cloud], object], check: str, status: Status, what: str, remedy: str
) -> None:
    change(cloud)
    answer = cloud.verified()[check].answer
    assert answer.status is status, answer
    assert what in answer.what
    assert remedy in answer.remedy


MODELS = {
    "retired": ("gemini-1.5-flash", "global", Status.FAIL, "404: gemini-1.5-flash is retired"),
    "closed to new projects": ("gemini-2.5-flash", "global", Status.FAIL, "closed to this project"),
    "misspelled": ("gemini-3.5-flesh", "global", Status.FAIL, "404"),
    "elsewhere": ("gemini-3.5-flash", "us-central1", Status.FAIL, "not in us-central1"),
    "regional": ("gemini-3.5-flash-lite", "us-central1", Status.PASS, "answers as gemini-3.5-flash-lite"),
    "replaced": ("local-replaced", "global", Status.FAIL, "is answered by gemini-3.5-flash-lite"),
    "used up": ("local-exhausted", "global", Status.INCONCLUSIVE, "429"),
    "an embedding": (
        "gemini-embedding-001",
        "global",
        Status.INCONCLUSIVE,
        "is not called by",
    ),
    "of somebody else": ("claude-opus-4-5@20251101", "global", Status.INCONCLUSIVE, "is not called by"),
    "one that speaks": ("gemini-2.5-flash-tts", "global", Status.INCONCLUSIVE, "is not called by"),
    "an open one": ("llama-4-scout-maas", "global", Status.INCONCLUSIVE, "is not called by"),
    "a voice that is gone": ("en-US-Nobody", "global", Status.FAIL, "does not exist"),
}


@pytest.mark.parametrize(("model", "location", "status", "what"), MODELS.values(), ids=MODELS)
def test_a_model_is_asked_as_it_is_called(
    cloud: Cloud, model: str, location: str, status: Status, what: str
) -> None:
    role = "SPEECH" if "Nobody" in model else "SCRIPT_GENERATION"
    env = {**ENV, f"{role}_MODEL": model, f"{role}_LOCATION": location}
    answer = cloud.verified("models", declared=planned(env))[f"models/{model}@{location}"].answer
    assert answer.status is status, answer
    assert what in answer.what


def test_a_fallback_is_asked_as_well(cloud: Cloud) -> None:
    env = {**ENV, "SCRIPT_GENERATION_FALLBACKS": '[{"model": "gemini-1.5-pro", "location": "global"}]'}
    found = cloud.verified("models", declared=planned(env))
    assert found["models/gemini-1.5-pro@global"].answer.status is Status.FAIL
    assert found["models/gemini-3.5-flash@global"].answer.status is Status.PASS


def test_where_the_stack_tells_nothing_the_registry_is_asked(cloud: Cloud) -> None:
    found = cloud.verified("models", declared=planned({"OTHER": "x"}))
    assert {one.answer.status for one in found.values()} == {Status.PASS}
    assert [name for name in found if name.startswith("models/")] != []


@pytest.mark.parametrize("value", ["star", "v2", "", "s3://bucket/model.bin"])
def test_a_variable_that_holds_no_model_is_not_asked_about(cloud: Cloud, value: str) -> None:
    found = cloud.verified("models", declared=planned({**ENV, "DATA_MODEL": value}))
    assert not [name for name in found if value and value in name]
    assert {one.answer.status for one in found.values()} == {Status.PASS}


def test_a_service_without_the_role_may_not_call_a_model(cloud: Cloud) -> None:
    cloud.allow(f"cloudresourcemanager/v1/projects/{PROJECT}")
    assert cloud.verified("models")["models/gemini-3.5-flash@global"].answer.status is Status.PASS
    answer = cloud.verified("models", runtime=True)["models/gemini-3.5-flash@global/worker"].answer
    assert answer.status is Status.FAIL
    assert f"serviceAccount:{WORKER} --role roles/aiplatform.user" in answer.remedy


def test_an_account_that_cannot_be_impersonated_leaves_its_checks_open(cloud: Cloud) -> None:
    cloud.call("DELETE", f"iam/v1/projects/{PROJECT}/serviceAccounts/{WORKER}")
    found = cloud.verified("models", runtime=True)
    answer = found["models/gemini-3.5-flash@global/worker"].answer
    assert answer.status is Status.INCONCLUSIVE
    assert "roles/iam.serviceAccountTokenCreator" in answer.remedy


def test_an_image_that_was_deleted_is_missed_where_others_are(cloud: Cloud) -> None:
    other = planned()
    image = f"us-central1-docker.pkg.dev/{PROJECT}/vividly/worker"
    changed = [
        one._replace(inputs={**one.inputs, "template": {"containers": [{"image": f"{image}:0.9.9"}]}})
        if one.type.endswith("service:Service")
        else one
        for one in other.resources
    ]
    found = cloud.verified("images", declared=other._replace(resources=tuple(changed)))
    answer = found[f"images/{image}:0.9.9"].answer
    assert (answer.status, answer.remedy) == (Status.FAIL, f"docker push {image}:0.9.9")


@pytest.mark.parametrize(
    "kind",
    [
        "pubsub/topic:Topic",
        "pubsub/subscription:Subscription",
        "storage/bucket:Bucket",
        "cloudrunv2/service:Service",
    ],
)
def test_what_the_engine_names_is_not_known_without_its_state(cloud: Cloud, kind: str) -> None:
    whole = planned()
    resources = [
        one._replace(inputs={key: value for key, value in one.inputs.items() if key != "name"})
        if one.type == f"gcp:{kind}"
        else one
        for one in whole.resources
    ]
    found = cloud.verified(declared=whole._replace(resources=tuple(resources)))
    unknown = [one.answer for one in found.values() if one.answer.status is Status.INCONCLUSIVE]
    assert unknown
    assert all("stack export" in answer.remedy for answer in unknown)
    assert not [one for one in found.values() if one.answer.status is Status.FAIL]


def another(resource: str, place: str, account: str = WORKER) -> Resource:
    """A service that is called `api`, wherever it runs."""
    container = {"image": IMAGE, "envs": [
        {"name": f"KEY_{version}", "valueSource": {"secretKeyRef": {"secret": SECRET, "version": version}}}
        for version in ("1", "latest")
    ]}  # fmt: skip
    template = {"serviceAccount": account, "containers": [container]}
    told = {"project": PROJECT, "name": "api", "location": place, "template": template}
    return Resource("gcp:cloudrunv2/service:Service", resource, told)


@pytest.mark.parametrize("account", [WORKER, "worker@other-project.iam.gserviceaccount.com"])
def test_the_same_in_two_places_is_asked_about_in_both(cloud: Cloud, account: str) -> None:
    whole = planned()
    more = (another("near", "us-central1"), another("far", "europe-west1", account))
    found = cloud.verified(declared=whole._replace(resources=whole.resources + more), runtime=True)
    for name in ("services/api@us-central1/near", "services/api@europe-west1/far"):
        assert found[name].answer.what == "there is no api"
        assert found[f"{name}/strangers"].answer.status is Status.SKIP
    assert f"secrets/{SECRET}@latest" in found
    assert f"secrets/{SECRET}/api" in found
    assert (f"secrets/{SECRET}/api/{account}" in found) is (account != WORKER)


def test_what_lies_in_another_project_is_asked_for_there(cloud: Cloud) -> None:
    cloud.call("POST", "serviceusage/v1/projects/shared-topics/services/pubsub.googleapis.com:enable", {})
    cloud.call("PUT", "pubsub/v1/projects/shared-topics/topics/requests", {})
    cloud.call("DELETE", f"{TOPICS}/requests")
    whole = planned()
    shared = Resource("gcp:pubsub/topic:Topic", "shared", {"project": "shared-topics", "name": "requests"})
    found = cloud.verified("pubsub", declared=whole._replace(resources=(*whole.resources, shared)))
    assert found["pubsub/topics/shared-topics/requests"].answer.status is Status.PASS
    assert found["pubsub/topics/requests"].answer.status is Status.FAIL


@pytest.mark.parametrize(("project", "there"), [("shared-secrets", Status.PASS), ("no-secrets", Status.FAIL)])
def test_a_secret_of_another_project_is_asked_for_there(cloud: Cloud, project: str, there: Status) -> None:
    usage = f"serviceusage/v1/projects/{project}/services/secretmanager.googleapis.com"
    cloud.call("POST", f"{usage}:enable", {})
    secrets = f"secretmanager/v1/projects/{project}/secrets"
    if there is Status.PASS:
        cloud.call("POST", f"{secrets}?secretId=shared", {"replication": {"automatic": {}}})
        cloud.call("POST", f"{secrets}/shared:addVersion", {"payload": {"data": "a2V5"}})
    reference = {"secret": f"projects/{project}/secrets/shared", "version": "1"}
    env = {"name": "SHARED", "valueSource": {"secretKeyRef": reference}}
    template = {"serviceAccount": WORKER, "containers": [{"image": IMAGE, "envs": [env]}]}
    inputs = {"project": PROJECT, "name": "other", "location": "us-central1", "template": template}
    whole = planned()
    more = Resource("gcp:cloudrunv2/service:Service", "other", inputs)
    found = cloud.verified("secrets", declared=whole._replace(resources=(*whole.resources, more)))
    assert found[f"secrets/{project}/shared@1"].answer.status is there
    assert found[f"secrets/{SECRET}@1"].answer.status is Status.PASS
    may = found[f"secrets/{project}/shared/other"].answer
    assert may.status is (Status.FAIL if there is Status.PASS else Status.SKIP)
    assert there is Status.FAIL or f"--project {project}" in may.remedy


def test_the_payload_of_a_secret_is_never_asked_for(cloud: Cloud) -> None:
    cloud.verified(runtime=True)
    assert cloud.requests(":access") == 0
