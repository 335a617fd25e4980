"""Procfiles: what each process of a service starts. `web: gunicorn main:app` starts `main`.

https://devcenter.heroku.com/articles/procfile
"""

from __future__ import annotations

import re

from preflight.scan.reading.shell_scripts import Script
from preflight.scan.source import Source

LANGUAGE = "procfile"
SUFFIXES: tuple[str, ...] = ()
NAMES: tuple[str, ...] = ("Procfile", "Procfile.*")
_LINE = re.compile(r"([A-Za-z0-9_-]+):\s*(.*)")


def read(data: bytes, name: str) -> Source:
    """Read one Procfile; lines that name no process are passed over."""
    del name
    script = Script(Source(LANGUAGE))
    for number, line in enumerate(data.decode("utf-8-sig", errors="replace").splitlines(), 1):
        if found := _LINE.match(line):
            script.read(found[2], number, found[1])
    return script.finish()
