"""Files of environment variables (`.env`): one `NAME=value` a line, which the code beside them reads.

An address in such a file is asked by nobody until code reads its variable, so there are no texts here.
Deliberately absent: values over several lines (keys and certificates), which name no API.

https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
"""

from __future__ import annotations

import re

from preflight.scan.reading.variables import interpolated
from preflight.scan.source import Known, Setting, Source

LANGUAGE = "dotenv"
SUFFIXES = (".env",)
NAMES: tuple[str, ...] = (
    ".env",
    ".env.*",
    ".env-*",
    "*.env.example",
    "*.env.sample",
    "env.example",
    "dotenv",
)
_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)")
_VALUE = re.compile(r"""'([^']*)'|"((?:[^"\\]|\\.)*)"|(.*?)(?:\s+#.*)?\s*$""")


def read(data: bytes, name: str) -> Source:
    """Read one file; lines that set nothing are passed over, as every reader of these files does."""
    del name
    source = Source(LANGUAGE)
    for number, line in enumerate(data.decode("utf-8-sig", errors="replace").splitlines(), 1):
        found = _LINE.match(line)
        if not found:
            continue
        value = _VALUE.match(found[2])
        if value is None:
            continue
        literal = value[1]
        meant = Known(literal) if literal is not None else interpolated(value[2] or value[3] or "")
        source.settings.append(Setting(found[1], meant, number))
        source.constants[found[1]] = meant
    return source
