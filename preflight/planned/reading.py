"""Reads what a stack declares: by running its program, or from a document that the engine wrote.

A program that is Python runs under Pulumi's mocks in a process of its own (see program.py), with the
project's interpreter, with no credentials in its environment and no network. A required setting that nobody
has filled in yet would end it, so a text stands in for it, and `Planned.stood_in` says so. What an encrypted
setting holds is not decrypted either.

https://www.pulumi.com/docs/iac/concepts/testing/unit/
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.ending import COULD_NOT_LOOK, StoppedError
from preflight.planned import documents, project_file
from preflight.planned.project_file import file_of, project_of, stacks
from preflight.planned.stack import Planned, Resource, decoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preflight.planned.project_file import Project

__all__ = ["declared", "file_of", "from_document", "project_of", "stacks"]

_RUNNER = Path(__file__).with_name("program.py")
_SECONDS = 180
_ATTEMPTS = 12
# How Pulumi and this project's own settings name what is missing.
_MISSING = re.compile(
    r"[Mm]issing required configuration variable '([^\s':]+:[^\s']+)'"
    r"|Pulumi\.[\w.-]+: ([\w-]+:[\w-]+) is missing"
)
# What the program may see: where programs and libraries are, how text is written.
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "SYSTEMROOT", "PYTHONUTF8", "VIRTUAL_ENV")
_STAND_IN = "stand-in"
# What the program imports stands beside it; the runner's own folder must not shadow that.
_START = (
    "import runpy, sys; sys.path[:1] = [sys.argv.pop(1)]; runner = sys.argv.pop(1); "
    "runpy.run_path(runner, run_name='__main__')"
)


class _Answer(NamedTuple):
    """What a run gave: the resources, the errors that the program told, and why it ended early or nothing."""

    resources: list[dict[str, object]]
    told: list[str]
    stopped: str


def declared(root: Path, stack: str) -> Planned:
    """Give what the program of the project at `root` declares for a stack. Raises StoppedError."""
    project = project_file.read(root)
    given = {**project.config, **project_file.settings(root, stack, project.name)}
    stood_in: dict[str, str] = {}
    for _ in range(_ATTEMPTS):
        answer = _run(root, stack, project, _with_provider({**given, **stood_in}, project.name, stack))
        if not answer.stopped:
            return Planned(_resources(answer), stack, tuple(sorted(stood_in)))
        sentences = [*answer.told, answer.stopped]
        found = (match for sentence in sentences for match in _MISSING.finditer(sentence))
        missing = {match[1] or match[2] for match in found} - stood_in.keys()
        if not missing:
            raise StoppedError([_failed(file_of(root, stack), sentences)], COULD_NOT_LOOK)
        stood_in |= {key: _stand_in(key, project.name, stack) for key in missing}
    what = f"more than {_ATTEMPTS} runs ended with a missing setting"
    raise StoppedError([_failed(file_of(root, stack), [what])], COULD_NOT_LOOK)


def from_document(data: bytes, name: str) -> Planned:
    """Give what a document of the engine declares; `name` is how messages call it. Raises StoppedError."""
    return documents.read(data, name)


def _resources(answer: _Answer) -> tuple[Resource, ...]:
    # The program registers them side by side, so their order is nobody's choice.
    found = (
        Resource(str(one["type"]), str(one["name"]), cast("Mapping[str, object]", decoded(one["inputs"])))
        for one in answer.resources
    )
    return tuple(sorted(found, key=lambda one: (one.type, one.name)))


def _with_provider(config: Mapping[str, object], name: str, stack: str) -> Mapping[str, object]:
    """Add the project that resources without one of their own belong to."""
    if "gcp:project" in config:
        return config
    named = next((value for key, value in config.items() if key.endswith(":project")), None)
    project = named if isinstance(named, str) else _stand_in("gcp:project", name, stack)
    return {**config, "gcp:project": project}


def _failed(file: Path, sentences: list[str]) -> str:
    told = [line.strip() for sentence in sentences for line in sentence.splitlines() if line.strip()][:12]
    what = f"the program could not be run without an engine: {' | '.join(told)}"
    return f"{file}: {what}; correct that, or give what `pulumi preview --json` wrote with --plan"


def _stand_in(key: str, project: str, stack: str) -> str:
    if not key.endswith(":project"):
        return _STAND_IN
    # Google's rule for ids of projects: 6 to 30 of these, a letter first.
    return re.sub(r"[^a-z0-9-]+", "-", f"{project}-{stack}".lower())[:20].strip("-") + f"-{_STAND_IN}"


def _handed(value: object) -> str:
    """Give a value as the engine hands it to the program: scalars as text, structures as JSON."""
    if value is None:
        return ""
    shown = _shown(value)
    return shown if isinstance(shown, str) else json.dumps(shown)


def _shown(value: object) -> object:
    # Numbers are JSON's to the engine: 1.0 is written as 1. What is encrypted is not read.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        block = cast("dict[str, object]", value)
        return _STAND_IN if _is_encrypted(block) else {key: _shown(one) for key, one in block.items()}
    return [_shown(one) for one in cast("list[object]", value)] if isinstance(value, list) else value


def _is_encrypted(value: object) -> bool:
    return isinstance(value, dict) and set(cast("dict[str, object]", value)) == {"secure"}


def _run(root: Path, stack: str, project: Project, config: Mapping[str, object]) -> _Answer:
    told = {
        "project": project.name,
        "stack": stack,
        "program": str(project.program),
        "config": {key: _handed(value) for key, value in config.items()},
        "secret": [key for key, value in config.items() if _is_encrypted(value)],
    }
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="preflight-") as folder:
        answer = Path(folder) / "declared.json"
        command = [project.interpreter, "-c", _START, str(project.program.parent), str(_RUNNER), str(answer)]
        try:
            ended = subprocess.run(
                command,
                cwd=root,
                env={**kept, "HOME": folder, "PYTHONDONTWRITEBYTECODE": "1"},
                input=json.dumps(told),
                capture_output=True,
                text=True,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            slow = isinstance(error, subprocess.TimeoutExpired)
            what = f"it did not end within {_SECONDS} s" if slow else str(error)
            raise StoppedError([_failed(project.program, [what])], COULD_NOT_LOOK) from error
        try:
            return _Answer(**json.loads(answer.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            last = ended.stderr.strip().splitlines()[-1:] or [f"it ended with {ended.returncode}"]
            raise StoppedError([_failed(project.program, last)], COULD_NOT_LOOK) from error
