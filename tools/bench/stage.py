"""What the measurements run on: a local cloud and a workspace of their own, gone afterwards."""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tools import pulumi, toolchain, workspace
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from contextlib import AbstractContextManager

STACK = "local"


@dataclass(frozen=True)
class Cloud:
    """A running local cloud."""

    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        """Where it listens on loopback."""
        return int(self.url.rpartition(":")[2])


@contextmanager
def cloud() -> Generator[Cloud]:
    """A local cloud with an empty data folder, on a free port."""
    command = [str(HERE.python), "-m", "localcloud", "serve", "--port", "0", "--data"]
    with (
        tempfile.TemporaryDirectory() as data,
        subprocess.Popen([*command, data], stdout=subprocess.PIPE, text=True) as server,
    ):
        try:
            ready = server.stdout.readline() if server.stdout else ""
            yield Cloud(server, ready.split()[1])
        finally:
            server.terminate()
            server.wait()


@dataclass(frozen=True)
class Stage:
    """A program and how the engine runs it."""

    engine: Path
    folder: Path
    env: Mapping[str, str]

    def command(self, *arguments: str) -> list[str]:
        """A command line of the engine for the stack."""
        return [str(self.engine), *arguments, "--stack", STACK, "--non-interactive"]

    def run(self, *arguments: str) -> None:
        """Run the engine to its end.

        Raises:
            CommandError: it failed.
        """
        pulumi.quietly(self.command(*arguments), self.folder, self.env)


@contextmanager
def platform(url: str) -> Generator[Stage]:
    """The stack `local` of this checkout against the local cloud at `url`, not brought up yet."""
    tools = toolchain.ensure()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made = workspace.make(HERE, STACK, url, tools.provider, root / "workspace")
        env = pulumi.process({**pulumi.environment(HERE, tools), **pulumi.local_backend(root / "state")})
        stage = Stage(tools.engine.path, made.folder, env)
        stage.run("stack", "init")
        yield stage


def empty_program(like: Stage) -> AbstractContextManager[Stage]:
    """A program of one line, run by the same engine."""
    return program(like, "import pulumi\n")


@contextmanager
def program(like: Stage, text: str) -> Generator[Stage]:
    """Any program, run by the same engine against the same cloud."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        # The same project file, so that both find the same language host and the same provider.
        project = (like.folder / "Pulumi.yaml").read_text(encoding="utf-8")
        (root / "Pulumi.yaml").write_text(
            project.replace("name: vividly", "name: measured", 1), encoding="utf-8"
        )
        (root / "__main__.py").write_text(text, encoding="utf-8")
        stage = Stage(like.engine, root, {**like.env, **pulumi.local_backend(root / "state")})
        stage.run("stack", "init")
        _configure(like, stage)
        yield stage


def _configure(like: Stage, stage: Stage) -> None:
    # The provider's addresses, without which it would call Google; not the platform's own settings.
    name = f"Pulumi.{STACK}.yaml"
    settings = yaml.safe_load((like.folder / name).read_text(encoding="utf-8"))
    fresh = yaml.safe_load((stage.folder / name).read_text(encoding="utf-8"))
    config = {key: value for key, value in settings["config"].items() if key.startswith("gcp:")}
    (stage.folder / name).write_text(yaml.safe_dump({**fresh, "config": config}), encoding="utf-8")
