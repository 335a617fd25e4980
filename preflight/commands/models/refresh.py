"""Compare the registry with Google's own pages, and show what would change for a person to accept.

Rows are added and changed and never deleted: what a page no longer lists stays, and is told. A page that
cannot be read, or has changed its shape, is INCONCLUSIVE and ends with 3; what it says differently ends with
1, unless --write has written it. Without --page both pages are asked over the network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight import output
from preflight.commands import models
from preflight.ending import CLEAN, COULD_NOT_LOOK, FINDINGS, StoppedError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from preflight.refresh.models import Read, Refreshed

MOST_NAMED = 12


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--page",
        action="append",
        metavar="FILE_OR_URL",
        help="a page as markdown, instead of Google's; its tables tell whose it is",
    )
    parser.add_argument("--write", action="store_true", help="write what changed into the registry")
    models.when(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(given: argparse.Namespace) -> int:
    """Compare, show, write if that is asked, and give the exit code."""
    from preflight.models.registry import REGISTRY, RegistryError  # noqa: PLC0415 - slow to import
    from preflight.refresh import models as refresh  # noqa: PLC0415 - likewise

    file = given.registry or REGISTRY
    try:
        found = refresh.refreshed(file, given.page or list(refresh.PAGES.values()), given.today)
        if given.write and found.wrong:
            raise StoppedError(found.wrong)
        if given.write and found.becomes != found.was:
            file.write_text(found.becomes, encoding="utf-8")
    except RegistryError as error:
        raise StoppedError(error.problems) from error
    except OSError as error:
        raise StoppedError(
            [f"{file}: this cannot be written, {error.strerror}; name another file"]
        ) from error
    output.show(_json(found) if given.format == "json" else _text(found, wrote=given.write))
    if found.unread:
        return COULD_NOT_LOOK
    differs = any(read.found.changed or read.found.new for read in found.read)
    return FINDINGS if differs and not given.write else CLEAN


def _text(found: Refreshed, *, wrote: bool) -> str:
    lines = [line for read in found.read for line in _told(read)]
    lines += [f"INCONCLUSIVE {sentence}" for sentence in found.unread]
    lines += [f"This cannot be written as it is: {sentence}" for sentence in found.wrong]
    if wrote and found.diff:
        lines.append("The registry is written; read the difference before it is committed.")
    elif found.diff:
        lines.append("Look at each line, then write them with --write.")
    return found.diff + "".join(f"{line}\n" for line in lines)


def _told(read: Read) -> Iterator[str]:
    changed, new, missing = read.found
    counts = (f"{len(changed)} changed", f"{len(new)} new", f"{len(missing)} not listed there (and kept)")
    nothing = "" if changed or new else "nothing changed: "
    yield f"{read.channel}: {nothing}{read.models} models on {read.place}; {', '.join(counts)}"
    for name, fields in (*changed.items(), *new.items()):
        words = ", ".join(f"{field} {value}" for field, value in fields.items() if field != "source")
        yield f"  {name}: {'is new, ' if name in new else ''}{words}"
    if missing:
        rest = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        yield f"  kept though not listed: {', '.join(missing[:MOST_NAMED])}{rest}"


def _json(found: Refreshed) -> str:
    from preflight.models import document  # noqa: PLC0415 - slow to import, and only needed here

    compared = [
        document.ComparedPage(
            read.place,
            read.channel.value,
            read.models,
            read.found.changed,
            read.found.new,
            list(read.found.missing),
        )
        for read in found.read
    ]
    return document.rendered(document.Refreshed(document.VERSION, compared, list(found.unread), found.diff))
