"""The programs that were recorded, as the inputs that the engine hands to the provider.

``RUNS`` is one entry a program: the resources in the order in which they are made, each with the inputs of
its update where the recording has one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from made import IN_DEMO, IN_REGION, LOCATION, NUMBER, REGION, Gone, Made
from recorded_upkeep import (
    BUDGETS,
    BUDGETS_GONE,
    LOGS,
    LOGS_GONE,
    MONITORING,
    MONITORING_GONE,
    SCHEDULES,
    SCHEDULES_GONE,
)

if TYPE_CHECKING:
    from localcloud.provider.values import Properties, Value

SOMEONE = "serviceAccount:a@demo.iam.gserviceaccount.com"
ISSUER = "https://token.actions.githubusercontent.com"


def on(prefix: str, **inputs: Value) -> Properties:
    """Inputs with the role and member of an IAM member on something."""
    return {"role": f"roles/{prefix}", "member": SOMEONE, **inputs}


PUBSUB = [
    Made("gcp:pubsub/topic:Topic", {"name": "plain"}),
    Made("gcp:pubsub/topic:Topic", {"name": "events-dead"}),
    Made(
        "gcp:pubsub/topic:Topic",
        {
            "name": "events",
            "labels": {"a": "b"},
            "messageRetentionDuration": "86600s",
            "schemaSettings": {"schema": "projects/demo/schemas/order", "encoding": "JSON"},
        },
        {"labels": {"a": "c"}},
    ),
    Made("gcp:pubsub/subscription:Subscription", {"name": "dead-pull", "topic": "events-dead"}),
    Made(
        "gcp:pubsub/subscription:Subscription",
        {
            "name": "events-push",
            "topic": "projects/demo/topics/events",
            "ackDeadlineSeconds": 20,
            "deadLetterPolicy": {
                "deadLetterTopic": "projects/demo/topics/events-dead",
                "maxDeliveryAttempts": 5,
            },
            "expirationPolicy": {"ttl": ""},
            "labels": {"a": "b"},
            "messageRetentionDuration": "86400s",
            "pushConfig": {
                "pushEndpoint": "https://web-1.us-central1.run.app/events",
                "attributes": {"x-goog-version": "v1"},
                "oidcToken": {
                    "serviceAccountEmail": "pusher@demo.iam.gserviceaccount.com",
                    "audience": "https://web",
                },
            },
            "retryPolicy": {"minimumBackoff": "10s", "maximumBackoff": "600s"},
        },
        {"ackDeadlineSeconds": 30},
    ),
    Made("gcp:pubsub/topicIAMMember:TopicIAMMember", on("pubsub.publisher", topic="events")),
    Made(
        "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
        on("pubsub.subscriber", subscription="events-push"),
    ),
    Made(
        "gcp:pubsub/schema:Schema",
        {
            "name": "order",
            "type": "AVRO",
            "definition": '{"type":"record","name":"Avro","fields":[{"name":"S","type":"string"}]}',
        },
    ),
]
ARTIFACTS = [
    Made(
        "gcp:artifactregistry/repository:Repository",
        {"repositoryId": "plain", "format": "DOCKER", "location": REGION},
    ),
    Made(
        "gcp:artifactregistry/repository:Repository",
        {
            "repositoryId": "app",
            "format": "DOCKER",
            "location": REGION,
            "description": "images",
            "labels": {"a": "b"},
            "dockerConfig": {"immutableTags": True},
            "cleanupPolicyDryRun": False,
            "cleanupPolicies": [
                {
                    "id": "old",
                    "action": "DELETE",
                    "condition": {"olderThan": "30d", "tagState": "UNTAGGED"},
                },
                {"id": "keep", "action": "KEEP", "mostRecentVersions": {"keepCount": 10}},
            ],
        },
        {"labels": {"a": "c"}},
    ),
    Made(
        "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
        on("artifactregistry.reader", repository="app", location=REGION),
    ),
]
MINI: Properties = {
    "name": "mini",
    "location": REGION,
    "template": {"containers": [{"image": "us-docker.pkg.dev/cloudrun/container/hello"}]},
}
CONTAINER: Properties = {
    "image": f"us-central1-docker.pkg.dev/demo/app/web@sha256:{'a' * 64}",
    "envs": [
        {"name": "A", "value": "1"},
        {"name": "S", "valueSource": {"secretKeyRef": {"secret": "db-password", "version": "latest"}}},
    ],
    "livenessProbe": {
        "failureThreshold": 3,
        "httpGet": {"path": "/healthz"},
        "periodSeconds": 10,
        "timeoutSeconds": 1,
    },
    "startupProbe": {
        "failureThreshold": 6,
        "httpGet": {"path": "/healthz"},
        "periodSeconds": 5,
        "timeoutSeconds": 2,
    },
    "ports": {"containerPort": 8080},
    "resources": {"cpuIdle": True, "limits": {"cpu": "1", "memory": "512Mi"}, "startupCpuBoost": True},
    "volumeMounts": [{"mountPath": "/secrets", "name": "s"}, {"mountPath": "/scratch", "name": "tmp"}],
}
TEMPLATE: Properties = {
    "containers": [CONTAINER],
    "labels": {"x": "y"},
    "maxInstanceRequestConcurrency": 10,
    "scaling": {"maxInstanceCount": 3, "minInstanceCount": 0},
    "serviceAccount": "web@demo.iam.gserviceaccount.com",
    "timeout": "60s",
    "volumes": [
        {"name": "s", "secret": {"secret": "db-password", "items": [{"path": "pw", "version": "latest"}]}},
        {"name": "tmp", "emptyDir": {"medium": "MEMORY", "sizeLimit": "64Mi"}},
    ],
}
WEB: Properties = {
    "name": "web",
    "location": REGION,
    "description": "web",
    "ingress": "INGRESS_TRAFFIC_ALL",
    "invokerIamDisabled": False,
    "labels": {"a": "b"},
    "launchStage": "GA",
    "template": TEMPLATE,
    "traffics": [{"percent": 100, "type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"}],
    "deletionProtection": False,
}
TASK: Properties = {
    "containers": [
        {
            "image": "us-docker.pkg.dev/cloudrun/container/job",
            "args": ["x"],
            "envs": [{"name": "A", "value": "1"}],
        }
    ],
    "maxRetries": 1,
    "timeout": "300s",
}
MIGRATE: Properties = {
    "name": "migrate",
    "location": REGION,
    "labels": {"a": "b"},
    "template": {"template": TASK},
}
MINI_JOB: Properties = {
    "name": "minijob",
    "location": REGION,
    "template": {"template": {"containers": [{"image": "us-docker.pkg.dev/cloudrun/container/job"}]}},
}
RUN = [
    Made("gcp:cloudrunv2/service:Service", MINI),
    Made("gcp:cloudrunv2/job:Job", MIGRATE, {"labels": {"a": "c"}}),
    Made(
        "gcp:cloudrunv2/service:Service",
        WEB,
        {
            "labels": {"a": "c"},
            "template": {**TEMPLATE, "scaling": {"maxInstanceCount": 4, "minInstanceCount": 0}},
        },
    ),
    Made("gcp:cloudrunv2/job:Job", MINI_JOB),
    Made(
        "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        {"role": "roles/run.invoker", "member": "allUsers", "name": "web", "location": REGION},
    ),
]
SECRETS = [
    Made(
        "gcp:secretmanager/secret:Secret",
        {"secretId": "db-password", "labels": {"a": "b"}, "replication": {"auto": {}}},
        {"labels": {"a": "c"}},
    ),
    Made(
        "gcp:secretmanager/secret:Secret",
        {
            "secretId": "regional",
            "annotations": {"k": "v"},
            "replication": {"userManaged": {"replicas": [{"location": REGION}]}},
        },
    ),
    Made(
        "gcp:secretmanager/secretVersion:SecretVersion",
        {"secret": "projects/demo/secrets/db-password", "secretData": "hunter2"},
    ),
    Made(
        "gcp:secretmanager/secretVersion:SecretVersion",
        {
            "secret": "projects/demo/secrets/regional",
            "secretDataWo": "wo-value",
            "secretDataWoVersion": "1",
        },
    ),
    Made(
        "gcp:secretmanager/secretVersion:SecretVersion",
        {"secret": "projects/demo/secrets/regional", "secretData": "x", "deletionPolicy": "DISABLE"},
        {"enabled": False},
    ),
    Made(
        "gcp:secretmanager/secretIamMember:SecretIamMember",
        on("secretmanager.secretAccessor", secretId="db-password"),
    ),
]
BUCKETS = [
    Made("gcp:storage/bucket:Bucket", {"name": "demo-mini", "location": "US"}),
    Made(
        "gcp:storage/bucket:Bucket",
        {
            "name": "demo-uploads",
            "location": REGION,
            "labels": {"a": "b"},
            "publicAccessPrevention": "enforced",
            "uniformBucketLevelAccess": True,
            "versioning": {"enabled": True},
            "softDeletePolicy": {"retentionDurationSeconds": 604800},
            "lifecycleRules": [
                {"action": {"type": "Delete"}, "condition": {"age": 30, "withState": "ARCHIVED"}}
            ],
        },
        {"labels": {"a": "c"}},
    ),
    Made("gcp:storage/bucketIAMMember:BucketIAMMember", on("storage.objectViewer", bucket="demo-uploads")),
]
RUNTIME = "web-runtime@demo.iam.gserviceaccount.com"
DEPLOYER = "deployer@demo.iam.gserviceaccount.com"
ACCOUNTS = [
    Made("gcp:serviceaccount/account:Account", {"accountId": "deployer"}),
    Made(
        "gcp:serviceaccount/account:Account",
        {"accountId": "web-runtime", "displayName": "web", "description": "runs the web service"},
        {"displayName": "web 2"},
        {"disabled": True},
    ),
    Made(
        "gcp:serviceaccount/iAMMember:IAMMember",
        {
            "serviceAccountId": f"projects/demo/serviceAccounts/{RUNTIME}",
            "role": "roles/iam.serviceAccountUser",
            "member": f"serviceAccount:{DEPLOYER}",
        },
    ),
    Made(
        "gcp:projects/iAMMember:IAMMember",
        {"project": "demo", "role": "roles/logging.logWriter", "member": f"serviceAccount:{RUNTIME}"},
    ),
    Made(
        "gcp:projects/iAMMember:IAMMember",
        {
            "project": "demo",
            "role": "roles/pubsub.viewer",
            "member": f"serviceAccount:{DEPLOYER}",
            "condition": {
                "title": "t",
                "expression": 'request.time < timestamp("2030-01-01T00:00:00Z")',
            },
        },
    ),
]
POOLS = [
    Made(
        "gcp:iam/workloadIdentityPool:WorkloadIdentityPool",
        {"workloadIdentityPoolId": "github", "displayName": "GitHub"},
        {"displayName": "GitHub 2"},
    ),
    Made(
        "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
        {
            "workloadIdentityPoolId": "github",
            "workloadIdentityPoolProviderId": "github-oidc",
            "displayName": "gh",
            "attributeCondition": "assertion.repository=='o/r'",
            "attributeMapping": {
                "google.subject": "assertion.sub",
                "attribute.repository": "assertion.repository",
            },
            "oidc": {"issuerUri": ISSUER},
        },
        {"displayName": "gh2"},
    ),
]
RUNS = {
    "pubsub": PUBSUB,
    "ar": ARTIFACTS,
    "run": RUN,
    "sec": SECRETS,
    "gcs": BUCKETS,
    "sa": ACCOUNTS,
    "wif": POOLS,
    "mon": MONITORING,
    "log": LOGS,
    "bud": BUDGETS,
    "sched": SCHEDULES,
}


POOL = "projects/demo/locations/global/workloadIdentityPools/github2"
CONDITIONAL: Properties = ACCOUNTS[4].inputs
GONE = {
    "pubsub": [
        Gone(PUBSUB[6].type, "", PUBSUB[6].inputs),
        Gone(PUBSUB[3].type, "projects/demo/subscriptions/events-push", IN_DEMO),
        Gone(PUBSUB[5].type, "", PUBSUB[5].inputs),
        Gone(PUBSUB[3].type, "projects/demo/subscriptions/dead-pull", IN_DEMO),
        *(
            Gone(PUBSUB[0].type, f"projects/demo/topics/{n}", IN_DEMO)
            for n in ("events", "events-dead", "plain2")
        ),
        Gone(PUBSUB[7].type, "projects/demo/schemas/order", IN_DEMO),
    ],
    "ar": [
        Gone(ARTIFACTS[2].type, "", {**ARTIFACTS[2].inputs, "repository": "app2"}),
        *(Gone(ARTIFACTS[0].type, f"{LOCATION}/repositories/{n}", IN_REGION) for n in ("plain", "app2")),
    ],
    "run": [
        Gone(RUN[4].type, "", RUN[4].inputs),
        *(Gone(RUN[1].type, f"{LOCATION}/jobs/{n}", IN_REGION) for n in ("migrate", "minijob")),
        *(Gone(RUN[0].type, f"{LOCATION}/services/{n}", IN_REGION) for n in ("web", "mini2")),
    ],
    "sec": [
        Gone(SECRETS[2].type, f"projects/{NUMBER}/secrets/regional/versions/2", SECRETS[4].inputs),
        Gone(SECRETS[5].type, "", SECRETS[5].inputs),
        Gone(SECRETS[2].type, f"projects/{NUMBER}/secrets/db-password/versions/2", {}),
        Gone(SECRETS[2].type, f"projects/{NUMBER}/secrets/regional/versions/3", {}),
        *(Gone(SECRETS[0].type, f"projects/demo/secrets/{n}", IN_DEMO) for n in ("db-password", "regional")),
    ],
    "gcs": [
        Gone(BUCKETS[2].type, "", BUCKETS[2].inputs),
        *(Gone(BUCKETS[0].type, name, {}) for name in ("demo-uploads", "demo-mini2")),
    ],
    "sa": [
        Gone(ACCOUNTS[3].type, "", {**ACCOUNTS[3].inputs, "role": "roles/monitoring.viewer"}),
        Gone(ACCOUNTS[3].type, "", CONDITIONAL),
        Gone(ACCOUNTS[2].type, "", ACCOUNTS[2].inputs),
        *(Gone(ACCOUNTS[0].type, f"projects/demo/serviceAccounts/{n}", IN_DEMO) for n in (DEPLOYER, RUNTIME)),
    ],
    "wif": [
        Gone(POOLS[1].type, f"{POOL}/providers/github-oidc", IN_DEMO),
        Gone(POOLS[0].type, POOL, IN_DEMO),
    ],
    "mon": MONITORING_GONE,
    "log": LOGS_GONE,
    "bud": BUDGETS_GONE,
    "sched": SCHEDULES_GONE,
}
