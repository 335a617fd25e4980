"""Does the project still have what the stack's last update made? Asked of the engine, where there is one.

`pulumi preview --refresh --expect-no-changes` reads every resource and compares; it changes nothing, neither
in the project nor in the state. It takes the engine, the provider, the state and its passphrase or key, which
`source env.sh` and `make verify` set; where one is missing, nothing is known of drift.

https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, cast

from preflight.verify import local
from preflight.verify.checks import Answer, Check, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.verify.probes import Asked

_SECONDS = 110.0
_UNCHANGED = frozenset({"same", "read", "refresh"})
_SHOWN = 3
# A preview as events would be another document, and whether policy is kept is another question.
_LEFT_OUT = frozenset({
    "PULUMI_ENABLE_STREAMING_JSON_PREVIEW", "PULUMI_OPTION_CWD", "PULUMI_OPTION_POLICY_PACK",
})  # fmt: skip


def checks(asked: Asked) -> list[Check]:
    """Give the one check that there is."""
    about = f"the project has what the last update of {asked.stack} made"
    return [Check("drift", about, _Ask(asked), timeout=_SECONDS, retryable=False)]


class _Ask:
    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def __call__(self, seconds: float) -> Answer:
        asked = self._asked
        through = asked.up.replace("make up", "make verify")
        given = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
        if "PULUMI_BACKEND_URL" not in given:
            given |= local.engine(asked.root)
        engine = shutil.which("pulumi", path=given.get("PATH", ""))
        if engine is None:
            return Answer(Status.INCONCLUSIVE, "there is no engine on PATH", through)
        if not {"PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN"} & given.keys():
            return Answer(Status.INCONCLUSIVE, "nothing says where the stack's state is", through)
        command = [
            engine, "preview", "--stack", asked.stack, "--refresh", "--expect-no-changes", "--json",
            "--non-interactive", "--color", "never",
        ]  # fmt: skip
        try:
            ended = subprocess.run(
                command,
                cwd=asked.root,
                env=given,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            what = f"the engine has not answered within {seconds:.0f} s"
            return Answer(Status.INCONCLUSIVE, what, "run it again with a longer --deadline")
        except OSError as error:
            return Answer(Status.INCONCLUSIVE, f"the engine does not start: {error}", through)
        return _judged(ended.returncode, ended.stdout, ended.stderr, asked, through)


def _judged(code: int, told: str, error: str, asked: Asked, through: str) -> Answer:
    changed = list(_changed(told))
    if changed:
        shown = ", ".join(changed[:_SHOWN]) + (
            f" and {len(changed) - _SHOWN} more" if changed[_SHOWN:] else ""
        )
        what = f"{len(changed)} resources are not as the stack has them: {shown}"
        return Answer(Status.FAIL, what, asked.up)
    if code == 0:
        return Answer(Status.PASS, "no resource has changed")
    last = [line.strip() for line in error.splitlines() if "error:" in line] or error.strip().splitlines()[
        -1:
    ]
    said = " ".join((last or _diagnosed(told) or ["it says nothing"])[0].split())[:200]
    return Answer(Status.INCONCLUSIVE, f"the engine ended with {code}: {said}", through)


def _changed(told: str) -> Iterator[str]:
    """Give `update pubsub/topic:Topic name` for each step that would change something."""
    for step in _list(told, "steps"):
        operation = str(step.get("op", ""))
        if operation and operation not in _UNCHANGED:
            parts = str(step.get("urn", "")).split("::")
            yield f"{operation} {parts[2].removeprefix('gcp:') if parts[2:] else ''} {parts[-1]}".replace(
                "  ", " "
            )


def _diagnosed(told: str) -> list[str]:
    return [str(one.get("message", "")) for one in _list(told, "diagnostics")][-1:]


def _list(told: str, key: str) -> list[dict[str, Any]]:
    try:
        found: object = json.loads(told[told.index("{") :])
    except ValueError:
        return []
    listed = cast("dict[str, Any]", found).get(key) if isinstance(found, dict) else None
    return cast("list[dict[str, Any]]", listed or [])
