"""The stand-in language host: what the engine sees of a program that ends well, fails, or is interrupted.

Run by the real engine where the engine has no official host beside it, and as plain functions everywhere.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from pulumi.runtime.proto import language_pb2 as messages

from localcloud.engine import interpreter, program
from tools import pulumi, toolchain, workspace
from tools.places import HERE

PROGRAM = """
import os, sys, time
import pulumi

print("from the program")
mode = os.environ["MODE"]
if mode == "raises":
    raise ValueError("kaboom")
if mode == "exits":
    sys.exit(7)
if mode == "reports":
    pulumi.log.error("the settings are wrong")
    sys.exit(32)
if mode == "sleeps":
    open("pid", "w").write(str(os.getpid()))
    time.sleep(600)
pulumi.export("answer", 42)
"""


@pytest.mark.parametrize(
    ("code", "error", "bail"),
    [
        (0, "", False),
        (32, "", True),
        (1, "the program ended with exit code 1", False),
        (-15, "the program was ended by SIGTERM", False),
    ],
)
def test_an_exit_code_becomes_what_the_engine_shows(code: int, error: str, *, bail: bool) -> None:
    assert program.run_response(code) == messages.RunResponse(error=error, bail=bail)


def test_the_launcher_is_told_everything_but_empty_values() -> None:
    request = messages.RunRequest(
        project="p",
        stack="s",
        pwd="/w",  # noqa: S106 - a folder
        parallel=8,
        dryRun=True,
        monitor_address="m",
        info=messages.ProgramInfo(root_directory="/w", entry_point="."),
    )
    line = program.program_command(request, engine="e", python=Path("python"), launcher="launcher")
    assert line[:3] == ["python", "-u", "launcher"]
    assert line[-1] == "."
    given = dict(zip(line[3:-1:2], line[4:-1:2], strict=True))
    assert given["--dry_run"] == "true"
    assert given["--parallel"] == "8"
    assert "--organization" not in given


def test_plugins_come_from_the_installed_packages() -> None:
    found = interpreter.interpreter_of(HERE.root, ".venv")
    plugins = {plugin.name: plugin.version for plugin in interpreter.required_plugins(found.packages)}
    assert plugins == {"gcp": interpreter.installed(found.packages)["pulumi_gcp"]}


def test_a_missing_virtual_environment_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(interpreter.MissingEnvironmentError, match=r"no-virtualenv .*make setup"):
        interpreter.interpreter_of(tmp_path, "missing")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A project in `tmp_path` with a stack, and what the engine needs to run it."""
    tools = toolchain.ensure()
    runtime = {"name": "python", "options": {"virtualenv": str(HERE.root / ".venv")}}
    project = {"name": "tiny", "runtime": runtime, **workspace.plugins(tools.provider)}
    (tmp_path / "Pulumi.yaml").write_text(yaml.safe_dump(project))
    (tmp_path / "__main__.py").write_text(PROGRAM)
    made = pulumi.process({**pulumi.environment(HERE, tools), **pulumi.local_backend(tmp_path / "state")})
    pulumi.quietly(["pulumi", "stack", "init", "test"], tmp_path, made)
    return made


@pytest.mark.engine
@pytest.mark.parametrize(
    ("mode", "expected", "unexpected"),
    [
        ("raises", "ValueError: kaboom", "exit code"),
        ("exits", "exit code", "Traceback"),
        ("reports", "the settings are wrong", "exit code"),
    ],
)
def test_a_failing_program_is_told_once(
    tmp_path: Path, env: dict[str, str], mode: str, expected: str, unexpected: str
) -> None:
    done = previewed(tmp_path, {**env, "MODE": mode})
    assert done.returncode != 0
    assert "from the program" in done.stdout
    assert expected in done.stdout
    assert unexpected not in done.stdout


@pytest.mark.engine
def test_a_program_that_ends_well_has_its_output_and_its_exports(tmp_path: Path, env: dict[str, str]) -> None:
    done = previewed(tmp_path, {**env, "MODE": "well"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "from the program" in done.stdout
    assert "answer: 42" in done.stdout


@pytest.mark.engine
def test_an_interrupted_engine_takes_the_program_with_it(tmp_path: Path, env: dict[str, str]) -> None:
    with subprocess.Popen(
        ["pulumi", "preview", "--stack", "test", "--non-interactive"],
        cwd=tmp_path,
        env={**env, "MODE": "sleeps"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as engine:
        until = time.monotonic() + 60
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < until, "the program did not start"
            time.sleep(0.1)
        engine.send_signal(signal.SIGINT)
        said, _ = engine.communicate(timeout=60)
    assert engine.returncode != 0
    assert "KeyboardInterrupt" not in said
    assert not is_running(int((tmp_path / "pid").read_text()))


def previewed(folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    line = ["pulumi", "preview", "--stack", "test", "--non-interactive"]
    return subprocess.run(line, cwd=folder, env=env, capture_output=True, text=True, check=False)


def is_running(pid: int) -> bool:
    """Whether the process is still there some seconds later: one that was ended may wait to be buried."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def test_the_host_ends_with_the_engine() -> None:
    command = [sys.executable, "-m", "localcloud.engine.language_host", "--launcher", "none", "127.0.0.1:1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        assert int(host.stdout.readline()) > 0
        assert host.stdin is not None
        host.stdin.close()
        assert host.wait(timeout=30) == 0
