"""Cloud Run services, jobs, worker pools and services of the first API, each with one thing wrong."""

from __future__ import annotations

import good
import pulumi
from good import CONTAINER_V1, IMAGE, PROJECT, REGION, container, with_sidecar

TASK = {"image": IMAGE, "resources": {"limits": {"cpu": "1", "memory": "512Mi"}}}
PINNED = {"secret": "key", "version": "3"}


def declare() -> None:
    _access()
    _images()
    _secrets()
    _pins()
    _limits()
    _models()


def _env(name: str, value: str = "correct-horse") -> dict[str, object]:
    return {"envs": [{"name": "PLAIN", "value": "1"}, {"name": name, "value": value}]}


def _access() -> None:
    rule = "callers-are-checked"
    good.service(f"{rule}--service", invoker_iam_disabled=True)
    good.service_v1(f"{rule}--v1", on_service={"run.googleapis.com/invoker-iam-disabled": "true"})


def _images() -> None:
    rule = "images-are-pinned"
    own = f"{REGION}-docker.pkg.dev/{PROJECT}/images/worker"
    good.service(f"{rule}--latest", {"containers": [container(image=f"{own}:latest")]})
    good.service(f"{rule}--no-tag", {"containers": [container(image=own)]})
    good.service(f"{rule}--sidecar", {"containers": with_sidecar(image=f"{own}:latest")})
    good.job(f"{rule}--job", {"containers": [{**TASK, "image": own}]})
    good.worker_pool(f"{rule}--worker-pool", {"containers": [{**TASK, "image": f"{own}:latest"}]})
    good.service_v1(f"{rule}--v1", {"containers": [{**CONTAINER_V1, "image": own}]})
    rule = "images-come-from-the-own-registry"
    for name, image in (
        ("docker-hub", "nginx:1.27"),
        ("docker-hub-library", "docker.io/library/nginx:1.27"),
        ("another-project", f"{REGION}-docker.pkg.dev/another-project/images/worker:1"),
        ("project-as-prefix", f"{REGION}-docker.pkg.dev/{PROJECT}-other/images/worker:1"),
        ("container-registry", "gcr.io/cloudrun/hello:v1"),
        ("github", "ghcr.io/acme/worker:1"),
        ("no-image", f"{REGION}-docker.pkg.dev/{PROJECT}/worker:1"),
        ("look-alike", f"{REGION}-docker.pkg.dev.example.com/{PROJECT}/images/worker:1"),
    ):
        good.service(f"{rule}--{name}", {"containers": [container(image=image)]})
    good.service(f"{rule}--no-project", project=None)
    good.service(f"{rule}--sidecar", {"containers": with_sidecar(image="envoyproxy/envoy:v1.30")})
    good.job(f"{rule}--job", {"containers": [{**TASK, "image": "alpine:3.20"}]})
    good.worker_pool(f"{rule}--worker-pool", {"containers": [{**TASK, "image": "alpine:3.20"}]})
    good.service_v1(f"{rule}--v1", {"containers": [{**CONTAINER_V1, "image": "alpine:3.20"}]})


