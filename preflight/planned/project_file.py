"""Reads what a Pulumi project says of itself: Pulumi.yaml and the settings file of each stack.

A setting that is encrypted is told by its name alone; whoever runs the program gets a text in its place.

https://www.pulumi.com/docs/iac/concepts/projects/project-file/
https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight import yaml_files
from preflight.ending import COULD_NOT_LOOK, StoppedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NAMES = ("Pulumi.yaml", "Pulumi.yml")
_PLAN = "give what `pulumi preview --json` wrote with --plan"


class Project(NamedTuple):
    """A project whose program is Python. `config`: what Pulumi.yaml sets for every stack, by whole keys."""

    name: str
    program: Path
    interpreter: str
    config: Mapping[str, object]


def project_of(place: Path) -> Path | None:
    """Give the folder at or above `place` that holds a Pulumi project, or None."""
    here = place.resolve()
    folders = [here, *here.parents] if here.is_dir() else list(here.parents)
    return next((folder for folder in folders if _file(folder)), None)


def stacks(root: Path) -> list[str]:
    """Give the stacks that have a settings file in the project at `root`, sorted."""
    found = (*root.glob("Pulumi.*.yaml"), *root.glob("Pulumi.*.yml"))
    return sorted({path.name.partition(".")[2].rpartition(".")[0] for path in found if path.is_file()})


def file_of(root: Path, stack: str) -> Path:
    """Give the settings file of a stack, which may not be there."""
    older = root / f"Pulumi.{stack}.yml"
    return older if older.is_file() else root / f"Pulumi.{stack}.yaml"


def read(root: Path) -> Project:
    """Read Pulumi.yaml. Raises StoppedError, also for a program that is not Python."""
    file = _file(root)
    if file is None:
        raise StoppedError([f"{root}: there is no Pulumi.yaml here; name the project's folder with --root"])
    document = _mapping(file)
    kind, options = _runtime(document.get("runtime"))
    if kind != "python":
        what = f"the program is {kind or 'of no runtime'}, and only Python can be run without an engine"
        raise StoppedError([f"{file}: {what}; {_PLAN}"], COULD_NOT_LOOK)
    main = root / str(document.get("main") or ".")
    program = main if main.suffix == ".py" else main / "__main__.py"
    if not program.is_file():
        raise StoppedError([f"{file}: there is no program at {program}; correct `main`"], COULD_NOT_LOOK)
    name = str(document.get("name") or root.resolve().name)
    interpreter = _interpreter(root, options.get("virtualenv"))
    return Project(name, program.resolve(), interpreter, _defaults(document, name))


def settings(root: Path, stack: str, project: str) -> dict[str, object]:
    """Give the `config` block of a stack by whole keys. Raises StoppedError where there is no such file."""
    file = file_of(root, stack)
    if not file.is_file():
        known = ", ".join(stacks(root)) or "none has a file"
        raise StoppedError([f"{file}: there is no such stack; name one of: {known}"])
    config = _mapping(file).get("config")
    if config is not None and not isinstance(config, dict):
        raise StoppedError([f"{file}: config is no block of keys; write `config:` and below it settings"])
    block = cast("dict[str, object]", config or {})
    return {key if ":" in key else f"{project}:{key}": value for key, value in block.items()}


def _file(root: Path) -> Path | None:
    return next((root / name for name in NAMES if (root / name).is_file()), None)


def _runtime(runtime: object) -> tuple[str, dict[str, object]]:
    if not isinstance(runtime, dict):
        return str(runtime or ""), {}
    block = cast("dict[str, object]", runtime)
    options = block.get("options")
    return str(block.get("name", "")), cast("dict[str, object]", options if isinstance(options, dict) else {})


def _interpreter(root: Path, environment: object) -> str:
    names = [environment] if isinstance(environment, str) else [".venv", "venv"]
    for name in names:
        for inner in ("bin/python", "Scripts/python.exe"):
            if (root / name / inner).exists():
                return str((root / name / inner).absolute())
    return sys.executable


def _defaults(document: Mapping[str, object], name: str) -> dict[str, object]:
    """Give what Pulumi.yaml sets by itself: a value, or a block with `value` or `default`."""
    config = document.get("config")
    found: dict[str, object] = {}
    for key, value in cast("dict[str, object]", config).items() if isinstance(config, dict) else ():
        block = cast("dict[str, object]", value) if isinstance(value, dict) else {"value": value}
        told = block.get("value", block.get("default"))
        if told is not None:
            found[key if ":" in key else f"{name}:{key}"] = told
    return found


def _mapping(file: Path) -> dict[str, object]:
    try:
        document = yaml_files.read(file, str(file), dates=True)
    except yaml_files.UnreadableError as error:
        raise StoppedError(error.problems) from error
    return cast("dict[str, object]", document) if isinstance(document, dict) else {}
