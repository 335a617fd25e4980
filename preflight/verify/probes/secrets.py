"""Is every secret that a service reads there, with an enabled version, and may the service read it?

`describe` passes on a secret that holds nothing; the instance then does not start. The payload is never asked
for: `secretmanager.versions.access` is not called anywhere here. Whether an account may read is told by the
secret's own policy and the project's; an account that is impersonated is asked itself.

https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions
https://cloud.google.com/run/docs/configuring/services/secrets
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.planned.services import services
from preflight.verify import granted, probes
from preflight.verify.checks import Answer, Check, Status
from preflight.verify.google import RefusedError
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.verify.google import Google, Json
    from preflight.verify.probes import Asked

HOST = "secretmanager.googleapis.com"
ACCESS = "secretmanager.versions.access"
ACCESSOR = "roles/secretmanager.secretAccessor"
# Roles of Google's that hold ACCESS; of a role that somebody made nothing is known from its name.
_READING = frozenset({ACCESSOR, "roles/secretmanager.admin", "roles/owner"})


class Read(NamedTuple):
    """A version of a secret that a service is given, as a variable or as a file."""

    service: str
    identity: str
    secret: str
    version: str
    project: str

    @property
    def called(self) -> str:
        """Give its name, with its project where that is another than the stack's."""
        return f"{self.project}/{self.secret}" if self.project else self.secret

    def at(self, google: Google) -> Google:
        """Give Google for the project that it lies in."""
        return google.at(self.project) if self.project else google


def checks(asked: Asked) -> list[Check]:
    """Give two checks for each secret that a service reads: is it filled, and may it be read?"""
    found: list[Check] = []
    readers: dict[str, set[str]] = {}
    for one in dict.fromkeys(reads(asked)):
        if one.secret.startswith("<"):
            told = one.secret.strip("<>").partition(".")[0]
            if all(check.id != f"secrets/{told}" for check in found):
                found.append(probes.nameless(f"secrets/{told}", f"secret {told}"))
            continue
        filled = f"secrets/{one.called}@{one.version}"
        if all(check.id != filled for check in found):
            about = f"secret {one.secret} has an enabled version {one.version}"
            found.append(
                Check(filled, about, _Filled(one.at(asked.google), one, asked.up), (apis.name(HOST),))
            )
        may = f"secrets/{one.called}/{one.service}"
        known = readers.setdefault(may, set())
        if one.identity and one.identity not in known:
            may += f"/{one.identity}" if known else ""  # it runs in several places, as several accounts
            known.add(one.identity)
            google = asked.as_account(one.identity) if asked.as_account else asked.google
            about = f"{one.service} may read secret {one.secret}"
            found.append(Check(may, about, _Readable(one.at(google), one), (apis.name(HOST), filled)))
    return found


def reads(asked: Asked) -> Iterator[Read]:
    """Give every secret that something in the stack reads."""
    for service in services(asked.planned):
        given = [variable for one in service.containers for variable in one.env.values()]
        given += [variable for _path, variable in service.mounts]
        for variable in given:
            if variable.secret:
                version = variable.version or "latest"
                project = "" if variable.project == asked.project else variable.project
                yield Read(service.name, service.identity, variable.secret, version, project)


class _Filled:
    def __init__(self, google: Google, read: Read, up: str) -> None:
        self._google, self._read, self._up = google, read, up

    def __call__(self, seconds: float) -> Answer:
        secret, project = self._read.secret, self._google.project
        path = f"v1/projects/{project}/secrets/{secret}"
        try:
            version = self._google.get(HOST, f"{path}/versions/{self._read.version}", seconds)
            if version is None and self._google.get(HOST, path, seconds) is None:
                return Answer(Status.FAIL, f"secret {secret} is not there", self._up)
        except RefusedError as error:
            return apis.refused(error, project, "roles/secretmanager.viewer")
        return self._judged(version)

    def _judged(self, version: Json | None) -> Answer:
        secret, project, wanted = self._read.secret, self._google.project, self._read.version
        fill = f"gcloud secrets versions add {secret} --project {project} --data-file=-"
        # A number is never given again: what is added has the next one.
        then = f"; name the one that is added instead of {wanted}" if wanted.isdecimal() else ""
        if version is None:
            return Answer(Status.FAIL, f"secret {secret} has no version {wanted}{then}", fill)
        state = str(version.get("state", ""))
        number = str(version.get("name", "")).rpartition("/")[2]
        if state == "ENABLED":
            return Answer(Status.PASS, f"version {number} is enabled")
        if state == "DESTROYED":
            return Answer(Status.FAIL, f"version {number} is {state}{then}", fill)
        remedy = f"gcloud secrets versions enable {number} --secret {secret} --project {project}"
        return Answer(Status.FAIL, f"version {number} is {state or 'in no state'}", remedy)


class _Readable:
    def __init__(self, google: Google, read: Read) -> None:
        self._google, self._read = google, read

    def __call__(self, seconds: float) -> Answer:
        read, google = self._read, self._google
        path = f"v1/projects/{google.project}/secrets/{read.secret}"
        grant = (
            f"gcloud secrets add-iam-policy-binding {read.secret} --project {google.project}"
            f" --member serviceAccount:{read.identity} --role {ACCESSOR}"
        )
        denied = Answer(Status.FAIL, f"{read.identity} may not read it: the instance does not start", grant)
        try:
            if google.account == read.identity:
                asked = google.post(HOST, f"{path}:testIamPermissions", {"permissions": [ACCESS]}, seconds)
                allowed = ACCESS in cast("list[str]", (asked or {}).get("permissions", []))
                return Answer(Status.PASS, f"{read.identity} may read it") if allowed else denied
            member = f"serviceAccount:{read.identity}"
            own = f"{path}:getIamPolicy"
            may = granted.held(google, member, _READING, lambda left: google.get(HOST, own, left), seconds)
        except RefusedError as error:
            return apis.refused(error, google.project, "roles/iam.securityReviewer")
        if may.answer is None:
            return Answer(Status.INCONCLUSIVE, may.why, "run it again with --identity runtime")
        return Answer(Status.PASS, f"{read.identity} may read it") if may.answer else denied
