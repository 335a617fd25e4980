"""Keys, identities that nobody chose, pools that let everybody in, and APIs."""

from __future__ import annotations

import good
import pulumi_gcp as gcp
from good import ACCOUNT, PROJECT, REGION

COMPUTE = "123456789012-compute@developer.gserviceaccount.com"


def declare() -> None:
    _keys()
    _runtimes()
    _pools()
    _apis()


def _keys() -> None:
    rule = "service-accounts-have-no-keys"
    gcp.serviceaccount.Key(f"{rule}--key", service_account_id=ACCOUNT)
    gcp.storage.HmacKey(f"{rule}--hmac", project=PROJECT, service_account_email=ACCOUNT)


def _runtimes() -> None:
    rule = "runtimes-run-as-themselves"
    good.service(f"{rule}--unset", {"service_account": None})
    good.service(f"{rule}--compute", {"service_account": COMPUTE})
    good.job(f"{rule}--job", {"service_account": None})
    good.worker_pool(f"{rule}--worker-pool", {"service_account": None})
    good.service_v1(f"{rule}--v1", {"service_account_name": None})
    share = "runtimes-share-no-identity"
    shared = f"everything@{PROJECT}.iam.gserviceaccount.com"
    good.service(f"{share}--service", {"service_account": shared})
    good.job(f"{share}--job", {"service_account": shared})
    gcp.compute.Instance(
        f"{rule}--machine",
        project=PROJECT,
        zone=f"{REGION}-a",
        machine_type="e2-small",
        boot_disk={"initialize_params": {"image": "debian-cloud/debian-12"}},
        network_interfaces=[{"network": "default"}],
        service_account={"email": COMPUTE, "scopes": ["cloud-platform"]},
    )


def _pools() -> None:
    rule = "workload-identity-providers-have-a-condition"
    for name, condition in (
        ("none", None),
        ("empty", ""),
        ("true", "true"),
        ("not-empty", "assertion.repository != ''"),
        ("branch", "assertion.ref == 'refs/heads/main'"),
        ("or-there", "assertion.repository == 'acme/app' || has(assertion.ref)"),
    ):
        gcp.iam.WorkloadIdentityPoolProvider(
            f"{rule}--{name}",
            project=PROJECT,
            workload_identity_pool_id="github",
            workload_identity_pool_provider_id="github",
            attribute_mapping={"google.subject": "assertion.sub"},
            attribute_condition=condition,
            oidc={"issuer_uri": "https://token.actions.githubusercontent.com"},
        )


def _apis() -> None:
    rule = "services-are-never-disabled-on-destroy"
    gcp.projects.Service(
        f"{rule}--speech", project=PROJECT, service="texttospeech.googleapis.com", disable_on_destroy=True
    )
    rule = "api-names-exist"
    gcp.projects.Service(f"{rule}--typo", project=PROJECT, service="pubsubb.googleapis.com")
    gcp.projects.Service(f"{rule}--short", project=PROJECT, service="pubsub")
    gcp.projects.Service(f"{rule}--product", project=PROJECT, service="cloudrun.googleapis.com")
    gcp.projects.Service(f"{rule}--empty", project=PROJECT, service="")
    once = "apis-are-declared-once"
    gcp.projects.Service(f"{once}--again", project=PROJECT, service="run.googleapis.com")
    good.service("resources-wait-for-their-apis--service")
    gcp.cloudtasks.Queue("apis-are-declared--queue", project=PROJECT, location=REGION)
    # The secret belongs to a project for which nothing is declared.
    gcp.secretmanager.RegionalSecretVersion(
        "apis-are-declared--of-another-project",
        secret="projects/b-project/locations/us-central1/secrets/key",
        secret_data_wo="x",
    )
