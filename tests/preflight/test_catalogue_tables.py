"""The tables of the catalogue are sound, hosts are not guessed, comparisons say what they looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from preflight import catalogue
from preflight.catalogue import apis, discovery, hosts, soundness, tables
from preflight.ending import COULD_NOT_LOOK, StoppedError
from preflight.refresh import catalogue as refresh
from preflight.refresh.catalogue import Item, NotAskedError

if TYPE_CHECKING:
    from pathlib import Path

_GOOGLE = ".googleapis.com"
_DOCUMENT = "https://{}/$discovery/rest?version=v1"


def _of(address: str) -> str | None:
    """Ask about `host/path`, and shorten the answer."""
    host, slash, path = address.partition("/")
    answer = hosts.api_at(host, slash + path)
    return answer.removesuffix(_GOOGLE) if answer else answer


def test_every_table_of_the_project_is_sound() -> None:
    assert catalogue.validate() == []


@pytest.mark.parametrize(
    ("table", "row", "problem"),
    [
        pytest.param(
            "hosts",
            ["x.example", "pubsub", "a document", ""],
            "'pubsub' is no API",
            id="a name without its domain",
        ),
        pytest.param(
            "apis",
            ["pubsub.googleapis.com", "Cloud Pub/Sub API", "no", "", ""],
            "has no source",
            id="no source",
        ),
        pytest.param(
            "apis",
            ["pubsub.googleapis.com", "Cloud Pub/Sub API", "perhaps", "", "a document"],
            "write yes or no",
            id="default_on is neither",
        ),
        pytest.param(
            "apis",
            ["storage.googleapis.com", "Cloud Storage", "yes", "pubsub.googleapis.com", "a document"],
            "has a row of its own",
            id="an alias that is an API itself",
        ),
        pytest.param(
            "hosts",
            ["nowhere.googleapis.com", "nowhere.googleapis.com", "a document", ""],
            "has no row in apis.csv",
            id="an API without a row",
        ),
        pytest.param(
            "hosts",
            ["fonts.googleapis.com", "", "a document", "style sheets "],
            "ends with a space",
            id="a space at the end",
        ),
    ],
)
def test_a_row_that_is_wrong_is_told_with_its_place(table: str, row: list[str], problem: str) -> None:
    told = list(soundness.of_table(table, (row,)))
    assert all(sentence.startswith(f"tables/{table}.csv:2: ") for sentence in told)
    assert [sentence for sentence in told if problem in sentence]


def test_a_table_that_nothing_reads_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in tables.FOLDER.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "ruby.csv").write_text("path,apis\n")
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    assert [told for told in catalogue.validate() if "nothing reads this table" in told and "ruby" in told]


@pytest.mark.parametrize(
    ("api", "name"),
    [
        ("storage-api", "storage"),
        ("storage-component", "storage"),
        ("bigquery-json", "bigquery"),
        ("storage", "storage"),
        ("storagetransfer", "storagetransfer"),
        ("bigquerystorage", "bigquerystorage"),
        ("nowhere", "nowhere"),
    ],
)
def test_only_an_alias_gets_another_name(api: str, name: str) -> None:
    assert apis.canonical(api + _GOOGLE) == name + _GOOGLE


@pytest.mark.parametrize(
    ("api", "title"),
    [
        ("pubsub", "Cloud Pub/Sub API"),
        ("storage-component", "Cloud Storage JSON API"),
        ("bigquery-json", "BigQuery API"),
        ("nowhere", ""),
        ("", ""),
    ],
)
def test_a_title_is_googles_or_empty(api: str, title: str) -> None:
    assert apis.title(api + _GOOGLE) == title


@pytest.mark.parametrize(
    ("api", "enabled"),
    [("logging", True), ("storage-api", True), ("bigquery", True), ("pubsub", False), ("run", False)],
)
def test_what_a_new_project_has_enabled_is_told(api: str, enabled: bool) -> None:  # noqa: FBT001
    row = apis.row_of(api + _GOOGLE)
    assert row is not None
    assert row.default_on is enabled


def test_an_alias_counts_as_a_name_and_an_unknown_service_does_not() -> None:
    assert f"storage-api{_GOOGLE}" in apis.names()
    assert f"nowhere{_GOOGLE}" not in apis.names()
    assert apis.row_of(f"nowhere{_GOOGLE}") is None


@pytest.mark.parametrize(
    ("address", "api"),
    [
        pytest.param("pubsub.googleapis.com", "pubsub", id="the plain host"),
        pytest.param("PubSub.googleapis.com.", "pubsub", id="capitals and the dot of the root"),
        pytest.param("pubsub.googleapis.com:443/v1/projects", "pubsub", id="a port"),
        pytest.param("us-central1-aiplatform.googleapis.com/v1", "aiplatform", id="a region in front"),
        pytest.param("us-documentai.googleapis.com", "documentai", id="a continent in front"),
        pytest.param("\x00-aiplatform.googleapis.com", "aiplatform", id="an unknown region in front"),
        pytest.param("aiplatform.us-central1.rep.googleapis.com", "aiplatform", id="a regional endpoint"),
        pytest.param("modelarmor.europe-west4.rep.googleapis.com", "modelarmor", id="another of those"),
        pytest.param("pubsub.mtls.googleapis.com", "pubsub", id="mutual TLS"),
        pytest.param("translation.googleapis.com", "translate", id="a host with another name"),
        pytest.param("shop-1.firebaseio.com/orders.json", "firebasedatabase", id="a database"),
        pytest.param("storage.googleapis.com/storage/v1/b", "storage", id="buckets"),
        pytest.param("storage.googleapis.com/upload/storage/v1/b", "storage", id="an upload"),
        pytest.param("securetoken.googleapis.com", "securetoken", id="tokens of Identity Platform"),
        pytest.param("www.googleapis.com/calendar/v3/calendars", "calendar-json", id="the shared host"),
        pytest.param("www.googleapis.com/youtube/v3/search?q=a/b", "youtube", id="a question with a slash"),
        pytest.param("www.googleapis.com/upload/storage/v1/b", "storage", id="an upload to the shared host"),
        pytest.param("maps.googleapis.com/maps/api/geocode/json", "geocoding-backend", id="geocoding"),
        pytest.param("maps.googleapis.com/maps/api/directions/json", "directions-backend", id="directions"),
        pytest.param(
            "maps.googleapis.com/maps/api/distancematrix/json", "distance-matrix-backend", id="distances"
        ),
        pytest.param("maps.googleapis.com/maps/api/place/details/json", "places-backend", id="places, old"),
        pytest.param("maps.googleapis.com/maps/api/staticmap", "static-maps-backend", id="a picture"),
        pytest.param("maps.googleapis.com/maps/api/js", "maps-backend", id="maps in a browser"),
        pytest.param("places.googleapis.com/v1/places:searchText", "places", id="places, new"),
        pytest.param("routes.googleapis.com", "routes", id="routes"),
    ],
)
def test_a_host_of_an_api_is_known(address: str, api: str) -> None:
    assert _of(address) == api


@pytest.mark.parametrize(
    "address",
    [
        "oauth2.googleapis.com/token",
        "accounts.google.com/o/oauth2/auth",
        "www.googleapis.com/auth/cloud-platform",
        "www.googleapis.com/oauth2/v3/certs",
        "www.googleapis.com/robot/v1/metadata/x509/a",
        "www.googleapis.com/discovery/v1/apis",
        "fonts.googleapis.com/css",
        "ajax.googleapis.com/ajax/libs",
        "type.googleapis.com/google.protobuf.Any",
        "metadata.google.internal/computeMetadata/v1",
        "169.254.169.254",
        "shop-ab12.a.run.app",
    ],
)
def test_a_host_that_needs_nothing_enabled_is_told_apart_from_an_unknown_one(address: str) -> None:
    assert _of(address) == hosts.NONE_NEEDED


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("", id="nothing"),
        pytest.param("\x00", id="nothing that is known"),
        pytest.param("\x00.googleapis.com", id="an unknown service"),
        pytest.param("pubsub-\x00.googleapis.com", id="an unknown end of the name"),
        pytest.param("googleapis.com", id="no service"),
        pytest.param("pubsub", id="a service without its domain"),
        pytest.param("us-central1-aiplatform", id="one in a region without its domain"),
        pytest.param("nowhere.googleapis.com", id="no service of Google's"),
        pytest.param("us-central1-nowhere.googleapis.com", id="none of them in a region"),
        pytest.param("nowhere.us.rep.googleapis.com", id="none of them at a regional endpoint"),
        pytest.param("nowhere.mtls.googleapis.com", id="none of them with mutual TLS"),
        pytest.param("content-nowhere.googleapis.com", id="none of them for a browser"),
        pytest.param("content-.googleapis.com", id="for a browser and nothing else"),
        pytest.param("pubsub.us.googleapis.com", id="a place behind a service that has none there"),
        pytest.param("aiplatform.a.b.googleapis.com", id="two places behind"),
        pytest.param("staging-pubsub.sandbox.googleapis.com.example", id="another domain behind a sandbox"),
        pytest.param("pubsub.googleapis.com.evil.example", id="another domain behind"),
        pytest.param("evilgoogleapis.com", id="a domain that ends alike"),
        pytest.param("pubsub.googleapis.org", id="another top-level domain"),
        pytest.param("firebaseio.com.example", id="another domain behind a database"),
        pytest.param("xfirebaseio.com", id="a domain that ends like a database"),
        pytest.param("example.com/pubsub.googleapis.com", id="a host in a path"),
    ],
)
def test_a_host_that_is_not_known_is_nobodys(address: str) -> None:
    assert _of(address) is None


def _listed() -> list[Item]:
    """Give a directory that agrees with the tables."""
    return [
        Item(row.name.partition(":")[0], version)
        for row in discovery.rows()
        for version in row.versions
        if not row.note.startswith(refresh.NOT_LISTED)
    ]


def test_a_directory_that_agrees_shows_no_change() -> None:
    assert refresh.changes(_listed) == []


@pytest.mark.parametrize(
    ("item", "told"),
    [
        pytest.param(Item("nowhere", "v1"), "discovery.csv: nowhere is new (v1)", id="a new name"),
        pytest.param(Item("drive", "v99"), "drive has new versions, v99", id="a new version"),
        pytest.param(Item("drive", "v3", "Attic API"), "is called Attic API", id="another title"),
        pytest.param(
            Item("pubsub", "v1", "", _DOCUMENT.format("attic.googleapis.com")),
            "attic.googleapis.com answers for pubsub.googleapis.com and is taken for nothing",
            id="another host",
        ),
    ],
)
def test_a_difference_is_told_once(item: Item, told: str) -> None:
    (change,) = refresh.changes(lambda: [*_listed(), item])
    assert told in change


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(Item("pubsub", "v1", "Cloud Pub/Sub API"), id="the same title"),
        pytest.param(Item("pubsub", "v1", "", _DOCUMENT.format("pubsub.googleapis.com")), id="the same host"),
        pytest.param(Item("drive", "v3", "", _DOCUMENT.format("www.googleapis.com")), id="the shared host"),
    ],
)
def test_what_stayed_is_not_told(item: Item) -> None:
    assert refresh.changes(lambda: [*_listed(), item]) == []


def test_a_name_that_is_gone_is_told() -> None:
    (change,) = refresh.changes(lambda: [item for item in _listed() if item.name != "pubsub"])
    assert "pubsub is gone" in change


def _refuse() -> list[Item]:
    raise NotAskedError("the line is cut")


def test_a_directory_that_cannot_be_asked_is_no_clean_answer() -> None:
    with pytest.raises(StoppedError, match=re.escape("could not be asked, the line is cut")) as stopped:
        refresh.changes(_refuse)
    assert stopped.value.code == COULD_NOT_LOOK


def test_what_the_stand_in_shows_comes_with_word_that_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "installed", lambda: [*_listed(), Item("nowhere", "v1")])
    new, blind = refresh.changes(_refuse)
    assert "nowhere is new" in new
    assert "only the documents of google-api-python-client" in blind
