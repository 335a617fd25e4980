"""A whole platform in which nothing is refused, with one of everything that the rules judge."""

import good
import pulumi
import pulumi_gcp as gcp
from good import PROJECT, REGION

good.declare_apis()
identity = {
    name: gcp.serviceaccount.Account(name, project=PROJECT, account_id=f"runs-{name}")
    for name in ("api", "worker", "nightly", "puller", "pushes", "builds")
}
agent = gcp.projects.ServiceIdentity("pubsub-agent", project=PROJECT, service="pubsub.googleapis.com")

good.repository("images", docker_config={"immutable_tags": True})
good.bucket("content")
good.bucket(
    "logs", versioning=None, lifecycle_rules=[{"action": {"type": "Delete"}, "condition": {"age": 30}}]
)
good.secret("session-key")

api = good.service(
    "api",
    {
        "service_account": identity["api"].email,
        "containers": [
            {
                **good.CONTAINER,
                "name": "main",
                "ports": {"container_port": 8080},
                "envs": [
                    {"name": "MAX_TOKENS", "value": "4096"},
                    {"name": "TOKEN_URL", "value": "https://oauth2.googleapis.com/token"},
                    {"name": "SCRIPT_MODEL", "value": "gemini-3.5-flash"},
                    {"name": "SECRET_NAME", "value": f"projects/{PROJECT}/secrets/session-key"},
                    {
                        "name": "SESSION_KEY",
                        "value_source": {"secret_key_ref": {"secret": "session-key", "version": "3"}},
                    },
                ],
                "args": ["--port=8080", "--password-file=/secrets/password"],
            },
            good.SIDECAR,
        ],
    },
    name="api",
)
worker = good.service(
    "worker", {"service_account": identity["worker"].email, "timeout": "540s"}, name="worker"
)
good.job("nightly", {"service_account": identity["nightly"].email})
good.worker_pool("puller", {"service_account": identity["puller"].email})

requests = good.topic("requests")
dead_letters = good.topic("dead-letters")
good.subscription("dead-letters-pull", topic=dead_letters.id, dead_letter_policy=None)
may_push = gcp.cloudrunv2.ServiceIamMember(
    "pubsub-calls-worker",
    project=PROJECT,
    location=REGION,
    name=worker.name,
    role="roles/run.invoker",
    member=identity["pushes"].member,
)
push = good.subscription(
    "push",
    topic=requests.id,
    ack_deadline_seconds=600,
    dead_letter_policy={"dead_letter_topic": dead_letters.id, "max_delivery_attempts": 5},
    push_config={
        "push_endpoint": worker.uri,
        "oidc_token": {
            "service_account_email": identity["pushes"].email,
            "audience": "https://worker.internal",
        },
    },
)
gcp.pubsub.TopicIAMMember(
    "agent-publishes-dead-letters",
    project=PROJECT,
    topic=dead_letters.name,
    role="roles/pubsub.publisher",
    member=agent.member,
)
gcp.pubsub.SubscriptionIAMMember(
    "agent-acknowledges-dead-letters",
    project=PROJECT,
    subscription=push.name,
    role="roles/pubsub.subscriber",
    member=agent.member,
)
gcp.pubsub.TopicIAMMember(
    "api-publishes",
    project=PROJECT,
    topic=requests.name,
    role="roles/pubsub.publisher",
    member=identity["api"].member,
)
gcp.projects.IAMMember(
    "api-calls-models", project=PROJECT, role="roles/aiplatform.user", member=identity["api"].member
)
gcp.storage.BucketIAMMember(
    "worker-writes",
    bucket=f"{PROJECT}-content",
    role="roles/storage.objectAdmin",
    member=identity["worker"].member,
)
gcp.projects.IAMMember(
    "staff-reads-logs", project=PROJECT, role="roles/logging.viewer", member="group:staff@example.com"
)

