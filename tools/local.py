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
from tools import cloud, engine_events, local_state, overview, pulumi, stack
from tools.enabled_apis import enabled
from tools.one_at_a_time import alone, held_by_another
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
    stack.nothing_was_cut_off(target)
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
    env = pulumi.process(target.env)
    done = engine_events.watched(line, folder=target.folder, env=env, log=log, what=action)
    for warning in done.warnings:
        say("warning", in_a_line(warning))
    if done.code:
        said = "\n".join(done.errors) or "\n".join(log.read_text(encoding="utf-8").splitlines()[-15:])
        said += f"\nafter a lock, a 409 or an update that was cut off: {stack.recovery(target)}"
        raise CommandError(
            f"pulumi {action} failed; all of it is in {log.relative_to(places.root)}\n{said}", FINDINGS
        )
    counts = ", ".join(f"{count} {PAST.get(name, name)}" for name, count in sorted(done.changed.items()))
    say(action, counts or "nothing changed")


def in_a_line(warning: str) -> str:
    """A warning as one line that is whole in itself: a first line that leads on to others ends earlier."""
    first, *more = warning.splitlines()
    return first.rpartition("; ")[0] or first if more and first.endswith(":") else first


def down(places: Places) -> int:
    """Destroy the stack, stop the local cloud, remove what they left; says what was there to remove.

    Raises:
        CommandError: a local cloud cannot be stopped, or still works on its data.
    """
    record = cloud.recorded(places)
    stands = record is not None and cloud.data_served(record.port) is not None
    if stands and local_state.holds(places, STACK):
        try:
            target = stack.target(places, STACK, local=True)
            _deploy(target, places, "destroy", places.local / "local-down.log")
        except CommandError as error:
            # Everything that the stack holds is in the folders removed below.
            say("destroy", f"{str(error).splitlines()[0]}; going on without it")
    say("cloud", "stopped" if cloud.stop(places) else "was not running")
    if held_by_another(places.cloud / "lock"):
        raise CommandError(f"{places.cloud}: in-use a local cloud still works on it; end that one first")
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
    # Google's client library asks the local cloud from this very process.
    os.environ.update(pulumi.past_the_proxy())

    def act() -> int:
        with alone(HERE):
            return up(HERE, options.port) if options.action == "up" else down(HERE)

    return run(act)


if __name__ == "__main__":
    sys.exit(main())
