"""From events to an answer: each violation once, the worst first, and no silence where nobody looked."""

from __future__ import annotations

import pytest
from engine_logs import CANCELED, LOADING, MEMBER, STACK, TOPIC, Event, end, judged, log, said, told

from preflight.finding import Level
from preflight.outcome import NOT_SEEN, Outcome
from preflight.policies import events, judging
from preflight.violation import Violation, counted, place, sentence

JUDGED = judged(TOPIC, "a", "b"), judged("", "c")
ADVISED = said(TOPIC, "x", "a", enforcementLevel="advisory", severity="low")


def outcome(*runs: tuple[Event, ...], cut: int = 0) -> Outcome:
    data = log(*runs)
    return judging.outcome(events.read(data[: len(data) - cut], "log"), "log", "Pulumi.{}.yaml".format)


def violations(*runs: tuple[Event, ...]) -> list[Violation]:
    return [one for one in outcome(*runs).findings if isinstance(one, Violation)]


def unseen(found: Outcome) -> list[str]:
    return [one.what for one in found.findings if one.code == NOT_SEEN]


def test_a_violation_says_which_resource_which_rule_how_bad_why_and_what_to_do() -> None:
    (one,) = violations((said(), *end("failed")))
    assert (one.name, one.kind, one.stack) == ("public", "gcp:cloudrunv2:ServiceIamMember", "dev")
    assert (one.grade, one.level, one.pack) == ("mandatory, critical", Level.ERROR, "vividly 0.1.0")
    assert one.why == "Whatever is granted to allUsers is granted to anybody."
    assert (one.file, one.line) == ("Pulumi.dev.yaml", 1)
    assert str(one) == (
        "public (gcp:cloudrunv2:ServiceIamMember): grants-are-not-public member is allUsers; "
        "name the callers (docs/rules/grants-are-not-public.md)"
    )


@pytest.mark.parametrize(
    ("urn", "shown"),
    [
        (TOPIC, "requests (gcp:pubsub:Topic)"),
        (STACK, "vividly-dev (pulumi:pulumi:Stack)"),
        ("urn:pulumi:dev::p::a:b:C::x::y $ z", "x::y $ z (a:b:C)"),
        ("urn:pulumi:dev::p::a:b:C$d:e:F$g:H::x", "x (g:H)"),
        ("", "the stack"),
        ("nonsense", "nonsense"),
    ],
)
def test_a_resource_is_shown_by_name_and_type(urn: str, shown: str) -> None:
    (one,) = violations((said(urn), *end("failed")))
    assert place(one) == shown


def test_mandatory_comes_first_then_the_most_severe() -> None:
    told = [("advisory", "critical"), ("mandatory", ""), ("mandatory", "low"), ("mandatory", "critical"),
            ("advisory", "medium"), ("mandatory", "high")]  # fmt: skip
    run = [said(rule=f"r-{n}", enforcementLevel=level, severity=how) for n, (level, how) in enumerate(told)]
    found = violations((*run, *end("failed")))
    assert [one.grade for one in found] == [
        "mandatory, critical", "mandatory, high", "mandatory, low", "mandatory",
        "advisory, critical", "advisory, medium",
    ]  # fmt: skip
    assert counted(found) == "4 mandatory (1 critical, 1 high, 1 low), 2 advisory (1 critical, 1 medium)"


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("mandatory", Level.ERROR), ("remediate", Level.ERROR), ("advisory", Level.WARNING),
        ("warning", Level.WARNING), ("disabled", Level.NOTE), ("none", Level.NOTE),
        ("something-new", Level.ERROR), ("", Level.ERROR),
    ],
)  # fmt: skip
def test_a_level_that_nobody_knows_fails_like_a_mandatory_one(word: str, level: Level) -> None:
    (one,) = violations((said(enforcementLevel=word), *end("failed")))
    assert one.level is level


def test_a_violation_that_the_preview_and_the_update_tell_is_told_once() -> None:
    assert len(violations((ADVISED, *end()), (ADVISED, *end(preview=False)))) == 1
    assert len(violations((ADVISED, ADVISED, *end()))) == 1


@pytest.mark.parametrize("other", [
    said(MEMBER, "x", "a"), said(TOPIC, "y", "a"), said(TOPIC, "x", "b"),
    said(TOPIC, "x", "a", policyPackName="z"),
])  # fmt: skip
def test_another_resource_rule_pack_or_text_is_another_violation(other: Event) -> None:
    assert len(violations((said(TOPIC, "x", "a"), other, *end("failed")))) == 2


