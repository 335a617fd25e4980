"""Is every declared API enabled in the project? One request for thirty of them.

https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet
https://cloud.google.com/service-usage/docs/quotas
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.startup.failures import Kind
from preflight.verify import states
from preflight.verify.checks import Answer, Check, Status
from preflight.verify.google import DisabledError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.verify.google import Google
    from preflight.verify.probes import Asked

CONSOLE = "https://console.cloud.google.com/apis/library"
# Through these the others are asked about: one that is off leaves their questions open.
_ASKED_THROUGH = frozenset(
    f"{name}.googleapis.com" for name in ("cloudresourcemanager", "iamcredentials", "serviceusage")
)
# What no role mends: the token is none, or was made for less.
_SIGN_IN = frozenset({Kind.UNAUTHENTICATED, Kind.SCOPE_INSUFFICIENT})


def checks(asked: Asked) -> list[Check]:
    """Give one check for each declared API; those of one batch share its request."""
    return list(_checks(asked))


def name(api: str) -> str:
    """Give the id of the check of an API, for those that depend on it."""
    return f"apis/{api}"


def _checks(asked: Asked) -> Iterator[Check]:
    for first in range(0, len(asked.apis), states.AT_ONCE):
        batch = asked.apis[first : first + states.AT_ONCE]
        batched = states.Batch(asked.google, batch)
        for api in batch:
            yield Check(name(api), f"{api} is enabled", _Ask(batched, api, asked.google))


class _Ask:
    def __init__(self, batch: states.Batch, api: str, google: Google) -> None:
        self._batch, self._api, self._google = batch, api, google

    def __call__(self, seconds: float) -> Answer:
        api, project = self._api, self._google.project
        enable = f"gcloud services enable {api} --project {project}"
        off = Answer(Status.FAIL, f"not enabled in {project}; {CONSOLE}/{api}?project={project}", enable)
        try:
            state = self._batch.of(api, seconds)
        except DisabledError as error:
            return off if error.service == api and not error.elsewhere else disabled(error, project)
        except RefusedError as error:
            return refused(error, project, "roles/serviceusage.serviceUsageViewer")
        if state == "ENABLED":
            return Answer(Status.PASS, "enabled")
        if state == "DISABLED":
            return off
        look = f"gcloud services list --available --filter config.name={api} --project {project}"
        if state == states.UNKNOWN:
            return Answer(Status.FAIL, f"Google knows no {api}, or {project} may not have it", look)
        return Answer(Status.INCONCLUSIVE, "Service Usage tells no state of it", look)


def refused(error: RefusedError, project: str, role: str) -> Answer:
    """Give what a refusal of the question itself means: nothing is known, unless API or project are shut."""
    if isinstance(error, DisabledError):
        return disabled(error, project)
    if error.closed:
        return Answer(Status.FAIL, str(error), f"gcloud billing projects describe {project}")
    if error.failure.kind in _SIGN_IN:
        return Answer(
            Status.INCONCLUSIVE, f"may not be asked: {error}", "gcloud auth application-default login"
        )
    if not error.denied:
        return Answer(Status.INCONCLUSIVE, str(error), "the message says what Google expects")
    # The call was refused for the project that it is counted on, whatever it asked for.
    role = "roles/serviceusage.serviceUsageConsumer" if error.reason == "USER_PROJECT_DENIED" else role
    grant = f"gcloud projects add-iam-policy-binding {project} --member user:YOU --role {role}"
    return Answer(Status.INCONCLUSIVE, f"may not be asked: {error}", grant)


def disabled(error: DisabledError, project: str) -> Answer:
    """Give what it means that a check asks through an API that is off; the sentence holds the link."""
    if error.elsewhere:
        what = f"{error.service} is off in {error.failure.consumer}, on which the call was counted: {error}"
        return Answer(
            Status.INCONCLUSIVE, what, f"gcloud auth application-default set-quota-project {project}"
        )
    enable = f"gcloud services enable {error.service} --project {project}"
    if error.service in _ASKED_THROUGH:
        return Answer(Status.INCONCLUSIVE, f"{error.service} is off, through which this is asked", enable)
    return Answer(Status.FAIL, str(error), enable)
