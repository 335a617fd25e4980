"""A state in a folder whose writing was cut off, made readable again.

The engine replaces a state in one step, and keeps the one before as `.bak`. Beside each file it writes a
small one that ends in `.attrs`, and that one not in one step: an engine that is killed at that moment leaves
it empty, and every later command ends with "failed to load checkpoint: EOF". Without it the engine reads the
state as well. Deliberately absent: buckets, which replace whole objects.

https://github.com/google/go-cloud/blob/master/blob/fileblob/attrs.go
https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/pkg/backend/diy/state.go
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tools.terminal import say

if TYPE_CHECKING:
    from pathlib import Path


def mend(state: Path) -> None:
    """Make what is in the folder of the local cloud's state readable, and say what had to be done for it."""
    for file in sorted(state.glob(".pulumi/**/*.attrs")):
        if not _is_json(file):
            file.unlink(missing_ok=True)
            say("mended", f"{file.name}: an engine was killed while it wrote it; the state itself is whole")
    for file in sorted(state.glob(".pulumi/stacks/**/*.json")):
        before = file.with_name(f"{file.name}.bak")
        if not _is_json(file) and _is_json(before):
            shutil.copyfile(before, file)
            file.with_name(f"{file.name}.attrs").unlink(missing_ok=True)
            say("mended", f"{file.name} cannot be read; the state of a moment before takes its place")


def _is_json(file: Path) -> bool:
    try:
        return bool(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return False
