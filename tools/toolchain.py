"""The engine and the provider together: chosen once, said each time, recorded in `.local/toolchain.json`.

The record says only that the network was asked already. Whether something official is there now is looked up
on every run: that costs a few milliseconds, and official ones win whenever they are present.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools import engine as engines
from tools import provider as providers
from tools.engine_build import LAUNCHER, launcher
from tools.places import HERE, Places
from tools.terminal import CLEAN, run, say

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping


@dataclass(frozen=True)
class Toolchain:
    """What every run of the engine needs to know."""

    engine: engines.Engine
    provider: providers.Provider


def ensure(places: Places = HERE, env: Mapping[str, str] = os.environ) -> Toolchain:
    """The engine and the provider, gotten if need be; one line is said about each.

    Raises:
        CommandError: no engine can be had.
    """
    places.local.mkdir(exist_ok=True)
    with _alone(places):
        engine = engines.ensure(places, env)
        if not engine.official_host:
            _stand_in_host(places, env)
        provider = providers.ensure(places, engine, env, ask_network=not places.toolchain.exists())
        record = {"engine": str(engine), "provider": str(provider)}
        places.toolchain.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    say("engine", str(engine))
    say("provider", str(provider))
    return Toolchain(engine, provider)


@contextmanager
def _alone(places: Places) -> Generator[None]:
    """Hold the lock of this checkout: two commands at once must not both build."""
    with (places.local / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting", "another command is setting up this checkout")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stand_in_host(places: Places, env: Mapping[str, str]) -> None:
    """The stand-in language host and Pulumi's launcher, both in `.local/bin`."""
    target = places.bin / LAUNCHER
    host = places.bin / engines.LANGUAGE_HOST
    providers.write_script(host, places.python, "localcloud.engine.language_host", f'--launcher "{target}" ')
    if not target.exists():
        unfinished = target.with_name(f".{LAUNCHER}.{os.getpid()}")
        unfinished.write_bytes(launcher(places, env))
        unfinished.chmod(0o755)
        unfinished.rename(target)


def main() -> int:
    """Set up the engine and the provider."""
    argparse.ArgumentParser(description=__doc__).parse_args()

    def command() -> int:
        ensure()
        return CLEAN

    return run(command)


if __name__ == "__main__":
    sys.exit(main())
