"""Whether a resource is there is told by its name, or not told at all."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
import requests
from cloud_answers import PROJECT, cloud

from localcloud.provider import registry
from tools.cloud_lookup import inventory
from tools.cloud_lookup.declared import UNKNOWN, Absent, Answer, Later, There, Undecided, Wanted
from tools.cloud_lookup.google import WAITS, Google
from tools.cloud_lookup.look import finders, look
from tools.terminal import CommandError

HERE = f"projects/{PROJECT}"
IN_LOCATION = f"{HERE}/locations/us-central1"
MEMBER = f"serviceAccount:runs@{PROJECT}.iam.gserviceaccount.com"
ROLE = "roles/pubsub.publisher"
LATER = next(iter(UNKNOWN))
# https://www.pulumi.com/docs/iac/concepts/secrets/, as the engine writes it into a state
SIGNATURE, OF_A_SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
OFF = {
    "error": {"details": [{"reason": "SERVICE_DISABLED", "metadata": {"service": "pubsub.googleapis.com"}}]}
}
CONDITION = {"title": "soon", "expression": "true"}
TOPIC = "gcp:pubsub/topic:Topic"
TOPIC_MEMBER = "gcp:pubsub/topicIAMMember:TopicIAMMember"
ALERT = "gcp:monitoring/alertPolicy:AlertPolicy"
VERSION = "gcp:secretmanager/secretVersion:SecretVersion"
BUCKET = "gcp:storage/bucket:Bucket"
ALERTS = f"GET /monitoring.googleapis.com/v3/{HERE}/alertPolicies"
POLICY = f"GET /pubsub.googleapis.com/v1/{HERE}/topics/t:getIamPolicy"


def asked(kind: str, inputs: dict[str, Any], table: dict[str, object]) -> Answer:
    google, _ = cloud(table)
    return look(google, Wanted(f"urn:pulumi:dev::vividly::{kind}::it", kind, inputs))


def policy(role: str = ROLE, member: str = MEMBER, **binding: object) -> dict[str, object]:
    return {"bindings": [{"role": role, "members": [member], **binding}]}


NAMED = [
    (TOPIC, {"name": "t"}, f"/pubsub.googleapis.com/v1/{HERE}/topics/t", f"{HERE}/topics/t"),
    (
        "gcp:serviceaccount/account:Account",
        {"accountId": "runs"},
        f"/iam.googleapis.com/v1/{HERE}/serviceAccounts/runs@{PROJECT}.iam.gserviceaccount.com",
        f"{HERE}/serviceAccounts/runs@{PROJECT}.iam.gserviceaccount.com",
    ),
    (
        "gcp:cloudrunv2/service:Service",
        {"name": "api", "location": "us-central1"},
        f"/run.googleapis.com/v2/{IN_LOCATION}/services/api",
        f"{IN_LOCATION}/services/api",
    ),
    (
        "gcp:artifactregistry/repository:Repository",
        {"repositoryId": "images"},
        f"/artifactregistry.googleapis.com/v1/{IN_LOCATION}/repositories/images",
        f"{IN_LOCATION}/repositories/images",
    ),
    (
        "gcp:secretmanager/secret:Secret",
        {"secretId": "key"},
        f"/secretmanager.googleapis.com/v1/{HERE}/secrets/key",
        f"{HERE}/secrets/key",
    ),
    (BUCKET, {"name": "b"}, "/storage.googleapis.com/storage/v1/b/b", f"{PROJECT}/b"),
    (
        "gcp:cloudscheduler/job:Job",
        {"name": "nightly", "region": "europe-west1"},
        f"/cloudscheduler.googleapis.com/v1/{HERE}/locations/europe-west1/jobs/nightly",
        f"{HERE}/locations/europe-west1/jobs/nightly",
    ),
]


@pytest.mark.parametrize(("kind", "inputs", "path", "identity"), NAMED)
def test_what_has_a_name_is_found_by_it_and_nothing_else(
    kind: str, inputs: dict[str, Any], path: str, identity: str
) -> None:
    assert asked(kind, inputs, {f"GET {path}": {"name": "it"}}) == There(identity)
    assert asked(kind, inputs, {}) == Absent()
    assert isinstance(asked(kind, {**inputs, **dict.fromkeys(inputs, LATER)}, {}), Later)


def test_every_type_that_the_stand_in_provider_makes_can_be_looked_up() -> None:
    kinds = {kind for module in registry.modules() for kind in registry.tokens(module)}
    assert kinds
    assert [kind for kind in sorted(kinds) if not finders(kind)] == []


def test_a_type_without_a_row_is_left_to_a_person_with_the_command() -> None:
    answer = asked("gcp:redis/instance:Instance", {"name": "cache"}, {})
    assert isinstance(answer, Undecided)
    assert "pulumi import gcp:redis/instance:Instance it ID" in answer.why


@pytest.mark.parametrize(
    ("held", "inputs", "there"),
    [
        (policy(), {}, True),
        (policy(member=MEMBER.upper().replace("SERVICEACCOUNT", "serviceAccount")), {}, True),
        (policy(condition=CONDITION), {"condition": CONDITION}, True),
        (policy(role="roles/pubsub.viewer"), {}, False),
        (policy(member="user:bob@example.com"), {}, False),
        (policy(member=f"deleted:{MEMBER}?uid=1"), {}, False),
        (policy(condition=CONDITION), {}, False),
        (policy(), {"condition": CONDITION}, False),
        (policy(condition={**CONDITION, "expression": "false"}), {"condition": CONDITION}, False),
        ({}, {}, False),
    ],
)
def test_a_member_is_there_where_the_policy_holds_exactly_it(
    held: object, inputs: dict[str, Any], *, there: bool
) -> None:
    given = {"topic": f"{HERE}/topics/t", "role": ROLE, "member": MEMBER, **inputs}
    title = " soon" if inputs else ""
    expected = There(f"{HERE}/topics/t {ROLE} {MEMBER}{title}") if there else Absent()
    assert asked(TOPIC_MEMBER, given, {POLICY: held}) == expected


def test_the_members_of_one_policy_are_looked_up_with_one_call() -> None:
    google, answers = cloud({POLICY: policy()})
    for name in ("one", "other"):
        given = {"topic": "t", "role": ROLE, "member": MEMBER}
        look(google, Wanted(f"urn:pulumi:dev::vividly::{TOPIC_MEMBER}::{name}", TOPIC_MEMBER, given))
    assert answers.asked == [POLICY]


def test_a_member_that_is_not_known_yet_is_asked_for_later() -> None:
    answer = asked(TOPIC_MEMBER, {"topic": "t", "role": ROLE, "member": LATER}, {POLICY: policy()})
    assert isinstance(answer, Later)
    assert "member" in answer.why


ALERT_INPUTS: dict[str, Any] = {"displayName": "errors", "userLabels": {"app": "vividly"}}
OURS: dict[str, Any] = {"name": f"{HERE}/alertPolicies/1", **ALERT_INPUTS}


LISTED: list[tuple[list[dict[str, Any]], Answer]] = [
    ([OURS], There(f"{HERE}/alertPolicies/1")),
    ([OURS, {**OURS, "displayName": "latency"}], There(f"{HERE}/alertPolicies/1")),
    ([OURS, {**OURS, "userLabels": {}}], There(f"{HERE}/alertPolicies/1")),
    ([{**OURS, "displayName": "latency"}], Absent()),
    ([{**OURS, "userLabels": {"app": "other"}}], Absent()),
    ([], Absent()),
]


@pytest.mark.parametrize(("listed", "expected"), LISTED)
def test_what_google_names_is_found_by_our_words_and_labels(
    listed: list[dict[str, Any]], expected: Answer
) -> None:
    assert asked(ALERT, ALERT_INPUTS, {ALERTS: {"alertPolicies": listed}}) == expected


def test_two_of_the_same_name_are_candidates_on_whatever_page_they_are() -> None:
    other = {**OURS, "name": f"{HERE}/alertPolicies/2"}
    pages = {
        ALERTS: {"alertPolicies": [OURS], "nextPageToken": "more"},
        f"{ALERTS}?pageToken=more": {"alertPolicies": [other]},
    }
    answer = asked(ALERT, ALERT_INPUTS, dict(pages))
    assert isinstance(answer, Undecided)
    assert answer.candidates == (OURS["name"], other["name"])


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ({"2"}, There(f"{HERE}/alertPolicies/1")),
        ({"1"}, There(f"{HERE}/alertPolicies/2")),
        ({"1", "2"}, Absent()),
    ],
)
def test_what_the_state_holds_is_another_resource_of_the_same_name(held: set[str], expected: Answer) -> None:
    listed = [OURS, {**OURS, "name": f"{HERE}/alertPolicies/2"}]
    google, _ = cloud({ALERTS: {"alertPolicies": listed}})
    wanted = Wanted(f"urn:pulumi:dev::vividly::{ALERT}::it", ALERT, ALERT_INPUTS)
    assert look(google, wanted, {f"{HERE}/alertPolicies/{number}" for number in held}) == expected


@pytest.mark.parametrize("name", ["errors", "errors/of the api"])
def test_a_metrics_name_may_hold_slashes(name: str) -> None:
    path = f"GET /logging.googleapis.com/v2/{HERE}/metrics/{quote(name, safe='')}"
    kind = "gcp:logging/metric:Metric"
    assert asked(kind, {"name": name}, {path: {"name": name}}) == There(f"{PROJECT} {name}")


@pytest.mark.parametrize(
    ("there", "given", "held", "exact", "candidates"),
    [
        (["it-1234567"], "it-abcdef0", [], False, ("it-1234567",)),
        (["it-1234567", "it-7654321"], "it-abcdef0", [], False, ("it-1234567", "it-7654321")),
        (["it-1234567"], "it-abcdef0", ["it-1234567"], False, ()),
        (["it-1234567"], "it-abcdef0", [], True, ()),
        (["it-1234567"], "it", [], False, ()),
        (["other-1234567", "it-12345678", "it"], "it-abcdef0", [], False, ()),
    ],
)
def test_a_name_that_a_preview_makes_up_finds_nothing_but_candidates(
    there: list[str], given: str, held: list[str], *, exact: bool, candidates: tuple[str, ...]
) -> None:
    topics = f"{HERE}/topics"
    table: dict[str, object] = {
        f"GET /pubsub.googleapis.com/v1/{topics}": {
            "topics": [{"name": f"{topics}/{name}"} for name in there]
        },
        "GET /storage.googleapis.com/storage/v1/b": {"items": [{"name": name} for name in there]},
    }
    for kind, place in ((TOPIC, topics), (BUCKET, PROJECT)):
        google, _ = cloud(table)
        wanted = Wanted(f"urn:pulumi:dev::vividly::{kind}::it", kind, {"name": given})
        answer = look(google, wanted, [f"{place}/{name}" for name in held], exact=exact)
        assert getattr(answer, "candidates", ()) == tuple(f"{place}/{name}" for name in candidates)
        assert isinstance(answer, Undecided if candidates else Absent)


@pytest.mark.parametrize("secret", ["[secret]", {SIGNATURE: OF_A_SECRET, "ciphertext": "v1:..."}])
@pytest.mark.parametrize(
    ("kind", "inputs"),
    [(TOPIC, {"name": None}), (ALERT, {"displayName": None}), (TOPIC_MEMBER, {"topic": "t", "member": None})],
)
def test_what_is_named_by_a_secret_is_left_to_a_person(
    kind: str, inputs: dict[str, Any], secret: object
) -> None:
    given = {"role": ROLE, **{key: value or secret for key, value in inputs.items()}}
    answer = asked(kind, given, {})
    assert isinstance(answer, Undecided)
    assert "is a secret" in answer.why


def test_what_has_no_word_of_ours_is_left_to_a_person() -> None:
    assert isinstance(asked(ALERT, {}, {ALERTS: {"alertPolicies": [OURS]}}), Undecided)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([{"name": f"{HERE}/secrets/key/versions/1", "state": "ENABLED"}], Undecided),
        ([{"name": f"{HERE}/secrets/key/versions/1", "state": "DESTROYED"}], Absent),
        ([], Absent),
    ],
)
def test_a_secrets_version_is_never_chosen_by_itself(
    versions: list[dict[str, str]], expected: type[Answer]
) -> None:
    listed = f"GET /secretmanager.googleapis.com/v1/{HERE}/secrets/key/versions"
    assert isinstance(
        asked(VERSION, {"secret": f"{HERE}/secrets/key"}, {listed: {"versions": versions}}), expected
    )


@pytest.mark.parametrize("held", [False, True])
def test_a_key_of_an_account_is_never_taken_for_another(*, held: bool) -> None:
    """Only what people made counts: Google's own keys are listed under another type."""
    account = f"{HERE}/serviceAccounts/runs@{PROJECT}.iam.gserviceaccount.com"
    google, answers = cloud(
        {f"GET /iam.googleapis.com/v1/{account}/keys": {"keys": [{"name": f"{account}/keys/1"}]}}
    )
    kind = "gcp:serviceaccount/key:Key"
    wanted = Wanted(f"urn:pulumi:dev::vividly::{kind}::it", kind, {"serviceAccountId": account})
    answer = look(google, wanted, {f"{account}/keys/1"} if held else set())
    assert answer == Absent() if held else isinstance(answer, Undecided)
    assert answers.queries == [{"keyTypes": "USER_MANAGED"}]


