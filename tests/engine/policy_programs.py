"""Runs a program of tests/policy/programs with the real engine, the stand-in provider and the pack.

A program is copied into a folder of its own and previewed there; nothing of it is ever made, so no cloud is
needed, except by the tests that bring one up.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from localcloud.endpoints import provider_config
from tools import engine_events, pulumi, toolchain, workspace
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Mapping

PROGRAMS = Path(__file__).resolve().parents[1] / "policy" / "programs"
NOWHERE = "http://127.0.0.1:9"


@dataclass(frozen=True)
class Finding:
    """One violation, as the engine reported it."""

    rule: str
    level: str
    resource: str
    urn: str
    message: str


@dataclass(frozen=True)
class Judged:
    """How a run ended, what it said, the names of its resources, and what the pack found."""

    code: int
    text: str
    resources: frozenset[str]
    findings: list[Finding]
    created: frozenset[str] = frozenset()

    def refused(self) -> set[tuple[str, str]]:
        """(resource, rule) of each mandatory violation."""
        return {(one.resource, one.rule) for one in self.findings if one.level == "mandatory"}


@dataclass
class Program:
    """A program in a folder of its own, ready for the engine."""

    folder: Path
    stack: str
    engine: Path
    env: Mapping[str, str] = field(repr=False)
    pack: Path = HERE.pack

    def run(self, action: str, *extra: str, pack: bool = True) -> Judged:
        """Run the engine with the pack, or without it."""
        log = self.folder / "events.json"
        log.unlink(missing_ok=True)
        command = [str(self.engine), *action.split(), "--stack", self.stack, "--non-interactive", *extra]
        if pack:
            command += ["--policy-pack", str(self.pack)]
        if action != "policy analyze":
            command += ["--event-log", str(log)]
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.env, **engine_events.ENABLE},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        events = engine_events.events(log)
        return Judged(
            done.returncode,
            done.stdout,
            _named(events, "resourcePreEvent"),
            _findings(events),
            _named(events, "resOutputsEvent"),
        )


def make(
    name: str,
    folder: Path,
    stack: str = "dev",
    settings: Mapping[str, object] | None = None,
    *,
    url: str = NOWHERE,
    pack: Path = HERE.pack,
) -> Program:
    """Copy a program and its good parts to a folder, and make its stack."""
    shutil.copytree(PROGRAMS / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(PROGRAMS / "good.py", folder)
    tools = toolchain.ensure()
    options = {"toolchain": "pip", "virtualenv": str(HERE.root / ".venv")}
    project = {"name": "judged", "runtime": {"name": "python", "options": options}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(project | workspace.plugins(tools.provider)))
    config = provider_config(url) | {f"policy:{key}": value for key, value in (settings or {}).items()}
    (folder / f"Pulumi.{stack}.yaml").write_text(yaml.safe_dump({"config": config}))
    backend = pulumi.local_backend(folder / ".state")
    env = pulumi.process({**pulumi.environment(HERE, tools), **backend})
    pulumi.quietly([str(tools.engine.path), "stack", "init", stack], folder, env)
    return Program(folder, stack, tools.engine.path, env, pack)


def _named(events: list[dict[str, Any]], kind: str) -> frozenset[str]:
    found = [event[kind]["metadata"]["urn"] for event in events if kind in event]
    return frozenset(urn.rpartition("::")[2] for urn in found)


def _findings(events: list[dict[str, Any]]) -> list[Finding]:
    found = [event["policyEvent"] for event in events if "policyEvent" in event]
    return [
        Finding(
            one["policyName"],
            one["enforcementLevel"],
            one.get("resourceUrn", "").rpartition("::")[2],
            one.get("resourceUrn", ""),
            one["message"],
        )
        for one in found
    ]
