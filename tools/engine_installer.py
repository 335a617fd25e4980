"""Gets Pulumi's engine from Pulumi's own installer, where the network lets it.

The version is the Python SDK's own. It goes under `.local/`, so that nothing of the user's is touched.

https://www.pulumi.com/docs/iac/using-pulumi/automation-api/
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tools.reach import reachable
from tools.terminal import say

if TYPE_CHECKING:
    from pathlib import Path

INSTALLER = "https://get.pulumi.com/install.sh"


def install(root: Path) -> bool:
    """Put an engine under `root`; False where that cannot be done, which is said."""
    if not reachable(INSTALLER):
        say("engine", "Pulumi's installer cannot be reached from here")
        return False
    # Slow to import, and needed on a first run only.
    from pulumi.automation import PulumiCommand  # noqa: PLC0415

    say("engine", f"downloading Pulumi with its own installer into {root}")
    try:
        PulumiCommand.install(root=str(root))
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        say("engine", f"Pulumi's installer failed: {error}")
        return False
    return True
