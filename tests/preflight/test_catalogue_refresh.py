"""`preflight catalogue diff` against a server on this machine: what changed, and what could not be asked."""

from __future__ import annotations

import json
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from preflight import cli
from preflight.catalogue import apis, discovery
from preflight.ending import COULD_NOT_LOOK, StoppedError
from preflight.refresh import catalogue
from preflight.refresh.catalogue import DIRECTORY, Item, NotAskedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


PUBSUB = "pubsub.googleapis.com"
CORRECT = "add a row for the host, or correct the one in discovery.csv"


def unchanged() -> list[Item]:
    """Give a list that says just what the tables say."""
    items: list[Item] = []
    for row in discovery.rows():
        api = apis.row_of(row.api)
        host = "www.googleapis.com" if row.name in {"discovery", "oauth2"} else row.api
        url = f"https://{host}/$discovery/rest"
        name = row.name.partition(":")[0]
        items += [Item(name, version, api.title if api else "", url) for version in row.versions]
    return items


def taken(host: str, api: str) -> str:
    return f"tables/hosts.csv: {host} answers for {PUBSUB} and is taken for {api}; {CORRECT}"


def changes(items: list[Item]) -> list[str]:
    return catalogue.changes(lambda: items)


def unasked() -> list[Item]:
    raise NotAskedError("ConnectionError")


def test_a_list_that_says_the_same_shows_no_change() -> None:
    assert changes(unchanged()) == []


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (
            Item("brandnew", "v1"),
            "tables/discovery.csv: brandnew is new (v1); add a row with the API that is enabled for it",
        ),
        (
            Item("pubsub", "v9"),
            "tables/discovery.csv: pubsub has new versions, v9; add them to its row",
        ),
        (
            Item("pubsub", "v1", "", "https://speech.googleapis.com/$discovery/rest?version=v1"),
            taken("speech.googleapis.com", "speech.googleapis.com"),
        ),
        (
            Item("pubsub", "v1", "", "https://nonsense.googleapis.com/$discovery/rest"),
            taken("nonsense.googleapis.com", "nothing"),
        ),
    ],
)
def test_what_is_new_is_told_with_its_table_and_the_fix(item: Item, sentence: str) -> None:
    assert changes([*unchanged(), item]) == [sentence]


def test_a_name_that_is_gone_is_told_until_its_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    rest = [item for item in unchanged() if item.name != "poly"]
    assert changes(rest) == [
        "tables/discovery.csv: poly is gone; begin its note with 'not listed' if it is shut down"
    ]
    rows = [row._replace(note="not listed") if row.name == "poly" else row for row in discovery.rows()]
    items = unchanged()
    monkeypatch.setattr(discovery, "rows", lambda: tuple(rows))
    assert changes(rest) == []
    assert changes(items) == ["tables/discovery.csv: poly is listed again; take 'not listed' out of its note"]


def test_a_new_title_is_told() -> None:
    items = [
        Item(item.name, item.version, "Messages API", item.discovery_rest_url)
        if item.name == "pubsub"
        else item
        for item in unchanged()
    ]
    assert changes(items) == [
        f"tables/apis.csv: {PUBSUB} is called Messages API and no longer Cloud Pub/Sub API; correct its title"
    ]


def test_without_an_answer_and_without_a_change_it_could_not_look() -> None:
    with pytest.raises(StoppedError) as stopped:
        catalogue.changes(unasked)
    assert stopped.value.code == COULD_NOT_LOOK
    assert stopped.value.sentences[0].startswith(f"{DIRECTORY}: could not be asked, ConnectionError; only ")


def test_what_the_installed_documents_show_is_told_with_what_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = catalogue.installed()
    monkeypatch.setattr(catalogue, "installed", lambda: [*known, Item("brandnew", "v1")])
    told = catalogue.changes(unasked)
    assert [sentence.partition(":")[0] for sentence in told] == ["tables/discovery.csv", "https"]
    assert "brandnew is new" in told[0]
    assert "google-api-python-client" in told[1]


def test_the_installed_documents_name_each_api_and_version_once() -> None:
    known = [(item.name, item.version) for item in catalogue.installed()]
    assert len(known) == len(set(known)) > 400
    assert {("pubsub", "v1"), ("admin", "directory_v1"), ("content", "v2.1")} <= set(known)
    assert ("admin", "directoryv1") not in known


@pytest.fixture
def serve() -> Iterator[Callable[[int, bytes], str]]:
    """Give a way to serve one answer; its address comes back."""
    servers: list[HTTPServer] = []

    def start(status: int, body: bytes) -> str:
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of its base
                """Keep the output of the tests clean."""

        server = HTTPServer(("127.0.0.1", 0), Answers)
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/discovery/v1/apis"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_the_directory_is_read_as_google_writes_it(serve: Callable[[int, bytes], str]) -> None:
    entry = {
        "kind": "discovery#directoryItem",
        "id": "pubsub:v1",
        "name": "pubsub",
        "version": "v1",
        "title": "Cloud Pub/Sub API",
        "discoveryRestUrl": "https://pubsub.googleapis.com/$discovery/rest?version=v1",
        "preferred": True,
    }
    body = {"kind": "discovery#directoryList", "discoveryVersion": "v1", "items": [entry]}
    address = serve(200, json.dumps(body).encode())
    url = "https://pubsub.googleapis.com/$discovery/rest?version=v1"
    assert catalogue.directory(address) == [Item("pubsub", "v1", "Cloud Pub/Sub API", url)]


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (200, b"<html>", "its answer is no directory"),
        (200, b"[]", "its answer is no directory"),
        (200, b'{"items": [{"name": 1}]}', "its answer is no directory"),
        (200, b'{"items": []}', "its answer lists nothing"),
        (200, b"{}", "its answer lists nothing"),
        (503, b'{"items": [{"name": "a", "version": "v1"}]}', "HTTPError"),
    ],
)
def test_an_answer_that_is_no_directory_is_no_answer(
    status: int, body: bytes, reason: str, serve: Callable[[int, bytes], str]
) -> None:
    with pytest.raises(NotAskedError, match=reason):
        catalogue.directory(serve(status, body))


def test_a_server_that_is_not_there_is_no_answer() -> None:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as closed:
        port = closed.server_port
    with pytest.raises(NotAskedError, match="ConnectionError"):
        catalogue.directory(f"http://127.0.0.1:{port}/")


def test_the_command_ends_with_3_if_nobody_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], serve: Callable[[int, bytes], str]
) -> None:
    monkeypatch.setattr(catalogue, "directory", partial(catalogue.directory, serve(503, b"")))
    assert cli.main(["catalogue", "diff"]) == COULD_NOT_LOOK
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "could not be asked, HTTPError" in shown.err
