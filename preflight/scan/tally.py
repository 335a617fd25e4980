"""From sightings to needs: one entry an API and phase, its places in order, the surest first.

An API that is certain to be called is no alternative any more, and what only might be called instead of it
is not a need of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.catalogue import apis as catalogue
from preflight.scan.needs import Confidence, Evidence, Need, Phase, Report, ServiceNeeds, Sighting, Unresolved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from preflight.scan.service import Service

_ORDER = {Confidence.CERTAIN: 0, Confidence.LIKELY: 1, Confidence.WEAK: 2}


def tally(report: Report, service: Service, marker: str, seen: Sequence[Sighting | Unresolved]) -> None:
    """Add what was seen in a service to a report; `finish` puts the services together."""
    sightings = [one for one in seen if isinstance(one, Sighting)]
    report.unresolved += sorted(
        {one for one in seen if isinstance(one, Unresolved)}, key=lambda one: (one.file, one.line)
    )
    strong = [one for one in sightings if one.confidence is not Confidence.WEAK]
    own = needs(strong)
    report.apis += own
    report.hints += needs([one for one in sightings if one.confidence is Confidence.WEAK])
    if own or service.sources:
        languages = tuple(sorted({source.language for source in service.sources.values()}))
        report.services.append(ServiceNeeds(service.path, marker, languages, tuple(own)))


def finish(report: Report) -> None:
    """Put the needs of all services together, once; what is needed somewhere is no hint."""
    report.apis = merged(report.apis)
    needed = {need.api for need in report.apis}
    report.hints = [hint for hint in merged(report.hints) if hint.api not in needed]
    report.skipped.sort(key=lambda one: (not one.blind, one.file, one.line))


def needs(sightings: Iterable[Sighting]) -> list[Need]:
    """Put sightings of the same API and phase together."""
    return merged(
        Need(
            catalogue.canonical(one.api),
            one.phase,
            one.confidence,
            tuple(catalogue.canonical(api) for api in one.alternatives),
            (Evidence(one.file, one.line, one.detail, one.confidence),),
        )
        for one in sightings
    )


def merged(given: Iterable[Need]) -> list[Need]:
    """Put needs of the same API and phase together, sorted by API, run time before deploy."""
    groups: dict[tuple[str, Phase], list[Need]] = {}
    for need in given:
        groups.setdefault((need.api, need.phase), []).append(need)
    return [_one(api, phase, group) for (api, phase), group in sorted(groups.items(), key=_by_name)]


def _by_name(item: tuple[tuple[str, Phase], list[Need]]) -> tuple[str, bool]:
    (api, phase), _group = item
    return api, phase is Phase.DEPLOY


def _one(api: str, phase: Phase, group: list[Need]) -> Need:
    every = sorted((one for need in group for one in need.evidence), key=_by_place)
    ordered = {(one.file, one.line): one for one in reversed(every)}
    settled = any(not need.alternatives for need in group)
    alternatives = (
        () if settled else tuple(sorted({one for need in group for one in need.alternatives} - {api}))
    )
    best = min((need.confidence for need in group), key=_ORDER.__getitem__)
    return Need(api, phase, best, alternatives, tuple(sorted(ordered.values(), key=_by_place)))


def _by_place(one: Evidence) -> tuple[int, str, int, str]:
    """The surest first; one place is told once, in the words that come first."""
    return _ORDER[one.confidence], one.file, one.line, one.detail
