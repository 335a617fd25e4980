"""An object is created once, also by an identity that may create and read but never replace.

Google may answer such an identity 403 where an object is there already, because replacing needs a right that
it has not; the local cloud has no roles, so the answers come from a server of the test's own.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

import pytest
from google.api_core.exceptions import Forbidden
from google.cloud import storage  # pyright: ignore[reportMissingTypeStubs]
from google.oauth2.credentials import Credentials

from services.vividly_service.write_once import WriteOnce

if TYPE_CHECKING:
    from collections.abc import Generator

    from cloud_process import Project


def _objects(address: str, bucket: str) -> WriteOnce:
    client: Any = cast("Any", storage.Client)(
        project="p", credentials=Credentials("t"), client_options={"api_endpoint": address}
    )
    return WriteOnce(client.bucket(bucket), 5)


@contextmanager
def _forbidding(status_of_reads: int) -> Generator[str]:
    """A bucket that lets nobody write; what is asked for is there (200), not there (404) or forbidden."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(status_of_reads)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self._answer(403)

        def _answer(self, status: int) -> None:
            body = json.dumps(
                {"name": "a"} if status == 200 else {"error": {"code": status, "message": "no"}}
            )
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_whoever_may_not_replace_learns_that_an_object_is_there() -> None:
    with _forbidding(status_of_reads=200) as address:
        assert _objects(address, "b").create("a", b"{}", "application/json") is False


@pytest.mark.parametrize("status", [404, 403])
def test_whoever_may_not_create_is_not_told_that_an_object_is_there(status: int) -> None:
    with _forbidding(status_of_reads=status) as address, pytest.raises(Forbidden):
        _objects(address, "b").create("a", b"{}", "application/json")


def test_the_first_content_stays(project: Project) -> None:
    objects = _objects(f"{project.address}/storage.googleapis.com", project.bucket)
    assert objects.read("a/b") is None
    assert not objects.holds("a/b")
    assert objects.create("a/b", b"first", "text/plain")
    assert not objects.create("a/b", b"second", "text/plain")
    assert objects.holds("a/b")
    assert objects.read("a/b") == b"first"


@pytest.mark.parametrize("size", [0, 1, 2**20, 2**20 + 1, 2 * 2**20])
def test_an_object_is_read_whole_in_pieces(project: Project, size: int) -> None:
    objects = _objects(f"{project.address}/storage.googleapis.com", project.bucket)
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert objects.find("large") is None
    objects.create("large", content, "application/octet-stream")
    found = objects.find("large")
    assert found is not None
    assert (found.size, b"".join(found.pieces(0, size - 1))) == (size, content)
    assert b"".join(found.pieces(1, size - 2)) == content[1:-1]
