"""The notes of what an engine had begun when it died, taken away where they say nothing any more.

A note is kept where nobody could tell what became of it, so that the next `make recover` asks again. Of an
update or a deletion the state holds the resource, and a refresh sees what became of it.

https://www.pulumi.com/docs/support/troubleshooting/common-issues/interrupted-updates/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools import recover_state
from tools import recover_taking_in as taking_in
from tools.cloud_lookup.declared import Absent, Answer, There, Wanted, wanted
from tools.cloud_lookup.look import IDENTITY, look
from tools.terminal import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.recover_taking_in import Taken
    from tools.stack import Target


def lost(state: Mapping[str, Any]) -> dict[str, Wanted]:
    """What was begun to be created and is not in the state, by urn."""
    held = {one["urn"] for one in recover_state.resources(state)}
    begun = recover_state.pending(state)
    creating = [one["resource"] for one in begun if one["type"] == recover_state.CREATING]
    return {
        one["urn"]: wanted(one) for one in creating if one["urn"] not in held and not _is_of_the_engine(one)
    }


def _is_of_the_engine(resource: Mapping[str, Any]) -> bool:
    """The stack itself, a provider, a component: in no cloud, and made again by the next run."""
    return str(resource["type"]).startswith("pulumi:") or not resource.get("custom")


def clear(target: Target, begun: Sequence[Mapping[str, Any]], taken: Taken) -> int:
    """Take the notes away; gives how many are left that `taken` does not tell of."""
    state = taking_in.export(target)
    kept = [one for one in begun if _is_kept(target, state, one, taken)]
    if recover_state.pending(state) != kept:
        taking_in.write(target, recover_state.with_pending(state, kept))
    return sum(one["resource"]["urn"] not in taken.answers for one in kept)


def _is_kept(target: Target, state: Mapping[str, Any], note: Mapping[str, Any], taken: Taken) -> bool:
    one = wanted(note["resource"])
    if _is_of_the_engine(note["resource"]):
        return False
    if note["type"] != recover_state.CREATING:
        say("cleared", f"{one}: {note['type']} was cut off; the next `make up` reads what became of it")
        return False
    if one.urn in taken.ids:
        return False
    if one.urn not in taken.answers:
        return _is_second(one, state, look(taking_in.google_of(target), one))
    if isinstance(taken.answers[one.urn], Absent):
        say("cleared", f"{one}, which is not there")
        return False
    # Google's own identity is asked for again, whatever became of the first time.
    return one.type != IDENTITY


def _is_second(one: Wanted, state: Mapping[str, Any], answer: Answer) -> bool:
    """Whether a replacement was cut off between the new one and the old one; a person says which stays."""
    own = [str(held.get("id", "")) for held in recover_state.resources(state) if held["urn"] == one.urn]
    if isinstance(answer, There) and not any(same_id(answer.id, known) for known in own):
        fix = "delete the one you do not need"
        say("undecided", f"{one}: {answer.id} is there beside {own[-1]} of the state; {fix}")
        return True
    say("cleared", f"{one}, which the state holds")
    return False


def same_id(imported: str, held: str) -> bool:
    """Whether an import's id and a state's mean one resource; members have spaces in the one."""
    spelled = imported.replace(" ", "/")
    return spelled == held or spelled.endswith(f"/{held}") or held.endswith(f"/{spelled}")
