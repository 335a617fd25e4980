"""Scripts of a shell: the commands that they run, the addresses that they ask, the variables that they set.

`read_commands` reads commands without a file of their own: the lines of a notebook that start with `!`.
"""

from __future__ import annotations

import re

from preflight.scan.reading.shell_scope import Scope
from preflight.scan.reading.shell_scripts import Script
from preflight.scan.source import Source

LANGUAGE = "shell"
SUFFIXES = (".sh", ".bash", ".zsh", ".ksh", ".command")
NAMES: tuple[str, ...] = (".envrc", ".envrc.*", ".bashrc", ".bash_profile")
# In a notebook `{name}` is the notebook's variable; no shell expands braces around a single name.
_BRACES = re.compile(r"(?<![${\\])\{([A-Za-z_]\w*)\}(?!\})")


def read(data: bytes, name: str) -> Source:
    """Read one script. What is no shell is a problem with its line, and the rest is read."""
    del name
    script = Script(Source(LANGUAGE, entry=data.startswith(b"#!")))
    script.read(_text(data))
    return script.finish()


def read_commands(data: bytes) -> Source:
    """Read the commands of a notebook's cell; other names than their own are those of the code around."""
    script = Script(Source(LANGUAGE), Scope(foreign=True))
    script.read(_BRACES.sub(r"${\1}", _text(data)))
    return script.finish()


def _text(data: bytes) -> str:
    text = data.decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n") if "\r" in text else text
