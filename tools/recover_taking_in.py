"""Takes what the cloud has already into a stack's state: looks, imports, makes whole, and looks again.

Round by round, since a name may follow from something that is itself found in the round before. Used by
`make recover` on the stack's own state, and by `make adopt` on a copy of it first.

https://www.pulumi.com/docs/iac/adopting-pulumi/import/#bulk-import-operations
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from infra import environments
from tools import pulumi, recover_state
from tools.cloud_lookup.declared import Answer, Later, There, Wanted, block, blocks, is_unknown, wanted
from tools.cloud_lookup.google import Google
from tools.cloud_lookup.look import look
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.stack import Target

_DEFAULT_PROVIDER = re.compile(r"default_(\d+)_(\d+)_(\d+)")
_STACK = "pulumi:pulumi:Stack"


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


def export(target: Target) -> dict[str, Any]:
    """The state of the stack."""
    line = [str(target.engine), "stack", "export", "--stack", target.environment]
    found = cast("dict[str, Any]", json.loads(pulumi.quietly(line, target.folder, target.env)))
    found["deployment"] = found.get("deployment") or {}
    return found


def write(target: Target, state: Mapping[str, Any]) -> None:
    """Make this the state of the stack; the engine refuses one that does not hold together."""
    _with_file(target, state, ["stack", "import"])


def preview(target: Target) -> list[dict[str, Any]]:
    """The steps that the program would take from the state, without looking at the cloud.

    Raises:
        CommandError: the program does not run.
    """
    line = [str(target.engine), "preview", "--json", "--stack", target.environment, "--non-interactive"]
    env = pulumi.process(target.env)
    done = subprocess.run(line, cwd=target.folder, env=env, capture_output=True, text=True, check=False)
    try:
        told = cast("dict[str, Any]", json.loads(done.stdout))
    except ValueError:
        told = {}
    if done.returncode:
        diagnostics = blocks(told.get("diagnostics"))
        said = [str(one["message"]).strip() for one in diagnostics if one["severity"] == "error"]
        raise CommandError("\n".join(["the program does not run", *said]) + (done.stderr if not said else ""))
    return cast("list[dict[str, Any]]", told.get("steps") or [])


def lacking(target: Target) -> list[Wanted]:
    """What the program declares and the state lacks."""
    created = [step["newState"] for step in preview(target) if step["op"] == "create"]
    return [
        wanted(state) for state in created if state.get("custom") and not state["type"].startswith("pulumi:")
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
    taken = Taken()
    while True:
        found = {**begun, **{one.urn: begun.get(one.urn, one) for one in lacking(target)}}
        google = google_of(target)
        left = {urn: one for urn, one in found.items() if urn not in taken.ids}
        taken.wanted |= left
        taken.answers = {urn: look(google, one) for urn, one in left.items()}
        there = {urn: answer.id for urn, answer in taken.answers.items() if isinstance(answer, There)}
        if only is not None:
            there = {urn: identity for urn, identity in there.items() if urn in only}
        if not there:
            return taken
        _import(target, [(left[urn], identity) for urn, identity in there.items()])
        _make_whole(target, {urn: left[urn].state for urn in there}, protect=protect)
        taken.ids |= there
        taken.answers = {urn: answer for urn, answer in taken.answers.items() if urn not in there}
        if not any(_waits_for(one, there) for one, _ in taken.of(Later)):
            return taken


def _waits_for(one: Wanted, there: Mapping[str, str]) -> bool:
    """Whether a value that is not known yet comes from something that was just taken in."""
    givers = block(one.state.get("propertyDependencies"))
    unknown = [key for key, value in one.inputs.items() if is_unknown(value)]
    return any(urn in there for key in unknown for urn in cast("list[str]", givers.get(key) or []))


def _import(target: Target, found: Sequence[tuple[Wanted, str]]) -> None:
    names: dict[str, str] = {}
    entries = [_entry(one, identity, names) for one, identity in found]
    options = ["--generate-code=false", "--protect=false", "--skip-preview", "--yes", "--non-interactive"]
    _with_file(target, {"nameTable": names, "resources": entries}, ["import", *options])


def _entry(one: Wanted, identity: str, names: dict[str, str]) -> dict[str, str]:
    """One line of the engine's import file; parents and providers are named in a table beside the lines."""
    entry = {"type": one.type, "name": one.name, "id": identity}
    parent, provider = str(one.state.get("parent") or ""), str(one.state.get("provider") or "")
    urn = provider.rpartition("::")[0]
    version = _DEFAULT_PROVIDER.fullmatch(urn.rpartition("::")[2])
    if parent and f"::{_STACK}::" not in parent:
        entry["parent"] = _named(parent, names)
    if version:
        entry["version"] = ".".join(version.groups())
    elif urn:
        entry["provider"] = _named(urn, names)
    return entry


def _named(urn: str, names: dict[str, str]) -> str:
    name = next((name for name, known in names.items() if known == urn), f"n{len(names)}")
    names[name] = urn
    return name


def _make_whole(target: Target, declared: Mapping[str, Mapping[str, Any]], *, protect: bool) -> None:
    write(target, recover_state.with_declared(export(target), declared, protect=protect))
    refresh(target, list(declared))


def refresh(target: Target, urns: Sequence[str]) -> None:
    """Read these resources, and no others, from the cloud into the state."""
    line = [str(target.engine), "refresh", "--stack", target.environment, "--yes", "--non-interactive"]
    aims = [word for urn in urns for word in ("--target", urn)]
    pulumi.quietly([*line, "--skip-preview", "--skip-pending-creates", *aims], target.folder, target.env)


def _with_file(target: Target, content: Mapping[str, Any], command: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "content.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        line = [str(target.engine), *command, "--stack", target.environment, "--file", str(file)]
        pulumi.quietly(line, target.folder, target.env)
