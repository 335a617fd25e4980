"""Puts policy/ on the path, as the engine does: the pack's root is that folder, not the project's."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "policy"))
