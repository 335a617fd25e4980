"""What a model answers is used, asked for again, or blocked for good; the answers come from a server here.

The local cloud gives good answers and blocked prompts only.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from google import genai
from google.genai.types import HttpOptions
from google.oauth2.credentials import Credentials

from services.api import clarification
from services.push_worker.writing import Writer
from services.vividly_service.content_requests import Asked
from services.vividly_service.generated import BlockedError, UnusableError
from services.vividly_service.models import ModelUse

if TYPE_CHECKING:
    from collections.abc import Generator

USE = ModelUse("a-model", "global")
ASKED = Asked(topic="Why is the sky blue", interests=("football", "chess"))


@contextmanager
def _answering(answer: dict[str, Any]) -> Generator[genai.Client]:
    """A client for a model that answers everything with the same."""
    body = json.dumps(answer).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    options = HttpOptions(base_url=f"http://127.0.0.1:{server.server_address[1]}", timeout=10_000)
    client = genai.Client(
        vertexai=True, project="p", location="global", credentials=Credentials("t"), http_options=options
    )
    try:
        yield client
    finally:
        client.close()
        server.shutdown()
        server.server_close()
        thread.join()


def _said(text: str, finish: str = "STOP") -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, "finishReason": finish}]}


NEITHER: dict[str, tuple[dict[str, Any], type[Exception]]] = {
    "a blocked prompt": ({"promptFeedback": {"blockReason": "SAFETY"}}, BlockedError),
    "a blocked answer": ({"candidates": [{"finishReason": "SAFETY"}]}, BlockedError),
    "an answer that is blocked halfway": (_said('{"cl', "PROHIBITED_CONTENT"), BlockedError),
    "no candidates": ({}, UnusableError),
    "an answer that is cut off": (_said('{"cl', "MAX_TOKENS"), UnusableError),
    "an answer without an end": ({"candidates": [{}]}, UnusableError),
    "an empty answer": (_said(" "), UnusableError),
    "no JSON": (_said("Sure!"), UnusableError),
    "other JSON": (_said("[]"), UnusableError),
}


@pytest.mark.parametrize(("answer", "error"), NEITHER.values(), ids=NEITHER)
def test_what_is_no_answer_is_blocked_or_asked_for_again(
    answer: dict[str, Any], error: type[Exception]
) -> None:
    with _answering(answer) as client:
        with pytest.raises(error):
            clarification.questions(client, USE, ASKED)
        with pytest.raises(error):
            Writer({"global": client}, USE, USE).script(ASKED, "")


OPINIONS: dict[str, tuple[object, tuple[str, ...]]] = {
    "clear": ({"clear": True, "questions": []}, ()),
    "clear, and still asking": ({"clear": True, "questions": ["Why?"]}, ()),
    "not clear": ({"clear": False, "questions": [" Which one? ", ""]}, ("Which one?",)),
    "three questions are enough": ({"clear": False, "questions": list("abcd")}, ("a", "b", "c")),
}


@pytest.mark.parametrize(("opinion", "expected"), OPINIONS.values(), ids=OPINIONS)
def test_a_topic_that_is_not_clear_is_asked_back_about(opinion: object, expected: tuple[str, ...]) -> None:
    with _answering(_said(json.dumps(opinion))) as client:
        assert clarification.questions(client, USE, ASKED) == expected


@pytest.mark.parametrize("questions", [[], [" "]])
def test_a_topic_that_is_not_clear_never_passes_as_clear(questions: list[str]) -> None:
    answer = _said(json.dumps({"clear": False, "questions": questions}))
    with _answering(answer) as client, pytest.raises(UnusableError, match="no question"):
        clarification.questions(client, USE, ASKED)


@pytest.mark.parametrize(("told", "interest"), [("chess", "chess"), (" chess\n", "chess"), ("poker", "")])
def test_an_interest_is_one_of_the_students_own(told: str, interest: str) -> None:
    with _answering(_said(told)) as client:
        assert Writer({"global": client}, USE, USE).interest(ASKED) == interest
