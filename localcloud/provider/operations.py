"""Long-running operations: polled at the endpoint's base plus the operation's name until they are done.

Source: https://cloud.google.com/apis/design/design_patterns#long_running_operations
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from localcloud.provider.google_errors import GoogleError
from localcloud.provider.values import Properties, as_dict, as_list, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

PATIENCE_FOR_MISSING = 3
"""How often an operation that was just answered may be unknown."""


class OperationFailedError(Exception):
    """The operation ended in an error; what it was to make may exist in part."""


def wait(job: Job, operation: Properties, doing: str) -> Properties:
    """The finished operation.

    Args:
        job: Whose polls they are.
        operation: As the request was answered; one without a name, or done at once, is not polled.
        doing: For the message, ``create Service``.

    Raises:
        OperationFailedError: It ended in an error, with Google's code and message.
    """
    name, missing = text(operation.get("name")), 0
    while name and not operation.get("done"):
        try:
            operation = job.send("GET", name, compact=False)
        except GoogleError as error:
            missing += 1
            if error.code != 404 or missing > PATIENCE_FOR_MISSING:
                raise
        if not operation.get("done"):
            job.cloud.transport.sleep(job.cloud.configuration.poll_interval)
    error = as_dict(operation.get("error"))
    if error:
        raise OperationFailedError(f"Error waiting to {doing}: {printed(error)}")
    return operation


def printed(error: Properties) -> str:
    """An operation's error as the official provider prints it, details included."""
    shown = f"Error code {text(error.get('code'))}, message: {text(error.get('message'))}"
    details = as_list(error.get("details"))
    return f"{shown}\nDetails:\n{json.dumps(details, indent=2, sort_keys=True)}" if details else shown
