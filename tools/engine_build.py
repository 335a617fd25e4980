"""Builds Pulumi's engine from the Go module that `tools/go.mod` pins.

This is for closed networks that have a Go module proxy and nothing else. The result appears under its name
only when it is complete: an interrupted build leaves nothing behind but Go's own cache, from which the next
one goes on.

https://go.dev/doc/modules/managing-dependencies#tools
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tools.terminal import COULD_NOT_LOOK, CommandError, Ticker, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.places import Places

MODULE = "github.com/pulumi/pulumi/pkg/v3"
SDK = "github.com/pulumi/pulumi/sdk/v3"
LAUNCHER = "pulumi-language-python-exec"


def build(places: Places, env: Mapping[str, str]) -> None:
    """Build `.local/bin/pulumi`.

    Raises:
        CommandError: Go could not build it; the sentence holds Go's last lines.
    """
    version = pinned(places.root / "tools" / "go.mod")
    say("engine", f"building Pulumi {version} from its Go module: it has some 1,700 packages, so this takes")
    say("engine", "minutes the first time (4 on two cores); later runs use what was built")
    places.bin.mkdir(parents=True, exist_ok=True)
    unfinished = places.bin / f".pulumi.{os.getpid()}"
    command = [
        *("go", "build", "-C", str(places.root / "tools"), "-mod=readonly", "-v", "-buildvcs=false"),
        *("-tags", "osusergo,grpcnotrace", "-o", str(unfinished)),
        *("-ldflags", f"-s -w -X {SDK}/go/common/version.Version={version}"),
        f"{MODULE}/cmd/pulumi",
    ]
    try:
        _watch(command, env)
        unfinished.rename(places.bin / "pulumi")
    finally:
        unfinished.unlink(missing_ok=True)


def _watch(command: list[str], env: Mapping[str, str]) -> None:
    ticker = Ticker("engine")
    lines: list[str] = []

    # A session of its own: on Ctrl-C the compilers are ended here, all of them, before the clean-up.
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as go:
        reader = threading.Thread(target=lambda: lines.extend(go.stderr or ()))
        reader.start()
        try:
            while go.poll() is None:
                time.sleep(0.2)
                fetched = sum(line.startswith("go: downloading") for line in lines)
                ticker.tick(
                    f"{ticker.seconds} s: {fetched} modules fetched, {len(lines) - fetched} packages compiled"
                )
        except BaseException:
            os.killpg(go.pid, signal.SIGTERM)
            raise
        finally:
            ticker.done()
        reader.join()
    if go.returncode:
        tail = "  ".join(lines[-5:])
        raise CommandError(
            f"tools/go.mod: build-failed the engine could not be built; Go says\n  {tail}", COULD_NOT_LOOK
        )
    say("engine", f"built in {ticker.seconds} s")


def pinned(go_mod: Path) -> str:
    """The version of the engine's module in `go_mod`, without its leading v."""
    match = re.search(rf"^\s*{re.escape(MODULE)} v(\S+)", go_mod.read_text(encoding="utf-8"), re.MULTILINE)
    if match is None:
        raise CommandError(f"{go_mod}: no-engine-pinned {MODULE} is not required there")
    return match.group(1)


def launcher(places: Places, env: Mapping[str, str]) -> bytes:
    """Pulumi's launcher of Python programs, out of the pinned SDK module."""
    command = ["go", "mod", "download", "-C", str(places.root / "tools"), SDK]
    listing = ["go", "list", "-C", str(places.root / "tools"), "-m", "-f", "{{.Dir}}", SDK]
    try:
        subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        found = subprocess.run(listing, env=env, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = error.stderr if isinstance(error, subprocess.CalledProcessError) else error
        raise CommandError(
            f"tools/go.mod: no-launcher {SDK} could not be fetched: {said}", COULD_NOT_LOOK
        ) from error
    return (Path(found.stdout.strip()) / "python" / "cmd" / LAUNCHER).read_bytes()
