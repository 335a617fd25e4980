"""Structured logs: one JSON object a line on stdout, which Cloud Run reads by itself.

The trace and the request that a line belongs to come from context variables, so that no caller passes them.
Deliberately absent: tokens, addresses of people and anything else about a student but a hash; texts of
requests; and the Cloud Logging library, whose API no service needs.

https://cloud.google.com/logging/docs/structured-logging
"""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from typing import TextIO

from services.vividly_service.error_kinds import api_of, kind_of

TRACE: ContextVar[str] = ContextVar("trace", default="")
REQUEST: ContextVar[str] = ContextVar("request", default="")
_FIELD = "vividly"


class JsonLines(logging.Formatter):
    """One JSON object for each record."""

    def __init__(self, project: str) -> None:
        super().__init__()
        self._project = project

    def format(self, record: logging.LogRecord) -> str:
        """Gives the line: severity, message, what was said beside it, trace and request."""
        entry: dict[str, object] = {
            "severity": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            **record.__dict__.get(_FIELD, {}),
        }
        if trace := TRACE.get():
            entry["logging.googleapis.com/trace"] = f"projects/{self._project}/traces/{trace}"
        if request := REQUEST.get():
            entry["request_id"] = request
        if record.exc_info:
            entry["stack_trace"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


def configure(project: str, stream: TextIO | None = None) -> None:
    """Sends every log of the process to stdout, as JSON; libraries speak only of what is wrong."""
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(JsonLines(project))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("services").setLevel(logging.INFO)
    # Google's libraries keep their warnings from everybody unless their own logger has been set.
    google = logging.getLogger("google")
    google.setLevel(logging.WARNING)
    google.propagate = True


def fields(**values: object) -> dict[str, object]:
    """Gives what a line says beside its message, for `extra=`."""
    return {_FIELD: values}


def passed_over(logger: logging.Logger, error: BaseException, **about: object) -> None:
    """Logs that another model is asked, with the kind of the error and the API where it names one."""
    kind, api = kind_of(error), api_of(error)
    said = fields(error_kind=kind.value, **about, **({"api": api} if api else {}))
    logger.warning("a model does not answer, and the next one is asked", extra=said)


def failed(logger: logging.Logger, doing: str, error: BaseException) -> None:
    """Logs a failure with its kind, and the API where the error names one; never what was sent."""
    kind, api = kind_of(error), api_of(error)
    said = fields(error_kind=kind.value, error_type=type(error).__name__, **({"api": api} if api else {}))
    logger.error("%s failed", doing, extra=said, exc_info=error if kind == "other" else None)
