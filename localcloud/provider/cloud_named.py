"""Resources whose names the cloud makes: their ids are what the answer to the create says.

Only the cloud knows the id of one that is to be made, so a replacement is made before the old one goes.

Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies#AlertPolicy
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.names import parse
from localcloud.provider.steps import RefusedError, Steps
from localcloud.provider.values import Properties, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job
    from localcloud.provider.kind import Kind


class CloudNamed(Steps):
    """The steps are the usual ones.

    Args:
        version: What stands before the names in paths, where the endpoint has no version: ``v3/``.
    """

    def __init__(self, version: str = "") -> None:
        self.version = version

    def path(self, job: Job, identity: str) -> str:  # noqa: ARG002 - the id suffices
        """The id, after the API's version."""
        return f"{self.version}{identity}"

    def identity(self, job: Job, answer: Properties) -> str:
        """The name in the answer; it may have the project's number in it."""
        name = text(answer.get("name"))
        if not name:
            raise RefusedError(
                "Create response didn't contain critical fields. Create may not have succeeded: look for the "
                f"{job.kind.title} in the cloud before the next up, which makes another"
            )
        return name

    def expected_id(self, job: Job) -> str:
        """What an import says; nothing before a create."""
        return text(job.state.get("importedName"))

    def import_names(self, kind: Kind, identity: str) -> Properties | None:
        """``NAME`` or ``PROJECT NAME``; a project's number in the name is not its id."""
        project, _, name = identity.rpartition(" ")
        found = parse(kind.id, name)
        if found is None:
            return None
        if text(found.get("project")).isdigit():
            found.pop("project")
        return {**found, **({"project": project} if project else {}), "importedName": name}
