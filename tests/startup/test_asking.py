"""The question as Google gets it: one request for thirty names, over REST, within its time."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from google.auth.credentials import AnonymousCredentials

from preflight.startup import State, validate_required_apis
from preflight.startup.asking import Where, states

if TYPE_CHECKING:
    from collections.abc import Generator

Json = dict[str, Any]


class Served:
    """What a server was asked, and what it answers."""

    def __init__(self) -> None:
        self.address = ""
        self.queries: list[dict[str, list[str]]] = []
        self.headers: list[dict[str, str]] = []
        self.off: set[str] = set()
        self.answer: tuple[int, bytes] | None = None
        self.trickles = False

    def given(self, names: list[str]) -> tuple[int, bytes]:
        """Gives status and body."""
        found: list[Json] = []
        for name in names:
            api = name.rpartition("/")[2]
            state = "DISABLED" if api in self.off else "ENABLED"
            found.append({"name": f"projects/42/services/{api}", "state": state})
        return self.answer or (200, json.dumps({"services": found}).encode())


@contextmanager
def _serving() -> Generator[Served]:
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query)
            served.queries.append(query)
            served.headers.append({key.lower(): value for key, value in self.headers.items()})
            status, body = served.given(query["names"])
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            pieces = [body[at : at + 1] for at in range(len(body))] if served.trickles else [body]
            try:
                for piece in pieces:
                    self.wfile.write(piece)
                    time.sleep(0.05 if served.trickles else 0)
            except OSError:
                pass  # who asked has gone

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name there
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_thirty_names_go_in_one_request_and_names_and_states_come_back() -> None:
    apis = [f"api{number}.googleapis.com" for number in range(61)]
    with _serving() as served:
        served.off = {"api60.googleapis.com"}
        told = states(Where("ours", served.address), apis, 2)
    assert [len(query["names"]) for query in served.queries] == [30, 30, 1]
    assert served.queries[0]["names"][0] == "projects/ours/services/api0.googleapis.com"
    assert told.number == "42"
    assert [api for api, state in told.states.items() if state == "DISABLED"] == ["api60.googleapis.com"]
    assert len(told.states) == 61


def test_a_real_identity_is_never_shown_to_this_machine() -> None:
    with _serving() as served:
        credentials = AnonymousCredentials()
        states(Where("ours", served.address, credentials), ["speech.googleapis.com"], 2)
    assert served.headers[0]["authorization"] == "Bearer anonymous"


def test_required_raises_for_what_is_off_and_only_then() -> None:
    with _serving() as served:
        kept = validate_required_apis(["speech"], "ours", required=True, endpoint=served.address)
        assert kept.status("speech") is State.OK
        served.off = {"texttospeech.googleapis.com"}
        with pytest.raises(
            RuntimeError, match=r"^texttospeech\.googleapis\.com: is not enabled in project ours"
        ):
            validate_required_apis(["speech"], "ours", required=True, endpoint=served.address)
        validate_required_apis(["pubsub"], "ours", required=True, endpoint=served.address).close()
        lazy = validate_required_apis(["speech"], "ours", endpoint=served.address)
        lazy.wait()
        assert lazy.status("speech") is State.FAILED
        lazy.close()


ANSWERS: dict[str, tuple[int, bytes]] = {
    "a page": (200, b"<html>"),
    "a list": (200, b"[]"),
    "services of another form": (200, b'{"services": {"a": 1}}'),
    "services without names": (200, b'{"services": [{"state": "DISABLED"}, 7]}'),
    "bytes": (200, b"\xff\x00"),
    "a refusal": (403, b'{"error": {"code": 403, "message": "no"}}'),
    "another place": (302, b""),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_is_not_googles_is_unknown(answer: tuple[int, bytes]) -> None:
    with _serving() as served:
        served.answer = answer
        kept = validate_required_apis(["speech"], "ours", required=True, endpoint=served.address)
    assert kept.status("speech") is State.UNKNOWN


def test_who_waits_waits_no_longer_than_the_request_may_take() -> None:
    with _serving() as served:
        served.trickles = True
        kept = validate_required_apis(["speech"], "ours", required=True, endpoint=served.address, seconds=0.2)
        assert kept.status("speech") is State.UNKNOWN
        kept.close()


def test_nobody_there_is_unknown() -> None:
    kept = validate_required_apis(["speech"], "ours", required=True, endpoint="http://127.0.0.1:1")
    assert kept.status("speech") is State.UNKNOWN


def test_importing_it_loads_the_standard_library_only() -> None:
    script = (
        "import sys; import preflight.startup; "
        "print([name for name in sys.modules if name.split('.')[0] in "
        "('google', 'grpc', 'requests', 'urllib3', 'pydantic', 'ssl', 'http', 'yaml', 'msgspec', 'asyncio')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
