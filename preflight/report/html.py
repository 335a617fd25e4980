"""One page that stands alone: no script, nothing loaded from elsewhere, light or dark as the reader has it.

Everything that comes from the code is escaped, and the page's own policy forbids scripts besides.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from preflight.outcome import NOT_SEEN
from preflight.printable import printable
from preflight.scan.needs import Phase
from preflight.violation import Violation, counted, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from preflight.outcome import Comparison, Outcome
    from preflight.report import Look
    from preflight.scan.needs import Need
    from preflight.sheet import Sheet
    from preflight.violation import Found

# Characters of a cell that stays on one line, and of a row's name that need not.
_SHORT, _LONG = 16, 60
_WORDS = {0: "Clean", 1: "Findings", 3: "Could not look at everything"}
_PHASES = {Phase.RUNTIME: "at run time", Phase.DEPLOY: "to deploy"}
_HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --line: light-dark(#d9dce1, #3a3f47); --dim: light-dark(#5a6270, #a0a7b4);
  --bad: light-dark(#b3261e, #ff8a80); --good: light-dark(#1b6e3c, #7ddc9f);
  --card: light-dark(#f6f7f9, #1d2025); }}
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }}
h1 {{ font-size: 1.4rem; }} h2 {{ font-size: 1.1rem; margin-top: 2rem; }}
.state {{ font-weight: 600; }} .state-0, .good {{ color: var(--good); }}
.state-1, .state-3, .bad {{ color: var(--bad); }} .dim, .unseen {{ color: var(--dim); }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .6rem;
  border-bottom: 1px solid var(--line); }}
th {{ color: var(--dim); font-weight: 600; }}
li, td, code {{ overflow-wrap: anywhere; }} .short {{ white-space: nowrap; }}
code {{ font: 13px/1.5 ui-monospace, monospace; }}
@media (min-width: 45rem) {{ td:first-child code:not(.long) {{ white-space: nowrap; }} }}
ul {{ margin: 0; padding: 0; list-style: none; }}
details > summary {{ cursor: pointer; color: var(--dim); }}
.finding {{ background: var(--card); border-left: 4px solid var(--bad); padding: .6rem .9rem;
  margin: .6rem 0; }}
.finding.warning, .finding.note {{ border-color: var(--dim); }}
</style>
</head>
<body>
"""


def render(outcome: Outcome, look: Look) -> str:  # noqa: ARG001 - one look for all
    """Give the page."""
    title = f"preflight {outcome.command}"
    body = [*_top(outcome), *_findings(outcome.findings)]
    bodies = {"check": _comparison(outcome.compared), "scan": _services(outcome)}
    if outcome.sheet:
        bodies[outcome.command] = _table(outcome.sheet)
    body += bodies.get(outcome.command, ())
    return "\n".join(
        [_HEAD.format(title=title) + f"<h1>{title}</h1>", *body, *_passed(outcome), "</body>", "</html>", ""]
    )


def _top(outcome: Outcome) -> Iterator[str]:
    report = outcome.report
    yield f'<p class="state state-{outcome.code}">{_WORDS[outcome.code]}</p>'
    blind = sum(finding.code == NOT_SEEN for finding in outcome.findings)
    services = f"{len(report.services)} service{'' if len(report.services) == 1 else 's'}"
    told = f"{services}; {report.files} files, {report.read} of them read in full"
    if outcome.sheet:
        yield f'<p class="dim">{_text(outcome.sheet.told)}.</p>'
        return
    if outcome.judged:
        yield f'<p class="dim">{_text(f"{counted(outcome.findings)}; {outcome.judged}.")}</p>'
        return
    attention = f"{len(outcome.findings)} to look at, {blind} of them not seen" if outcome.findings else ""
    yield f'<p class="dim">{told}; {attention or "nothing needs attention"}.</p>'


def _findings(findings: Sequence[Found]) -> Iterator[str]:
    if findings:
        yield "<h2>Needs attention</h2>"
    for finding in findings:
        yield f'<div class="finding {finding.level}"><strong>{_text(finding.code)}</strong> '
        yield f"<code>{_text(place(finding))}</code><br>{_words(finding)}{_places(finding.related)}</div>"


