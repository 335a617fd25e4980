"""Cloud Logging: writing through the client calls it, standard output does not.

Cloud Run, GKE and functions collect standard output from outside, so the library's structured handler and the
standard library's `logging` need nothing enabled. `setup_logging` chooses by where it runs.

https://cloud.google.com/python/docs/reference/logging/latest/auto-trace-span-extraction
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Confidence, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Use

API = "logging.googleapis.com"
_PYTHON = re.compile(r"google\.cloud\.logging(_v2)?(\.client|\.handlers(\.handlers)?)?\.(?P<rest>.*)")
_NODE = re.compile(r"@google-cloud/logging-(winston|bunyan)\.(?P<rest>.*)")
_JAVA = ("com.google.cloud.logging.logback.LoggingAppender", "com.google.cloud.logging.LoggingHandler")
_WRITES = re.compile(
    r"CloudLoggingHandler|Client\(\)\.(logger|list_|delete_|metric|sink)\w*.*|\w*Client\(\)\.\w+"
)


def detect(service: Service) -> Iterator[Sighting]:
    """Give the places that write to the API."""
    for file, source in service.of():
        for use in source.uses:
            if (found := _PYTHON.fullmatch(use.path)) and use.called:
                yield from _python(file, use, found["rest"])
            elif use.path.startswith(_JAVA) and use.called:
                yield Sighting(API, file, use.line, f"{use.path} writes to the API")
            elif _NODE.fullmatch(use.path) and use.called and "redirectToStdout" not in use.keywords:
                yield Sighting(API, file, use.line, f"{use.path}(…)")


def _python(file: str, use: Use, rest: str) -> Iterator[Sighting]:
    last = rest.rpartition(".")[2]
    if rest.endswith("Client().setup_logging") or last == "get_default_handler":
        words = f"{use.path}() writes to the API where standard output is not collected"
        yield Sighting(API, file, use.line, words, Confidence.LIKELY)
    elif _WRITES.fullmatch(rest):
        yield Sighting(API, file, use.line, f"{use.path}(…)")
