"""What the packs found, each violation once, and whether it can be said that they found nothing else.

A run that broke off judged only part of what it would have made. Then, and where no pack ran at all, silence
is no answer: that is told as a place that could not be looked at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.finding import Finding, Level
from preflight.outcome import NOT_SEEN, Judged, Outcome
from preflight.policies import words
from preflight.scan.needs import Report, Skipped
from preflight.violation import Violation, place, stack_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from preflight.policies.events import Analysis, Event, Log, Policy

# What the engine calls its levels; a level that nobody knows fails like a mandatory one.
_LEVELS = {"advisory": Level.WARNING, "warning": Level.WARNING, "disabled": Level.NOTE, "none": Level.NOTE}
_SEVERITIES = ("critical", "high", "medium", "low")
# The engine's last word after a mandatory violation, which says nothing that the violation does not.
_ECHO = re.compile(r"\w+ failed|.*policy violations.*")


def outcome(log: Log, name: str, file_of: Callable[[str], str]) -> Outcome:
    """Give the outcome of a log. `name`: how it was called; `file_of`: stack -> its file for the report."""
    found = sorted(_violations(log.runs, file_of), key=_weight)
    mandatory = any(one.level is Level.ERROR for one in found)
    blind = [Finding(name, log.lines, NOT_SEEN, *words) for words in _unseen(log, mandatory=mandatory)]
    skipped = [Skipped(name, one.what, line=one.line) for one in blind]
    return Outcome("report", Report(skipped=skipped), (*blind, *found), judged=_judged(log.runs))


def _weight(one: Violation) -> tuple[bool, int, str, str]:
    known = one.severity in _SEVERITIES
    worst = _SEVERITIES.index(one.severity) if known else len(_SEVERITIES)
    return one.level is not Level.ERROR, worst, one.code, place(one)


def _violations(runs: list[list[Event]], file_of: Callable[[str], str]) -> Iterable[Violation]:
    told: dict[tuple[str, str, str, str], Violation] = {}
    for number, run in enumerate(runs):
        later = [event.analysis for after in runs[number + 1 :] for event in after if event.analysis]
        again = {key for analysis in later for key in _judges(analysis)}
        for policy in (event.policy_event for event in run if event.policy_event):
            key = (policy.policy_pack_name, policy.policy_name, policy.resource_urn)
            # What an update judged again, it told again if it still held.
            if key not in again and (*key[:2], "") not in again:
                told.setdefault((*key, words.plain(policy.message)), _violation(policy, file_of))
    return told.values()


def _judges(analysis: Analysis) -> Iterator[tuple[str, str, str]]:
    return ((analysis.policy_pack_name, rule, analysis.resource_urn) for rule in analysis.rules)


def _violation(policy: Policy, file_of: Callable[[str], str]) -> Violation:
    said = words.taken_apart(policy.message)
    pack = " ".join(filter(None, (policy.policy_pack_name, policy.policy_pack_version)))
    one = Violation(
        file="",
        line=1,
        code=policy.policy_name,
        what=said.what,
        fix=said.fix,
        level=_LEVELS.get(policy.enforcement_level, Level.ERROR),
        related=(),
        urn=policy.resource_urn,
        why=said.why,
        page=said.page,
        severity=policy.severity,
        enforcement=policy.enforcement_level,
        pack=pack,
    )
    return one._replace(file=file_of(one.stack))


def _judged(runs: list[list[Event]]) -> Judged:
    events = [event for run in runs for event in run]
    packs: dict[str, str] = {}
    for event in events:
        if event.summary_event:
            # A pack of this machine is told with its folder: `name|local|folder`.
            told = (event.summary_event.packs or {}).items()
            packs |= {pack.partition("|")[0]: version.removeprefix("v") for pack, version in told}
        for said in (event.analysis, event.policy_event):
            if said:
                packs.setdefault(said.policy_pack_name, said.policy_pack_version)
    analyses = [event.analysis for event in events if event.analysis]
    urns = [said.resource_urn for event in events if (said := event.analysis or event.policy_event)]
    return Judged(
        tuple(sorted(packs.items())),
        len({one.resource_urn for one in analyses if one.resource_urn}),
        tuple(sorted({rule for one in analyses for rule in one.rules})),
        stack_of(next(filter(None, urns), "")),
    )


def _unseen(log: Log, *, mandatory: bool) -> Iterator[tuple[str, str]]:
    """Give why it cannot be said that nothing else was found, and what to do, at most once each."""
    last = log.runs[-1] if log.runs else []
    ends = [event.summary_event for event in last if event.summary_event]
    why = _last_words(last)
    if not ends and any(event.cancel_event is not None for event in last):
        loading = any(event.policy_load_event is not None for event in last)
        what = "the engine stopped before it judged anything" if loading else "the engine stopped early"
        yield f"{what}{why}", "correct that, most often the policy pack itself, and run it again"
    elif not ends or log.broken:
        yield "the log has no end: the run was broken off or still goes on", "read the log of a whole run"
    elif not _judged(log.runs).packs:
        yield "no policy pack ran, so nothing was judged", "attach one with --policy-pack DIR"
    elif ends[-1].result != "succeeded" and (why or (ends[-1].result and not mandatory)):
        how = {"canceled": "was canceled"}.get(ends[-1].result, "failed")
        yield f"the run {how}, and what comes behind that was not judged{why}", "correct it and run it again"


def _last_words(run: list[Event]) -> str:
    said = [event.diagnostic_event for event in run if event.diagnostic_event]
    for severity in ("error", "info#err"):
        texts = [words.plain(one.message) for one in said if one.severity == severity]
        texts = [text for text in texts if text and not _ECHO.fullmatch(text)]
        if texts:
            # Of a traceback, the last line says what it was.
            text = texts[0] if severity == "error" else texts[-1]
            return f": {text.splitlines()[-1].strip()}"
    return ""
