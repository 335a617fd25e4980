"""A preview of the platform in which nothing changes, against one of an empty program on the same engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools import pulumi
from tools.bench import stage
from tools.bench.measuring import judged, ratio, side_by_side
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

AIM = 1.5


def measure() -> Iterator[str]:
    """With the pack alone, and as documented: with the pack and a look at the cloud first."""
    pack = f"--policy-pack={HERE.pack}"
    documented = pulumi.flags(pulumi.options("preview", HERE.pack))
    with (
        stage.cloud() as cloud,
        stage.platform(cloud.url) as platform,
        stage.empty_program(platform) as empty,
    ):
        platform.run("up", "--yes", "--skip-preview")
        nothing, with_pack, with_refresh = side_by_side(
            lambda: empty.run("preview"),
            lambda: platform.run("preview", pack, "--expect-no-changes"),
            lambda: platform.run("preview", *documented, "--expect-no-changes"),
        )
    verdict = judged(met=with_pack / nothing < AIM)
    yield f"with the pack: {ratio(with_pack, nothing)} an empty program's (aim: under {AIM}x, {verdict})"
    yield f"with the pack and a refresh, as `make preview` does: {ratio(with_refresh, nothing)}"
