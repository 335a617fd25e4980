"""`make adopt STACK=...`: what the program would create and the cloud has already becomes the stack's.

Lists it, with every property in which the cloud differs from the program, and imports it with protection
once somebody has said yes; the next `up` then changes what differs. What it would have to delete and make
anew is not imported: protection would not hold it, because an `up` first takes over what the program says of
protection. What is in the project and not in the program is listed and never touched.

Exit code 1 where something is listed that was not adopted, and 2 where there is neither a `--yes` nor a
terminal to ask on: then it lists only.

https://www.pulumi.com/docs/iac/adopting-pulumi/import/
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from tools import adopt_differences, pulumi, recover_engine, recover_lock, recover_notes, recover_state, stack
from tools import recover_taking_in as taking_in
from tools.adopt_trial import trial
from tools.cloud_lookup import inventory
from tools.one_at_a_time import alone
from tools.places import HERE, Places
from tools.recover_taking_in import Taken
from tools.recover_words import parser, tell
from tools.terminal import CLEAN, FINDINGS, CommandError, run, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.adopt_differences import Difference
    from tools.stack import Target

# An import that was cut off; the next one takes in what it left.
_READING = {"importing", "reading"}


def adopt(places: Places, target: Target, *, yes: bool) -> int:
    """Show what would be adopted, ask, and adopt it.

    Raises:
        CommandError: an update is running or was cut off, the program does not run, the cloud is silent, or
            there is nobody to ask.
    """
    recover_lock.make_idle(target, taking_in.google_of(target))
    begun = recover_state.pending(recover_engine.export(target))
    if any(note["type"] not in _READING for note in begun):
        raise CommandError(f"{target.environment}: cut-off an update was; `{stack.recovery(target)}` first")
    if begun:
        recover_notes.clear(target, begun, Taken())
    with trial(places, target) as copy:
        taken = taking_in.take_in(copy, {}, protect=True)
        differing = adopt_differences.differences(recover_engine.preview(copy))
        held = {str(one.get("id", "")) for one in recover_state.resources(recover_engine.export(copy))}
    _show(taken, differing)
    _show_the_rest(target, held)
    wrong = frozenset(urn for urn, found in differing.items() if any(one.replaces for one in found))
    wanted = frozenset(taken.ids) - wrong
    undecided = tell(taken) + len(wrong & taken.ids.keys())
    if not taken.ids:
        say("adopt", "nothing that the program would create is there already")
        return FINDINGS if undecided else CLEAN
    if not wanted:
        say("adopt", "nothing was changed: nothing of it can be imported as it is")
        return FINDINGS
    if not (yes or _agreed(target, len(wanted))):
        say("adopt", "nothing was changed; run it again with YES=1 to import what is listed above")
        return FINDINGS
    done = taking_in.take_in(target, {}, protect=True, only=wanted)
    for urn, identity in done.ids.items():
        say("adopted", f"{done.wanted[urn]} as {identity}")
    local = " CLOUD=local" if target.local else ""
    say("next", f"make preview STACK={target.environment}{local}")
    return FINDINGS if undecided else CLEAN


def _show(taken: Taken, differing: Mapping[str, Sequence[Difference]]) -> None:
    for urn, identity in taken.ids.items():
        say("there", f"{taken.wanted[urn]} is {identity}")
        for one in differing.get(urn, ()):
            say("differs", f"  {one}")
        if any(one.replaces for one in differing.get(urn, ())):
            say(
                "kept", "  out of it: `up` would delete it and make it anew; change it, or the program, first"
            )


def _show_the_rest(target: Target, held: set[str]) -> None:
    """What is in the project and in neither the state nor the program; nothing ever touches it."""
    found, not_told = inventory.held(taking_in.google_of(target))
    for one in inventory.beside(found, held):
        say("beside", f"{one.kind} {one.id} is not in the program")
    if not_told:
        say("not listed", "; ".join(not_told))


def _agreed(target: Target, count: int) -> bool:
    if not sys.stdin.isatty():
        raise CommandError("adopt: nobody-to-ask nothing was changed; YES=1 imports what is listed above")
    print(
        f"Import {count} into {target.environment}, protected? [y/N] ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Adopt into one environment."""
    options = parser("tools.adopt", __doc__).parse_args(arguments)
    # The local cloud is asked from this very process.
    os.environ.update(pulumi.past_the_proxy())

    def act() -> int:
        local = options.cloud == "local"
        with alone(HERE) if local else nullcontext():
            target = stack.target(HERE, options.stack, local=local, port=options.port)
            return adopt(HERE, target, yes=options.yes)

    return run(act)


if __name__ == "__main__":
    sys.exit(main())