@pytest.mark.parametrize("number", ["1", "2"])
def test_a_bucket_of_another_project_is_not_ours(number: str) -> None:
    table = {
        "GET /storage.googleapis.com/storage/v1/b/b": {"name": "b", "projectNumber": "1"},
        f"GET /cloudresourcemanager.googleapis.com/v1/{HERE}": {"projectNumber": number},
    }
    answer = asked(BUCKET, {"name": "b"}, dict(table))
    assert (answer == There(f"{PROJECT}/b"), isinstance(answer, Undecided)) == (number == "1", number == "2")


def test_what_was_deleted_and_still_holds_its_name_is_neither_there_nor_absent() -> None:
    path = f"{HERE}/locations/global/workloadIdentityPools/github"
    kind = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"
    table: dict[str, object] = {f"GET /iam.googleapis.com/v1/{path}": {"state": "DELETED"}}
    answer = asked(kind, {"workloadIdentityPoolId": "github"}, table)
    assert isinstance(answer, Undecided)
    assert answer.candidates == (path,)


@pytest.mark.parametrize(
    ("enabled", "expected"),
    [
        (["pubsub.googleapis.com"], There(f"{PROJECT}/pubsub.googleapis.com")),
        (["run.googleapis.com"], Absent()),
    ],
)
def test_an_api_is_there_when_it_is_enabled(enabled: list[str], expected: Answer) -> None:
    listed = {"services": [{"name": f"projects/1/services/{api}"} for api in enabled]}
    table: dict[str, object] = {f"GET /serviceusage.googleapis.com/v1/{HERE}/services": listed}
    assert asked("gcp:projects/service:Service", {"service": "pubsub.googleapis.com"}, table) == expected


