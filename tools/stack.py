"""`make preview|up|refresh|destroy|audit STACK=...`: the engine, with what must never be forgotten.

Thin on purpose. It adds the policy pack, looks at the cloud first, and says where the state is; everything
else, confirmation included, is the engine's own. With `CLOUD=local` the environment runs in a workspace of
its own against the local cloud, where nobody has to confirm anything.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra import environments, settings
from infra.problems import Problems
from tools import cloud, local_state, pulumi, recover_engine, recover_state, toolchain, workspace
from tools.one_at_a_time import alone
from tools.places import HERE, Places
from tools.terminal import COULD_NOT_LOOK, CommandError, run, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tools.toolchain import Toolchain

ACTIONS = ("preview", "up", "refresh", "destroy", "audit")
CHANGING = frozenset({"up", "refresh", "destroy"})


@dataclass(frozen=True)
class Target:
    """Where an environment runs: the folder to stand in, the variables to set, and the engine."""

    environment: str
    folder: Path
    env: Mapping[str, str]
    engine: Path
    local: bool


def target(places: Places, environment: str, *, local: bool, port: int | None = None) -> Target:
    """Make everything ready for `environment`.

    Raises:
        CommandError: wrong settings, no engine or provider to be had, or the local cloud does not start.
    """
    config = workspace.settings_of(places, environment)
    filled = config | (workspace.left_for_a_person(environment, config) if local else {})
    check(environment, filled, places.root)
    tools = toolchain.ensure(places)
    env = pulumi.environment(places, tools)
    if local:
        with alone(places):
            return _local_target(places, environment, tools, env, port)
    if not tools.provider.official:
        raise CommandError(
            f"provider: no-official-provider the stand-in serves the local cloud only; "
            f"run `pulumi plugin install resource gcp {tools.provider.version}`, or add CLOUD=local",
            COULD_NOT_LOOK,
        )
    backend = pulumi.google_backend(str(config[workspace.PROJECT]))
    say("state", backend["PULUMI_BACKEND_URL"])
    return Target(environment, places.root, {**env, **backend}, tools.engine.path, local=False)


def _local_target(
    places: Places, environment: str, tools: Toolchain, env: Mapping[str, str], port: int | None
) -> Target:
    port = cloud.ensure(places, port)
    local_state.mend(places, port)
    made = workspace.make(places, environment, cloud.address(port), tools.provider)
    for secret in made.unpinned:
        say("settings", f"{workspace.SECRETS}.{secret} is left out: the local cloud holds no secret values")
    for key, value in made.filled.items():
        say("settings", f"{key} is missing in Pulumi.{environment}.yaml; the local cloud takes {value}")
    full = {**env, **pulumi.local_backend(places.state)}
    pulumi.quietly([str(tools.engine.path), "stack", "select", "--create", environment], made.folder, full)
    say("state", f"local cloud, folder {made.folder.relative_to(places.root)}, state in {places.state}")
    return Target(environment, made.folder, full, tools.engine.path, local=True)


def problems(environment: str, config: Mapping[str, object]) -> list[str]:
    """What is wrong with the settings of an environment, a sentence each."""
    try:
        settings.parse(environment, environments.as_the_engine_hands_it(config))
    except Problems as found:
        return list(found.sentences)
    return []


def check(environment: str, config: Mapping[str, object], root: Path | None = None) -> None:
    """Stop before anything is done where the settings are wrong, or fight with another environment in `root`.

    Raises:
        CommandError: what is wrong with them, all of it.
    """
    wrong = problems(environment, config)
    if root is not None:
        wrong += map(str, environments.sharing(environment, str(config.get(workspace.PROJECT) or ""), root))
    if wrong:
        raise CommandError("\n".join(["the settings are wrong", *wrong]))


def command(target: Target, places: Places, action: str, extra: Sequence[str] = ()) -> list[str]:
    """The engine's command line for one of the documented actions."""
    given = pulumi.flags(pulumi.options(action, places.pack))
    if action == "audit":
        return [str(target.engine), "policy", "analyze", "--stack", target.environment, *given, *extra]
    # The rich diff names the values that change: an image changed by hand is seen, not guessed.
    given += ["--diff"] if action == "preview" else []
    given += ["--yes"] if target.local and action != "preview" else []
    return [str(target.engine), action, "--stack", target.environment, *given, *extra]


def nothing_was_cut_off(target: Target) -> None:
    """Stop where an engine had begun to create something: a refresh forgets that, and what was made is lost.

    Raises:
        CommandError: what was begun, and the command that looks for it.
    """
    try:
        begun = recover_state.pending(recover_engine.export(target))
    except CommandError:
        return  # there is no such stack yet, or the engine says better why its state cannot be read
    creating = [one["resource"]["urn"] for one in begun if one["type"] == recover_state.CREATING]
    if creating:
        names = ", ".join(urn.rpartition("::")[2] for urn in creating)
        raise CommandError(
            f"{target.environment}: cut-off an update was while it made {names}; `{recovery(target)}` first"
        )


def recovery(target: Target) -> str:
    """The command that brings state and cloud together."""
    return f"make recover STACK={target.environment}{' CLOUD=local' if target.local else ''}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one action on one environment."""
    parser = argparse.ArgumentParser(prog="tools.stack", description=__doc__)
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("--stack", required=True, help="the environment: dev for Pulumi.dev.yaml")
    parser.add_argument("--cloud", choices=("google", "local"), default="google")
    parser.add_argument("--port", type=int, help="port of the local cloud")
    options, extra = parser.parse_known_args(arguments)

    def act() -> int:
        ready = target(HERE, options.stack, local=options.cloud == "local", port=options.port)
        if options.action in CHANGING:
            nothing_was_cut_off(ready)
        line = command(ready, HERE, options.action, extra)
        env = pulumi.process(ready.env)
        code = subprocess.run(line, cwd=ready.folder, env=env, check=False).returncode
        if code and options.action in CHANGING:
            say("next", f"after a lock, a 409 or an update that was cut off: {recovery(ready)}")
        return code

    return run(act)


if __name__ == "__main__":
    sys.exit(main())
