"""What is different with a local cloud: the commands that are told, and where engine and state are.

A command that is pasted must not reach a real project. gcloud takes another address for each API from its
environment; a command through an API that it always calls at Google's own address has no such form. The state
of a stack that ran in the local cloud lies beside its workspace, under an empty passphrase.

https://cloud.google.com/sdk/gcloud/reference/topic/configurations
"""

from __future__ import annotations

import os
from pathlib import Path

WORKSPACES = Path(".local/stacks")
# First word of a command to the property and the API that it calls.
_CALLS = {
    "iam": ("IAM", "iam"),
    "projects": ("CLOUDRESOURCEMANAGER", "cloudresourcemanager"),
    "pubsub": ("PUBSUB", "pubsub"),
    "secrets": ("SECRETMANAGER", "secretmanager"),
    "services": ("SERVICEUSAGE", "serviceusage"),
}


def remedy(command: str, endpoint: str) -> str:
    """Give a command as it is for Google, or so that it calls the local cloud at `endpoint`."""
    first, _, rest = command.partition(" ")
    if not endpoint or first != "gcloud":
        return command
    call = _CALLS.get(rest.partition(" ")[0])
    if call is None:
        return f"in the local cloud, what `{command}` does at Google"
    variable, api = call
    at = f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{variable}={endpoint}/{api}.googleapis.com/"
    return f"CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true {at} {command}"


def engine(workspace: Path) -> dict[str, str]:
    """Give the variables with which the engine finds the state of a workspace; none where that is none."""
    if workspace.parent.parts[-2:] != WORKSPACES.parts:
        return {}
    made = workspace.parent.parent.absolute()
    folders = [str(made / "bin"), str(made / "pulumi/bin"), os.environ.get("PATH", "")]
    return {
        "PATH": os.pathsep.join(filter(None, folders)),
        "PULUMI_BACKEND_URL": f"file://{made / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "",
        # Otherwise the provider asks the real Google which regions there are.
        "PULUMI_GCP_SKIP_REGION_VALIDATION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }
