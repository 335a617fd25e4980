"""The API service shows a request and its result to the student who asked, and to nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from running import LINK_KEY, VAGUE, api_service

from services.api import ranges
from services.api.links import Links, expired
from services.vividly_service.answers import RefusedError

if TYPE_CHECKING:
    from cloud_process import Project
    from issuers import Issuer
    from running import Api, Worker


@pytest.fixture
def done(project: Project, api: Api, worker: Worker) -> str:
    """The id of a request that is done."""
    request = str(api.ask().json()["request_id"])
    (message,) = project.published()
    assert worker.push(message).status_code == 204
    return request


def test_questions_are_shown_again(api: Api) -> None:
    asked = api.ask(topic=VAGUE).json()
    shown = api.get(f"/requests/{asked['request_id']}").json()
    assert shown == {**asked, "state": "clarification"}


def test_a_failed_request_says_why(project: Project, api: Api) -> None:
    request = api.ask().json()["request_id"]
    result = {"state": "failed", "reason": "blocked", "finished_at": "2026-01-01T00:00:00+00:00"}
    project.put(f"requests/{request}/result.json", result)
    shown = api.get(f"/requests/{request}").json()
    assert (shown["state"], shown["reason"]) == ("failed", "blocked")
    assert "links" not in shown


def test_a_request_of_somebody_else_is_not_there(api: Api, done: str) -> None:
    for path in (f"/requests/{done}", f"/results/{done}/audio", f"/results/{done}/script"):
        assert api.get(path).status_code == 200
        other = api.get(path, student="student-2")
        missing = api.get(path.replace(done, "0" * 40), student="student-2")
        assert (other.status_code, missing.status_code) == (404, 404)
        assert other.text.replace(done, "") == missing.text.replace("0" * 40, "")


MISSING = [
    "/requests/nonsense",
    "/requests/..%2F..%2Frejected",
    "/requests/" + "0" * 40,
    "/results/nonsense/audio",
    "/results/{done}/request.json",
    "/results/{done}/result",
    "/nothing",
]


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_there_is_not_found(api: Api, done: str, path: str) -> None:
    assert api.get(path.replace("{done}", done)).status_code == 404


def test_nothing_can_be_fetched_before_the_request_is_done(project: Project, api: Api) -> None:
    request = api.ask().json()["request_id"]
    project.put(f"requests/{request}/script.json", {"title": "half", "paragraphs": ["done"]})
    path = f"/results/{request}/script"
    assert api.get(path).status_code == 404
    assert api.http.get(Links(LINK_KEY.encode(), 60).sign(path)).status_code == 404


def test_a_link_needs_no_token(api: Api, done: str) -> None:
    links = api.get(f"/requests/{done}").json()["links"]
    assert set(links) == {"script", "audio"}
    for link in links.values():
        assert api.http.get(link).status_code == 200


def test_an_address_without_signature_needs_one(api: Api, done: str) -> None:
    assert api.http.get(f"/results/{done}/audio").status_code == 401


Change = Callable[[str, str, str], tuple[str, str, str]]
CHANGES: dict[str, Change] = {
    "another part": lambda path, until, signed: (path.replace("audio", "script"), until, signed),
    "a later end": lambda path, until, signed: (path, str(int(until) + 1), signed),
    "no end": lambda path, _until, signed: (path, "", signed),
    "an end that is no number": lambda path, _until, signed: (path, "x", signed),
    "another signature": lambda path, until, signed: (path, until, signed[::-1]),
    "no signature": lambda path, until, _signed: (path, until, ""),
    "a signature of other letters": lambda path, until, _signed: (path, until, "ü"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_link_is_refused(api: Api, done: str, change: str) -> None:
    link = urlsplit(str(api.get(f"/requests/{done}").json()["links"]["audio"]))
    query = parse_qs(link.query)
    path, expires, signature = CHANGES[change](link.path, query["expires"][0], query["signature"][0])
    answer = api.http.get(path, params={"expires": expires, "signature": signature})
    assert answer.status_code == 403, answer.text


def test_a_link_of_another_key_is_refused(api: Api, done: str) -> None:
    link = Links(b"another key, long enough to be one", 60).sign(f"/results/{done}/audio")
    assert api.http.get(link).status_code == 403


def test_a_link_that_has_expired_says_so(api: Api, done: str) -> None:
    link = Links(LINK_KEY.encode(), -1).sign(f"/results/{done}/audio")
    assert api.http.get(link).status_code == 410


def test_a_link_expires_when_its_moment_is_over() -> None:
    now = int(time.time())
    assert expired(str(now - 1))
    assert not expired(str(now + 60))


def test_without_a_key_there_are_no_links_and_the_token_opens(
    project: Project, issuer: Issuer, done: str
) -> None:
    with api_service(project, issuer, RESULT_LINK_KEY="") as api:
        assert "links" not in api.get(f"/requests/{done}").json()
        assert api.get(f"/results/{done}/audio").status_code == 200
        unsigned = Links(b"", 60).sign(f"/results/{done}/audio")
        assert api.http.get(unsigned).status_code == 403


def test_a_player_gets_the_part_that_it_asks_for(api: Api, done: str) -> None:
    link = api.get(f"/requests/{done}").json()["links"]["audio"]
    whole = api.http.get(link)
    part = api.http.get(link, headers={"Range": "bytes=10-19"})
    assert whole.headers["accept-ranges"] == "bytes"
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    beyond = api.http.get(link, headers={"Range": f"bytes={len(whole.content)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole.content)}")


RANGES: dict[str, tuple[int, int] | None] = {
    "": None,
    "bytes=0-": (0, 99),
    "bytes=0-0": (0, 0),
    "bytes=10-19": (10, 19),
    "bytes= 10 - 19": (10, 19),
    "bytes=90-1000": (90, 99),
    "bytes=-10": (90, 99),
    "bytes=-1000": (0, 99),
    "bytes=-": None,
    "bytes=20-10": None,
    "bytes=0-1,5-6": None,
    "lines=0-1": None,
    "bytes=a-b": None,
    "bytes=" + "9" * 400 + "-": None,
}


@pytest.mark.parametrize(("header", "expected"), RANGES.items())
def test_one_range_is_understood(header: str, expected: tuple[int, int] | None) -> None:
    assert ranges.wanted(header, 100) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0)])
def test_a_range_beyond_the_end_is_refused(header: str, size: int) -> None:
    with pytest.raises(RefusedError) as refused:
        ranges.wanted(header, size)
    assert refused.value.status == 416


def test_a_large_result_comes_whole(project: Project, api: Api, done: str) -> None:
    large = {"title": "long", "paragraphs": ["x" * 2_500_000]}
    project.delete(f"requests/{done}/script.json")
    project.put(f"requests/{done}/script.json", large)
    assert api.get(f"/results/{done}/script").json() == large
