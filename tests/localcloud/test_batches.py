"""Batches: each part is answered by itself, in order, in the form that Google's libraries read."""

from __future__ import annotations

import json
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, cast

import pytest

if TYPE_CHECKING:
    import httpx
    from in_process import Local

PARENT = "projects/vividly-dev-rich"
TOPICS = f"/v1/{PARENT}/topics"
JSON = "\r\ncontent-type: application/json"


def _sent(
    local: Local, *calls: str, host: str = "pubsub.googleapis.com", path: str = "batch"
) -> httpx.Response:
    head = "Content-Type: application/http\r\nContent-ID: <x + {}>\r\n\r\n{}\r\n"
    parts = "".join(f"--f\r\n{head.format(number, call)}" for number, call in enumerate(calls))
    headers = {"content-type": "multipart/mixed; boundary=f"}
    return local.http.post(f"/{host}/{path}", content=parts + "--f--\r\n", headers=headers)


def _answers(answer: httpx.Response) -> list[tuple[str, int, object]]:
    """The id, status and JSON of each part."""
    head = f"Content-Type: {answer.headers['content-type']}\r\n\r\n".encode()
    found: list[tuple[str, int, object]] = []
    for part in BytesParser(policy=policy.HTTP).parsebytes(head + answer.content).iter_parts():
        text = cast("bytes", part.get_payload(decode=True)).decode()
        inside, _, body = text.partition("\r\n\r\n")
        found.append((str(part["Content-ID"]), int(inside.split()[1]), json.loads(body)))
    return found


def test_parts_are_answered_in_order_whatever_becomes_of_the_others(local: Local) -> None:
    answer = _sent(
        local,
        f"GET {TOPICS}/none HTTP/1.1\r\n\r\n",
        f'PUT {TOPICS}/lessons HTTP/1.1{JSON}\r\n\r\n{{"labels":{{"a":"b"}}}}',
        f"GET /pubsub.googleapis.com{TOPICS}/lessons?fields=labels HTTP/1.1\r\n\r\n",
        f"GET http://127.0.0.1/pubsub.googleapis.com{TOPICS}?pageSize=1 HTTP/1.1\n\n",
    )
    answers = _answers(answer)
    assert [place for place, _, _ in answers] == [f"<response-x + {number}>" for number in range(4)]
    assert [status for _, status, _ in answers] == [404, 200, 200, 200]
    assert answers[2][2] == {"labels": {"a": "b"}}


def test_older_surfaces_keep_their_shape_inside(local: Local) -> None:
    answer = _sent(
        local,
        "GET /storage/v1/b/none HTTP/1.1\r\n\r\n",
        host="storage.googleapis.com",
        path="batch/storage/v1",
    )
    (_, status, body), *_ = _answers(answer)
    assert (status, cast("dict[str, dict[str, object]]", body)["error"]["errors"]) == (
        404,
        [{"message": "The specified bucket does not exist.", "domain": "global", "reason": "notFound"}],
    )


def test_an_api_that_is_disabled_is_so_inside_as_well(empty: Local) -> None:
    assert _answers(_sent(empty, f"GET {TOPICS} HTTP/1.1\r\n\r\n"))[0][1] == 403


@pytest.mark.parametrize(
    "line",
    [
        "POST /batch HTTP/1.1",
        "POST /upload/storage/v1/b/a/o HTTP/1.1",
        "GET /storage/v1/b/a/o/b?alt=media HTTP/1.1",
    ],
)
def test_what_a_batch_cannot_hold_is_refused_alone(local: Local, line: str) -> None:
    assert _answers(_sent(local, f"{line}\r\n\r\n", host="storage.googleapis.com"))[0][1] == 400


@pytest.mark.parametrize(
    ("host", "calls"),
    [("pubsub.googleapis.com", 0), ("pubsub.googleapis.com", 1001), ("storage.googleapis.com", 101)],
)
def test_a_batch_has_a_size(local: Local, host: str, calls: int) -> None:
    answer = _sent(local, *["GET / HTTP/1.1\r\n\r\n"] * calls, host=host)
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


@pytest.mark.parametrize(
    ("content", "media"),
    [("{}", "application/json"), ("--f\r\n\r\nx\r\n--f--", "multipart/mixed; boundary=f")],
)
def test_what_is_no_batch_is_refused(local: Local, content: str, media: str) -> None:
    answer = local.http.post("/pubsub.googleapis.com/batch", content=content, headers={"content-type": media})
    assert "Failed to parse batch request" in answer.json()["error"]["message"]