def _words(finding: Found) -> str:
    if not isinstance(finding, Violation):
        return f'{_text(finding.what)}<br><span class="dim">{_text(finding.fix)}</span>'
    fix = " ".join(filter(None, (finding.fix, finding.page and f"({finding.page})")))
    what = "<br>".join(map(_text, finding.what.split("\n")))
    dim = "<br>".join(map(_text, filter(None, (fix, *finding.about))))
    return f'{what}<br><span class="dim">{dim}</span>'


def _cell(text: str) -> str:
    short = ' class="short"' if len(text) <= _SHORT else ""
    return f"<td{short}>{_text(text)}</td>"


def _table(sheet: Sheet) -> Iterator[str]:
    if not sheet.rows:
        return
    yield f"<table><thead><tr>{''.join(f'<th>{_text(cell)}</th>' for cell in sheet.head)}</tr></thead><tbody>"
    for row in sheet.rows:
        first, *rest = row.cells
        long = " long" if len(first) > _LONG else ""
        cells = "".join(map(_cell, rest))
        yield f'<tr><td><code class="{row.state}{long}">{_text(first)}</code></td>{cells}</tr>'
    yield "</tbody></table>"


def _services(outcome: Outcome) -> Iterator[str]:
    when = "" if outcome.phase == "all" else f" {_PHASES[Phase(outcome.phase)]}"
    for service in outcome.report.services:
        found_by = f"found by {service.found_by}" if service.found_by else ""
        about = ", ".join(filter(None, [*service.languages, found_by]))
        yield f'<h2>{_text(service.path)} <span class="dim">{_text(about)}</span></h2>'
        if service.apis:
            yield from _needs(service.apis)
        else:
            yield f'<p class="dim">Calls no Google API{when}.</p>'
    within = {(need.api, need.phase) for service in outcome.report.services for need in service.apis}
    rest = [need for need in outcome.report.apis if (need.api, need.phase) not in within]
    if rest:
        yield "<h2>In no service</h2>"
        yield from _needs(rest)


def _needs(needs: Sequence[Need]) -> Iterator[str]:
    yield "<table><thead><tr><th>API</th><th>when</th><th>how sure</th><th>where</th></tr></thead><tbody>"
    for need in sorted(needs, key=lambda one: one.phase is Phase.DEPLOY):
        names = " or ".join(f"<code>{_text(api)}</code>" for api in (need.api, *need.alternatives))
        places = _places([(one.file, one.line, one.detail) for one in need.evidence])
        cells = (names, _PHASES[need.phase], str(need.confidence), places)
        yield f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
    yield "</tbody></table>"


def _comparison(compared: Sequence[Comparison]) -> Iterator[str]:
    yield "<h2>Needed and declared</h2>"
    yield "<table><thead><tr><th>API</th><th>declared</th><th>needed by</th></tr></thead><tbody>"
    for one in compared:
        declared = f"{_place(*one.declared)}<br>{_text(one.reason)}" if one.declared else "no"
        state = "good" if one.sound else "bad"
        yield f'<tr><td><code class="{state}">{_text(one.api)}</code></td><td>{declared}</td>'
        yield f"<td>{_places(one.needed) or 'nothing'}</td></tr>"
    yield "</tbody></table>"


def _passed(outcome: Outcome) -> Iterator[str]:
    hints = outcome.report.hints if outcome.command == "scan" else ()
    if hints:
        yield f"<details><summary>{len(hints)} named and not called</summary>"
        yield from _needs(hints)
        yield "</details>"
    passed = [skipped for skipped in outcome.report.skipped if not skipped.blind]
    if passed:
        yield f"<details><summary>{len(passed)} passed over</summary><ul>"
        yield from (f"<li>{_place(one.file, one.line)} {_text(one.reason)}</li>" for one in passed)
        yield "</ul></details>"


def _places(places: Iterable[tuple[str, int, str]]) -> str:
    rows = [
        f'<li>{_place(file, line)} <span class="dim">{_text(what)}</span></li>' for file, line, what in places
    ]
    shown = f"<ul>{''.join(rows[:3])}</ul>" if rows else ""
    if len(rows) > 3:
        shown += f"<details><summary>{len(rows) - 3} more</summary><ul>{''.join(rows[3:])}</ul></details>"
    return shown


def _place(file: str, line: int) -> str:
    return f"<code>{_text(f'{file}:{line}' if line else file)}</code>"


def _text(text: str) -> str:
    return escape(printable(text))
