"""A checkout of its own for a test: program, developer commands, local cloud and the engine's state.

Files are copied, what is expensive (virtual environment, engine) is linked. Nothing of the developer's own
`.local` is touched, and everything ends with the test.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from tools import engine_events, pulumi, stack
from tools.places import HERE, Places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tools.stack import Target

COPIED = (
    "infra",
    "preflight",
    "policy",
    "tools",
    "__main__.py",
    "env.sh",
    "Pulumi.yaml",
    "requirements.lock",
)


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    text: str
    events: Sequence[Mapping[str, Any]] = ()

    def operations(self) -> dict[str, set[str]]:
        """Operation to the types of the resources that saw it, as the engine reported them."""
        found: dict[str, set[str]] = {}
        for event in self.events:
            if "resOutputsEvent" in event:
                metadata = event["resOutputsEvent"]["metadata"]
                found.setdefault(metadata["op"], set()).add(metadata["type"])
        return found

    def changed(self) -> dict[str, set[str]]:
        """The operations that are changes."""
        return {
            name: types for name, types in self.operations().items() if name not in engine_events.UNCHANGED
        }


@dataclass
class Checkout:
    """One checkout with its own local cloud on a free port."""

    places: Places
    port: int
    targets: dict[str, Target] = field(default_factory=dict[str, "Target"])

    def target(self, environment: str) -> Target:
        """The environment, ready to run against the local cloud."""
        if environment not in self.targets:
            self.targets[environment] = stack.target(self.places, environment, local=True, port=self.port)
        return self.targets[environment]

    def pulumi(self, environment: str, action: str, *extra: str) -> Ran:
        """A documented action: the very command line of `make`, with the events it logged."""
        ready = self.target(environment)
        return self.engine([*stack.command(ready, self.places, action), *extra], ready.folder, ready.env)

    def engine(self, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> Ran:
        """The engine with any command line; standard output and error in one text."""
        log = self.places.local / "events.json"
        log.unlink(missing_ok=True)
        full = pulumi.process({**env, **engine_events.ENABLE})
        line = [*command, "--event-log", str(log), "--non-interactive"]
        done = subprocess.run(
            line,
            cwd=folder,
            env=full,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, engine_events.events(log))

    def tool(self, module: str, *arguments: str, env: Mapping[str, str] | None = None) -> Ran:
        """A developer command, as the Makefile calls it."""
        line = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            line,
            cwd=self.places.root,
            env={**os.environ, **(env or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout)

    def resources(self, environment: str) -> list[dict[str, Any]]:
        """The resources in the engine's state, without the stack itself and its providers."""
        ready = self.target(environment)
        text = pulumi.quietly(
            [str(ready.engine), "stack", "export", "--stack", environment], ready.folder, ready.env
        )
        found = json.loads(text)["deployment"].get("resources", [])
        return [resource for resource in found if not resource["type"].startswith("pulumi:")]

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON of several shapes
        """A request to the local cloud; `path` begins with the host, like `pubsub.googleapis.com/v1/...`."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Authorization": "Bearer test"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, f"/{path}", data, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert answer.status < 400, f"{method} {path}: {answer.status} {text.decode()}"
        return json.loads(text or b"{}")

    def configure(self, environment: str, settings: Mapping[str, object]) -> None:
        """Change settings of an environment's file in this checkout."""
        file = self.places.settings(environment)
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        document["config"] |= {f"vividly:{key}": value for key, value in settings.items()}
        file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
        self.targets.pop(environment, None)


def make(root: Path, *also: str) -> Checkout:
    """Copy this checkout to `root`; `also` names what else of it is wanted."""
    root.mkdir(parents=True)
    settings = [file.name for file in HERE.root.glob("Pulumi.*.yaml")]
    for name in [*COPIED, *settings, *also]:
        source = HERE.root / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, root / name)
    (root / ".venv").symlink_to(HERE.root / ".venv")
    (root / ".local").mkdir()
    for name in ("bin", "pulumi", "toolchain.json"):
        if (HERE.local / name).exists():
            (root / ".local" / name).symlink_to(HERE.local / name)
    return Checkout(Places(root), free_port())


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
