"""An import takes the official provider's forms of an id, and an update right after changes nothing."""

from __future__ import annotations

import pytest
from made import NUMBER, REGION
from provider_recording import CONFIG, Replay, rows
from recorded_inputs import RUNS, RUNTIME
from recorded_upkeep import ACCOUNT
from scripted_cloud import provider as scripted

from localcloud.provider import registry
from localcloud.provider.configuration import configured
from localcloud.provider.job import Cloud
from localcloud.provider.provider import Provider
from localcloud.provider.steps import RefusedError

ROLE = "roles/pubsub.publisher serviceAccount:a@demo.iam.gserviceaccount.com"
BUDGET = f"billingAccounts/{ACCOUNT}/budgets/{{uuid_2}}"
FORMS = [
    ("pubsub", 2, "projects/demo/topics/events", "projects/demo/topics/events"),
    ("pubsub", 2, "demo/events", "projects/demo/topics/events"),
    ("pubsub", 2, "events", "projects/demo/topics/events"),
    ("pubsub", 4, "demo/events-push", "projects/demo/subscriptions/events-push"),
    (
        "pubsub",
        5,
        f"projects/demo/topics/events {ROLE}",
        f"projects/demo/topics/events/{ROLE.replace(' ', '/')}",
    ),
    ("pubsub", 5, f"demo/events {ROLE}", f"projects/demo/topics/events/{ROLE.replace(' ', '/')}"),
    ("ar", 1, f"demo/{REGION}/app", f"projects/demo/locations/{REGION}/repositories/app"),
    ("run", 2, f"{REGION}/web", f"projects/demo/locations/{REGION}/services/web"),
    ("run", 1, f"demo/{REGION}/migrate", f"projects/demo/locations/{REGION}/jobs/migrate"),
    ("sec", 0, "demo/db-password", "projects/demo/secrets/db-password"),
    (
        "sec",
        2,
        f"projects/{NUMBER}/secrets/db-password/versions/1",
        f"projects/{NUMBER}/secrets/db-password/versions/1",
    ),
    ("gcs", 1, "demo-uploads", "demo-uploads"),
    ("gcs", 1, "demo/demo-uploads", "demo-uploads"),
    ("sa", 1, RUNTIME, f"projects/demo/serviceAccounts/{RUNTIME}"),
    ("sa", 1, f"projects/demo/serviceAccounts/{RUNTIME}", f"projects/demo/serviceAccounts/{RUNTIME}"),
    ("wif", 0, "github", "projects/demo/locations/global/workloadIdentityPools/github"),
    (
        "wif",
        1,
        "demo/github/github-oidc",
        "projects/demo/locations/global/workloadIdentityPools/github/providers/github-oidc",
    ),
    ("pubsub", 7, "demo/order", "projects/demo/schemas/order"),
    ("mon", 0, "projects/demo/alertPolicies/{id_1}", "projects/demo/alertPolicies/{id_1}"),
    ("mon", 1, "projects/demo/dashboards/{id_2}", "projects/demo/dashboards/{id_2}"),
    ("mon", 2, "projects/demo/notificationChannels/{id_3}", "projects/demo/notificationChannels/{id_3}"),
    ("mon", 5, "demo projects/demo/uptimeCheckConfigs/{id_5}", "projects/demo/uptimeCheckConfigs/{id_5}"),
    ("mon", 4, f"projects/{NUMBER}/services/web-svc", f"projects/{NUMBER}/services/web-svc"),
    (
        "mon",
        7,
        f"projects/{NUMBER}/services/web-svc/serviceLevelObjectives/avail",
        f"projects/{NUMBER}/services/web-svc/serviceLevelObjectives/avail",
    ),
    ("log", 3, "errors", "errors"),
    ("log", 3, "demo errors", "errors"),
    (
        "log",
        1,
        f"projects/demo/locations/{REGION}/buckets/app",
        f"projects/demo/locations/{REGION}/buckets/app",
    ),
    ("bud", 1, BUDGET, BUDGET),
    ("sched", 0, f"demo/{REGION}/tick", f"projects/demo/locations/{REGION}/jobs/tick"),
    ("sched", 2, f"{REGION}/work", f"projects/demo/locations/{REGION}/queues/work"),
]
NOT_READ_BACK = {"secretData", "deletionPolicy"}
PUT_ON_BY_AN_UPDATE = {"labels", "annotations", "deletionProtection"}


@pytest.mark.parametrize(("program", "position", "form", "identity"), FORMS)
def test_an_import_finds_the_resource_and_the_program_has_nothing_to_replace(
    program: str, position: int, form: str, identity: str
) -> None:
    made = RUNS[program][position]
    lines = [*rows(program, "read", made.type), *rows(program, "create", made.type)]
    stand_in = Provider(Cloud(configured(CONFIG, {}), Replay(lines)))
    found = stand_in.read(made.type, form, {}, {})
    assert found is not None
    assert found.id == identity
    changes = stand_in.diff(made.type, found.id, found.outputs, made.inputs, ()).found
    places = {one.path.split(".")[0] for one in changes}
    assert places <= NOT_READ_BACK | PUT_ON_BY_AN_UPDATE
    assert not [one for one in changes if one.replaces and one.path not in NOT_READ_BACK]


def test_imported_inputs_hold_what_a_program_would_say_and_no_defaults() -> None:
    made = RUNS["pubsub"][2]
    stand_in = Provider(Cloud(configured(CONFIG, {}), Replay(rows("pubsub", "create", made.type))))
    found = stand_in.read(made.type, "events", {}, {})
    assert found is not None
    assert found.inputs == {"name": "events", "project": "demo", "messageRetentionDuration": "86600s"}


@pytest.mark.parametrize(
    ("token", "form"),
    [
        ("gcp:pubsub/topic:Topic", "projects/demo/subscriptions/x"),
        ("gcp:pubsub/topicIAMMember:TopicIAMMember", "projects/demo/topics/x"),
        ("gcp:cloudrunv2/service:Service", "web"),
        ("gcp:projects/serviceIdentity:ServiceIdentity", "projects/demo/services/x"),
    ],
)
def test_an_id_in_no_known_form_is_refused_with_the_forms(token: str, form: str) -> None:
    stand_in, cloud = scripted([])
    with pytest.raises(RefusedError, match="not an id of"):
        stand_in.read(token, form, {}, {})
    assert cloud.asked == []


def test_every_rule_is_about_a_property_that_the_sdk_knows() -> None:
    def places(node: object, path: str) -> set[str]:
        members = getattr(node, "members")  # noqa: B009 - a recursive look at a dataclass
        item = getattr(node, "item")  # noqa: B009
        found = places(item, path) if item else set[str]()
        for name, member in members.items():
            below = f"{path}.{name}" if path else name
            found |= {below, *places(member, below)}
        return found

    for module in registry.modules():
        for kind in registry.tokens(module).values():
            assert set(kind.rules) <= places(kind.shape, ""), kind.type
