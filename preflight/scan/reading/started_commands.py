"""The commands that a program starts, read as a shell reads them: lines with `&&`, `bash -c`, `sudo`.

Only what can be a tool of Google's or ask an address is handed on, so that a program which starts none costs
no grammar of the shell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preflight.scan.reading.shell_scripts import Script
    from preflight.scan.source import Source

_TOLD = re.compile(r"\b(?:gcloud|gsutil|bq|curl|wget|terraform|firebase|kubectl|docker)\b")
# What a shell finds where a part of the line is not known.
_HOLE = "${UNKNOWN_PART}"


class Started:
    """The commands of one file, put into its `source`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._script: Script | None = None

    def line(self, text: str, line: int) -> None:
        """Take a line for a shell; NUL stands for what is not known."""
        if _TOLD.search(text):
            self._shell().read(text.replace("\0", _HOLE), line)

    def words(self, words: list[str], line: int) -> None:
        """Take a program with its arguments."""
        if words and any(map(_TOLD.search, words)):
            from preflight.scan.reading.command_lines import Word  # noqa: PLC0415 - start-up counts

            self._shell().run([Word(word, line) for word in words])

    def _shell(self) -> Script:
        from preflight.scan.reading.shell_scripts import Script  # noqa: PLC0415 - start-up counts
        from preflight.scan.source import Source  # noqa: PLC0415

        if self._script is None:
            self._script = Script(Source(self.source.language))
        return self._script

    def finish(self) -> None:
        """Put what was found into the source."""
        if self._script is not None:
            found = self._script.finish()
            self.source.commands += found.commands
            self.source.settings += found.settings
            self.source.texts += found.texts