@pytest.mark.parametrize(
    ("refusal", "expected", "said"),
    [
        ((403, OFF), Later, "pubsub.googleapis.com is not enabled"),
        ((403, {"error": {"message": "Permission denied"}}), Undecided, "403 Permission denied"),
    ],
)
def test_what_google_does_not_tell_is_not_taken_for_absent(
    refusal: object, expected: type[Answer], said: str
) -> None:
    answer = asked(TOPIC, {"name": "t"}, {f"GET /pubsub.googleapis.com/v1/{HERE}/topics/t": refusal})
    assert isinstance(answer, expected)
    assert said in getattr(answer, "why", "")


@pytest.mark.parametrize("trouble", [(429, {}), (503, {}), requests.ConnectionError()])
def test_a_call_refused_for_the_moment_is_made_again_and_one_refused_for_good_is_said(
    trouble: object,
) -> None:
    path = f"GET /pubsub.googleapis.com/v1/{HERE}/topics/t"
    assert asked(TOPIC, {"name": "t"}, {path: [trouble, trouble, {}]}) == There(f"{HERE}/topics/t")
    google, answers = cloud({path: trouble})
    with pytest.raises(CommandError, match="no-answer"):
        look(google, Wanted(f"urn:pulumi:dev::vividly::{TOPIC}::it", TOPIC, {"name": "t"}))
    assert len(answers.asked) == len(WAITS) + 1


