"""A dashboard: the program's JSON text, sent as it is written, and the cloud's answer as another text.

What the cloud adds (names, etags, defaults) is no difference; what the program says and the cloud does not,
or says otherwise, is one.

Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from localcloud.provider.cloud_named import CloudNamed
from localcloud.provider.steps import RefusedError
from localcloud.provider.values import Properties, Value, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job


class Dashboards(CloudNamed):
    """A dashboard is the program's JSON as it is written; an update says which version it changes."""

    def resource(self, job: Job, *, updating: bool = False) -> Properties:
        """The JSON itself."""
        written = parsed(job.plan.get("dashboardJson"))
        if written is None:
            raise RefusedError("dashboardJson: it is not a JSON object; write one as Google's API has it")
        return {**written, "etag": _etag(job.state)} if updating else written

    def read(self, job: Job, identity: str) -> Properties | None:
        """Everything that the cloud says, as one text."""
        answer = super().read(job, identity)
        shown = None if answer is None else json.dumps(answer, sort_keys=True, separators=(",", ":"))
        return None if shown is None else {"dashboardJson": shown}


def _etag(state: Properties) -> Value:
    return (parsed(state.get("dashboardJson")) or {}).get("etag")


def parsed(value: Value) -> Properties | None:
    """The object that a JSON text holds; None where it holds none."""
    try:
        found = cast("Value", json.loads(text(value)))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def same_dashboard(had: Value, wanted: Value) -> bool:
    """Whether a dashboard says all that the program says; what the cloud adds does not count."""
    mine, theirs = parsed(wanted), parsed(had)
    return mine is not None and theirs is not None and _spoken(theirs, mine) == mine


def _spoken(had: Value, wanted: Value) -> Value:
    """What of the one value the other speaks of."""
    if isinstance(had, dict) and isinstance(wanted, dict):
        return {k: _spoken(v, wanted[k]) for k, v in had.items() if wanted.get(k) is not None}
    if isinstance(had, list) and isinstance(wanted, list):
        return [_spoken(v, wanted[i]) if i < len(wanted) else v for i, v in enumerate(had)]
    return had