pool = gcp.iam.WorkloadIdentityPool("github", project=PROJECT, workload_identity_pool_id="github")
gcp.iam.WorkloadIdentityPoolProvider(
    "github",
    project=PROJECT,
    workload_identity_pool_id=pool.workload_identity_pool_id,
    workload_identity_pool_provider_id="github",
    attribute_mapping={"google.subject": "assertion.sub", "attribute.repository": "assertion.repository"},
    attribute_condition='assertion.repository_id == "1234"',
    oidc={"issuer_uri": "https://token.actions.githubusercontent.com"},
)
gcp.serviceaccount.IAMMember(
    "github-builds",
    service_account_id=identity["builds"].name,
    role="roles/iam.workloadIdentityUser",
    member=pool.name.apply(
        lambda name: f"principalSet://iam.googleapis.com/{name}/attribute.repository/acme/app"
    ),
)
gcp.billing.Budget(
    "monthly",
    billing_account="000000-000000-000000",
    amount={"specified_amount": {"currency_code": "USD", "units": "100"}},
    threshold_rules=[{"threshold_percent": 0.9}],
)
gcp.logging.ProjectBucketConfig(
    "default-logs", project=PROJECT, location="global", bucket_id="_Default", retention_days=30
)
key = gcp.secretmanager.Secret(
    "shop-key",
    project=PROJECT,
    secret_id="shop-key",
    labels=good.LABELS,
    replication={"auto": {}},
    topics=[{"name": f"projects/{PROJECT}/topics/rotate"}],
    rotation={"rotation_period": "7776000s", "next_rotation_time": "2027-01-01T00:00:00Z"},
)
ordinary = {
    "AUTH_USER_MODEL": "accounts.User",
    "RENDER_TOPIC": f"projects/{PROJECT}/topics/veo-3-renders",
    "BLOCKED_MODELS": "gemini-1.5-flash",
    "CHAT_MODEL": "stub",
    "SPEECH_MODEL": "de-DE-Chirp3-HD-Kore",
    "DB_PASSWORD_SECRET": key.name,
    "API_TOKEN": "berglas://bucket/token",
    "ALLOW_EMPTY_PASSWORD": "1",
    "CSRF_TOKEN": "x-csrf-token",
    "NEXT_PUBLIC_API_KEY": "shop-1",
    "START": "psql --password=$(cat /run/secrets/db)",
}
good.service(
    "ordinary",
    {
        "service_account": f"ordinary@{PROJECT}.iam.gserviceaccount.com",
        "containers": [
            {**good.CONTAINER, "envs": [{"name": name, "value": value} for name, value in ordinary.items()]}
        ],
    },
    project=None,
    opts=pulumi.ResourceOptions(provider=gcp.Provider("ours", project=PROJECT)),
)
good.service(
    "of-sources",
    {
        "service_account": f"of-sources@{PROJECT}.iam.gserviceaccount.com",
        "containers": [
            {
                **good.CONTAINER,
                "image": "scratch",
                "base_image_uri": "us-docker.pkg.dev/serverless-runtimes/google-22/runtimes/python312",
                "source_code": {"cloud_storage_source": {"bucket": "b", "object": "o"}},
            }
        ],
    },
)
good.bucket("classes", versioning=None, autoclass={"enabled": True})
gcp.artifactregistry.Repository(
    "packages",
    project=PROJECT,
    location=REGION,
    repository_id="packages",
    format="PYTHON",
    labels=good.LABELS,
)
gcp.storage.BucketAccessControl("staff-reads", bucket="logs", role="READER", entity="group-staff@example.com")
gcp.iam.WorkloadIdentityPoolProvider(
    "aws",
    project=PROJECT,
    workload_identity_pool_id=pool.workload_identity_pool_id,
    workload_identity_pool_provider_id="aws",
    aws={"account_id": "999999999999"},
)
gcp.projects.Service("telemetry-api", project=PROJECT, service="telemetry.googleapis.com")
pulumi.export("api", api.uri)
