"""APIs: which are declared, for which project, under which name, and who waits for them."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pulumi_gcp
import pytest
from judging import UNJUDGED, judged, judged_stack, settings_given, stack
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import Declared, Ref, Stack
from rules.api_index import SERVICE
from rules.api_names import CALLED, api_names_are_known, api_names_exist
from rules.apis import apis_are_declared, resources_wait_for_their_apis
from rules.google_projects import WITHOUT
from rules.projects import apis_are_allowed, apis_are_declared_once

from preflight.catalogue.apis import names

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
        (api(PUBSUB, project="123456789012"), topic(project="210987654321")),
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
        (api(PUBSUB, project="123456789012"), topic(project="123456789012")),
        (api("storage-component.googleapis.com"), Declared("gcp:storage/bucket:Bucket")),
        (Declared("gcp:unheardof/thing:Thing"), Declared("aws:s3/bucket:Bucket")),
        (api("cloudresourcemanager.googleapis.com"),),
    ],
)
def test_an_api_that_may_be_declared_is_not_missing(declared: tuple[Declared, ...]) -> None:
    assert judged_stack(declared, [apis_are_declared]) == []


SECRETS = "secretmanager.googleapis.com"
MANAGER = "cloudresourcemanager.googleapis.com"


def version(secret: object) -> Declared:
    return Declared(
        "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion", {"secret": secret}, name="version"
    )


def secret(project: str) -> Declared:
    return Declared("gcp:secretmanager/secret:Secret", {"project": project, "secretId": "key"}, name="key")


def bucket(project: str) -> Declared:
    return Declared("gcp:storage/bucket:Bucket", {"project": project, "name": "content"}, name="content")


def folder_in_bucket() -> Declared:
    return Declared("gcp:storage/folder:Folder", {"bucket": Ref("content", "name"), "name": "lessons/"})


def new_project() -> Declared:
    inputs = {"name": "new", "projectId": "new-project"}
    return Declared("gcp:organizations/project:Project", inputs, name="new")


def folder() -> Declared:
    return Declared("gcp:organizations/folder:Folder", {"displayName": "teams"}, name="folder")


@pytest.mark.parametrize(
    ("declared", "missing"),
    [
        ((api(SECRETS, project="b"), version("projects/a/secrets/key")), True),
        ((api(SECRETS, project="a"), version("projects/a/secrets/key")), False),
        ((api(SECRETS, project="a"), version("key")), False),
        ((api(SECRETS, project="a"), version(UNKNOWN_STRING_VALUE)), False),
        ((api(SECRETS, project="b"), secret("a"), version(Ref("key", "id"))), True),
        ((api(SECRETS, project="a"), secret("a"), version(Ref("key", "id"))), False),
        ((api("storage.googleapis.com", project="b"), bucket("a"), folder_in_bucket()), True),
        ((api("storage.googleapis.com", project="a"), bucket("a"), folder_in_bucket()), False),
        # Whom a grant names belongs where it likes.
        (
            (
                api("iam.googleapis.com", project="a"),
                api("iam.googleapis.com", "iam-of-b", project="b"),
                Declared(
                    "gcp:serviceaccount/iAMMember:IAMMember",
                    {
                        "serviceAccountId": "projects/a/serviceAccounts/x@a.iam.gserviceaccount.com",
                        "member": Ref("pool", "name"),
                    },
                ),
                Declared("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", {"project": "b"}, name="pool"),
            ),
            False,
        ),
    ],
)
def test_what_takes_no_project_is_of_its_parents(declared: tuple[Declared, ...], *, missing: bool) -> None:
    said = judged_stack(declared, [apis_are_declared])
    parents = {"key", "content", "pool"}
    assert bool({of.rpartition("::")[2] for _, _, of in said} - parents) is missing


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        # The caller's own project has the API, not the one that is being made.
        ((api(MANAGER, project="seed"), new_project()), []),
        ((new_project(), api(MANAGER, project=Ref("new", "projectId"))), [f"{MANAGER} is needed"]),
        ((new_project(), api(MANAGER, project="new-project"), folder()), [f"{MANAGER} is needed"] * 2),
        ((api(MANAGER, project="seed"), folder()), []),
        # A Service that waits for a resource cannot be there before it.
        ((Declared(SERVICE, {"service": PUBSUB}, "api", ("topic",)), topic()), [f"{PUBSUB} is needed"]),
        ((Declared(SERVICE, {"service": ""}, "api"), topic()), [f"{PUBSUB} is needed"]),
    ],
)
def test_an_api_that_is_not_there_in_time_is_missing(declared: tuple[Declared, ...], said: list[str]) -> None:
    found = judged_stack(declared, [apis_are_declared])
    assert sorted(text.partition(" and ")[0] for _, text, _ in found) == said


def test_the_types_that_take_no_project_are_those_of_the_sdk() -> None:
    sources = [file.read_text() for file in sorted(Path(pulumi_gcp.__file__).parent.glob("*/*.py"))]
    tokens = [re.search(r"super\(.*\)\.__init__\(\s*'(gcp:[^']+)'", source) for source in sources]
    types = {token[1]: source for token, source in zip(tokens, sources, strict=True) if token}
    takes = re.compile(r"^ +project: pulumi\.Input", re.MULTILINE)
    assert {token for token, source in types.items() if not takes.search(source)} == WITHOUT


def test_what_waits_in_a_circle_is_judged_all_the_same() -> None:
    seen = stack([api(PUBSUB), topic("api", name="a"), topic("a", name="b")], settings_given())
    a, b = seen.of(TOPIC)
    circle = Stack([*seen.of(SERVICE), replace(a, waits_for=(*a.waits_for, b.urn)), b])
    assert [list(resources_wait_for_their_apis.find(one, circle)) for one in circle.of(TOPIC)] == [[], []]


def test_an_api_of_another_stack_is_not_waited_for() -> None:
    given = {"apis_declared_elsewhere": [PUBSUB]}
    assert judged_stack((api(PUBSUB), topic()), [resources_wait_for_their_apis], given) == []


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
        ("https://pubsub.googleapis.com", "no API"),
        ("", "service is empty"),
        ("pubsubs.googleapis.com", "did you mean pubsub.googleapis.com?"),
        ("secretmanger.googleapis.com", "did you mean secretmanager.googleapis.com?"),
        ("cloudrun.googleapis.com", "did you mean run.googleapis.com?"),
        ("kms.googleapis.com", "did you mean cloudkms.googleapis.com?"),
        ("gke", "did you mean container.googleapis.com?"),
        ("tts.googleapis.com", "did you mean texttospeech.googleapis.com?"),
        ("secret-manager.googleapis.com", "did you mean secretmanager.googleapis.com?"),
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
    assert judged(api(service), [api_names_exist, api_names_are_known]) == []


@pytest.mark.parametrize(
    "short",
    [
        "containerscanning",
        "telemetry",
        "gkeconnect",
        "anthos",
        "appengineflex",
        "appenginereporting",
        "zzzzzzzzzzzz",
        "meshtelemetry",
        "cloudkmskacls-pa",
    ],
)
def test_a_name_that_the_catalogue_lacks_is_told_and_not_refused(short: str) -> None:
    ((name, text),) = judged(api(f"{short}.googleapis.com"), [api_names_exist, api_names_are_known])
    assert name == "api-names-are-known"
    assert text.startswith(f"service is {short}.googleapis.com, which the catalogue does not know;")


def test_a_product_that_is_called_otherwise_is_sent_to_an_api_that_is_known() -> None:
    assert {f"{short}.googleapis.com" for short in CALLED} & set(names()) == set()
    assert {f"{short}.googleapis.com" for short in CALLED.values()} <= set(names())


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
