"""Takes what the cloud has already into a stack's state: looks, imports, makes whole, and looks again.

Round by round, since a name may follow from something that is itself found in the round before. Used by
`make recover` on the stack's own state, and by `make adopt` on a copy of it first.

Where a replacement was cut off after the old one was deleted, the state still holds that one, marked; if the
new one is there, it takes the old one's place without an import.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from infra import environments
from tools import recover_engine, recover_state
from tools.cloud_lookup import named_by_google
from tools.cloud_lookup.declared import (
    Answer,
    Later,
    There,
    Undecided,
    Wanted,
    block,
    is_unknown,
    same_id,
    wanted,
)
from tools.cloud_lookup.google import Google
from tools.cloud_lookup.look import look
from tools.recover_engine import export, preview, refresh, write
from tools.terminal import COULD_NOT_LOOK, CommandError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from tools.stack import Target

_MAKING = {"create", "create-replacement", "replace"}


@dataclass
class Taken:
    """How it went: what was taken in under which id, and the last answer about everything else."""

    ids: dict[str, str] = field(default_factory=dict[str, str])
    wanted: dict[str, Wanted] = field(default_factory=dict[str, Wanted])
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])

    def of(self, *kinds: type[Answer]) -> list[tuple[Wanted, Answer]]:
        """What had an answer of one of these kinds, in the order of the program."""
        return [
            (self.wanted[urn], answer) for urn, answer in self.answers.items() if isinstance(answer, kinds)
        ]


def google_of(target: Target) -> Google:
    """The cloud that the stack's provider is configured for."""
    return Google(environments.config_of(target.folder / f"Pulumi.{target.environment}.yaml"))


def lacking(target: Target, state: Mapping[str, Any]) -> list[Wanted]:
    """What the program declares and the state lacks, or holds only as something that was deleted."""
    deleted = recover_state.half_replaced(state)
    steps = [step for step in preview(target) if step["op"] == "create" or step["urn"] in deleted]
    made = {step["urn"]: step["newState"] for step in steps if step["op"] in _MAKING}
    return [
        wanted(one) for one in made.values() if one.get("custom") and not one["type"].startswith("pulumi:")
    ]


def take_in(
    target: Target, begun: Mapping[str, Wanted], *, protect: bool, only: frozenset[str] | None = None
) -> Taken:
    """Take everything in that is there; `begun` (by urn) was begun, and knows more than a preview does.

    Args:
        target: The stack.
        begun: What an engine began to create and the state lacks.
        protect: Whether what is taken in is protected although the program does not ask for it.
        only: The urns to take in; the others are looked up and left.
    """
    taken, refused = Taken(), dict[str, Answer]()
    while True:
        state = export(target)
        found = {**begun, **{one.urn: begun.get(one.urn, one) for one in lacking(target, state)}}
        left = {urn: one for urn, one in found.items() if urn not in taken.ids}
        taken.wanted |= left
        taken.answers = _answers(target, state, left, begun) | refused
        there = {urn: answer.id for urn, answer in taken.answers.items() if isinstance(answer, There)}
        if only is not None:
            there = {urn: identity for urn, identity in there.items() if urn in only}
        if not there:
            return taken
        deleted = recover_state.half_replaced(state)
        new = [(left[urn], identity) for urn, identity in there.items() if urn not in deleted]
        refused |= _import(target, new, protect=protect)
        there = {urn: identity for urn, identity in there.items() if urn not in refused}
        _make_whole(target, {urn: left[urn].state for urn in there}, there, protect=protect)
        taken.ids |= there
        taken.answers = {urn: answer for urn, answer in taken.answers.items() if urn not in there} | refused
        if not any(_waits_for(one, there) for one, _ in taken.of(Later)):
            return taken


def _answers(
    target: Target, state: Mapping[str, Any], left: Mapping[str, Wanted], begun: Collection[str]
) -> dict[str, Answer]:
    """What the cloud says of each; where two would be the same one of it, neither is told."""
    google, deleted = google_of(target), recover_state.half_replaced(state)
    held = {str(one.get("id")) for one in recover_state.resources(state) if one["urn"] not in deleted}
    answers = {urn: look(google, one, held, exact=urn in begun) for urn, one in left.items()}
    found = Counter(
        answer.id
        for urn, answer in answers.items()
        if isinstance(answer, There) and left[urn].type in named_by_google.LISTS
    )
    why = "several of the program would be this one; import it as the one that it is, and recover again"
    for urn, answer in answers.items():
        if isinstance(answer, There) and found[answer.id] > 1:
            answers[urn] = Undecided(why, (answer.id,))
        elif isinstance(answer, There) and not _stands_for(left[urn], answer, deleted.get(urn)):
            how = f"`pulumi state delete {urn}`, and recover again"
            answers[urn] = Undecided(f"it was replaced under another name; {how}", (answer.id,))
    return answers


def _stands_for(one: Wanted, answer: There, deleted: str | None) -> bool:
    """Whether a state writes the id as the import does, so that it can take the deleted one's place."""
    return deleted is None or same_id(answer.id, deleted) or one.type in named_by_google.LISTS


def _waits_for(one: Wanted, there: Mapping[str, str]) -> bool:
    """Whether a value that is not known yet comes from something that was just taken in."""
    givers = block(one.state.get("propertyDependencies"))
    unknown = [key for key, value in one.inputs.items() if is_unknown(value)]
    return any(urn in there for key in unknown for urn in cast("list[str]", givers.get(key) or []))


def _import(target: Target, found: Sequence[tuple[Wanted, str]], *, protect: bool) -> dict[str, Answer]:
    """Import all of it; gives what the provider does not import, of which one would stop all the others."""
    if not found:
        return {}
    try:
        recover_engine.take(target, found, protect=protect)
    except CommandError as error:
        if error.code == COULD_NOT_LOOK:
            raise
        held = {one["urn"] for one in recover_state.resources(export(target))}
        left = [(one, identity) for one, identity in found if one.urn not in held]
        if len(found) == 1 and left:
            why = f"it is there, and cannot be imported: {error}"
            return {found[0][0].urn: Undecided(why, (found[0][1],))}
        tried = [_import(target, [one], protect=protect) for one in left]
        return {urn: answer for one in tried for urn, answer in one.items()}
    return {}


def _make_whole(
    target: Target, declared: Mapping[str, Mapping[str, Any]], ids: Mapping[str, str], *, protect: bool
) -> None:
    if declared:
        state = recover_state.with_replaced(export(target), ids)
        write(target, recover_state.with_declared(state, declared, protect=protect))
        refresh(target, list(declared))
