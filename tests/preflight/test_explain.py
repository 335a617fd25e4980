"""`preflight explain API`: what it is, what leads to it, where it is used, what it wants granted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from preflight import cli, schemas
from preflight.catalogue import apis, tables
from preflight.explain import grants, leading

ROOT = Path(__file__).resolve().parents[2]


def explained(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["explain", "--no-cache", *words]) == 0
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", ["pubsub", "PubSub", "pubsub.googleapis.com"])
def test_an_api_may_be_named_short_or_whole(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explained(capsys, name).startswith("pubsub.googleapis.com")


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("pubsubb", "did you mean pubsub.googleapis.com?"),
        ("text2speech", "did you mean texttospeech.googleapis.com?"),
        ("qqqqqqqq", "look it up in preflight/catalogue/tables/apis.csv"),
        ("pubsub.example.com", ""),
    ],
)
def test_a_name_that_nobody_knows_ends_with_2_and_the_closest_one(
    name: str, fix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", name]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"preflight: {name}: the catalogue knows no such API; {fix}" in shown.err


def test_in_this_project_it_is_shown_where_it_is_declared_and_used(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    shown = explained(capsys, "pubsub")
    assert re.search(r"^  infra/apis\.yaml:\d+  Content requests travel", shown, re.MULTILINE)
    assert re.search(r"^  services/api/clients\.py:\d+  ", shown, re.MULTILINE)
    assert "  roles/pubsub.publisher on the topic, to publish" in shown
    assert re.search(r"^  Python +google-cloud-pubsub, ", shown, re.MULTILINE)


def test_what_an_entry_is_for_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert "\n  for: Cloud Run, " in explained(capsys, "logging")


def test_elsewhere_it_is_neither_declared_nor_used(capsys: pytest.CaptureFixture[str]) -> None:
    shown = explained(capsys, "translate")
    assert "declared\n  not here\n" in shown
    assert "used here\n  nowhere\n" in shown


def test_without_a_folder_of_services_all_of_the_project_is_its_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "from google.cloud import storage\nbucket = storage.Client().bucket(name)\n"
    (tmp_path / "main.py").write_text(text)
    assert "used here\n  main.py:2  " in explained(capsys, "storage")


def test_every_place_is_shown_and_calls_of_unknown_apis_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = "".join(f"client.bucket({number})\n" for number in range(20))
    (tmp_path / "main.py").write_text(
        "import sys\nfrom google.cloud import storage\nfrom googleapiclient.discovery import build\n"
        f"client = storage.Client()\n{calls}build(sys.argv[1], 'v1')\n"
    )
    shown = explained(capsys, "storage")
    assert all(f"  main.py:{line}  " in shown for line in range(4, 25))
    assert "  1 calls are of unknown APIs; preflight scan says which" in shown


@pytest.mark.parametrize("api", ["pubsub", "logging", "translate", "dns"])
def test_as_json_it_is_what_the_schema_says_and_has_no_field_that_it_does_not_say(
    api: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    document = json.loads(explained(capsys, api, "--format", "json"))
    schema = schemas.schema("explain")
    for part in (schema, *schema["$defs"].values()):
        part["additionalProperties"] = False
    jsonschema.validate(document, schema)
    assert document["api"] == f"{api}.googleapis.com"
    assert bool(document["declared"]) == bool(document["used"] or api == "logging")


def test_a_file_that_could_not_be_looked_at_may_use_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "services/broken.py").write_text("from google.cloud import storage\nx = (\n")
    assert cli.main(["explain", "--no-cache", "pubsub"]) == 3
    assert "  1 could not be looked at; preflight scan says which" in capsys.readouterr().out


def test_a_folder_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "pubsub", "--root", "nowhere"]) == 2
    assert "preflight: nowhere: there is no such folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("api", "words", "key"),
    [
        ("storage.googleapis.com", "Python", "google-cloud-storage"),
        ("storage.googleapis.com", "Pulumi", "gcp.storage"),
        ("serviceusage.googleapis.com", "Pulumi", "gcp:projects/service:Service"),
        ("calendar-json.googleapis.com", "build(...)", "calendar"),
        ("texttospeech.googleapis.com", "JavaScript", "@google-cloud/text-to-speech"),
        ("compute.googleapis.com", "Java, Kotlin", "com.google.cloud:google-cloud-compute-small"),
        ("compute.googleapis.com", "addresses", "www.googleapis.com/compute/v1"),
    ],
)
def test_every_table_of_the_catalogue_leads_somewhere(api: str, words: str, key: str) -> None:
    assert key in leading.leading(api)[words]


def test_every_table_of_the_catalogue_has_words() -> None:
    assert {file.stem for file in tables.FOLDER.glob("*.csv")} - {"apis"} == set(leading.WORDS)


def test_what_calls_nothing_leads_nowhere() -> None:
    assert leading.leading("nonsense.googleapis.com") == {}


def test_the_grants_are_roles_of_apis_that_exist_in_order() -> None:
    rows = grants.rows()
    assert list(rows) == sorted(set(rows))
    assert {row.api for row in rows} - set(apis.names()) == set()
    for row in rows:
        assert re.fullmatch(r"(roles/[a-z]+(\.[A-Za-z]+)?)?", row.role), row
        assert bool(row.role) == bool(row.on)
        assert row.to


def test_an_api_without_a_row_leads_to_googles_own_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert grants.grants("dns.googleapis.com") == ()
    assert "see https://cloud.google.com/iam/docs/roles-permissions/dns" in explained(capsys, "dns")
