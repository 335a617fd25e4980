"""What `make recover` and `make adopt` say of a look-up, and what both take from the command line."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from tools.cloud_lookup.declared import Answer, Later, Undecided
from tools.terminal import say

if TYPE_CHECKING:
    from tools.recover_taking_in import Taken


def tell(taken: Taken) -> int:
    """Say what was not taken in and why; gives how many of them a person has to decide."""
    undecided = taken.of(Undecided)
    for one, answer in undecided:
        say("undecided", f"{one}: {why(answer)}")
    left: dict[str, list[str]] = {}
    for one, answer in taken.of(Later):
        left.setdefault(why(answer), []).append(str(one))
    for reason, names in left.items():
        say("left", f"{', '.join(names)}: {reason}")
    return len(undecided)


def why(answer: Answer) -> str:
    """The reason of an answer that is neither yes nor no, with its candidates, a line each."""
    if isinstance(answer, Undecided):
        return "\n".join([answer.why, *(f"{'':<12}{one}" for one in answer.candidates)])
    return answer.why if isinstance(answer, Later) else ""


def parser(name: str, words: str | None) -> argparse.ArgumentParser:
    """The command line of either."""
    made = argparse.ArgumentParser(prog=name, description=words)
    made.add_argument("--stack", required=True, help="the environment: dev for Pulumi.dev.yaml")
    made.add_argument("--cloud", choices=("google", "local"), default="google")
    made.add_argument("--port", type=int, help="port of the local cloud")
    made.add_argument("--yes", action="store_true", help="do not ask")
    return made
