"""What the surface takes: addresses of several spellings, every verb, compressed bodies, and never a 5xx."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from localcloud import incoming
from localcloud.errors import GoogleError

if TYPE_CHECKING:
    from in_process import Local

PARENT = "projects/vividly-dev-rich"
TOPICS = f"/pubsub.googleapis.com/v1/{PARENT}/topics"
_MULTIPART = (
    b'--x\r\nContent-Type: application/json\r\n\r\n{"name":"a"}\r\n'
    b"--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--"
)


@pytest.mark.parametrize("prefix", ["", "/storage.googleapis.com"])
def test_uploads_arrive_with_and_without_the_host(local: Local, prefix: str) -> None:
    local.ok("POST", f"storage/storage/v1/b?project={PARENT[9:]}", {"name": "some-pictures"})
    answer = local.http.post(
        f"{prefix}/upload/storage/v1/b/some-pictures/o?uploadType=multipart",
        content=_MULTIPART,
        headers={"content-type": "multipart/related; boundary=x"},
    )
    assert answer.status_code == 200, answer.text
    read = local.http.get(f"{prefix}/download/storage/v1/b/some-pictures/o/a?alt=media")
    assert read.content == b"hello"


@pytest.mark.parametrize(
    "path",
    [
        f"/pubsub.us-central1.rep.googleapis.com/v1/{PARENT}/topics",
        f"/us-central1-pubsub.googleapis.com/v1/{PARENT}/topics",
        "/pubsub.googleapis.com/v1/projects/vividly%2Ddev-rich/topics",
    ],
)
def test_other_spellings_of_an_address_name_the_same(local: Local, path: str) -> None:
    local.http.put(f"{TOPICS}/lessons", json={})
    assert [topic["name"] for topic in local.http.get(path).json()["topics"]] == [f"{PARENT}/topics/lessons"]


SHORT = [
    ("b/some-pictures", 404),
    ("b", 400),
    (f"{PARENT}/serviceAccount", 200),
    (f"{PARENT}/topics", 404),
    ("bucket/object", 404),
]


@pytest.mark.parametrize(("path", "status"), SHORT)
def test_storage_is_found_without_the_path_of_its_api(local: Local, path: str, status: int) -> None:
    assert local.http.get(f"/storage.googleapis.com/{path}").status_code == status


@pytest.mark.parametrize(
    ("path", "service"),
    [
        (f"/us-central1-aiplatform.googleapis.com/v1/{PARENT}/locations/us-central1/models", "aiplatform"),
        (f"/us-central1-run.googleapis.com/v2/{PARENT}/locations/us-central1/services", "run"),
        (f"/us-documentai.googleapis.com/v1/{PARENT}/locations/us/processors", "documentai"),
    ],
)
def test_a_regional_host_is_its_service(empty: Local, path: str, service: str) -> None:
    info = empty.http.get(path).json()["error"]["details"][0]
    assert info["metadata"]["service"] == f"{service}.googleapis.com"


def test_an_unknown_host_is_not_found(local: Local) -> None:
    answer = local.http.get(f"/bogus.googleapis.com/v1/{PARENT}/things")
    assert (answer.status_code, answer.json()["error"]["status"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("verb", "path"),
    [("OPTIONS", TOPICS), ("TRACE", TOPICS), ("GET", "/"), ("POST", "/"), ("BREW", TOPICS)],
)
def test_every_refusal_is_json(local: Local, verb: str, path: str) -> None:
    answer = local.http.request(verb, path)
    assert answer.json()["error"]["code"] == answer.status_code
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(("leaf", "status"), [("lessons", 200), ("others", 404)])
def test_head_answers_like_get_without_the_body(local: Local, leaf: str, status: int) -> None:
    local.http.put(f"{TOPICS}/lessons", json={})
    answer = local.http.head(f"{TOPICS}/{leaf}")
    assert (answer.status_code, answer.content) == (status, b"")
    assert int(answer.headers["content-length"]) > 0


def test_a_compressed_body_is_unpacked(local: Local) -> None:
    packed = gzip.compress(b'{"labels":{"a":"b"}}')
    answer = local.http.put(f"{TOPICS}/lessons", content=packed, headers={"content-encoding": "gzip"})
    assert answer.json()["labels"] == {"a": "b"}


@pytest.mark.parametrize(
    "raw",
    [b"no gzip", gzip.compress(b"{}", mtime=0)[:-4], gzip.compress(b"\0" * 300_000, mtime=0)],
    ids=["none", "cut", "huge"],
)
def test_a_body_that_cannot_be_unpacked_is_refused(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "_LARGEST", 100_000)
    with pytest.raises(GoogleError) as refused:
        incoming.unpacked(raw, "gzip")
    assert refused.value.http == 400


@pytest.mark.parametrize(
    "raw",
    [
        b'{"labels":{"a":"\\ud800"}}',
        b'{"\\ud800":1}',
        b'{"labels":{"a":"\xff"}}',
        b'{"labels":NaN}',
        b'{"labels":' * 200 + b"{}" + b"}" * 200,
        b"[" * 100_000,
    ],
)
def test_what_no_message_can_hold_is_refused_and_leaves_nothing(local: Local, raw: bytes) -> None:
    answer = local.http.put(f"{TOPICS}/lessons", content=raw)
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")
    assert local.http.get(TOPICS).json() == {}


@pytest.mark.parametrize("since", ["²", "-1", "9" * 5000])
def test_the_local_pages_refuse_what_is_no_number(local: Local, since: str) -> None:
    assert local.http.get("/_local/calls", params={"since": since}).status_code == 400


def test_the_list_of_calls_keeps_no_long_texts(local: Local) -> None:
    local.http.get(f"{TOPICS}/{'a' * 9000}?x={'b' * 9000}")
    last = local.ok("GET", "_local/calls")["calls"][-1]
    assert (len(last["path"]), len(last["query"])) == (2048, 2048)
