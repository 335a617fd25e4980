"""How every command of preflight ends: the exit codes, and the error that says why there is no answer.

Findings outrank blindness: what is known to be wrong is to be put right, whatever else could not be seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CLEAN, FINDINGS, USAGE, COULD_NOT_LOOK, INTERRUPTED = 0, 1, 2, 3, 130


class StoppedError(Exception):
    """A command stops without a report. Each sentence says place, what is wrong, and the fix."""

    def __init__(self, sentences: Iterable[str], code: int = USAGE) -> None:
        self.sentences, self.code = tuple(sentences), code
        super().__init__("\n".join(self.sentences))
