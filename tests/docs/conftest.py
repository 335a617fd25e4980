"""Puts policy/ on the path: its settings are named in the documents, and it is a program of its own."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "policy"))
