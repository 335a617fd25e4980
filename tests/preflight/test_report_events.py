"""Reading the engine's events: both of its shapes, and every other file told with the line that is wrong."""

from __future__ import annotations

import json

import pytest
from engine_logs import LOADING, PUT, end, log, said

from preflight.ending import USAGE, StoppedError
from preflight.policies import events

WHOLE = log((LOADING, PUT, said(), *end()))
DIGEST = {"steps": [{"op": "same"}], "changeSummary": {"same": 1}}


def test_what_resources_are_made_of_is_passed_over_and_the_rest_is_read() -> None:
    read = events.read(WHOLE, "log")
    (run,) = read.runs
    assert [event.sequence for event in run] == [0, 1, 2, 3, 4]
    assert run[2].policy_event is not None
    assert (read.lines, read.broken) == (5, False)


def test_a_log_that_counts_anew_holds_two_runs() -> None:
    assert [len(run) for run in events.read(WHOLE + WHOLE, "log").runs] == [5, 5]


@pytest.mark.parametrize(
    "data",
    [
        WHOLE.replace(b"\n", b"\r\n"),
        b"\n" + WHOLE + b"\n\n",
        WHOLE.rstrip(b"\n"),
        b"\xef\xbb\xbf" + WHOLE,
        WHOLE + b"error: one or more mandatory policy violations\n",
    ],
)
def test_ends_of_lines_empty_ones_and_plain_words_change_nothing(data: bytes) -> None:
    read = events.read(data, "log")
    assert ([len(run) for run in read.runs], read.broken) == ([5], False)


def test_an_event_that_nobody_knows_yet_is_passed_over() -> None:
    (run,) = events.read(log(({"someNewEvent": {"a": 1}}, said(), *end())), "log").runs
    assert len(run) == 4


@pytest.mark.parametrize("cut", range(1, 40, 7))
def test_a_last_line_that_is_not_whole_leaves_the_lines_before_it(cut: int) -> None:
    read = events.read(WHOLE[:-cut], "log")
    assert len(read.runs[0]) == (5 if cut == 1 else 4)
    assert read.broken is (cut > 1)


def test_an_empty_file_holds_no_run() -> None:
    assert events.read(b"", "log").runs == []


@pytest.mark.parametrize(
    ("data", "place", "what"),
    [
        (b"nonsense", "log:1", "this is no event of the engine, "),
        (b"nonsense\n", "log:1", "this is no event of the engine, "),
        (WHOLE + b"{nonsense\n", "log:6", "this is no event of the engine, "),
        (WHOLE + b"{\xff\xfe\n" + WHOLE, "log:6", "this is no event of the engine, "),
        (log(({"policyEvent": {"policyName": "a"}},)), "log:1", "missing required field `message`"),
        (log(({"policyEvent": {"policyName": "a", "message": 3}},)), "log:1", "Expected `str`, got `int`"),
        (b'{"a": 1}', "log:1", "this is JSON and no event of the engine, "),
        (b"[]", "log:1", "this is JSON and no event of the engine, "),
        (json.dumps(DIGEST).encode(), "log:1", "plain `--json`, which leaves out what policies"),
        (json.dumps(DIGEST, indent=4).encode(), "log:1", "plain `--json`, which leaves out what policies"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_told_with_its_line_and_how_to_get_one(data: bytes, place: str, what: str) -> None:
    with pytest.raises(StoppedError) as stopped:
        events.read(data, "log")
    (sentence,) = stopped.value.sentences
    assert stopped.value.code == USAGE
    assert sentence.startswith(f"{place}: ")
    assert what in sentence
    assert sentence.endswith("PULUMI_DEBUG_COMMANDS=true pulumi preview --policy-pack DIR --event-log FILE")