def test_without_endpoints_google_itself_is_asked() -> None:
    google = Google({"vividly:project": PROJECT})
    assert google.address("serviceUsage", "x") == "https://serviceusage.googleapis.com/v1/x"
    assert google.address("pubsub", "x") == "https://pubsub.googleapis.com/v1/x"


def test_what_the_state_holds_is_not_listed_beside_it_whether_by_id_or_number() -> None:
    topics = [{"name": f"{HERE}/topics/known"}, {"name": f"{HERE}/topics/other"}]
    accounts = [{"name": f"{HERE}/serviceAccounts/1-compute@developer.gserviceaccount.com"}]
    google, _ = cloud(
        {
            f"GET /pubsub.googleapis.com/v1/{HERE}/topics": {"topics": topics},
            f"GET /iam.googleapis.com/v1/{HERE}/serviceAccounts": {"accounts": accounts},
            "GET /storage.googleapis.com/storage/v1/b": {"items": [{"name": "b"}]},
            f"GET /run.googleapis.com/v2/{IN_LOCATION}/services": (403, {"error": {"message": "no"}}),
        }
    )
    found, not_told = inventory.held(google)
    left = inventory.beside(found, {"projects/123/topics/known", "b"})
    assert [(one.kind, one.id) for one in left] == [("topic", f"{HERE}/topics/other")]
    assert not_told == ["service: 403 no"]
