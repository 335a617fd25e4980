"""The clients of the measurements read answers however they come, and take nothing wrong for an answer."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tools.bench import publish_and_pull, timed_calls, topic_calls, under_many_clients
from tools.bench.closed_loop import Load, Request, play, request
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

GET = request("GET", "/topics/kept")
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody"


@contextmanager
def _server(*answers: Sequence[bytes]) -> Generator[int]:
    """Answers the requests of a connection with these answers, piece by piece, and then ends it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                connection, _ = listener.accept()
                with connection:
                    for pieces in answers:
                        if not connection.recv(1 << 16):
                            break
                        for piece in pieces:
                            connection.sendall(piece)
                            # Lets the client read this piece alone; no result depends on whether it does.
                            time.sleep(0.002)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        stop.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join()


SPLIT: dict[str, Sequence[bytes]] = {
    "at once": [WHOLE],
    "head and body apart": [WHOLE[:-4], WHOLE[-4:]],
    "in the middle of the head": [WHOLE[:9], WHOLE[9:]],
    "between the ends of lines": [WHOLE[:-6], WHOLE[-6:]],
    "byte by byte": [WHOLE[at : at + 1] for at in range(len(WHOLE))],
    "without a body": [b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"],
    "with the length in capitals": [b"HTTP/1.1 200 OK\r\nContent-Length:4\r\nVia: x\r\n\r\nbo", b"dy"],
}


@pytest.mark.parametrize("pieces", SPLIT.values(), ids=SPLIT)
def test_an_answer_counts_once_it_is_whole(pieces: Sequence[bytes]) -> None:
    with _server(pieces, pieces, pieces) as port:
        load = play(port, [[GET, GET, GET]])
    assert len(load.waits) == 3
    assert 0 < sum(load.waits) <= load.seconds


WRONG: dict[str, tuple[Sequence[bytes], str]] = {
    "another status": ([WHOLE.replace(b"200 OK", b"404 Not Found")], r"refused GET /topics/kept .*: body"),
    "half a body and the end": ([WHOLE[:-2]], "cut-off no answer to GET /topics/kept"),
    "nothing and the end": ([], "cut-off no answer to GET /topics/kept"),
}


@pytest.mark.parametrize(("pieces", "words"), WRONG.values(), ids=WRONG)
def test_what_is_no_answer_ends_the_measurement(pieces: Sequence[bytes], words: str) -> None:
    with _server(pieces) as port, pytest.raises(CommandError, match=words):
        play(port, [[GET]])


def test_another_status_is_right_where_it_is_expected() -> None:
    with _server([WHOLE.replace(b"200", b"409")]) as port:
        assert len(play(port, [[GET._replace(status=409)]]).waits) == 1


def test_a_server_that_says_nothing_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.bench.closed_loop.PATIENCE_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(CommandError, match="no-answer"):
        play(silent.getsockname()[1], [[GET]])


def test_a_client_without_a_script_asks_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert list(play(silent.getsockname()[1], [[], []]).waits) == []


def test_the_length_of_a_body_is_told_in_bytes() -> None:
    assert b"content-length: 4\r\n" in request("PUT", "/x", '"é"').text
    assert b"content-length" not in GET.text


@pytest.mark.parametrize(
    ("waits", "percent", "expected"),
    [
        ([3.0], 50, 3.0),
        ([3.0], 99, 3.0),
        ([2.0, 1.0], 50, 1.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([float(number) for number in range(100, 0, -1)], 99, 99.0),
        ([float(number) for number in range(1, 201)], 99, 198.0),
        ([float(number) for number in range(1, 101)], 100, 100.0),
    ],
)
def test_a_percentile_is_a_wait_that_so_many_do_not_exceed(
    waits: list[float], percent: int, expected: float
) -> None:
    load = Load(seconds=4.0, waits=waits, asking=0.0)
    assert load.percentile(percent) == expected
    assert load.a_second == len(waits) / 4


def test_passing_topics_have_names_of_their_own_and_sort_behind_those_that_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def listen(_port: int, scripts: Sequence[Sequence[Request]]) -> Load:
        asked.extend(one.text.decode().partition(" HTTP")[0] for script in scripts for one in script)
        return Load(1.0, [], 0.0)

    monkeypatch.setattr(topic_calls, "play", listen)
    topic_calls.load(0, size=10, clients=2, calls=16)
    topic_calls.load(0, size=10, clients=2, calls=16)
    made = [line.rpartition("/")[2] for line in asked if line.startswith("PUT")]
    read = [line.rpartition("/")[2] for line in asked if line.startswith("GET") and "?" not in line]
    assert len(made) == len(set(made)) == 8
    assert max(read) <= "kept-00009" < min(made)


def test_each_step_is_compared_with_the_same_step() -> None:
    ours = [{"publish": time, "pull": 1.0, "acknowledge": 3.0} for time in (1.0, 9.0, 2.0)]
    theirs = [{"publish": 4.0, "pull": 2.0, "acknowledge": 2.0}] * 3
    told = publish_and_pull.compared(list(zip(ours, theirs, strict=True)))
    assert told == "publish takes 0.50x, pull takes 0.50x, acknowledge takes 1.50x"


def test_loads_are_compared_with_the_reference() -> None:
    slow, fast = Load(2.0, [0.2] * 10, 0.1), Load(1.0, [0.1] * 10, 0.1)
    told = under_many_clients.compared([slow] * 3, [fast] * 3)
    assert told == "0.50x the calls a second, p50 2.00x, p99 2.00x"


def test_the_proxy_passes_bytes_on_and_counts_a_call_for_each_answer() -> None:
    pieces = SPLIT["byte by byte"]
    with _server(pieces, [WHOLE]) as port, timed_calls.in_front_of(port) as watched:
        through = int(watched.url.rpartition(":")[2])
        load = play(through, [[GET, GET]])
    assert len(load.waits) == len(watched.calls) == 2
    assert 0 < watched.seconds <= sum(load.waits)


def test_a_call_that_is_cut_off_takes_no_time() -> None:
    cut_off = pytest.raises(CommandError, match="cut-off")
    with _server([]) as port, timed_calls.in_front_of(port) as watched, cut_off:
        play(int(watched.url.rpartition(":")[2]), [[GET]])
    assert [call.seconds for call in watched.calls] == [0.0]