def _secrets() -> None:
    rule = "environments-hold-no-secrets"
    for name in (
        "DB_PASSWORD",
        "API_KEY",
        "JWT_SECRET",
        "GITHUB_TOKEN",
        "client_secret",
        "OPENAI_KEY",
        "DB_PW",
    ):
        good.service(f"{rule}--{name}", {"containers": [container(**_env(name))]})
    shaped = "postgres://worker:correct-horse@10.0.0.3/app"
    good.service(f"{rule}--url", {"containers": [container(**_env("DATABASE_URL", shaped))]})
    block = "-----BEGIN PRIVATE " + "KEY-----\\nMIIE"
    good.service(f"{rule}--block", {"containers": [container(**_env("SIGNING", block))]})
    for name, value in (
        ("json", '{"user": "worker", "password": "correct-horse"}'),
        ("authorization", "Authorization: Bearer correct-horse"),
        ("token-in-url", "https://example.com/hook?token=correct-horse"),
    ):
        good.service(f"{rule}--{name}", {"containers": [container(**_env("START", value))]})
    kept = {
        "envs": [
            {"name": "PLAIN", "value": "debug"},
            {"name": "MAIL", "value": pulumi.Output.secret("horse")},
        ]
    }
    good.service(f"{rule}--kept", {"containers": [container(**kept)]})
    good.job(f"{rule}--kept-job", {"containers": [{**TASK, **kept}]})
    good.service(f"{rule}--sidecar", {"containers": with_sidecar(**_env("ADMIN_PASSWORD"))})
    good.job(f"{rule}--job", {"containers": [{**TASK, **_env("API_TOKEN")}]})
    good.worker_pool(f"{rule}--worker-pool", {"containers": [{**TASK, **_env("API_TOKEN")}]})
    good.service_v1(f"{rule}--v1", {"containers": [{**CONTAINER_V1, **_env("API_TOKEN")}]})
    rule = "arguments-hold-no-secrets"
    good.service(f"{rule}--arg", {"containers": [container(args=["--password=correct-horse"])]})
    good.service(f"{rule}--two-args", {"containers": [container(args=["--api-key", "correct-horse"])]})
    good.service(f"{rule}--command", {"containers": [container(commands=["serve", "--token=correct"])]})
    good.job(f"{rule}--job", {"containers": [{**TASK, "args": ["--password=correct-horse"]}]})
    shell = ["sh", "-c", "psql --password=${PW:-correct-horse}"]
    good.service(f"{rule}--default-in-a-shell", {"containers": [container(commands=shell)]})
    words = ["--relay", pulumi.Output.secret("correct-horse")]
    good.service(f"{rule}--kept", {"containers": [container(args=words)]})
    good.service(f"{rule}--kept-annotation", annotations={"relay": pulumi.Output.secret("correct-horse")})
    good.service(f"{rule}--description", description="postgres://worker:correct-horse@10.0.0.3/app")
    headers = {"path": "/ready", "http_headers": [{"name": "X-Api-Key", "value": "correct-horse"}]}
    good.service(f"{rule}--probe", {"containers": [container(liveness_probe={"http_get": headers})]})
    good.service(f"{rule}--annotation", annotations={"db-password": "correct-horse"})
    good.service(f"{rule}--template-annotation", {"annotations": {"api-token": "correct-horse"}})
    good.service_v1(f"{rule}--v1", annotations={"db-password": "correct-horse"})


def _pins() -> None:
    rule = "secrets-are-pinned"
    for name, reference in (("latest", {"secret": "key", "version": "latest"}), ("unset", {"secret": "key"})):
        env = {"envs": [{"name": "KEY", "value_source": {"secret_key_ref": reference}}]}
        good.service(f"{rule}--{name}", {"containers": [container(**env)]})
        # Of a job the provider itself asks for a version.
        if "version" in reference:
            good.job(f"{rule}--job", {"containers": [{**TASK, **env}]})
    good.service(
        f"{rule}--sidecar",
        {
            "containers": with_sidecar(
                envs=[
                    {"name": "KEY", "value_source": {"secret_key_ref": PINNED}},
                    {"name": "OTHER", "value_source": {"secret_key_ref": {**PINNED, "version": "latest"}}},
                ]
            )
        },
    )
    path = f"projects/{PROJECT}/secrets/key/versions/latest"
    good.service(f"{rule}--path", {"containers": [container(**_env("SOURCE", path))]})
    good.job(f"{rule}--path-as-argument", {"containers": [{**TASK, "args": [f"--source={path}"]}]})
    volume = {"name": "keys", "secret": {"secret": "key", "items": [{"path": "key", "version": "latest"}]}}
    good.service(f"{rule}--volume", {"volumes": [volume]})
    reference = {"name": "key", "key": "latest"}
    env = {"envs": [{"name": "KEY", "value_from": {"secret_key_ref": reference}}]}
    good.service_v1(f"{rule}--v1", {"containers": [{**CONTAINER_V1, **env}]})


