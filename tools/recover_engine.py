"""The engine's commands by which `make recover` and `make adopt` read and change a stack's state.

None of them changes anything in the cloud. The engine's display of a run that failed is left out of what is
said of it: its reasons are enough.

https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_import/
https://www.pulumi.com/docs/iac/adopting-pulumi/import/#bulk-import-operations
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tools import pulumi
from tools.cloud_lookup.declared import Wanted, blocks
from tools.terminal import COULD_NOT_LOOK, USAGE, CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.stack import Target

_DEFAULT_PROVIDER = re.compile(r"default_(\d+)_(\d+)_(\d+)")
_STACK = "pulumi:pulumi:Stack"
_NO_ANSWER = re.compile(
    r"connection (?:refused|reset)|no answer|no such host|timed? ?out|\b(?:429|50[0234])\b", re.IGNORECASE
)


def export(target: Target) -> dict[str, Any]:
    """The state of the stack."""
    found = cast("dict[str, Any]", json.loads(_run(target, ["stack", "export"])))
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


def refresh(target: Target, urns: Sequence[str]) -> None:
    """Read these resources, and no others, from the cloud into the state."""
    aims = [word for urn in urns for word in ("--target", urn)]
    options = ["--yes", "--non-interactive", "--skip-preview", "--skip-pending-creates"]
    _run(target, ["refresh", *options, *aims])


def take(target: Target, found: Sequence[tuple[Wanted, str]], *, protect: bool) -> None:
    """Import resources under their ids."""
    names: dict[str, str] = {}
    entries = [_entry(one, identity, names) for one, identity in found]
    protected = f"--protect={str(protect).lower()}"
    options = ["--generate-code=false", protected, "--skip-preview", "--yes", "--non-interactive"]
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


def _with_file(target: Target, content: Mapping[str, Any], command: Sequence[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "content.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        _run(target, [*command, "--file", str(file)])


def _run(target: Target, command: Sequence[str]) -> str:
    line = [str(target.engine), *command, "--stack", target.environment]
    try:
        return pulumi.quietly(line, target.folder, target.env)
    except CommandError as error:
        said = reasons(str(error))
        code = COULD_NOT_LOOK if _NO_ANSWER.search(said) else USAGE
        raise CommandError(f"pulumi {' '.join(command[:1])}: {said}", code) from error


def reasons(said: str) -> str:
    """Why the engine failed, without its display of the run; all that it said where it gives no reason."""
    lines = [line.strip() for line in said.splitlines()]
    found = [line.removeprefix("* ") for line in lines if line.startswith("* ")]
    found = found or [line for line in lines if line.startswith("error:") and "update failed" not in line]
    return "\n".join(dict.fromkeys(found)) or said
