"""How a program and a policy pack are started, and what their exit codes mean.

The program is run by Pulumi's own launcher, `pulumi-language-python-exec`: it makes the event loop, runs the
program in a stack, and cuts tracebacks down to the user's own lines. The pack is run by the SDK's
`python -m pulumi.policy`.

Source: https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/sdk/python/cmd/pulumi-language-python-exec
"""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi.runtime.proto import language_pb2 as messages

from localcloud.engine.interpreter import Interpreter, interpreter_of

if TYPE_CHECKING:
    from collections.abc import Mapping

LAUNCHER = "pulumi-language-python-exec"
ALREADY_REPORTED = 32  # the launcher's exit code after it has shown the user's error itself


def chosen_interpreter(info: messages.ProgramInfo) -> Interpreter:
    """The interpreter that the project or pack asks for with `runtime.options.virtualenv`."""
    return interpreter_of(Path(info.root_directory), info.options.fields["virtualenv"].string_value)


def program_command(request: messages.RunRequest, *, engine: str, python: Path, launcher: str) -> list[str]:
    """The launcher's command line."""
    options = {
        "--monitor": request.monitor_address,
        "--engine": engine,
        "--project": request.project,
        "--root_directory": request.info.root_directory,
        "--stack": request.stack,
        "--organization": request.organization,
        "--pwd": request.pwd,
        "--dry_run": "true" if request.dryRun else "false",
        "--parallel": str(request.parallel),
    }
    flags = [part for name, value in options.items() if value for part in (name, value)]
    return [str(python), "-u", launcher, *flags, request.info.entry_point, *request.args]


def configuration(request: messages.RunRequest) -> Mapping[str, str]:
    """The environment variables in which the launcher finds the stack's configuration."""
    return {
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(request.configSecretKeys)),
    }


def run_response(code: int) -> messages.RunResponse:
    """What an exit code of the launcher means: done, told the user already (`bail`), or broke."""
    if code == 0:
        return messages.RunResponse()
    if code == ALREADY_REPORTED:
        return messages.RunResponse(bail=True)
    if code < 0:
        return messages.RunResponse(error=f"the program was ended by {signal.Signals(-code).name}")
    return messages.RunResponse(error=f"the program ended with exit code {code}")


def plugin_command(request: messages.RunPluginRequest, python: Path) -> list[str]:
    """How a policy pack is started: the SDK's runner, the engine's arguments, the pack's folder."""
    return [str(python), "-u", "-m", "pulumi.policy", *request.args, request.info.program_directory]
