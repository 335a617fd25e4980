"""The rooms keep apart as .importlinter says, and no room has been left out of it."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
from pathlib import Path

from commands import ROOT


def test_every_contract_is_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    environment = os.environ | {"PYTHONPATH": str(ROOT / "policy")}
    ran = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
    assert "0 broken" in ran.stdout


def test_every_room_with_code_is_looked_at() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    looked_at = set(config["importlinter"]["root_packages"].split())
    rooms = {path.parent.name for path in [*ROOT.glob("*/__init__.py"), *ROOT.glob("policy/*/__init__.py")]}
    assert looked_at == rooms - {"tests"}
