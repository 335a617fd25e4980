"""From needs and grants to the answer of the command: findings, a document, and one table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.finding import Finding, Level
from preflight.outcome import NOT_SEEN, Outcome
from preflight.planned.places import Places
from preflight.roles import comparing, gathering, resources
from preflight.roles.document import (
    VERSION,
    FindingEntry,
    GrantedEntry,
    IamDocument,
    NeededEntry,
    PlaceEntry,
    ServiceEntry,
    UnknownEntry,
)
from preflight.roles.stacks import judged, names
from preflight.scan.needs import Report, Skipped
from preflight.sheet import Row, Sheet, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from preflight.roles.comparing import Excess, Missing
    from preflight.roles.gathering import Gathered
    from preflight.roles.needs import Need
    from preflight.roles.service_code import Code, Unknown
    from preflight.roles.stacks import Judged, Stack

_HEAD = ("service", "role", "on", "needed", "granted")


def outcome(
    paths: Sequence[Path], root: Path | None, stacks: Sequence[Stack], unseen: Sequence[str], plan: str = ""
) -> Outcome:
    """Read the code below `paths`, compare it with the stacks, and give the answer.

    `unseen`: sentences that say why stacks of the project could not be read; `plan`: the document that was.
    """
    gathered = gathering.gather(paths, names(stacks))
    gathered.skipped += [_not_read(sentence) for sentence in unseen]
    every = {stack.name: judged(gathered.services, stack) for stack in stacks}
    places = Places(root, plan)
    missing = [one for stack in stacks for one in comparing.missing(stack, every[stack.name])]
    findings = [
        *_missing(missing, places),
        *_excess([one for stack in stacks for one in comparing.excess(stack, every[stack.name])], places),
        *_blind(gathered),
    ]
    services = list(_services(gathered.services, every))
    compared = f"compared with {', '.join(every)}" if every else "compared with no stack"
    count = len({(one.service, need.role) for one in services for need in one.needed})
    told = f"{count} roles of {len({one.service for one in services})} services, {compared}"
    document = IamDocument(VERSION, services, [_entry(one) for one in findings], gathered.skipped)
    sheet = Sheet(document, told, _HEAD, tuple(_rows(services, findings, missing)))
    return Outcome(
        "iam", Report(skipped=gathered.skipped, files=gathered.files), tuple(findings), sheet=sheet
    )


def _missing(found: Iterable[Missing], places: Places) -> Iterator[Finding]:
    """IAM001, once for all stacks in which a service lacks a role."""
    grouped: dict[tuple[object, ...], list[Missing]] = {}
    for one in found:
        grouped.setdefault((one.service.resource, one.role, one.resource, one.needs), []).append(one)
    for group in grouped.values():
        one, needs = group[0], group[0].needs
        file, line = needs[0].file, needs[0].line
        if not file:
            file, line = places.of(one.service.resource, one.stack)
        permissions = ", ".join(dict.fromkeys(need.permission for need in needs))
        stacks = ", ".join(dict.fromkeys(each.stack for each in group))
        yield Finding(
            file,
            line,
            "IAM001",
            f"{needs[0].detail} and needs {permissions}, "
            f"which {one.service.resource} is not granted in {stacks}",
            f"grant {one.role} on the {one.resource}: "
            f"{resources.line(one.resource, one.role, one.service.identity)}",
            Level.ERROR,
            tuple(dict.fromkeys((need.file, need.line, need.detail) for need in needs[1:] if need.file)),
        )


def _excess(found: Iterable[Excess], places: Places) -> Iterator[Finding]:
    """IAM002 and IAM003, once for all stacks that say the same."""
    grouped: dict[tuple[object, ...], list[Excess]] = {}
    for one in found:
        grouped.setdefault((one.grant.declared_by, one.grant.role, one.instead, one.why), []).append(one)
    for group in grouped.values():
        one, grant = group[0], group[0].grant
        file, line = places.of(grant.declared_by, one.stack)
        if not line:
            file, line = places.of(grant.role, one.stack)
        stacks = ", ".join(dict.fromkeys(each.stack for each in group))
        who = " and ".join(dict.fromkeys(name for each in group for name in each.services))
        what = f"{grant.role} ({grant.declared_by} in {stacks}) of {who}"
        if not one.instead:
            yield Finding(
                file,
                line,
                "IAM002",
                f"{what} is granted and not needed: {one.why}",
                "remove the grant",
                Level.NOTE if one.spare else Level.WARNING,
            )
            continue
        instead = " and ".join(f"{role} on the {resource}" for role, resource in one.instead if role)
        fix = f"grant {instead} instead" if instead else "remove it, and grant what the code needs"
        yield Finding(file, line, "IAM003", f"{what} is wider than needed: {one.why}", fix, Level.WARNING)


def _not_read(sentence: str) -> Skipped:
    file, sign, what = sentence.partition(": ")
    return Skipped(file, what if sign else sentence)


def _blind(gathered: Gathered) -> Iterator[Finding]:
    for skipped in gathered.skipped:
        if skipped.blind:
            yield Finding(
                skipped.file,
                skipped.line,
                NOT_SEEN,
                f"what it needs or grants is unknown: {skipped.reason}",
                "correct it, or leave it out of what is compared",
            )


def _services(codes: Sequence[Code], every: dict[str, list[Judged]]) -> Iterator[ServiceEntry]:
    seen: set[str] = set()
    for stack, found in every.items():
        for one in found:
            seen |= {one.code.path} if one.code else set()
            granted = [
                GrantedEntry(
                    grant.role, grant.resource_type, grant.resource, grant.declared_by, grant.conditional
                )
                for grant in one.grants
            ]
            name = one.code.name if one.code else one.service.name
            yield ServiceEntry(
                name, one.service.identity, _needed(one.needs), granted, _unknown(one.unknown), stack,
                one.code.path if one.code else "",
            )  # fmt: skip
    for code in codes:
        if code.path not in seen:
            yield ServiceEntry(code.name, "", _needed(code.needs), [], _unknown(code.unknown), "", code.path)


def _needed(needs: Iterable[Need]) -> list[NeededEntry]:
    return [
        NeededEntry(one.permission, one.role, one.resource, one.file, one.line, one.detail, one.certain)
        for one in needs
    ]


def _unknown(unknown: Iterable[Unknown]) -> list[UnknownEntry]:
    return [UnknownEntry(one.api, one.file, one.line, one.detail) for one in unknown]


def _entry(one: Finding) -> FindingEntry:
    related = [PlaceEntry(*place) for place in one.related]
    return FindingEntry(one.file, one.line, one.code, one.what, one.fix, one.level, related)


def _rows(
    services: Sequence[ServiceEntry], findings: Sequence[Finding], missing: Sequence[Missing]
) -> Iterator[Row]:
    bad = {(one.code, one.what) for one in findings}
    lacking = {(one.stack, one.service.identity, one.role) for one in missing}
    for one in services:
        name = f"{one.service} ({one.stack})" if one.stack else one.service
        granted = {grant.role for grant in one.granted}
        roles = dict.fromkeys((need.role, need.resource) for need in one.needed if need.certain)
        for role, resource in roles:
            places = [f"{need.file}:{need.line}" for need in one.needed if need.role == role and need.file]
            lacks = (one.stack, one.identity, role) in lacking
            held = "" if not one.stack else "yes" if role in granted else "no" if lacks else "by another role"
            short = ", ".join(dict.fromkeys(places[:3])) or "by the platform"
            yield Row((name, role, resource, short, held), State.BAD if lacks else State.GOOD)
        for grant in one.granted:
            if grant.role not in {role for role, _ in roles}:
                told = any(code in ("IAM002", "IAM003") and grant.declared_by in what for code, what in bad)
                yield Row(
                    (name, grant.role, grant.resource, "", "yes"), State.WARNING if told else State.GOOD
                )
        for each in one.unknown:
            place = f"{each.file}:{each.line}" if each.file else ""
            yield Row((name, "unknown", each.api, place or each.detail, ""), State.UNSEEN)
