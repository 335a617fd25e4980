"""Where what is made at run time lives: all of it under `.local/`, so that removing it is one command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The paths of one checkout."""

    root: Path

    @property
    def local(self) -> Path:
        """Everything made at run time."""
        return self.root / ".local"

    @property
    def bin(self) -> Path:
        """A built engine and the language host beside it; first on PATH."""
        return self.local / "bin"

    @property
    def stand_in(self) -> Path:
        """The stand-in provider. Not on PATH: only workspaces of the local cloud name it."""
        return self.local / "stand-in"

    @property
    def installed(self) -> Path:
        """Where Pulumi's installer puts an engine."""
        return self.local / "pulumi"

    @property
    def toolchain(self) -> Path:
        """What was chosen the last time."""
        return self.local / "toolchain.json"

    @property
    def cloud(self) -> Path:
        """The local cloud's data."""
        return self.local / "cloud"

    @property
    def state(self) -> Path:
        """The engine's file state of everything that runs against the local cloud."""
        return self.local / "state"

    @property
    def stacks(self) -> Path:
        """Workspaces, a folder an environment."""
        return self.local / "stacks"

    @property
    def python(self) -> Path:
        """The project's own interpreter."""
        return self.root / ".venv" / "bin" / "python"

    @property
    def pack(self) -> Path:
        """The policy pack."""
        return self.root / "policy"

    def settings(self, environment: str) -> Path:
        """The file in which an environment differs from the others."""
        return self.root / f"Pulumi.{environment}.yaml"

    def environments(self) -> list[str]:
        """Every environment, found by its file."""
        return sorted(
            file.name.removeprefix("Pulumi.").removesuffix(".yaml")
            for file in self.root.glob("Pulumi.*.yaml")
        )


HERE = Places(Path(__file__).resolve().parent.parent)
