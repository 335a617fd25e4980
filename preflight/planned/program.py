"""Runs a Pulumi program under mocks and prints what it declares. Started by reading.py, never imported.

It is a file of its own that imports the standard library and Pulumi's SDK alone, since it runs with the
interpreter of the project whose program it is. The current folder is the project. Standard input holds
`{"project", "stack", "program", "config", "secret"}`; what is declared goes to the file named first, as one
JSON object with `resources` (type, name, inputs as the engine's protocol writes them), `told` (errors that
the program logged) and `stopped` (why it ended early, or nothing).

The run is a preview: what only Google can know is unknown, and what depends on it does not run. A few outputs
can be told all the same, such as the email of a service account. Nothing is asked for over the network: a
look-up answers with what it was asked, and a connection is refused.

https://www.pulumi.com/docs/iac/concepts/testing/unit/
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import runpy
import socket
import sys
import traceback
from pathlib import Path
from typing import Any

import pulumi
from google.protobuf import json_format, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime.proto import resource_pb2

# The SDK of whatever version the project has: what it hands over is of any kind.
# ruff: noqa: ANN401
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false

# Google's names of what can be told from the inputs of a resource: `projects/{project}/topics/{name}`.
_IDS = {
    "gcp:pubsub/topic:Topic": "projects/{project}/topics/{name}",
    "gcp:pubsub/subscription:Subscription": "projects/{project}/subscriptions/{name}",
    "gcp:secretmanager/secret:Secret": "projects/{project}/secrets/{secretId}",
    "gcp:storage/bucket:Bucket": "{name}",
}
_OUTPUTS = ("name", "uri", "url", "email", "member", "selfLink", "secretId", "repositoryId", "topicId")


class _LookUps(pulumi.runtime.Mocks):
    def __init__(self, project: str, region: str) -> None:
        self.project, self.region = project, region

    def call(self, args: mocks.MockCallArgs) -> Any:
        """Answer with the arguments, and with what the configuration of the provider says."""
        answer: dict[str, Any] = dict(args.args)
        answer.setdefault("project", self.project)
        answer.setdefault("projectId", answer.get("project"))
        answer.setdefault("region", self.region)
        if args.token.endswith("getIAMPolicy"):
            answer["policyData"] = json.dumps(_plain(args.args))
        return answer, []

    def new_resource(self, args: mocks.MockResourceArgs) -> Any:
        """Answer a resource that the program reads (`Bucket.get`)."""
        return args.resource_id or f"<{args.name}.id>", dict(args.inputs)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


class _Listener(mocks.MockMonitor):
    def __init__(self, look_ups: _LookUps) -> None:
        super().__init__(look_ups)
        self.look_ups = look_ups
        self.declared: list[dict[str, Any]] = []

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the call
        """Note what is registered, and answer with what can be told of it."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == "pulumi:pulumi:Stack":
            return resource_pb2.RegisterResourceResponse(urn=urn)
        inputs = json_format.MessageToDict(request.object)
        if request.type.startswith("gcp:") and self.look_ups.project and _takes_project(request.type):
            inputs.setdefault("project", self.look_ups.project)
        self.declared.append({"type": request.type, "name": request.name, "inputs": inputs})
        outputs = {**_told(request.type, request.name, inputs), **inputs} if request.custom else inputs
        answer = struct_pb2.Struct()
        answer.update(outputs)
        identity = outputs.get("id") or f"<{request.name}.id>"
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=str(identity) if request.custom else "", object=answer
        )


def _takes_project(kind: str) -> bool:
    # Those that stand above projects, or name one by itself, take none.
    return not kind.startswith(("gcp:organizations/", "gcp:folder/", "gcp:billing/", "gcp:storage/bucket"))


def _told(kind: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    outputs: dict[str, Any] = {output: f"<{name}.{output}>" for output in _OUTPUTS}
    project = inputs.get("project")
    if kind == "gcp:serviceaccount/account:Account":
        email = f"{inputs.get('accountId')}@{project or '<project>'}.iam.gserviceaccount.com"
        path = f"projects/{project}/serviceAccounts/{email}"
        outputs.update(email=email, member=f"serviceAccount:{email}", id=path)
        outputs["name"] = outputs["id"]
    if kind.startswith("docker"):
        outputs |= {output: f"<{name}.{output}>" for output in ("imageName", "ref", "repoDigest")}
    pattern = _IDS.get(kind)
    if pattern:
        known = {"project": project or "<project>", "name": f"<{name}.name>", **inputs}
        with contextlib.suppress(KeyError, IndexError):
            outputs["id"] = pattern.format(**known)
    return outputs


class _Told(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep an error that the program tells."""
        if record.levelno >= logging.ERROR:
            self.sentences.append(record.getMessage())


def _no_network() -> None:
    connect = socket.socket.connect

    def refused(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            raise OSError("the program is run without a network")
        connect(self, address)

    socket.socket.connect = refused  # type: ignore[method-assign,assignment]


def _run(told: dict[str, Any]) -> dict[str, Any]:
    config: dict[str, str] = told["config"]
    os.environ["PULUMI_CONFIG"] = json.dumps(config)
    os.environ["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(told["secret"])
    handler = _Told()
    logger = logging.Logger("program", logging.INFO)
    logger.addHandler(handler)
    listener = _Listener(_LookUps(config.get("gcp:project", ""), config.get("gcp:region", "")))
    stopped = asyncio.run(_within(told, listener, logger))
    return {"resources": listener.declared, "told": handler.sentences, "stopped": stopped}


async def _within(told: dict[str, Any], listener: _Listener, logger: logging.Logger) -> str:
    settings: dict[str, Any] = {
        "monitor": listener,
        "monitor_features": {resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS},
        "engine": mocks.MockEngine(logger),
        "project": told["project"],
        "stack": told["stack"],
        "root_directory": str(Path.cwd()),
        "dry_run": True,
        "organization": "organization",
        "callbacks": None,
        "outputs": set(),
        "package_refs": {},
        "base_providers_by_ref": {},
    }
    pulumi.runtime.configure(mocks.MockSettings(**settings))

    def program() -> None:
        runpy.run_path(told["program"], run_name="__main__")

    try:
        await pulumi.runtime.run_in_stack(program)
    except SystemExit as ended:
        return f"it ended with {ended.code}" if ended.code not in (0, None) else ""
    except BaseException as error:  # noqa: BLE001 - whatever ends the program is told
        last = traceback.extract_tb(error.__traceback__)
        here = [one for one in last if "site-packages" not in one.filename and one.filename != __file__]
        place = f"{os.path.relpath(here[-1].filename)}:{here[-1].lineno}: " if here else ""
        return f"{place}{type(error).__name__}: {error}"
    return ""


def main() -> None:
    """Run the program that standard input tells, and write what it declares."""
    told = json.load(sys.stdin)
    answer = Path(sys.argv[1])
    _no_network()
    sys.argv[:] = [told["program"]]
    answer.write_text(json.dumps(_run(told)), encoding="utf-8")


if __name__ == "__main__":
    main()
