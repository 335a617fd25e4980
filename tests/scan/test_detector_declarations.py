"""What Terraform and YAML declare: which APIs applying it calls, always to deploy."""

from __future__ import annotations

import pytest

from preflight.catalogue import kinds
from preflight.scan.detectors import declarations
from preflight.scan.needs import Phase, Sighting, Unresolved
from preflight.scan.service import Service
from preflight.scan.source import Declaration, Source


def judged(kind: str, name: str = "", language: str = "yaml") -> list[Sighting | Unresolved]:
    source = Source(language, declarations=[Declaration(kind, name, 7)])
    return list(declarations.detect(Service("app", {"f": source})))


@pytest.mark.parametrize(
    ("kind", "name", "apis"),
    [
        ("google_pubsub_topic", "t", {"pubsub"}),
        ("google_project_service", "run.googleapis.com", {"serviceusage"}),
        ("google_cloud_run_v2_service", "s", {"run"}),
        ("module:terraform-google-modules/network/google", "m", {"compute"}),
        ("module:github.com/terraform-google-modules/terraform-google-pubsub", "m", {"pubsub"}),
        ("backend:gcs", "", {"storage"}),
        ("cloudbuild", "", {"cloudbuild"}),
        ("cloudbuild:secretManager", "v", {"secretmanager"}),
        ("pubsub.cnrm.cloud.google.com/PubSubTopic", "t", {"pubsub"}),
        ("sql.cnrm.cloud.google.com/SQLInstance", "", {"sqladmin"}),
        ("run.googleapis.com/Service", "s", {"run"}),
        ("deploy.cloud.google.com/Target:run", "t", {"run"}),
        ("action:google-github-actions/deploy-cloudrun", "", {"run"}),
        (
            "action:google-github-actions/auth",
            "workload_identity_provider,project_id",
            {"sts", "iamcredentials"},
        ),
        ("appengine:cron", "", {"cloudscheduler"}),
        ("deploymentmanager:compute.v1.instance", "n", {"compute", "deploymentmanager"}),
        ("deploymentmanager:gcp-types/pubsub-v1:projects.topics", "n", {"pubsub", "deploymentmanager"}),
        ("workflows:googleapis.pubsub.v1.projects.topics.publish", "", {"pubsub"}),
        ("workflows:googleapis.calendar.v3.events.list", "", {"calendar-json"}),
        ("workflows:http", "https://vision.googleapis.com/v1/images:annotate", {"vision"}),
        ("workflows:http", "https://\x00-aiplatform.googleapis.com/v1", {"aiplatform"}),
    ],
)
def test_what_is_declared_needs_its_apis_to_deploy(kind: str, name: str, apis: set[str]) -> None:
    language = "terraform" if kind.startswith(("google_", "module:", "backend:")) else "yaml"
    found = judged(kind, name, language)
    assert {one.api.removesuffix(".googleapis.com") for one in found if isinstance(one, Sighting)} == apis
    assert all(isinstance(one, Sighting) and (one.phase, one.line) == (Phase.DEPLOY, 7) for one in found)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("action:google-github-actions/setup-gcloud", ""),
        ("action:google-github-actions/auth", "credentials_json"),
        ("core.cnrm.cloud.google.com/ConfigConnector", ""),
        ("module:terraform-google-modules/gcloud/google", "m"),
        ("module:terraform-google-modules/no-such-module/google", "m"),
        ("workflows:http", "https://example.com/v1"),
        ("workflows:http", "\x00"),
        ("action:someone/google-action", ""),
        ("nothing/Kind", ""),
    ],
)
def test_what_needs_nothing_enabled_is_passed_over(kind: str, name: str) -> None:
    assert judged(kind, name) == []


@pytest.mark.parametrize(
    "kind",
    [
        "nosuch.cnrm.cloud.google.com/Kind",
        "action:google-github-actions/no-such",
        "workflows:googleapis.nosuch.v1.a",
    ],
)
def test_a_kind_of_googles_that_is_not_known_is_told(kind: str) -> None:
    assert judged(kind) == [Unresolved("f", 7, kind)]


def test_an_enabled_api_is_no_need_of_that_api() -> None:
    apis = {
        one.api
        for one in judged("google_project_service", "vision.googleapis.com", "terraform")
        if isinstance(one, Sighting)
    }
    assert "vision.googleapis.com" not in apis


def test_declarations_of_other_files_are_not_asked() -> None:
    assert judged("google_pubsub_topic", "t", "python") == []


def test_every_row_of_kinds_names_apis_and_a_source() -> None:
    for row in kinds.rows():
        assert all(api.endswith(".googleapis.com") for api in row.apis), row
        assert row.source.startswith("https://"), row
