"""The checkout of the evening on which production broke: the whole project, brought up on its local cloud.

What a step of the incident changes is changed as a person would change it, in the files or behind the stack's
back, and put back afterwards, so that each step begins where everything is right. Commands are those of the
Makefile, and what they print is what is judged.
"""

from __future__ import annotations

import re
import shlex
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import checkouts

from tools import shell

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from checkouts import Checkout, Ran

STACK, PROJECT = "local", "vividly-local"
# The day on which all of this was written down: registry and policy are judged by dates.
TODAY = "2026-11-25"
ALSO = ("services", ".github", "pyproject.toml")
_NEXT = re.compile(r"^next +make (\w+) STACK=\w+ CLOUD=local ARGS=(\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Evening:
    """The checkout, after an `up` in which everything was right."""

    checkout: Checkout

    @property
    def root(self) -> Path:
        """The project."""
        return self.checkout.places.root

    def preflight(self, *words: str, env: dict[str, str] | None = None) -> Ran:
        """`.venv/bin/preflight`, as it is in this checkout."""
        return self.checkout.tool("preflight.cli", *words, env=env)

    def verify(self, *words: str) -> Ran:
        """`make verify STACK=local CLOUD=local`."""
        told = shell.variables(self.checkout.places, STACK, local=True, port=self.checkout.port)
        env = {name: value for name, value in told.items() if value is not None}
        return self.preflight("verify", "--stack", STACK, "--cloud", "local", *words, env=env)

    def recover(self) -> Ran:
        """`make recover STACK=local CLOUD=local`."""
        return self.checkout.tool("tools.recover", *self._where())

    def next_after(self, said: str) -> Ran:
        """The command that `make recover` names as the next one."""
        (found,) = _NEXT.findall(said)
        action, more = found
        return self.checkout.tool("tools.stack", action, *self._where(), *shlex.split(more))

    def preview(self) -> Ran:
        """`make preview STACK=local CLOUD=local`."""
        return self.checkout.pulumi(STACK, "preview")

    def line(self, file: str, words: str) -> int:
        """Where the only line of a file that holds some words stands."""
        lines = (self.root / file).read_text(encoding="utf-8").splitlines()
        (number,) = [number for number, line in enumerate(lines, 1) if words in line]
        return number

    @contextmanager
    def changed(self, file: str, before: str, after: str) -> Generator[None]:
        """One place of a file says something else until the block ends."""
        path = self.root / file
        held = path.read_text(encoding="utf-8")
        assert held.count(before) == 1, f"{file} does not say {before!r} once"
        self._write(path, held.replace(before, after))
        try:
            yield
        finally:
            self._write(path, held)

    def _write(self, path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8")
        self.checkout.targets.clear()  # they were made of what the settings said

    @contextmanager
    def switched_off(self, api: str) -> Generator[None]:
        """Disable an API behind the stack's back; the block switches it on, or else it is done in the end."""
        services = f"serviceusage.googleapis.com/v1/projects/{PROJECT}/services"
        self.checkout.call("POST", f"{services}/{api}:disable", {})
        try:
            yield
        except BaseException:
            self.checkout.call("POST", f"{services}/{api}:enable", {})
            self.checkout.pulumi(STACK, "up")
            raise

    def service(self, name: str) -> dict[str, str]:
        """The variables that a service runs with, as the cloud holds them."""
        path = (
            f"run.googleapis.com/v2/projects/{PROJECT}/locations/us-central1/services/{STACK}-vividly-{name}"
        )
        (container,) = self.checkout.call("GET", path)["template"]["containers"]
        return {entry["name"]: entry["value"] for entry in container["env"] if "value" in entry}

    def _where(self) -> tuple[str, ...]:
        return ("--stack", STACK, "--cloud", "local", "--port", str(self.checkout.port))


def make(root: Path) -> Evening:
    """Copy the project to `root` and bring it up, with images in its registry."""
    checkout = checkouts.make(root, *ALSO)
    for environment in checkout.places.environments():
        # In a project in which everything is right, a person has filled the secret.
        checkout.configure(environment, {"secrets": {"result-link-key": 1}})
    settings = checkout.places.settings(STACK)
    said = settings.read_text(encoding="utf-8")
    settings.write_text(said.replace("config:\n", f"config:\n  policy:today: '{TODAY}'\n"), encoding="utf-8")
    came_up = checkout.pulumi(STACK, "up")
    assert came_up.code == 0, came_up.text
    for service in ("api", "push-worker"):
        image = f"us-central1-docker.pkg.dev/v2/{PROJECT}/vividly/{service}/manifests/0.1.0"
        checkout.call("PUT", image, {"schemaVersion": 2, "layers": []})
    return Evening(checkout)
