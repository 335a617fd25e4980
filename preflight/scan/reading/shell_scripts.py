"""Reads scripts of a shell into a `Source`: what they run, ask, set and start.

Every reader whose files hold scripts (Makefile, Dockerfile, pipelines, notebooks) comes here. A script in a
script (`bash -c`, `eval`, a here-document that is given to a shell) is read like the rest. Text that is
printed, commented or only handed on runs nothing. What a function puts before `"$@"` stands before the words
that it is called with.

Deliberately absent: the order in which things run, and which arm of a condition is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading.command_lines import SHELLS, Word, bare, program, scripts, settings, unwrapped
from preflight.scan.reading.shell_pass import QUIET, take
from preflight.scan.reading.shell_scope import UNKNOWN, Scope
from preflight.scan.reading.shell_texts import text_of
from preflight.scan.reading.shell_values import Values
from preflight.scan.reading.started_files import started
from preflight.scan.source import Command

if TYPE_CHECKING:
    from collections.abc import Sequence

    from preflight.scan.source import Setting, Source, Value

# A function of such a name stands before the program, and calls it in the end.
CLOUD = frozenset({"gcloud", "gsutil", "bq", "firebase", "curl"})
# How many scripts may stand in each other, how long a word may be, how far back repetitions are looked for.
_DEEPEST = 4
_LONGEST = 300
_BACK = 40


class Script:
    """A reading of scripts into `source`, which share variables. `within`: what runs them."""

    def __init__(self, source: Source, scope: Scope | None = None) -> None:
        self.source = source
        self.scope = scope or Scope()
        self.values = Values(self.scope)
        self.functions: set[str] = set()
        self.within = ""
        self._seen: set[tuple[tuple[str, ...], int]] = set()

    def read(self, text: str, line: int = 1, within: str = "", depth: int = 0) -> None:
        """Read a script whose first line is the line `line` of its file."""
        outer, self.within = self.within, within
        take(self, text, line, depth)
        self.within = outer

    def run(self, words: Sequence[Word], depth: int = 0) -> None:
        """Take a command line whose words are resolved."""
        for setting in settings(words):
            self.setting(setting)
        words = bare(words)
        name = program(words)
        if not words or depth > _DEEPEST:
            return
        if name in self.scope.wrappers and depth < _DEEPEST:
            front = (Word(text, words[0].line) for text in self.scope.wrappers[name])
            self.run(unwrapped((*front, *words[1:])), depth + 1)
        for script in scripts(words):
            self.read(script.text.replace(UNKNOWN, "$_"), script.line, self.within, depth + 1)
        files = list(started(words))
        self.source.locals.extend(files)
        if (
            name not in QUIET
            and (name not in self.functions or name in CLOUD)
            and name != UNKNOWN
            and (files or name not in SHELLS)
        ):
            self._keep(words)

    def _keep(self, words: Sequence[Word]) -> None:
        row, line = tuple(word.text.replace("\\\n", "")[:_LONGEST] for word in words), words[0].line
        if (row, line) not in self._seen:
            self._seen.add((row, line))
            self.source.commands.append(Command(row, line, self.within))

    def setting(self, setting: Setting) -> None:
        """Keep a setting, once."""
        if setting not in self.source.settings[-_BACK:]:
            self.source.settings.append(setting)

    def text(self, value: Value, line: int, into: str) -> None:
        """Keep a value that can name something of Google's."""
        text = text_of(value, line, into, self.scope)
        if text and text not in self.source.texts[-_BACK:]:
            self.source.texts.append(text)

    def finish(self) -> Source:
        """Give the source, with the variables that were met and everything in order."""
        used = self.values.positional
        for name, value in self.scope.constants().items():
            if "." not in name or name in used:
                self.source.constants.setdefault(name, value)
        self.source.commands.sort(key=lambda command: command.line)
        self.source.locals[:] = dict.fromkeys(self.source.locals)
        return self.source
