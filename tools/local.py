"""`make local` and `make local-down`: the whole platform on this machine, and nothing left of it.

`up` starts the local cloud, runs the real engine on the stack `local` with the policy pack, and then asks the
cloud, through Google's own client library, whether every declared API is enabled. Again, it changes nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from typing import TYPE_CHECKING

from infra import apis
from tools import cloud, engine_events, overview, stack
from tools.enabled_apis import enabled
from tools.places import HERE, Places
from tools.terminal import CLEAN, FINDINGS, CommandError, run, say
from tools.workspace import PROJECT, settings_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tools.stack import Target

STACK = "local"
PAST = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted"}


def up(places: Places, port: int | None = None) -> int:
    """Bring the stack `local` up and show what came up. Exit code 1 where an API is not enabled.

    Raises:
        CommandError: nothing could be brought up.
    """
    target = stack.target(places, STACK, local=True, port=port)
    log = places.local / "local-up.log"
    _deploy(target, places, "up", log)
    declared = [entry.api for entry in apis.load()]
    record = cloud.recorded(places)
    if record is None:
        raise CommandError("cloud: gone the local cloud is no longer there; run `make local` again")
    project = str(settings_of(places, STACK)[PROJECT])
    really = enabled(cloud.address(record.port), project, declared)
    held = cloud.resources(record.port, project)
    title = f"{project} in the local cloud, {cloud.address(record.port)}"
    overview.show(title, [overview.api_row(declared, really), *overview.rows(held)])
    return CLEAN if really.issuperset(declared) else FINDINGS


def _deploy(target: Target, places: Places, action: str, log: Path) -> None:
    line = stack.command(target, places, action)
    done = engine_events.watched(
        line, folder=target.folder, env={**os.environ, **target.env}, log=log, what=action
    )
    for warning in done.warnings:
        say("warning", warning.splitlines()[0])
    if done.code:
        said = "\n".join(done.errors) or "\n".join(log.read_text(encoding="utf-8").splitlines()[-15:])
        raise CommandError(
            f"pulumi {action} failed; all of it is in {log.relative_to(places.root)}\n{said}", FINDINGS
        )
    counts = ", ".join(f"{count} {PAST.get(name, name)}" for name, count in sorted(done.changed.items()))
    say(action, counts or "nothing changed")


def down(places: Places) -> int:
    """Destroy the stack, stop the local cloud, remove what they left; says what was there to remove."""
    record = cloud.recorded(places)
    stands = places.state.exists() and record is not None and cloud.data_served(record.port) is not None
    if stands:
        target = stack.target(places, STACK, local=True)
        try:
            _deploy(target, places, "destroy", places.local / "local-down.log")
        except CommandError as error:
            # Everything that the stack holds is in the folders removed below.
            say("destroy", str(error))
    say("cloud", "stopped" if cloud.stop(places) else "was not running")
    gone = [folder for folder in (places.cloud, places.state, places.stacks) if folder.exists()]
    for folder in gone:
        shutil.rmtree(folder)
    removed = ", ".join(str(folder.relative_to(places.root)) for folder in gone)
    say(
        "removed",
        f"{removed}; the engine stays (`make clean` removes it)" if gone else "nothing, it was clean",
    )
    return CLEAN


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring the platform up on this machine, or take it away."""
    parser = argparse.ArgumentParser(prog="tools.local", description=__doc__)
    parser.add_argument("action", choices=("up", "down"))
    parser.add_argument("--port", type=int, help=f"port of the local cloud ({cloud.DEFAULT_PORT})")
    options = parser.parse_args(arguments)
    return run(lambda: up(HERE, options.port) if options.action == "up" else down(HERE))


if __name__ == "__main__":
    sys.exit(main())
