"""Cloud Functions: the other way to run code, with the same things wrong."""

from __future__ import annotations

from typing import Any

import good
import pulumi_gcp as gcp
from good import PROJECT, REGION
from pulumi import Output


def function(name: str, **changes: Any) -> None:
    config = {
        "service_account_email": good.account_of(name),
        "max_instance_count": 3,
        "available_memory": "256Mi",
        "timeout_seconds": 60,
        "max_instance_request_concurrency": 1,
    }
    gcp.cloudfunctionsv2.Function(
        name,
        project=PROJECT,
        location=REGION,
        build_config={
            "runtime": "python312",
            "entry_point": "main",
            "source": {"storage_source": {"bucket": "b", "object": "o"}},
        },
        service_config=good.changed(config, changes),
    )


def declare() -> None:
    function("runtimes-run-as-themselves--function", service_account_email=None)
    function("environments-hold-no-secrets--function", environment_variables={"API_TOKEN": "correct-horse"})
    function("models-are-alive--function", environment_variables={"MODEL": "gemini-1.5-flash"})
    function(
        "secrets-are-pinned--function-path",
        environment_variables={"SOURCE": f"projects/{PROJECT}/secrets/key/versions/latest"},
    )
    function(
        "environments-hold-no-secrets--function-kept", environment_variables={"MAIL": Output.secret("horse")}
    )
    function("instances-are-limited--function", max_instance_count=None)
    function(
        "secrets-are-pinned--function",
        secret_environment_variables=[
            {"key": "KEY", "project_id": PROJECT, "secret": "key", "version": "latest"}
        ],
    )
