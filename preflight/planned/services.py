"""What runs in a stack (Cloud Run services, jobs, worker pools, functions, App Engine), and what it is told.

A secret that stands as a variable or as a file is told by its id and the version that is pinned; its value is
nowhere. Which folder holds a service's code is told by names: of its image, of the resource, of the service.

https://cloud.google.com/run/docs/reference/rest/v2/Container
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.planned.stack import SECRET, UNKNOWN, blocks, inside, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preflight.planned.stack import Planned, Resource

SERVICE = "gcp:cloudrunv2/service:Service"
JOB = "gcp:cloudrunv2/job:Job"
WORKER_POOL = "gcp:cloudrunv2/workerPool:WorkerPool"
SERVICE_V1 = "gcp:cloudrun/service:Service"
FUNCTION = "gcp:cloudfunctionsv2/function:Function"
FUNCTION_V1 = "gcp:cloudfunctions/function:Function"
APP_STANDARD = "gcp:appengine/standardAppVersion:StandardAppVersion"
APP_FLEXIBLE = "gcp:appengine/flexibleAppVersion:FlexibleAppVersion"

# Where each kind keeps its containers and the account that it runs as.
_SPECS = {
    SERVICE: ("template", "serviceAccount"),
    JOB: ("template.template", "serviceAccount"),
    WORKER_POOL: ("template", "serviceAccount"),
    SERVICE_V1: ("template.spec", "serviceAccountName"),
}
# Where each kind keeps a map of variables, a list of secrets, and the account.
_MAPS = {
    FUNCTION: ("serviceConfig.environmentVariables", "serviceConfig", "serviceConfig.serviceAccountEmail"),
    FUNCTION_V1: ("environmentVariables", "", "serviceAccountEmail"),
    APP_STANDARD: ("envVariables", "", "serviceAccount"),
    APP_FLEXIBLE: ("envVariables", "", "serviceAccount"),
}
_IMAGE_TYPES = ("docker:index/image:Image", "docker-build:index:Image", "docker:image:Image")


class Variable(NamedTuple):
    """What a service is told under a name: a plain value, or a version of a secret.

    `value` is None where it is a secret's or only the update will know it; `kept`: the program holds the
    value as a secret of Pulumi's, so it is plain to Cloud Run and not shown here. `project`: of a secret
    that is told by its whole path.
    """

    value: str | None = None
    secret: str | None = None
    version: str | None = None
    kept: bool = False
    project: str = ""


class Container(NamedTuple):
    """One container: its name, its image, its variables, and whether it is the one that takes requests."""

    name: str
    image: str
    env: Mapping[str, Variable]


class Service(NamedTuple):
    """Something that runs. `name` is Google's, `resource` the program's; `identity` an email, or empty.

    `env` holds what its main container is told, `containers` all of them, `mounts` the secrets that are
    files, by path. `folder_names`: how the folder of its code may be called, in lower case with `-`.
    """

    name: str
    resource: str
    folder_names: tuple[str, ...]
    identity: str
    env: dict[str, Variable]
    location: str
    project: str = ""
    type: str = SERVICE
    containers: tuple[Container, ...] = ()
    mounts: tuple[tuple[str, Variable], ...] = ()
    ingress: str = ""
    protected: bool = False


def services(planned: Planned) -> list[Service]:
    """Give everything that runs in a stack, in the order of the program."""
    contexts = dict(_contexts(planned))
    found: list[Service] = []
    for one in planned.of(*_SPECS, *_MAPS):
        path, account = _SPECS.get(one.type, ("", ""))
        found.append(_contained(one, path, account, contexts) if path else _mapped(one))
    return found


def folder_name(text_: str) -> str:
    """Give a name as folders are compared: `push_worker` and `PushWorker` are `push-worker`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text_)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def image_name(image: str) -> str:
    """Give the last part of an image's path, without tag and digest."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]


def _contained(one: Resource, path: str, account: str, contexts: Mapping[str, str]) -> Service:
    spec = inside(one.inputs, path)
    held = blocks(inside({"spec": spec}, "spec.containers"))
    containers = tuple(_container(block) for block in held)
    main = next((at for at, block in enumerate(held) if block.get("ports")), 0)
    first = containers[main] if containers else Container("", "", {})
    name = text(one.inputs.get("name")) or text(inside(one.inputs, "metadata.name"))
    names = (
        contexts.get(first.image, ""),
        image_name(first.image) if not first.image.startswith("<") else "",
        one.name,
        name,
    )
    return Service(
        name=name or one.name,
        resource=one.name,
        folder_names=_names(names),
        identity=_email(inside({"spec": spec}, f"spec.{account}")),
        env=dict(first.env),
        location=text(one.inputs.get("location")),
        project=text(one.inputs.get("project")),
        type=one.type,
        containers=containers,
        mounts=tuple(_mounts(spec)),
        ingress=text(one.inputs.get("ingress")),
        protected=one.inputs.get("deletionProtection") is True,
    )


def _mapped(one: Resource) -> Service:
    variables, secrets, account = _MAPS[one.type]
    env = {name: _plain(value) for name, value in _map(inside(one.inputs, variables)).items()}
    for block in blocks(inside(one.inputs, f"{secrets}.secretEnvironmentVariables".lstrip("."))):
        env[text(block.get("key"))] = Variable(
            None, text(block.get("secret")), text(block.get("version")) or "latest"
        )
    name = text(one.inputs.get("name")) or text(one.inputs.get("service"))
    names = (
        one.name,
        name,
        text(inside(one.inputs, "buildConfig.entryPoint")),
        text(one.inputs.get("entryPoint")),
    )
    return Service(
        name=name or one.name,
        resource=one.name,
        folder_names=_names(names),
        identity=_email(inside(one.inputs, account)),
        env=env,
        location=text(one.inputs.get("location")) or text(one.inputs.get("region")),
        project=text(one.inputs.get("project")),
        type=one.type,
        containers=(Container("", "", env),),
    )


def _container(block: Mapping[str, object]) -> Container:
    env: dict[str, Variable] = {}
    for one in blocks(block.get("envs")):
        name = text(one.get("name"))
        if name:
            env[name] = _variable(one)
    return Container(text(block.get("name")), text(block.get("image")), env)


def _variable(block: Mapping[str, object]) -> Variable:
    for path, key in (
        ("valueSource.secretKeyRef", "secret"),
        ("valueFrom.secretKeyRef", "name"),
    ):
        told = inside(block, path)
        if isinstance(told, dict):
            at = inside(block, f"{path}.version") or inside(block, f"{path}.key")
            project, secret = _secret(inside(block, f"{path}.{key}"))
            return Variable(None, secret, text(at) or "latest", project=project)
    return _plain(block.get("value", ""))


def _plain(value: object) -> Variable:
    if value is UNKNOWN:
        return Variable()
    return Variable(kept=True) if value is SECRET else Variable(text(value))


def _secret(value: object) -> tuple[str, str]:
    """Give the project and the id of a secret that may be told by its whole path; else no project."""
    found = re.fullmatch(r"projects/([^/]+)/(?:locations/[^/]+/)?secrets/([^/]+)(?:/.*)?", text(value))
    return (found[1], found[2]) if found else ("", text(value))


def _mounts(spec: object) -> Iterator[tuple[str, Variable]]:
    for volume in blocks(inside({"spec": spec}, "spec.volumes")):
        held = inside(volume, "secret")
        for block in blocks(held):
            project, secret = _secret(block.get("secret") or block.get("secretName"))
            items = blocks(block.get("items")) or [{"path": secret, "version": "latest"}]
            for item in items:
                version = text(item.get("version")) or text(item.get("key")) or "latest"
                yield text(item.get("path")), Variable(None, secret, version, project=project)


def _map(value: object) -> Mapping[str, object]:
    return blocks(value)[0] if blocks(value) else {}


def _email(value: object) -> str:
    # `projects/-/serviceAccounts/EMAIL` and `serviceAccount:EMAIL` mean the same account.
    return text(value).rpartition("/")[2].removeprefix("serviceAccount:")


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(name for one in names if not one.startswith("<") and (name := folder_name(one)))
    )


def _contexts(planned: Planned) -> Iterator[tuple[str, str]]:
    """Give the folder that an image is built from, by every name of the image, where the stack builds it."""
    for one in planned.of(*_IMAGE_TYPES):
        context = text(inside(one.inputs, "build.context")) or text(inside(one.inputs, "context.location"))
        folder = context.rstrip("/").rpartition("/")[2]
        if folder.strip("."):
            tags = one.inputs.get("tags")
            listed = cast("list[object]", tags) if isinstance(tags, list) else []
            told = (f"<{one.name}.{output}>" for output in ("imageName", "ref", "repoDigest"))
            named = (text(one.inputs.get("imageName")), *map(text, listed), *told)
            yield from ((name, folder) for name in named if name)
