"""APIs: which are declared, for which project, under which name, and who waits for them."""

from __future__ import annotations

import time

import pytest
from judging import UNJUDGED, judged, judged_stack, settings_given, stack
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import Declared, Ref
from rules.apis import SERVICE, apis_are_declared, resources_wait_for_their_apis
from rules.projects import api_names_exist, apis_are_allowed, apis_are_declared_once

TOPIC = "gcp:pubsub/topic:Topic"
IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity"
PUBSUB = "pubsub.googleapis.com"


def api(service: object, name: str = "api", **inputs: object) -> Declared:
    return Declared(SERVICE, {"service": service, **inputs}, name=name)


def topic(*waits_for: str, name: str = "topic", **inputs: object) -> Declared:
    return Declared(TOPIC, inputs, name=name, depends_on=waits_for)


@pytest.mark.parametrize(
    "declared",
    [
        (topic(),),
        (api("run.googleapis.com"), topic()),
        (api(PUBSUB, project="a-project"), topic(project="b-project")),
    ],
)
def test_an_api_that_is_missing_is_told(declared: tuple[Declared, ...]) -> None:
    said = judged_stack(declared, [apis_are_declared])
    assert [text.partition(";")[0] for _, text, _ in said] == [f"{PUBSUB} is needed and not declared"]


def test_an_identity_needs_the_api_that_it_is_of() -> None:
    declared = (api("serviceusage.googleapis.com"), Declared(IDENTITY, {"service": PUBSUB}))
    ((_, text, urn),) = judged_stack(declared, [apis_are_declared])
    assert (text.partition(" ")[0], urn.rpartition("::")[2]) == (PUBSUB, "example")


@pytest.mark.parametrize(
    "declared",
    [
        (topic(), api(PUBSUB)),
        (api(PUBSUB, project="a-project"), topic(project="a-project")),
        (api(PUBSUB, project="a-project"), topic(project=UNKNOWN_STRING_VALUE)),
        (api(PUBSUB, project=UNKNOWN_STRING_VALUE), topic(project="a-project")),
        (api(PUBSUB, project="a-project"), topic()),
        (api(PUBSUB, project="a-project"), topic(project="projects/a-project")),
        (api(PUBSUB, project="123456789012"), topic(project="a-project")),
        (api("storage-component.googleapis.com"), Declared("gcp:storage/bucket:Bucket")),
        (Declared("gcp:unheardof/thing:Thing"), Declared("aws:s3/bucket:Bucket")),
        (api("cloudresourcemanager.googleapis.com"),),
    ],
)
def test_an_api_that_may_be_declared_is_not_missing(declared: tuple[Declared, ...]) -> None:
    assert judged_stack(declared, [apis_are_declared]) == []


def test_an_api_of_another_stack_is_not_missing() -> None:
    given = {"apis_declared_elsewhere": [PUBSUB, "storage-api.googleapis.com"]}
    declared = (topic(), Declared("gcp:storage/bucket:Bucket"), api(UNKNOWN_STRING_VALUE))
    assert judged_stack(declared, [apis_are_declared], given) == []


def test_a_service_that_is_unknown_may_be_the_one() -> None:
    said = judged_stack((topic(), api(UNKNOWN_STRING_VALUE)), [apis_are_declared])
    assert [(name, text) for name, text, _ in said] == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("declared", "waiting"),
    [
        ((api(PUBSUB), topic()), False),
        ((api(PUBSUB), api("run.googleapis.com", "run"), topic("run")), False),
        ((api(PUBSUB), topic("api")), True),
        ((topic("api"), api(PUBSUB)), True),
        ((api(PUBSUB), topic("between"), topic("api", name="between")), True),
        (
            (topic("between"), Declared("random:index:X", {"a": Ref("api", "id")}, "between"), api(PUBSUB)),
            True,
        ),
        ((api(PUBSUB), api(PUBSUB, "again"), topic("again")), True),
        ((api(PUBSUB, project="b"), api(PUBSUB, "a", project="a"), topic("b", project="a")), False),
        ((api("run.googleapis.com"), topic()), True),
    ],
)
def test_a_resource_waits_for_its_api(declared: tuple[Declared, ...], *, waiting: bool) -> None:
    named = {one.name for one in declared}
    declared = tuple(
        Declared(one.type, one.inputs, one.name, tuple(n if n in named else "api" for n in one.depends_on))
        for one in declared
    )
    said = judged_stack(declared, [resources_wait_for_their_apis])
    texts = [f"{PUBSUB} is declared and not waited for"] if not waiting else []
    assert [text.partition(";")[0] for _, text, _ in said] == texts


def test_a_finding_is_made_though_another_api_is_unknown() -> None:
    usage = api("serviceusage.googleapis.com", "usage")
    identity = Declared(IDENTITY, {"service": UNKNOWN_STRING_VALUE})
    said = judged_stack((usage, identity), [resources_wait_for_their_apis])
    assert [name for name, _, _ in said] == ["resources-wait-for-their-apis", "rules-know-what-they-judge"]


