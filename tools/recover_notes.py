"""The notes of what an engine had begun when it died, taken away where they say nothing any more.

Those that could not be settled are given back, so that the next `make recover` asks again. Of an
update or a deletion the state holds the resource, and a refresh sees what became of it.

https://www.pulumi.com/docs/support/troubleshooting/common-issues/interrupted-updates/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools import recover_engine, recover_state
from tools import recover_taking_in as taking_in
from tools.cloud_lookup.declared import Absent, Answer, There, Undecided, Wanted, same_id, wanted
from tools.cloud_lookup.look import look
from tools.terminal import say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tools.recover_state import Json
    from tools.recover_taking_in import Taken
    from tools.stack import Target


def lost(state: Mapping[str, Any], begun: Sequence[Mapping[str, Any]]) -> dict[str, Wanted]:
    """What was begun to be created and is not in the state, by urn."""
    held = {one["urn"] for one in recover_state.resources(state)} - recover_state.half_replaced(state).keys()
    creating = [one["resource"] for one in begun if one["type"] == recover_state.CREATING]
    return {
        one["urn"]: wanted(one) for one in creating if one["urn"] not in held and not _is_of_the_engine(one)
    }


def _is_of_the_engine(resource: Mapping[str, Any]) -> bool:
    """The stack itself, a provider, a component: in no cloud, and made again by the next run."""
    return str(resource["type"]).startswith("pulumi:") or not resource.get("custom")


def clear(target: Target, begun: Sequence[Json], taken: Taken) -> list[Json]:
    """Take the notes out of the state; gives those that are not settled."""
    state = recover_engine.export(target)
    left = [one for one in begun if _is_left(target, state, one, taken)]
    if recover_state.pending(state):
        recover_engine.write(target, recover_state.with_pending(state, []))
    return left


def forget(target: Target, taken: Taken, deleted: Collection[str]) -> None:
    """Take what was deleted to be made anew, and was not, out of the state.

    The engine would make it and then delete "the old one" under the same id, unless its provider says again
    that the old one goes first (`generateStepsFromDiff` in the page below):
    https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/pkg/resource/deploy/step_generator.go
    """
    gone = [urn for urn in deleted if isinstance(taken.answers.get(urn), Absent)]
    if gone:
        recover_engine.write(target, recover_state.without(recover_engine.export(target), gone))
    for urn in gone:
        say("cleared", f"{taken.wanted[urn]}, which was deleted and not made anew")


def _is_left(target: Target, state: Mapping[str, Any], note: Mapping[str, Any], taken: Taken) -> bool:
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
    return isinstance(taken.answers[one.urn], Undecided)


def _is_second(one: Wanted, state: Mapping[str, Any], answer: Answer) -> bool:
    """Whether a replacement was cut off between the new one and the old one; a person says which stays."""
    own = [str(held.get("id", "")) for held in recover_state.resources(state) if held["urn"] == one.urn]
    if isinstance(answer, There) and not any(same_id(answer.id, known) for known in own):
        fix = "delete the one you do not need"
        say("undecided", f"{one}: {answer.id} is there beside {own[-1]} of the state; {fix}")
        return True
    say("cleared", f"{one}, which the state holds")
    return False
