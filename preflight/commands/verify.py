"""Ask the live project whether what a stack declares is there, answers, and is refused where it must be.

One check a question, side by side under one deadline: APIs are enabled (one request for thirty), models
generate and voices speak as they are called, secrets hold a version that their service may read, topics and
subscriptions are wired, services answer who may call them and nobody else, images and buckets are there, and
the engine sees no drift. PASS, WARN, FAIL, SKIP (senseless after another answer) or INCONCLUSIVE (could not
be asked: no permission, no network, no time; the command then ends with 3). Nothing is changed, and the value
of a secret is never asked for. Models and voices are really called, a few words each.

With --cloud local, or --endpoint, a local cloud is asked instead of Google.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from preflight import output
from preflight.ending import CLEAN, StoppedError
from preflight.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from preflight.verify.asking import Gathered
    from preflight.verify.checks import Check, Result

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}
_MOST_WORKERS = 32


def duration(words: str) -> float:
    """Read `90s`, `5m`, `1.5h` or a number of seconds."""
    found = _DURATION.fullmatch(words.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"{words!r} is no duration; write it like 90s or 5m")
    return float(found[1]) * _UNITS[found[2]]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--stack", required=True, metavar="S", help="the environment: dev for Pulumi.dev.yaml"
    )
    parser.add_argument("--root", type=Path, default=Path(), metavar="DIR", help="the project; default: .")
    parser.add_argument("--plan", type=Path, metavar="FILE",
                        help="what `pulumi preview --json` or `pulumi stack export` wrote of it")  # fmt: skip
    parser.add_argument("--project", default="", metavar="ID", help="default: the one that the stack names")
    parser.add_argument("--identity", default="me", metavar="WHO",
                        help="me (default); runtime: each service's own account; or an email")  # fmt: skip
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--cloud", choices=("google", "local"), default="google", help="default: google")
    where.add_argument("--endpoint", default="", metavar="URL", help="a local cloud: http://127.0.0.1:8765")
    what = parser.add_argument_group("checks")
    what.add_argument("--only", action="append", default=[], metavar="PROBE",
                      help="this probe and what it depends on; may be repeated")  # fmt: skip
    what.add_argument("--list", action="store_true", help="list the checks and ask nothing")
    when = parser.add_argument_group("time")
    when.add_argument(
        "--deadline", type=duration, default=120.0, metavar="TIME", help="for all; default: 120s"
    )
    when.add_argument("--since-enable", type=duration, default=0.0, metavar="TIME",
                      help="for so long an enabled API that refuses is asked again")  # fmt: skip
    when.add_argument("--workers", type=int, default=8, metavar="N", help="checks at once; default: 8")
    output.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Ask, report, and give the exit code."""
    from preflight.verify import asking, probes, running, telling  # noqa: PLC0415 - slow to import

    unknown = sorted(set(given.only) - set(probes.names()))
    if unknown:
        known = ", ".join(probes.names())
        raise StoppedError([f"--only {unknown[0]}: there is no such probe; there are {known}"])
    if not 1 <= given.workers <= _MOST_WORKERS:
        raise StoppedError([f"--workers {given.workers}: must be within 1 and {_MOST_WORKERS}"])
    if given.deadline <= 0:
        raise StoppedError(["--deadline: must be more than nothing"])
    if not given.root.is_dir():
        raise StoppedError([f"{given.root}: there is no such folder; name the project's root with --root"])
    gathered = asking.gather(_wanted(given))
    checks = asking.checks(gathered.asked, given.only)
    if given.list:
        return _list(checks)
    began = time.monotonic()
    limits = running.Limits(given.deadline, given.workers, grace=given.since_enable)
    results = running.run(checks, limits, _progress(given))
    about = _about(given, gathered)
    return output.write(telling.outcome(results, time.monotonic() - began, about), given)


def _wanted(given: argparse.Namespace):  # noqa: ANN202 - its type is slow to import
    from preflight.verify.asking import Wanted  # noqa: PLC0415 - likewise

    return Wanted(
        given.root,
        given.stack,
        given.project,
        given.identity,
        given.cloud == "local",
        given.endpoint,
        given.plan,
        fresh=given.since_enable > 0,
    )


def _about(given: argparse.Namespace, gathered: Gathered):  # noqa: ANN202 - likewise
    from preflight.verify import asking, telling  # noqa: PLC0415 - slow to import
    from preflight.verify.probes import apis  # noqa: PLC0415 - likewise

    declared = (given.root / asking.APIS).as_posix()
    places = {apis.name(api): (declared, line) for api, line in gathered.lines.items()}
    place = (given.root / f"Pulumi.{given.stack}.yaml").as_posix()
    google = gathered.asked.google
    return telling.About(given.stack, google.project, given.identity, google.endpoint, place, places)


def _list(checks: list[Check]) -> int:
    width = max((len(check.id) for check in checks), default=0)
    output.show("".join(f"{check.id.ljust(width)}  {printable(check.about)}\n" for check in checks))
    return CLEAN


def _progress(given: argparse.Namespace) -> Callable[[Result, int, int], None] | None:
    """Give what tells on a terminal how far it is; nothing is told anywhere else."""
    if given.quiet or not output.terminal(sys.stderr):
        return None

    def told(result: Result, done: int, of: int) -> None:
        line = f"{done}/{of} {result.answer.status} {result.check.id}"
        end = "" if done < of else "\r\033[K"
        print(f"\r\033[K{printable(line)[:100]}{end}", end="", file=sys.stderr, flush=True)

    return told
