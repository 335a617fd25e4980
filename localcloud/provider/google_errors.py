"""An error answer of a Google API, and how the official provider prints it.

The text carries Google's message and, after ``Details:``, the JSON of its details, so that what reads errors
(retry hooks, people) finds ``SERVICE_DISABLED`` and the service's name in it.

Source: https://pkg.go.dev/google.golang.org/api/googleapi#Error
"""

from __future__ import annotations

import json
from typing import cast

from localcloud.provider.values import Properties, as_dict, as_list, text


class GoogleError(Exception):
    """A request that was answered with an error.

    ``code`` is the HTTP status, ``status`` Google's name for it (``ABORTED``), where the body gave one.
    """

    def __init__(self, code: int, body: str) -> None:
        self.code = code
        error = _error_of(body)
        self.status = text(error.get("status"))
        super().__init__(printed(code, error, body))


def _error_of(body: str) -> Properties:
    try:
        parsed = cast("object", json.loads(body))
    except ValueError:
        return {}
    return as_dict(as_dict(cast("Properties", parsed)).get("error")) if isinstance(parsed, dict) else {}


def printed(code: int, error: Properties, body: str) -> str:
    """The text that Go's ``googleapi.Error`` prints for the answer.

    Args:
        code: HTTP status.
        error: The ``error`` member of the body; empty where there is none.
        body: The answer as it came.
    """
    message, reasons = text(error.get("message")), [as_dict(e) for e in as_list(error.get("errors"))]
    if not message and not reasons:
        return f"googleapi: got HTTP response code {code} with body: {body}"
    shown = f"googleapi: Error {code}: {message}"
    details = as_list(error.get("details"))
    if details:
        shown += "\nDetails:\n" + json.dumps(details, indent=2, sort_keys=True) + "\n"
    if not reasons:
        return shown.strip()
    if len(reasons) == 1 and reasons[0].get("message") == message:
        return f"{shown}, {text(reasons[0].get('reason'))}"
    lines = [f"Reason: {text(r.get('reason'))}, Message: {text(r.get('message'))}\n" for r in reasons]
    return f"{shown}\nMore details:\n" + "".join(lines)