def test_what_the_update_judged_again_replaces_what_the_preview_said() -> None:
    waiting = said(
        TOPIC, "not judged yet: a (until x is known); nothing to do", "w", enforcementLevel="advisory"
    )
    preview = waiting, judged(TOPIC, "a", failed=("w",)), *end()
    assert len(violations(preview)) == 1
    assert violations(preview, (judged(TOPIC, "a", "w"), *end())) == []
    assert len(violations(preview, (judged(MEMBER, "a", "w"), *end()))) == 1
    assert len(violations(preview, (judged(TOPIC, "a"), *end()))) == 1


def test_a_stack_rule_is_judged_again_with_the_stack() -> None:
    first = said(TOPIC, "x", "c", enforcementLevel="advisory"), judged("", failed=("c",)), *end()
    assert violations(first, (judged("", "c"), *end())) == []


@pytest.mark.parametrize(
    ("run", "code", "why"),
    [
        ((LOADING, *JUDGED, *end()), 0, ""),
        ((LOADING, *JUDGED, ADVISED, *end()), 0, ""),
        ((ADVISED, end()[0]), 0, ""),  # pulumi policy analyze
        ((end()[0],), 0, ""),  # the same, of a pack that found nothing
        ((*JUDGED, *end("")), 0, ""),  # an engine that tells no result
        ((*JUDGED, told("error", "x"), *end()), 0, ""),
        ((said(), told("error", "preview failed"), *end("failed")), 1, ""),
        ((said(), told("error", "update failed"), *end("")), 1, ""),
        ((), 3, "the log has no end"),
        ((LOADING, *JUDGED), 3, "the log has no end"),
        ((LOADING, *JUDGED, said()), 1, "the log has no end"),
        (end(packs=False), 3, "no policy pack ran"),
        ((LOADING, CANCELED), 3, "the engine stopped before it judged anything"),
        (
            (LOADING, *(told("info#err", text) for text in ("Traceback:", "E: bad", "\n")), CANCELED),
            3,
            "the engine stopped before it judged anything: E: bad",
        ),
        ((CANCELED,), 3, "the engine stopped early"),
        ((*JUDGED, *end("failed")), 3, "the run failed"),
        ((*JUDGED, *end("canceled")), 3, "the run was canceled"),
        (
            (*JUDGED, told("error", "Program failed:\nRuntimeError: boom"), *end("failed")),
            3,
            "the run failed, and what comes behind that was not judged: RuntimeError: boom",
        ),
        (
            (*JUDGED, told("error", "failed to run policy: x"), *end("")),
            3,
            "the run failed, and what comes behind that was not judged: failed to run policy: x",
        ),
        (
            (said(), told("error", "failed to run policy: x"), *end("failed")),
            1,
            "the run failed, and what comes behind that was not judged: failed to run policy: x",
        ),
    ],
)  # fmt: skip
def test_silence_counts_only_where_everything_was_judged(run: tuple[Event, ...], code: int, why: str) -> None:
    found = outcome(run)
    assert found.code == code
    assert len(unseen(found)) == len(found.report.skipped) == bool(why)
    assert all(one.startswith(why) for one in unseen(found))


def test_a_preview_that_ended_does_not_speak_for_the_update_that_did_not() -> None:
    assert outcome((*JUDGED, *end()), JUDGED).code == 3


def test_a_log_that_is_cut_within_a_line_is_told_with_the_line() -> None:
    found = outcome((*JUDGED, *end()), cut=5)
    assert found.code == 3
    assert [(one.file, one.line) for one in found.findings] == [("log", 4)]


@pytest.mark.parametrize(
    ("run", "words"),
    [
        ((*JUDGED, *end()), "judged 1 resource by 3 rules of vividly 0.1.0"),
        ((ADVISED, end()[0]), "judged by vividly 0.1.0"),
        (end(packs=False), "judged by no policy pack"),
    ],
)
def test_who_judged_what_is_said_and_no_folder_of_a_pack(run: tuple[Event, ...], words: str) -> None:
    assert str(outcome(run).judged) == words


def test_a_pack_that_writes_no_fix_and_no_page_is_quoted_without_loose_ends() -> None:
    (one,) = violations((said(text="No C.\na is no good\nsecond"), *end("failed")))
    assert sentence(one) == "a is no good\nsecond"


@pytest.mark.parametrize(
    ("run", "stack"), [((*JUDGED, *end()), "dev"), ((ADVISED, end()[0]), "dev"), (end(), "")]
)
def test_the_stack_is_that_of_the_resources(run: tuple[Event, ...], stack: str) -> None:
    told = outcome(run).judged
    assert told is not None
    assert told.stack == stack
