"""What an engine had begun when it died, kept for the next `make recover` where this one could not settle it.

The engine forgets it with the first state that is imported, and only its notes hold names with random digits
and what the program no longer declares. So they are written down under `.local/` before that. Deliberately
absent: sharing them; on another machine a name that the program gives is found without.

https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/pkg/cmd/pulumi/stack/io.go
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tools.places import Places
    from tools.stack import Target

Note = dict[str, Any]


def with_remembered(places: Places, target: Target, begun: Sequence[Note]) -> list[Note]:
    """The notes of the state and those of the last time that it has no newer one of."""
    try:
        before = cast("list[Note]", json.loads(_file(places, target).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        before = []
    newer = {note["resource"]["urn"] for note in begun}
    return [*begun, *(note for note in before if note["resource"]["urn"] not in newer)]


def remember(places: Places, target: Target, notes: Sequence[Mapping[str, Any]]) -> None:
    """Write notes down in the place of those of the last time; of no notes nothing is left."""
    file = _file(places, target)
    if not notes:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(list(notes)), encoding="utf-8")
    unfinished.rename(file)


def _file(places: Places, target: Target) -> Path:
    cloud = "local" if target.local else "google"
    return places.local / "recover" / f"{target.environment}-{cloud}.json"
