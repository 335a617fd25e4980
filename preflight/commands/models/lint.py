"""Find every model that is spelled outside the registry, whichever language the file is in.

MDL001 a model spelled outside the registry; MDL002 retired, closed to new projects, or closing; MDL003 not
known to the registry; MDL004 not told by the code; MDL005 floating or a preview; MDL006 (with --today) a row
of the registry whose source was last read more than 45 days ago. In comments, documentation, tests and
sentences all are notes, which text only counts.

A line is taken back by `preflight: ignore[MDL001] why` in a comment on it or above it, what was there before
by a baseline, and whole folders by `exclude` under [tool.preflight.models.lint] in pyproject.toml. --fix
replaces retired and closed models by their successors where only the name is at stake.
"""

from __future__ import annotations

import gc
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from preflight import output, report
from preflight.ending import StoppedError
from preflight.finding import Level

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from preflight.finding import Finding
    from preflight.lint.run import Result
    from preflight.models.registry import Registry
    from preflight.outcome import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders; default: .")
    parser.add_argument(
        "--today",
        type=day,
        metavar="DATE",
        help="judge as of YYYY-MM-DD, and the registry's age too; default: today",
    )
    parser.add_argument("--registry", type=Path, metavar="FILE", help="another registry than preflight's own")
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="findings that are known and do not count"
    )
    parser.add_argument(
        "--write-baseline", action="store_true", help="write all that is found now to that file"
    )
    parser.add_argument(
        "--fix", action="store_true", help="replace retired and closed models by their successors"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="with --fix: print the change and write nothing"
    )
    parser.add_argument("--notes", action="store_true", help="list notes too, in text")
    output.arguments(parser)


def day(text: str) -> date:
    """Read a date. Raises ValueError."""
    return date.fromisoformat(text)


def run(given: argparse.Namespace) -> int:
    """Lint, report, and give the exit code."""
    paths: list[Path] = given.paths or [Path()]
    _check(paths, given)
    registry, file = _registry(given.registry)
    result = _linted(paths, registry, file, given)
    if given.write_baseline:
        from preflight.lint import baseline  # noqa: PLC0415 - slow to import, and only needed here

        given.baseline.write_bytes(baseline.written(result.judged, result.line))
        print(f"preflight: wrote {len(result.judged)} findings to {given.baseline}", file=sys.stderr)
    if given.fix:
        changes = _fix(_new(result, given), dry=given.dry_run)
        if given.dry_run:
            output.show(changes)
            return _outcome(_new(result, given), []).code
        result = _linted(paths, registry, file, given)
    outcome = _outcome(_new(result, given), _of_the_registry(registry, file, paths, given))
    return output.write(outcome if given.notes or given.format != report.FIRST else _brief(outcome), given)


def _brief(outcome: Outcome) -> Outcome:
    """Give the outcome with its notes counted and not listed: what nobody calls needs nobody's attention."""
    kept = tuple(one for one in outcome.findings if one.level != Level.NOTE)
    notes = len(outcome.findings) - len(kept)
    if outcome.sheet is None or not notes:
        return outcome
    told = f"{outcome.sheet.told}, {_count(notes, 'note')} (--notes lists them)"
    return outcome._replace(findings=kept, sheet=outcome.sheet._replace(told=told))


def _of_the_registry(
    registry: Registry, file: Path, paths: Sequence[Path], given: argparse.Namespace
) -> list[Finding]:
    """Give what is wrong with the registry itself; its roles are judged where it is what is linted."""
    linted = given.registry or any(file.resolve().is_relative_to(path.resolve()) for path in paths)
    if not (linted or given.today):
        return []
    from preflight.lint import registry_itself  # noqa: PLC0415 - slow to import, and only needed here

    aged = registry_itself.aged(registry, given.today, file) if given.today else []
    today = given.today or datetime.now(UTC).date()
    return [*aged, *(registry_itself.roles(registry, today, file) if linted else [])]


