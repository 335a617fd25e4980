"""`make recover STACK=...`: after an update that was cut off, state and cloud are brought to tell the same.

An engine that dies while it makes something leaves either a note that it had begun (`pending operations`)
or nothing at all. So both lists are looked up in the cloud by name, the notes and what the program declares
and the state lacks: what is there is imported, the notes of what is not there are cleared. APIs are read
first and alone, since one that was switched off keeps everything of it from being read. What the next `up`
would have to delete and make anew is not taken in: it may be somebody else's. Nothing in the cloud changes.

Exit code 1 where something is left for a person to decide.

https://www.pulumi.com/docs/support/troubleshooting/common-issues/interrupted-updates/
"""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from tools import (
    adopt_differences,
    pulumi,
    recover_engine,
    recover_lock,
    recover_memory,
    recover_notes,
    recover_state,
    stack,
)
from tools import recover_taking_in as taking_in
from tools.cloud_lookup.declared import Undecided
from tools.cloud_lookup.look import API
from tools.one_at_a_time import alone
from tools.places import HERE, Places
from tools.recover_words import parser, tell
from tools.terminal import CLEAN, FINDINGS, run, say

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tools.recover_taking_in import Taken
    from tools.stack import Target


def recover(places: Places, target: Target) -> int:
    """Bring state and cloud together; says what it does line by line.

    Raises:
        CommandError: an update is running, the program does not run, or the cloud does not answer.
    """
    recover_lock.make_idle(target, taking_in.google_of(target))
    switched_off = _read_apis(target)
    before = recover_engine.export(target)
    begun = recover_memory.with_remembered(places, target, recover_state.pending(before))
    recover_memory.remember(places, target, begun)
    taken = taking_in.take_in(target, recover_notes.lost(before, begun), protect=False)
    deleted = recover_state.half_replaced(before)
    _leave_out(target, taken, deleted)
    recover_notes.forget(target, taken, deleted)
    for urn, identity in taken.ids.items():
        say("recovered", f"{taken.wanted[urn]} as {identity}")
    left = recover_notes.clear(target, begun, taken)
    recover_memory.remember(places, target, left)
    open_ends = tell(taken) + sum(note["resource"]["urn"] not in taken.answers for note in left)
    if begun or switched_off or taken.wanted:
        _say_what_follows(target, switched_off, taken, open_ends)
    else:
        say(
            "recover", "nothing to do: nothing was cut off, and the state holds all that the program declares"
        )
    return FINDINGS if open_ends else CLEAN


def _leave_out(target: Target, taken: Taken, deleted: Collection[str]) -> None:
    """Take out again what an `up` would delete and make anew; of `deleted` the stack itself wanted that."""
    if not taken.ids.keys() - deleted:
        return
    differing = adopt_differences.differences(recover_engine.preview(target))
    replaced = {urn: [one for one in found if one.replaces] for urn, found in differing.items()}
    wrong = {urn: replaced[urn] for urn in taken.ids if replaced.get(urn) and urn not in deleted}
    if not wrong:
        return
    recover_engine.write(target, recover_state.without(recover_engine.export(target), wrong.keys()))
    for urn, found in wrong.items():
        identity = taken.ids.pop(urn)
        why = f"it is there, and `up` would delete it and make it anew ({'; '.join(map(str, found))})"
        taken.answers[urn] = Undecided(f"{why}; change it, or the program, and recover again", (identity,))


def _read_apis(target: Target) -> list[str]:
    """Read the APIs into the state, and nothing else; gives those that somebody switched off."""
    before = {
        one["urn"] for one in recover_state.resources(recover_engine.export(target)) if one["type"] == API
    }
    if not before:
        return []
    recover_engine.refresh(target, sorted(before))
    left = {one["urn"] for one in recover_state.resources(recover_engine.export(target))}
    gone = sorted(urn.rpartition("::")[2] for urn in before - left)
    for api in gone:
        say("off", f"{api} was switched off behind the stack's back")
    return gone


def _say_what_follows(target: Target, switched_off: Sequence[str], taken: Taken, open_ends: int) -> None:
    missing = max(len(taken.answers) - open_ends, 0)
    say(
        "state", f"{len(taken.ids)} recovered, {open_ends} undecided, {missing} declared and still to be made"
    )
    local = " CLOUD=local" if target.local else ""
    # With a refresh first, everything of an API that is off would be refused before it is switched on.
    look_first = " ARGS=--refresh=false" if switched_off else ""
    if not open_ends:
        say("next", f"make up STACK={target.environment}{local}{look_first}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Recover one environment."""
    options = parser("tools.recover", __doc__).parse_args(arguments)
    # The local cloud is asked from this very process.
    os.environ.update(pulumi.past_the_proxy())

    def act() -> int:
        local = options.cloud == "local"
        with alone(HERE) if local else nullcontext():
            return recover(HERE, stack.target(HERE, options.stack, local=local, port=options.port))

    return run(act)


if __name__ == "__main__":
    sys.exit(main())
