"""A checkout whose engine can be killed at a chosen call, and whose local cloud can be killed in between.

The engine, the local cloud and the developer commands are the real ones; between provider and local cloud
stands a tripwire. Whatever was started here is ended by its id. `faults` asks the local cloud for trouble of
its own, on the admin page that it has for that.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import agreement
import checkouts
from tripwire import Trap, Tripwire

from tools import cloud, pulumi, recover_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from checkouts import Checkout, Ran

STACK = "local"
SECONDS = 120


@dataclass
class Bench:
    """The checkout with the wire before its local cloud."""

    checkout: Checkout
    wire: Tripwire
    behind: int
    cloud: subprocess.Popen[bytes]
    engine: subprocess.Popen[bytes] | None = None
    started: list[subprocess.Popen[bytes]] = field(default_factory=list[subprocess.Popen[bytes]])

    def anew(self) -> None:
        """An empty local cloud and no state: the next scenario begins."""
        self.wire.mend()
        self.checkout.call("POST", "_local/reset", {})
        shutil.rmtree(self.checkout.places.state, ignore_errors=True)
        self.checkout.targets.clear()
        self.checkout.target(STACK)

    def faults(self, **wanted: Any) -> None:  # noqa: ANN401 - whatever the admin page takes
        """Ask the local cloud for trouble."""
        self.checkout.call("POST", "_local/faults", wanted)

    def start(self, *extra: str, action: str = "up") -> subprocess.Popen[bytes]:
        """Start the engine as `make` would, without the pack, which asks the cloud nothing."""
        ready = self.checkout.target(STACK)
        line = [str(ready.engine), action, "--stack", STACK, "--yes", "--skip-preview", "--non-interactive"]
        with (self.checkout.places.local / "cut-off.log").open("wb") as log:
            self.engine = subprocess.Popen(
                [*line, *extra],
                cwd=ready.folder,
                env=pulumi.process(ready.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(self.engine)
        return self.engine

    def signal(self, number: int) -> Callable[[], None]:
        """What sends the running engine a signal; after a kill it waits until the engine is gone."""

        def act() -> None:
            assert self.engine is not None
            os.kill(self.engine.pid, number)
            if number == signal.SIGKILL:
                self.engine.wait(SECONDS)

        return act

    def cut(self, trap: Trap, *extra: str, action: str = "up") -> int:
        """Run the engine into a trap; gives its exit code, once its provider has ended too."""
        self.wire.lay(trap)
        code = self.start(*extra, action=action).wait(SECONDS)
        until = time.monotonic() + SECONDS
        # On a whole wire a provider that outlives its engine would do what was cut off after all.
        while any(recover_lock.left_over()) and time.monotonic() < until:
            time.sleep(0.05)
        sprung = trap.sprung.is_set()
        self.wire.mend()
        assert sprung, f"the engine ended with {code} and never asked: {self.said()}"
        return code

    def said(self) -> str:
        """What the engine that was cut off said."""
        return (self.checkout.places.local / "cut-off.log").read_text(errors="replace")

    def recover(self) -> Ran:
        """`make recover`."""
        return self._tool("tools.recover")

    def up(self) -> Ran:
        """`make up`."""
        return self._tool("tools.stack", "up")

    def adopt(self, *extra: str) -> Ran:
        """`make adopt`."""
        return self._tool("tools.adopt", *extra)

    def _tool(self, module: str, *extra: str) -> Ran:
        where = ("--stack", STACK, "--cloud", "local", "--port", str(self.checkout.port))
        return self.checkout.tool(module, *extra, *where)

    def locks(self) -> list[Path]:
        """The locks that engines left on the state."""
        return sorted(self.checkout.places.state.glob(".pulumi/locks/**/*.json"))

    def comes_up_and_agrees(self, *extra: str, beside: Iterable[str] = ()) -> Ran:
        """An `up` succeeds, and afterwards state and cloud tell the same; gives how the `up` ran."""
        came_up = agreement.plainly(self.checkout, STACK, "up", "--yes", *(extra or ("--refresh",)))
        assert came_up.code == 0, came_up.text
        agreement.check(self.checkout, STACK, beside)
        return came_up

    def restart_cloud(self) -> None:
        """Kill the local cloud, and start it again on the data that it left."""
        self.cloud.kill()
        self.cloud.wait(SECONDS)
        self.cloud = serve(self.checkout, self.behind)

    def end(self) -> None:
        """End everything that was started here, by its id."""
        for engine in self.started:
            if engine.poll() is None:
                engine.kill()
            engine.wait(SECONDS)
        self.wire.end()
        self.cloud.terminate()
        self.cloud.wait(SECONDS)


def make(root: Path) -> Bench:
    """A checkout at `root` with a wire."""
    checkout = checkouts.make(root)
    behind = checkouts.free_port()
    running = serve(checkout, behind)
    bench = Bench(checkout, Tripwire(checkout.port, behind), behind, running)
    checkout.target(STACK)
    return bench


def benches(root: Path) -> Iterator[Bench]:
    """The same for a fixture: everything ends with it."""
    made = make(root)
    yield made
    made.end()


def serve(checkout: Checkout, port: int) -> subprocess.Popen[bytes]:
    """The local cloud on the checkout's data, once it answers."""
    data = str(checkout.places.cloud)
    line = [sys.executable, "-m", "localcloud", "serve", "--port", str(port), "--data", data]
    with (checkout.places.local / "cloud-behind.log").open("ab") as log:
        running = subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    until = time.monotonic() + SECONDS
    while cloud.data_served(port) is None:
        assert running.poll() is None, "the local cloud stopped at once"
        assert time.monotonic() < until, "the local cloud does not come up"
        time.sleep(0.02)
    return running


def while_the_state_is_written(bench: Bench, sightings: int) -> Callable[[], None]:
    """Watch the state's folder until it was written so often, then kill the engine; gives what waits."""
    folder = bench.checkout.places.state / ".pulumi" / "stacks" / "vividly"
    seen: set[tuple[str, int]] = set()

    def watch() -> None:
        assert bench.engine is not None
        while len(seen) < sightings and bench.engine.poll() is None:
            try:
                seen.update((file.name, file.stat().st_mtime_ns) for file in folder.iterdir())
            except OSError:
                continue  # not there yet, or renamed just now
        if bench.engine.poll() is None:
            bench.signal(signal.SIGKILL)()

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    return lambda: watching.join(SECONDS)