def _check(paths: Sequence[Path], given: argparse.Namespace) -> None:
    problems = [
        f"{path}: there is no such file or folder; name another" for path in paths if not path.exists()
    ]
    if given.write_baseline and given.baseline is None:
        problems.append("--write-baseline: which file? name it with --baseline FILE")
    if given.dry_run and not given.fix:
        problems.append("--dry-run: there is nothing to show without --fix; add it")
    if problems:
        raise StoppedError(problems)


def _registry(file: Path | None) -> tuple[Registry, Path]:
    from preflight.lint import registered  # noqa: PLC0415 - slow to import, and only needed here

    try:
        return registered.read(file), file or registered.OWN
    except ValueError as error:
        # RegistryError, whose module is only there where it was needed.
        raise StoppedError(list(getattr(error, "problems", (str(error),)))) from error


def _linted(paths: Sequence[Path], registry: Registry, file: Path, given: argparse.Namespace) -> Result:
    from preflight.lint import exclusion  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.lint import run as linting  # noqa: PLC0415 - likewise

    today = given.today or datetime.now(UTC).date()
    gc.disable()  # what is read is kept until the end; looking for cycles in it finds none
    try:
        return linting.lint(paths, registry, today, own=file, left_out=exclusion.of(paths))
    finally:
        gc.enable()


def _new(result: Result, given: argparse.Namespace) -> Result:
    if given.baseline is None:
        return result
    from preflight.lint import baseline  # noqa: PLC0415 - slow to import, and only needed here

    return result._replace(judged=baseline.new(result.judged, baseline.read(given.baseline), result.line))


def _fix(result: Result, *, dry: bool) -> str:
    """Write the changes, or give them as a diff."""
    from preflight.lint import files, fixing  # noqa: PLC0415 - slow to import, and only needed here

    shown: list[str] = []
    for name, text in fixing.fixed(result.judged, result.texts).items():
        before = result.texts[name].text
        place = Path(result.places[name])
        data = files.encoded(text, before, place.read_bytes())
        if data is None:
            print(f"preflight: {name} is left alone: its bytes are no clean text", file=sys.stderr)
        elif dry:
            shown.append(fixing.diff(name, before, text))
        else:
            place.write_bytes(data)
            print(f"preflight: changed {name}; review it", file=sys.stderr)
    return "".join(shown)


def _outcome(result: Result, aged: Sequence[Finding]) -> Outcome:
    from preflight.lint import run as linting  # noqa: PLC0415 - slow to import, and only needed here
    from preflight.lint.document import document  # noqa: PLC0415 - likewise
    from preflight.outcome import Outcome  # noqa: PLC0415 - likewise
    from preflight.scan.needs import Report  # noqa: PLC0415 - likewise
    from preflight.sheet import Row, Sheet, State  # noqa: PLC0415 - likewise

    found = [(one.finding, one.spelled.name) for one in result.judged]
    found += [(one, "") for one in (*result.others, *aged, *linting.blind(result.skipped))]
    found.sort(key=lambda one: (one[0].file, one[0].line, one[0].code, one[1]))
    worst = {Level.ERROR: State.BAD, Level.WARNING: State.WARNING, Level.NOTE: State.GOOD}
    models: dict[str, list[Finding]] = {}
    for one in result.judged:
        if one.finding.level is not Level.NOTE:
            models.setdefault(one.spelled.name, []).append(one.finding)
    rows = tuple(
        Row(
            (
                model,
                str(len({(one.file, one.line) for one in ones})),
                ", ".join(sorted({one.code for one in ones})),
            ),
            next(worst[level] for level in Level if any(one.level is level for one in ones)),
        )
        for model, ones in sorted(models.items())
    )
    told = f"{_count(result.seen, 'file')} looked at, {_count(len(models), 'model')} spelled"
    scanned = Report(files=result.seen, read=len(result.texts), skipped=result.skipped)
    sheet = Sheet(document(found), told, ("model", "places", "codes") if rows else (), rows)
    return Outcome("models lint", scanned, tuple(finding for finding, _ in found), sheet=sheet)


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word}{'' if number == 1 else 's'}"
