"""What `source env.sh` sets, so that plain `pulumi` looks first and runs the policy pack, as `make` does.

Printed as `export` and `unset` lines for a shell to read. The engine takes every option from
PULUMI_OPTION_<NAME> too:
https://www.pulumi.com/docs/iac/cli/environment-variables/
"""

from __future__ import annotations

import argparse
import shlex
import sys
from typing import TYPE_CHECKING

from tools import pulumi, stack
from tools.places import HERE, Places
from tools.terminal import CLEAN, run, say

if TYPE_CHECKING:
    from collections.abc import Sequence


# What only the local cloud needs. Left over, it would run another environment in the wrong folder.
NOT_EVERYWHERE = ("PULUMI_OPTION_CWD", *pulumi.PASSPHRASES)


def variables(
    places: Places, environment: str, *, local: bool, port: int | None = None
) -> dict[str, str | None]:
    """Every variable for working on `environment` with plain `pulumi`; None where it must not be set.

    Raises:
        CommandError: see `stack.target`.
    """
    ready = stack.target(places, environment, local=local, port=port)
    chosen = {"PULUMI_STACK": environment, **pulumi.variables(pulumi.options("up", places.pack))}
    # A workspace is another folder; elsewhere the root is where a person stands anyway.
    where = {"PULUMI_OPTION_CWD": str(ready.folder)} if local else {}
    return {**dict.fromkeys(NOT_EVERYWHERE), **ready.env, **chosen, **where}


def line(name: str, value: str | None) -> str:
    """What the shell reads."""
    return f"unset {name}" if value is None else f"export {name}={shlex.quote(value)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the lines."""
    parser = argparse.ArgumentParser(prog="tools.shell", description=__doc__)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--cloud", choices=("google", "local"), default="google")
    parser.add_argument("--port", type=int)
    options = parser.parse_args(arguments)

    def act() -> int:
        found = variables(HERE, options.stack, local=options.cloud == "local", port=options.port)
        for name, value in found.items():
            print(line(name, value))
        say("ready", f"plain `pulumi` now works on {options.stack}, with refresh and the policy pack")
        return CLEAN

    return run(act)


if __name__ == "__main__":
    sys.exit(main())
