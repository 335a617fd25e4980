"""The comparison: what is needed and not declared, declared and not needed, or declared in a wrong way.

Pure: sets in, findings out. Every finding is an error but one: a `for` that the code has made needless only
asks for a look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.check.entries import entry, reason
from preflight.closest import closest_api
from preflight.finding import Finding, Level
from preflight.outcome import Comparison

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from preflight.check.needed import Needed
    from preflight.declared import Declarations, Declared


def undeclared(needs: Sequence[Needed], declared: Collection[str], place: str) -> Iterator[Finding]:
    """Give one finding for each need that must be met and is not, at its first place."""
    for need in missing(needs, declared):
        (api, *instead), (first, *others) = need.apis, need.places
        if instead:
            what = f"{' or '.join(need.apis)} is needed, and none of them declared: {first.detail}"
            fix = f"add to {place} the one that the environment chooses, with its reason"
        else:
            what = f"{api} is needed and not declared: {first.detail}"
            fix = f"add to {place} `{entry(api, reason(need.places))}`, or run preflight check --fix"
        yield Finding(first.file, first.line, "undeclared-api", what, fix, related=tuple(others))


def missing(needs: Sequence[Needed], declared: Collection[str]) -> list[Needed]:
    """Give the needs that must be met by a declaration and are met by none."""
    return [need for need in needs if need.required and not any(api in declared for api in need.apis)]


def unused(needs: Sequence[Needed], entries: Sequence[Declared], place: str) -> Iterator[Finding]:
    """Give one finding for each entry that nothing needs, by its own word neither."""
    needed = {api for need in needs for api in need.apis}
    for declared in entries:
        if declared.api and declared.api not in needed:
            what = f"{declared.api} is declared and nothing here needs it"
            fix = "remove the entry, or say with `for:` what outside this repository needs it"
            yield Finding(place, declared.line, "unused-declaration", what, fix)


def needless(needs: Sequence[Needed], entries: Sequence[Declared], place: str) -> Iterator[Finding]:
    """Give one finding for each `for` of an entry that this repository itself needs."""
    for declared in entries:
        own = [
            found
            for need in needs
            if declared.api in need.apis
            for found in need.places
            if (found.file, found.line) != (place, declared.line)
        ]
        if declared.outside and own:
            what = f"{declared.api} has a `for`, and this repository itself needs it: {own[0].detail}"
            yield Finding(
                place,
                declared.line,
                "needless-for",
                what,
                "remove `for`",
                Level.WARNING,
                tuple(own),
            )


def unknown(entries: Sequence[Declared], known: Collection[str], place: str) -> Iterator[Finding]:
    """Give one finding for each entry that names no API that the catalogue knows."""
    for declared in entries:
        if declared.api and declared.api not in known:
            what = f"{declared.api} is no API that the catalogue knows"
            fix = closest_api(declared.api, known) or "correct the name, or renew the catalogue"
            yield Finding(place, declared.line, "unknown-api", what, fix)


def compare(
    needs: Sequence[Needed],
    declarations: Declarations,
    known: Collection[str],
    place: str,
    *,
    partial: bool = False,
) -> tuple[list[Finding], list[Comparison]]:
    """Give every finding, and for each API that is needed or declared what is known of it.

    `partial`: not everything could be looked at, so that nothing can be said to be unused.
    """
    entries = declarations.entries
    declared = {one.api: one for one in entries if one.api}
    findings = [
        *undeclared(needs, declared, place),
        *declarations.problems,
        *unknown(entries, known, place),
        *(() if partial else unused(needs, entries, place)),
        *needless(needs, entries, place),
    ]
    wrong = {(one.file, one.line) for one in findings if one.level is Level.ERROR}
    return findings, list(_compared(needs, declared, wrong, place))


def _compared(
    needs: Sequence[Needed], declared: dict[str, Declared], wrong: Collection[tuple[str, int]], place: str
) -> Iterator[Comparison]:
    unmet = {api for need in missing(needs, declared) for api in need.apis}
    # What only justifies an entry is no matter where there is none.
    names = {*declared, *unmet}
    for api in sorted(names):
        places = tuple(dict.fromkeys(found for need in needs if api in need.apis for found in need.places))
        one = declared.get(api)
        if one is None:
            yield Comparison(api, places, sound=False)
            continue
        sound = (place, one.line) not in wrong
        yield Comparison(api, places, (place, one.line), one.reason, sound)
