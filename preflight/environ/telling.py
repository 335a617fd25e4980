"""From reads and stacks to the answer of the command: findings, a document, and one table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.environ import comparing, gathering, names
from preflight.environ.document import (
    VERSION,
    EnvDocument,
    Judged,
    Pair,
    Place,
    ReadEntry,
    Unresolvable,
)
from preflight.environ.places import Places
from preflight.finding import Finding
from preflight.outcome import NOT_SEEN, Outcome
from preflight.scan.needs import Report, Skipped
from preflight.sheet import Row, Sheet, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from preflight.environ.comparing import Match, Stack
    from preflight.environ.gathering import Code, Gathered

_HEAD = ("service", "variable", "required", "set by", "read at")


def outcome(  # noqa: PLR0913, PLR0917 - what a call is made of
    paths: Sequence[Path],
    root: Path | None,
    stacks: Sequence[Stack],
    stood_in: list[str],
    unseen: list[str],
    plan: str = "",
) -> Outcome:
    """Read the code below `paths`, compare it with the stacks, and give the answer.

    `unseen`: sentences that say why stacks of the project could not be read; `plan`: the document that was.
    """
    gathered = gathering.gather(paths, root or paths[0])
    gathered.skipped += [_not_read(sentence) for sentence in unseen]
    found = [match for stack in stacks for match in comparing.matches(gathered.services, stack)]
    places = Places(root, plan)
    findings = list(dict.fromkeys([
        *comparing.undeclared(found),
        *comparing.unread(found, places),
        *comparing.plain_secrets(stacks, places),
        *comparing.plain_in_files(gathered.settings),
        *comparing.unresolvable(gathered.services),
        *comparing.floating(stacks, places),
        *_blind(gathered),
    ]))  # fmt: skip
    report = Report(skipped=gathered.skipped, files=gathered.files)
    count = len({(read.name, code.path) for code in gathered.services for read in code.found.reads})
    apart = sum(
        1 for pair in _pairs(gathered.services, found, stacks) if not (pair.service and pair.declared)
    )
    told = f"{count} variables of {len(gathered.services)} services, {_compared(stacks, apart)}"
    sheet = Sheet(
        _document(gathered, found, stacks, findings, stood_in),
        told,
        _HEAD,
        (*_rows(gathered, found, stacks), *_without_code(found, stacks)),
    )
    return Outcome("env", report, tuple(findings), sheet=sheet)


def _not_read(sentence: str) -> Skipped:
    file, sign, what = sentence.partition(": ")
    return Skipped(file, what if sign else sentence)


def _compared(stacks: Sequence[Stack], apart: int) -> str:
    if not stacks:
        return "compared with no stack"
    with_them = f"compared with {', '.join(stack.name for stack in stacks)}"
    return f"{with_them}; {apart} without a partner, so not compared" if apart else with_them


def _blind(gathered: Gathered) -> Iterator[Finding]:
    for skipped in gathered.skipped:
        if skipped.blind:
            yield Finding(
                skipped.file,
                skipped.line,
                NOT_SEEN,
                f"what it reads or sets is unknown: {skipped.reason}",
                "correct it, or leave it out of what is compared",
            )


def _document(
    gathered: Gathered,
    found: Sequence[Match],
    stacks: Sequence[Stack],
    findings: Sequence[Finding],
    stood_in: list[str],
) -> EnvDocument:
    reads = [
        ReadEntry(one.name, one.required, one.file, one.line, code.path, one.default, list(one.unless))
        for code in gathered.services
        for one in sorted(code.found.reads, key=lambda one: (one.file, one.line, one.name))
    ]
    dynamic = [
        Unresolvable(one.file, one.line, one.detail, code.path)
        for code in gathered.services
        for one in code.found.dynamic
    ]
    judged = [Judged(*one[:6], related=[Place(*place) for place in one.related]) for one in findings]
    pairs = list(_pairs(gathered.services, found, stacks))
    return EnvDocument(VERSION, reads, dynamic, judged, pairs, gathered.skipped, stood_in)


def _pairs(codes: Sequence[Code], found: Sequence[Match], stacks: Sequence[Stack]) -> Iterator[Pair]:
    for match in found:
        yield Pair(match.code.path, match.stack, match.service.resource, len(match.env))
    for stack in stacks:
        of_it = [match for match in found if match.stack == stack.name]
        for code in codes:
            if not any(match.code is code for match in of_it):
                yield Pair(code.path, stack.name, "", 0)
        for service in stack.services:
            if not any(match.service is service for match in of_it):
                yield Pair("", stack.name, service.resource, len(service.env))


def _rows(gathered: Gathered, found: Sequence[Match], stacks: Sequence[Stack]) -> Iterator[Row]:
    for code in gathered.services:
        mine = [match for match in found if match.code is code]
        apart = [stack.name for stack in stacks if stack.name not in {match.stack for match in mine}]
        alone = [f"not compared: {', '.join(apart)} runs no such service"] if apart else []
        for name in sorted({read.name for read in code.found.reads}):
            reads = [read for read in code.found.reads if read.name == name]
            required = any(read.required for read in reads)
            where = list(
                dict.fromkeys(_set_by(name, code, mine, any_case=any(read.any_case for read in reads)))
            )
            places = ", ".join(f"{read.file}:{read.line}" for read in reads[:3])
            state = State.UNSEEN if not mine else State.BAD if required and not where else State.GOOD
            told = "; ".join([*([", ".join(where) or "nobody"] if mine or where else []), *alone])
            yield Row((code.path, name, "yes" if required else "no", told, places), state)


def _without_code(found: Sequence[Match], stacks: Sequence[Stack]) -> Iterator[Row]:
    """Tell of what runs without a folder of the code, so that nobody believes that it was compared."""
    for stack in stacks:
        for service in stack.services:
            if not any(match.service is service and match.stack == stack.name for match in found):
                told = f"{stack.name} sets {len(service.env)}"
                yield Row(
                    (service.resource, "", "", told, "not compared: no folder is its code"), State.UNSEEN
                )


def _set_by(name: str, code: Code, mine: Sequence[Match], *, any_case: bool) -> Iterator[str]:
    for match in mine:
        if name in match.env or (any_case and name.upper() in {one.upper() for one in match.env}):
            yield match.stack
    if name in code.image:
        yield "the image"
    elif any(names.set_by_platform(name, match.service.type) for match in mine):
        yield "the platform"