def _limits() -> None:
    good.service("services-have-probes--no-liveness", {"containers": [container(liveness_probe=None)]})
    good.service("services-have-probes--no-startup", {"containers": [container(startup_probe=None)]})
    good.service("services-have-probes--empty", {"containers": [container(startup_probe={})]})
    good.service_v1("services-have-probes--v1", {"containers": [{**CONTAINER_V1, "liveness_probe": None}]})
    rule = "containers-limit-their-memory"
    cpu = {"limits": {"cpu": "1"}}
    good.service(f"{rule}--service", {"containers": [container(resources=cpu)]})
    good.service(f"{rule}--sidecar", {"containers": with_sidecar(resources=cpu)})
    good.job(f"{rule}--job", {"containers": [{"image": IMAGE}]})
    good.worker_pool(f"{rule}--worker-pool", {"containers": [{"image": IMAGE}]})
    good.service_v1(f"{rule}--v1", {"containers": [{**CONTAINER_V1, "resources": cpu}]})
    rule = "services-limit-their-concurrency"
    good.service(f"{rule}--service", {"max_instance_request_concurrency": None})
    good.service_v1(f"{rule}--v1", {"container_concurrency": None})
    rule = "requests-have-a-timeout"
    good.service(f"{rule}--service", {"timeout": None})
    good.job(f"{rule}--job", {"timeout": None})
    good.service_v1(f"{rule}--v1", {"timeout_seconds": None})
    rule = "instances-are-limited"
    good.service(f"{rule}--service", {"scaling": {"min_instance_count": 1}})
    good.service(f"{rule}--no-scaling", {"scaling": None})
    good.service_v1(f"{rule}--v1", annotations={"autoscaling.knative.dev/maxScale": None})  # type: ignore[dict-item]


def _models() -> None:
    rule = "models-are-alive"
    for name, variable, model in (
        ("retired", "SCRIPT_MODEL", "gemini-1.5-flash"),
        ("closed-to-new", "SCRIPT_MODEL", "gemini-2.5-flash"),
        ("unheard-of", "SCRIPT_MODEL", "gemini-9.9-flash"),
        ("in-a-path", "ENDPOINT", "publishers/google/models/gemini-1.5-pro-002"),
        ("in-a-url", "ENDPOINT", "https://a.example/v1/publishers/acme/models/gone:predict"),
        ("of-a-vendor", "CHAT_MODEL", "openai/gpt-4o"),
        ("fallback", "MODEL_FALLBACK", "gemini-3.5-flash,gpt-4o"),
        ("language-model", "LLM", "claude-2.1"),
        ("gemma", "RUNS", "gemma-2-9b-it"),
        ("under-a-key", "PARAMETERS", '{"model": "gpt-4o"}'),
        ("in-json", "PARAMETERS", '{"model": "text-bison@001"}'),
        ("latest", "SCRIPT_MODEL", "gemini-flash-latest"),
    ):
        good.service(f"{rule}--{name}", {"containers": [container(**_env(variable, model))]})
    good.service(f"{rule}--sidecar", {"containers": with_sidecar(**_env("MODEL", "gemini-1.5-flash"))})
    good.job(f"{rule}--job", {"containers": [{**TASK, **_env("MODEL", "gemini-1.5-flash")}]})
    good.job(f"{rule}--arg", {"containers": [{**TASK, "args": ["--model=gemini-1.5-flash"]}]})
    good.worker_pool(f"{rule}--worker-pool", {"containers": [{**TASK, **_env("MODEL", "gemini-1.5-flash")}]})
    good.service_v1(f"{rule}--v1", {"containers": [{**CONTAINER_V1, **_env("MODEL", "gemini-1.5-flash")}]})
