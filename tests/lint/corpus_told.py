"""What the lint is to find in tests/lint/corpus: written beside each line, or in expected.json.

`want: error`: a model is spelled there and code or settings call it; `want: unresolved`: a part of its name
is only known at run time; `note`: it is only talked about. Where nothing is wanted nothing may be found.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from preflight.lint import files

CORPUS = Path(__file__).with_name("corpus")
BESIDE = CORPUS / "expected.json"
_WANTED = re.compile(r"want: (error|unresolved)")

Places = dict[tuple[str, int], str]


def wanted() -> Places:
    """Give what is wanted at each file and line."""
    places: Places = {}
    for file in sorted(path for path in CORPUS.rglob("*") if path.is_file() and path != BESIDE):
        name = file.relative_to(CORPUS).as_posix()
        for number, line in enumerate(files.text(file.read_bytes()).split("\n"), 1):
            if found := _WANTED.search(line):
                places[name, number] = found[1]
    beside: dict[str, dict[str, str]] = json.loads(BESIDE.read_text(encoding="utf-8"))
    places |= {(name, int(line)): what for name, lines in beside.items() for line, what in lines.items()}
    return places
