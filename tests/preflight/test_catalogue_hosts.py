"""Hosts and addresses: an API, nothing needed, or not known; the three are never mixed up."""

from __future__ import annotations

import pytest

from preflight.catalogue import hosts
from preflight.catalogue.hosts import HOLE, NONE_NEEDED


@pytest.mark.parametrize(
    ("host", "service"),
    [
        ("pubsub.googleapis.com", "pubsub"),
        ("PubSub.GoogleApis.com", "pubsub"),
        ("pubsub.googleapis.com.", "pubsub"),
        ("pubsub.googleapis.com:443", "pubsub"),
        ("us-central1-aiplatform.googleapis.com", "aiplatform"),
        ("europe-west1-pubsub.googleapis.com", "pubsub"),
        ("northamerica-northeast1-run.googleapis.com", "run"),
        ("us-central1-a-bigtable.googleapis.com", "bigtable"),
        ("us-documentai.googleapis.com", "documentai"),
        ("eu-dlp.googleapis.com", "dlp"),
        ("global-aiplatform.googleapis.com", "aiplatform"),
        ("modelarmor.us-east1.rep.googleapis.com", "modelarmor"),
        ("pubsub.mtls.googleapis.com", "pubsub"),
        ("storage.sandbox.googleapis.com", "storage"),
        ("storage-mine.p.googleapis.com", "storage"),
        ("admin-remotebuildexecution.googleapis.com", "admin-remotebuildexecution"),
        ("storage-api.googleapis.com", "storage"),
        ("translation.googleapis.com", "translate"),
        ("mine.storage.googleapis.com", "storage"),
        ("my-project-default-rtdb.firebaseio.com", "firebasedatabase"),
        ("mine.europe-west1.firebasedatabase.app", "firebasedatabase"),
        ("us-central1-docker.pkg.dev", "artifactregistry"),
        ("eu.gcr.io", "artifactregistry"),
        ("gcr.io", "artifactregistry"),
    ],
)
def test_a_host_of_an_api_is_known(host: str, service: str) -> None:
    assert hosts.api_of_host(host) == f"{service}.googleapis.com"


@pytest.mark.parametrize(
    ("host", "service"),
    [
        (f"{HOLE}-aiplatform.googleapis.com", "aiplatform"),
        (f"{HOLE}aiplatform.googleapis.com", "aiplatform"),
        (f"us-{HOLE}-aiplatform.googleapis.com", "aiplatform"),
        (f"modelarmor.{HOLE}.rep.googleapis.com", "modelarmor"),
        (f"{HOLE}.firebaseio.com", "firebasedatabase"),
        (f"{HOLE}-docker.pkg.dev", "artifactregistry"),
    ],
)
def test_the_known_part_behind_an_unknown_one_tells(host: str, service: str) -> None:
    assert hosts.api_of_host(host) == f"{service}.googleapis.com"


@pytest.mark.parametrize(
    "host",
    [
        "oauth2.googleapis.com",
        "accounts.google.com",
        "metadata.google.internal",
        "169.254.169.254",
        "www.googleapis.com",
        "fonts.googleapis.com",
        "shop-abc-uc.a.run.app",
        "us-central1-p.cloudfunctions.net",
        "cloud.google.com",
        "private.googleapis.com",
        "type.googleapis.com",
    ],
)
def test_a_host_that_needs_nothing_is_no_unknown_one(host: str) -> None:
    assert hosts.api_of_host(host) == NONE_NEEDED
    assert hosts.api_of_host(host) is not None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "googleapis.com",
        ".googleapis.com",
        "nonsense.googleapis.com",
        f"{HOLE}.googleapis.com",
        f"{HOLE}googleapis.com",
        "us-central1-nonsense.googleapis.com",
        "storage.googleapis.com.evil.example",
        "evilgoogleapis.com",
        "pubsub.googleapis.com.example",
        "pubsub.evil.googleapis.com",
        "firebaseio.com.evil.example",
        "evilfirebaseio.com",
        "calendar.googleapis.com",
        "example.com",
        "localhost",
    ],
)
def test_a_host_that_is_not_known_stays_unknown(host: str) -> None:
    assert hosts.api_of_host(host) is None


@pytest.mark.parametrize(
    ("host", "path", "service"),
    [
        ("www.googleapis.com", "/calendar/v3/calendars/primary/events", "calendar-json"),
        ("www.googleapis.com", "/upload/drive/v3/files?uploadType=media", "drive"),
        ("www.googleapis.com", "/storage/v1/b", "storage"),
        ("storage.googleapis.com", "/storage/v1/b", "storage"),
        ("storage.googleapis.com", "/upload/storage/v1/b/b/o", "storage"),
        ("www.googleapis.com", "/compute/v1/projects/p", "compute"),
        ("www.googleapis.com", "/youtube/v3/search", "youtube"),
        ("maps.googleapis.com", "/maps/api/geocode/json", "geocoding-backend"),
        ("maps.googleapis.com", "/maps/api/place/textsearch/json?key=x", "places-backend"),
        ("maps.googleapis.com", "", "maps-backend"),
        ("pubsub.googleapis.com", "/v1/projects/p/topics/t:publish", "pubsub"),
        ("pubsub.googleapis.com:443", "/v1/projects", "pubsub"),
    ],
)
def test_the_path_tells_which_api_of_a_shared_host(host: str, path: str, service: str) -> None:
    assert hosts.api_at(host, path) == f"{service}.googleapis.com"


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("www.googleapis.com", "/auth/cloud-platform"),
        ("www.googleapis.com", "/auth/calendar"),
        ("www.googleapis.com", "/oauth2/v3/certs"),
        ("www.googleapis.com", "/robot/v1/metadata/x509/a@b"),
        ("www.googleapis.com", "/calendarium/v3"),
        ("www.googleapis.com", ""),
        ("logging.googleapis.com", "/trace"),
        ("logging.googleapis.com", "/spanId"),
        ("storage.googleapis.com", "/my-bucket/my-object.png"),
        ("storage.googleapis.com", ""),
        ("storage.googleapis.com", "/storagevault/v1"),
        ("my-bucket.storage.googleapis.com", "/my-object.png"),
    ],
)
def test_scopes_certificates_and_keys_of_logs_need_nothing(host: str, path: str) -> None:
    assert hosts.api_at(host, path) == NONE_NEEDED


@pytest.mark.parametrize(
    ("host", "path"),
    [("example.com", "/www.googleapis.com/calendar/v3"), ("nonsense.googleapis.com", "/calendar/v3")],
)
def test_an_address_elsewhere_is_not_known(host: str, path: str) -> None:
    assert hosts.api_at(host, path) is None
