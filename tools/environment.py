"""Makes `.venv` and fills it from the lock file. Nothing is installed before: the standard library only.

Every package is checked against its hash. The stamp is written last, and holds what it was made from: an
interrupted run is repeated, and a lock file that only got a newer date is not installed again.

https://pip.pypa.io/en/stable/topics/secure-installs/
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".stamp"
LOCK = ROOT / "requirements.lock"
QUIET_SECONDS = 15.0


def say(sentence: str) -> None:
    """One line, like the other commands'."""
    print(f"{'python':<10} {sentence}", file=sys.stderr, flush=True)


def source() -> str:
    """What the environment is made from: this Python, and both files."""
    content = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    return f"{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(content).hexdigest()}\n"


def usable(version: str) -> bool:
    """Whether the environment that is there runs this `version` of Python and has pip."""
    question = "import pip, sys; print(f'{sys.version_info.major}.{sys.version_info.minor}')"
    try:
        asked = subprocess.run(
            [VENV / "bin" / "python", "-c", question], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return asked.stdout.strip() == version


def block(package: str) -> str:
    """Give the lines of the lock file that pin `package`: its own, and the indented ones behind it."""
    found: list[str] = []
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{package}==") or (found and line.startswith(" ")):
            found.append(line)
        elif found:
            break
    return "".join(f"{line}\n" for line in found)


def watched(command: list[str], started: float) -> int:
    """Run `command` to its end with a sign of life every `QUIET_SECONDS`; its exit code."""
    with subprocess.Popen(command) as running:
        while True:
            try:
                return running.wait(QUIET_SECONDS)
            except subprocess.TimeoutExpired:
                say(f"{time.monotonic() - started:.0f} s: still at it")


def make() -> int:
    """Make or refresh the environment; an exit code."""
    before = STAMP.read_text() if STAMP.exists() else ""
    wanted = source()
    if before == wanted:
        STAMP.touch()
        return 0
    STAMP.unlink(missing_ok=True)
    started = time.monotonic()
    if not usable(wanted.split()[0]):
        say(f"making .venv with {sys.executable}")
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)
    packages = sum(line[:1].isalnum() for line in LOCK.read_text(encoding="utf-8").splitlines())
    say(f"installing {packages} packages from requirements.lock, each checked against its hash")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
    own = VENV / "pip.lock"
    own.write_text(block("pip"), encoding="utf-8")
    steps = (
        # The pip that comes with Python refuses a lock that names a package once, with or without its extras.
        ["install", "--quiet", "--require-hashes", "-r", str(own)],
        ["install", "--quiet", "--require-hashes", "-r", str(LOCK)],
        ["install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)],
    )
    for step in steps:
        if code := watched([*pip, *step], started):
            say("the packages could not be installed; pip says why above")
            return 2 if code == 1 else code
    STAMP.write_text(wanted)
    say(f"ready after {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(make())
    except KeyboardInterrupt:
        say("interrupted; the next run starts this step again")
        sys.exit(130)
