"""What the services call, held against what the program registers: the check that the mission asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.check import comparing, needed
from preflight.scan.run import scan

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from program_under_mocks import Declared

PLACE = "infra/apis.yaml"


def registered(declared: Declared) -> set[str]:
    """Give the APIs that a run of the program enables."""
    return {str(one.inputs["service"]) for one in declared.of("gcp:projects/service:Service")}


def undeclared(services: Path, apis: Collection[str]) -> list[str]:
    """Give a sentence with file, line and fix for each API that the code calls and `apis` lacks."""
    report = scan([services], cache=False)
    assert report.apis, f"{services} calls nothing, so this would prove nothing"
    assert not [one for one in report.skipped if one.blind], "a file was not read"
    needs = needed.together(needed.by_code(report))
    return [str(finding) for finding in comparing.undeclared(needs, apis, PLACE)]
