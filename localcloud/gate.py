"""Which APIs a project has enabled, and the refusal of calls to one that is not.

The body is the one that clients and people know: ErrorInfo, LocalizedMessage, Help.
https://cloud.google.com/apis/docs/troubleshooting
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from localcloud import clock, discovery
from localcloud.errors import RPC, GoogleError, denied, error_info
from localcloud.undocumented import TITLES

if TYPE_CHECKING:
    from localcloud.faults import Faults
    from localcloud.projects import Project
    from localcloud.store import Store

#: In a new project here. A real one made by hand has more; a project made by a pipeline has these.
ALWAYS = ("cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com")
#: Answer for anyone, in no project: who the caller is.
UNGATED = frozenset({"openidconnect.googleapis.com", "oauth2.googleapis.com", "sts.googleapis.com"})


@cache
def known() -> frozenset[str]:
    """Every service that can be enabled."""
    return frozenset(TITLES) | frozenset(discovery.index())


def title(service: str) -> str:
    """What a service calls itself in Google's messages."""
    return TITLES.get(service) or discovery.title(service)


class Gate:
    """Enabled APIs by project, with the moment of enabling in seconds since 1970."""

    def __init__(self, store: Store, faults: Faults) -> None:
        self._store, self._faults = store, faults
        self._enabled: dict[str, dict[str, float]] = {}

    def reload(self) -> None:
        """Forgets what was read, after a reset or a transaction that was undone."""
        self._enabled.clear()

    def enabled(self, project: Project) -> dict[str, float]:
        """Gives the enabled services of a project and when each was enabled."""
        if project.id not in self._enabled:
            query = "SELECT service, at FROM enabled WHERE project=?"
            rows = self._store.db.execute(query, (project.id,)).fetchall()
            off = {service for service, at in rows if at < 0}
            found = dict.fromkeys(ALWAYS, 0.0) | dict(rows)
            self._enabled[project.id] = {name: at for name, at in found.items() if name not in off}
        return self._enabled[project.id]

    def enable(self, project: Project, service: str) -> None:
        """Writes a service down as enabled now."""
        self._write(project, service, clock.seconds())

    def disable(self, project: Project, service: str) -> None:
        """Writes a service down as disabled; kept as a row, for the two that a project starts with."""
        self._write(project, service, -1.0)

    def check(self, project: Project, service: str) -> None:
        """Raises 403 SERVICE_DISABLED unless the project can use the service now."""
        if service in UNGATED:
            return
        at = self.enabled(project).get(service)
        if at is None or self._faults.makes_unusable(service, at):
            raise service_disabled(service, project)

    def _write(self, project: Project, service: str, at: float) -> None:
        self._store.db.execute("INSERT OR REPLACE INTO enabled VALUES (?,?,?)", (project.id, service, at))
        self._enabled.pop(project.id, None)


def service_disabled(service: str, project: Project) -> GoogleError:
    """The refusal for an API that is not enabled, word for word."""
    name = title(service)
    url = f"https://console.developers.google.com/apis/api/{service}/overview?project={project.id}"
    words = (
        f"{name} has not been used in project {project.id} before or it is disabled. Enable it by visiting "
        f"{url} then retry. If you enabled this API recently, wait a few minutes for the action to propagate "
        "to our systems and retry."
    )
    info = error_info(
        "SERVICE_DISABLED",
        "googleapis.com",
        service=service,
        serviceTitle=name,
        consumer=f"projects/{project.id}",
        containerInfo=project.id,
        activationUrl=url,
    )
    localized = {"@type": RPC + "LocalizedMessage", "locale": "en-US", "message": words}
    links = [{"description": "Google developers console API activation", "url": url}]
    error = denied(words, info, localized, {"@type": RPC + "Help", "links": links})
    error.reason = "accessNotConfigured"
    return error
