"""The sentences of the check: `place: what; fix`, with the API, the project, the command and the link."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from preflight.startup import asking
from preflight.startup.failures import Failure, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONSOLE = "https://console.cloud.google.com/apis/library"
_NOT_KNOWN = "permission denied for service(s): "
_VIEWER = "roles/serviceusage.serviceUsageViewer"


class Sentences(NamedTuple):
    """What they speak of: the project, the file that declares APIs, the APIs of each capability."""

    project: str
    declared_in: str
    named: Mapping[str, tuple[str, ...]]

    def unasked(self, failure: Failure, error: Exception) -> str:
        """Say why nothing could be asked, and what to do about it."""
        project, refused = self.project, isinstance(error, asking.RefusedError)
        match failure.kind:
            case Kind.SERVICE_DISABLED:
                return f"{asking.HOST}: is off, so nothing can be asked; {self._enable(asking.HOST)}"
            case Kind.SERVICE_DISABLED_ELSEWHERE:
                what = f"the calls of this identity belong to project {failure.consumer}"
                return f"{asking.HOST}: {what} and not to {project}; set its quota project"
            case Kind.PERMISSION_DENIED if _NOT_KNOWN in failure.message:
                names = failure.message.rpartition(": ")[2].rstrip(".")
                return f"{asking.HOST}: knows no {names}, and refuses all for it; correct the name"
            case Kind.PERMISSION_DENIED:
                return f"{asking.HOST}: this identity may not ask; grant it {_VIEWER} on {project}"
            case kind:
                # Never the message of an error that is not Google's: it may hold an address or worse.
                word = str(error) if refused else type(error).__name__
                word = word if kind in (Kind.OTHER, Kind.UNAVAILABLE) else kind.value
                return f"{asking.HOST}: could not be asked ({word}); it is asked again"

    def off(self, api: str) -> str:
        """Say that an API is not enabled: which, where, for what, and how it becomes so."""
        project = self.project
        needed = ", ".join(name for name, apis in self.named.items() if api in apis and name != api)
        needs = f" ({needed} stands on it)" if needed else ""
        console = f"{_CONSOLE}/{api}?project={project}"
        return (
            f"{api}: is not enabled in project {project}{needs}; declare it in {self.declared_in} "
            f"and deploy, or now: {self._enable(api)} or {console}"
        )

    def _enable(self, api: str) -> str:
        return f"`gcloud services enable {api} --project {self.project}`"