def test_a_large_and_deep_stack_is_judged_fast() -> None:
    apis = [api(f"a{number}.googleapis.com", f"api{number}") for number in range(30)]
    chain = [topic(f"topic{number - 1}", name=f"topic{number}") for number in range(1, 2000)]
    seen = stack([api(PUBSUB), *apis, topic("api", name="topic0"), *chain], settings_given())
    topics = seen.of(TOPIC)
    begin = time.perf_counter()
    rules = (apis_are_declared, resources_wait_for_their_apis)
    found = [what for one in topics for rule in rules for what in rule.find(one, seen)]
    assert found == []
    assert time.perf_counter() - begin < 2, "800 resources must cost milliseconds"


@pytest.mark.parametrize(
    ("service", "what"),
    [
        ("pubsub", "did you mean pubsub.googleapis.com?"),
        ("pubsubb.googleapis.com", "did you mean pubsub.googleapis.com?"),
        ("Pubsub.googleapis.com", "no API"),
        ("pubsub.googleapis.com ", "no API"),
        ("pubsub.googleapi.com", "no API"),
        ("pubsub.googleapis.co", "no API"),
        ("zzzzzzzzzzzz.googleapis.com", "no API"),
        ("https://pubsub.googleapis.com", "no API"),
        ("", "no API"),
    ],
)
@pytest.mark.parametrize("kind", [SERVICE, IDENTITY])
def test_a_name_that_does_not_exist_is_refused(kind: str, service: str, what: str) -> None:
    ((_, text),) = judged(Declared(kind, {"service": service}), [api_names_exist])
    assert what in text


@pytest.mark.parametrize(
    "service",
    [
        PUBSUB,
        "storage-component.googleapis.com",
        "aiplatform.googleapis.com",
        "cloudresourcemanager.googleapis.com",
        "catalogue.endpoints.a-project.cloud.goog",
        "speech.appspot.com",
        "isv-service.gcpmarketplace.example.com",
    ],
)
def test_a_name_that_exists_or_belongs_to_others_passes(service: str) -> None:
    assert judged(api(service), [api_names_exist]) == []


def test_an_unknown_name_is_judged_later() -> None:
    said = judged(api(UNKNOWN_STRING_VALUE), [api_names_exist])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("declared", "refused"),
    [
        ((api(PUBSUB, "a"), api(PUBSUB, "b")), ["b"]),
        ((api(PUBSUB, "a"), api(PUBSUB, "b"), api(PUBSUB, "c")), ["b", "c"]),
        ((api(PUBSUB, "b"), api(PUBSUB, "a")), ["b"]),
        ((api(PUBSUB, "a"), api(PUBSUB, "b"), topic("b")), ["a"]),
        ((api(PUBSUB, "a", project="p"), api(PUBSUB, "b", project="projects/p")), ["b"]),
        (
            (
                api(PUBSUB, "x", project=UNKNOWN_STRING_VALUE),
                api(PUBSUB, "a", project="p"),
                api(PUBSUB, "b", project="p"),
            ),
            ["b"],
        ),
        ((api(PUBSUB, "a", project="p"), api(PUBSUB, "b", project="q")), []),
        ((api(PUBSUB, "a"), api("run.googleapis.com", "b")), []),
        ((api("storage-api.googleapis.com", "a"), api("storage.googleapis.com", "b")), []),
        ((api(PUBSUB, "a", project="p"), api(PUBSUB, "b", project=UNKNOWN_STRING_VALUE)), []),
        ((api(PUBSUB, "a"), topic("a")), []),
    ],
)
def test_the_switch_with_fewer_waiting_is_refused(declared: tuple[Declared, ...], refused: list[str]) -> None:
    said = judged_stack(declared, [apis_are_declared_once])
    assert [urn.rpartition("::")[2] for name, _, urn in said if name == "apis-are-declared-once"] == refused


@pytest.mark.parametrize(
    ("declared", "refused"),
    [
        (api("compute.googleapis.com"), True),
        (Declared(IDENTITY, {"service": "compute.googleapis.com"}), True),
        (Declared("gcp:compute/network:Network"), True),
        (api("storage-api.googleapis.com"), True),
        (api(PUBSUB), False),
        (topic(), False),
        (Declared("aws:ec2/instance:Instance"), False),
    ],
)
def test_a_forbidden_api_is_refused_however_it_is_asked_for(declared: Declared, *, refused: bool) -> None:
    given = {"forbidden_apis": ["compute.googleapis.com", "storage.googleapis.com"]}
    assert bool(judged(declared, [apis_are_allowed], given)) is refused
    assert judged(declared, [apis_are_allowed], {"forbidden_apis": []}) == []
