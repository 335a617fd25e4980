"""Which Python runs a program, and what is installed beside it.

Answers come from the folder `site-packages` itself. No `pip list` is started: it takes a second, and the
engine asks before each `up`. Absent on purpose: making or filling virtual environments, `make setup`'s work.

Source: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path


class MissingEnvironmentError(Exception):
    """The virtual environment that a project names is not there."""


@dataclass(frozen=True)
class Interpreter:
    """A Python executable and the folder where its packages are installed."""

    executable: Path
    packages: Path


@dataclass(frozen=True)
class Plugin:
    """A provider that an installed SDK was generated for: name and exact version."""

    name: str
    version: str
    server: str = ""


def interpreter_of(root: Path, virtualenv: str) -> Interpreter:
    """The interpreter of the option `virtualenv` (relative to `root`), or this one where the option is empty.

    Raises:
        MissingEnvironmentError: the folder is not there, or holds no Python.
    """
    if not virtualenv:
        return Interpreter(Path(sys.executable), Path(sysconfig.get_path("purelib")))
    home = root / virtualenv
    executable = home / "bin" / "python"
    packages = next(home.glob("lib/python3.*/site-packages"), None)
    if packages is None or not executable.exists():
        raise MissingEnvironmentError(f"{home}: no-virtualenv it holds no Python; run `make setup`")
    return Interpreter(executable, packages)


def required_plugins(packages: Path) -> list[Plugin]:
    """Providers of the SDKs under `packages`: each carries a `pulumi-plugin.json`. Sorted by name."""
    found: list[Plugin] = []
    for file in sorted(packages.glob("*/pulumi-plugin.json")):
        described = json.loads(file.read_text(encoding="utf-8"))
        if described.get("resource") and described.get("name"):
            found.append(Plugin(described["name"], described.get("version", ""), described.get("server", "")))
    return found


def installed(packages: Path) -> dict[str, str]:
    """Name and version of every distribution under `packages`."""
    return {d.name: d.version for d in importlib.metadata.distributions(path=[str(packages)])}
