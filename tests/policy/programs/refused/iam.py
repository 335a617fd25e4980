"""Grants that must be refused, in every shape in which a role can be given."""

from __future__ import annotations

import json
from typing import Any

import pulumi_gcp as gcp
from good import ACCOUNT, PROJECT, REGION, ROBOT

RUN = {"project": PROJECT, "location": REGION, "name": "api", "role": "roles/run.invoker"}
COMPUTE = "serviceAccount:123456789012-compute@developer.gserviceaccount.com"
APP_ENGINE = f"serviceAccount:{PROJECT}@appspot.gserviceaccount.com"
POOL = "principalSet://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/github"
DATASET = {"project": PROJECT, "dataset_id": "lessons"}
CONDITION = {"title": "office hours", "expression": "request.time.getHours() < 17"}


def policy(role: str, *members: str) -> str:
    return json.dumps({"bindings": [{"role": role, "members": list(members)}]})


def project_grant(name: str, role: str, member: str = ROBOT, **more: Any) -> None:
    gcp.projects.IAMMember(name, project=PROJECT, role=role, member=member, **more)


def declare() -> None:
    _public()
    _basic()
    _authoritative()
    _impersonation()
    _wrong_members()
    _custom_roles()


def _public() -> None:
    rule = "grants-are-not-public"
    gcp.cloudrunv2.ServiceIamMember(f"{rule}--service", **RUN, member="allUsers")
    gcp.cloudrunv2.ServiceIamBinding(f"{rule}--service-binding", **RUN, members=[ROBOT, "allUsers"])
    gcp.cloudrunv2.ServiceIamPolicy(
        f"{rule}--service-policy",
        project=PROJECT,
        location=REGION,
        name="api",
        policy_data=policy("roles/run.invoker", ROBOT, "allAuthenticatedUsers"),
    )
    gcp.cloudrunv2.JobIamMember(f"{rule}--job", **RUN, member="allAuthenticatedUsers")
    gcp.cloudrunv2.WorkerPoolIamMember(f"{rule}--worker-pool", **RUN, member="allUsers")
    v1 = {key: value for key, value in RUN.items() if key != "name"}
    gcp.cloudrun.IamMember(f"{rule}--v1", service="api", **v1, member="allUsers")
    gcp.cloudrun.IamBinding(f"{rule}--v1-binding", service="api", **v1, members=["ALLUSERS"])
    viewer = "roles/storage.objectViewer"
    gcp.storage.BucketIAMMember(f"{rule}--bucket", bucket="b", role=viewer, member="allUsers")
    gcp.storage.BucketIAMMember(
        f"{rule}--bucket-with-condition", bucket="b", role=viewer, member="allUsers", condition=CONDITION
    )
    gcp.storage.BucketIAMBinding(f"{rule}--bucket-binding", bucket="b", role=viewer, members=["allusers"])
    gcp.storage.BucketIAMPolicy(f"{rule}--bucket-policy", bucket="b", policy_data=policy(viewer, "allUsers"))
    topic = {"project": PROJECT, "topic": "requests", "role": "roles/pubsub.publisher"}
    gcp.pubsub.TopicIAMMember(f"{rule}--topic", **topic, member="allUsers")
    gcp.pubsub.SubscriptionIAMBinding(
        f"{rule}--subscription",
        subscription="s",
        role="roles/pubsub.subscriber",
        members=["allAuthenticatedUsers"],
    )
    gcp.artifactregistry.RepositoryIamMember(
        f"{rule}--repository",
        location=REGION,
        repository="images",
        role="roles/artifactregistry.reader",
        member="allUsers",
    )
    gcp.secretmanager.SecretIamMember(
        f"{rule}--secret", secret_id="key", role="roles/secretmanager.secretAccessor", member="allUsers"
    )
    gcp.folder.IAMMember(f"{rule}--folder", folder="folders/1", role="roles/browser", member="allUsers")
    gcp.organizations.IAMMember(f"{rule}--org", org_id="1", role="roles/browser", member="allUsers")
    project_grant(f"{rule}--alias", "roles/browser", "principalSet://goog/public:all")
    project_grant(f"{rule}--everybodys-domain", "roles/browser", "domain:gmail.com")
    gcp.bigquery.DatasetIamMember(
        f"{rule}--dataset", **DATASET, role="roles/bigquery.dataViewer", member="iamMember:allUsers"
    )
    text = json.dumps({"bindings": [{"role": viewer, "members": "allUsers"}]})
    gcp.storage.BucketIAMPolicy(f"{rule}--one-text", bucket="b", policy_data=text)


def _basic() -> None:
    rule = "roles-are-not-basic"
    project_grant(f"{rule}--owner", "roles/owner")
    project_grant(f"{rule}--editor-of-a-group", "roles/editor", "group:staff@example.com")
    project_grant(f"{rule}--viewer-with-condition", "roles/viewer", condition=CONDITION)
    gcp.projects.IAMBinding(f"{rule}--binding", project=PROJECT, role="roles/editor", members=[ROBOT])
    gcp.projects.IAMPolicy(f"{rule}--policy", project=PROJECT, policy_data=policy("roles/owner", ROBOT))
    gcp.folder.IAMMember(f"{rule}--folder", folder="folders/1", role="roles/editor", member=ROBOT)
    gcp.organizations.IAMMember(f"{rule}--org", org_id="1", role="roles/viewer", member=ROBOT)
    gcp.pubsub.TopicIAMMember(f"{rule}--topic", topic="t", role="roles/editor", member=ROBOT)
    _entitlement(f"{rule}--entitlement", "roles/owner", "group:staff@example.com")
    gcp.bigquery.DatasetIamMember(
        "members-are-not-holders-of-basic-roles--dataset",
        **DATASET,
        role="roles/bigquery.dataViewer",
        member="projectReaders",
    )


def _entitlement(name: str, role: str, principal: str) -> None:
    gcp.privilegedaccessmanager.Entitlement(
        name,
        parent=f"projects/{PROJECT}",
        location="global",
        entitlement_id="repairs",
        max_request_duration="3600s",
        requester_justification_config={"unstructured": {}},
        eligible_users=[{"principals": [principal]}],
        privileged_access={
            "gcp_iam_access": {
                "resource": f"//cloudresourcemanager.googleapis.com/projects/{PROJECT}",
                "resource_type": "cloudresourcemanager.googleapis.com/Project",
                "role_bindings": [{"role": role}],
            }
        },
    )


def _authoritative() -> None:
    rule = "grants-add-members"
    gcp.projects.IAMBinding(f"{rule}--project", project=PROJECT, role="roles/run.viewer", members=[ROBOT])
    gcp.projects.IAMPolicy(f"{rule}--policy", project=PROJECT, policy_data=policy("roles/run.viewer", ROBOT))
    gcp.pubsub.TopicIAMBinding(f"{rule}--topic", topic="t", role="roles/pubsub.viewer", members=[ROBOT])
    gcp.storage.BucketIAMPolicy(
        f"{rule}--bucket", bucket="b", policy_data=policy("roles/storage.viewer", ROBOT)
    )
    gcp.serviceaccount.IAMBinding(
        f"{rule}--account",
        service_account_id=f"projects/{PROJECT}/serviceAccounts/{ACCOUNT}",
        role="roles/iam.workloadIdentityUser",
        members=[f"{POOL}/attribute.repository/acme/app"],
    )
    gcp.cloudrun.IamBinding(
        f"{rule}--v1", service="api", location=REGION, role="roles/run.invoker", members=[ROBOT]
    )


def _impersonation() -> None:
    rule = "nobody-impersonates-a-whole-project"
    project_grant(f"{rule}--user", "roles/iam.serviceAccountUser")
    project_grant(f"{rule}--tokens", "roles/iam.serviceAccountTokenCreator")
    project_grant(f"{rule}--openid", "roles/iam.serviceAccountOpenIdTokenCreator")
    project_grant(f"{rule}--pool", "roles/iam.workloadIdentityUser", f"{POOL}/attribute.repository/acme/app")
    gcp.folder.IAMMember(
        f"{rule}--folder", folder="folders/1", role="roles/iam.serviceAccountTokenCreator", member=ROBOT
    )
    gcp.organizations.IAMBinding(
        f"{rule}--org", org_id="1", role="roles/iam.serviceAccountUser", members=[ROBOT]
    )
    gcp.projects.IAMPolicy(
        f"{rule}--policy", project=PROJECT, policy_data=policy("roles/iam.serviceAccountUser", ROBOT)
    )
    admin = "nobody-administers-service-accounts"
    project_grant(f"{admin}--admin", "roles/iam.serviceAccountAdmin")
    project_grant(f"{admin}--keys", "roles/iam.serviceAccountKeyAdmin", "group:staff@example.com")
    gcp.serviceaccount.IAMMember(
        f"{admin}--one-account",
        service_account_id=f"projects/{PROJECT}/serviceAccounts/{ACCOUNT}",
        role="roles/iam.serviceAccountAdmin",
        member=ROBOT,
    )
    holds = "service-accounts-hold-no-admin-role"
    project_grant(f"{holds}--run", "roles/run.admin")
    project_grant(f"{holds}--storage", "roles/storage.admin")
    gcp.folder.IAMMember(f"{holds}--folder", folder="folders/1", role="roles/pubsub.admin", member=ROBOT)


def _wrong_members() -> None:
    default = "default-service-accounts-get-no-role"
    project_grant(f"{default}--compute", "roles/run.viewer", COMPUTE)
    project_grant(f"{default}--app-engine", "roles/run.viewer", APP_ENGINE)
    gcp.storage.BucketIAMMember(
        f"{default}--bucket", bucket="b", role="roles/storage.objectViewer", member=COMPUTE
    )
    gcp.pubsub.TopicIAMBinding(
        f"{default}--topic", topic="t", role="roles/pubsub.viewer", members=[ROBOT, COMPUTE]
    )
    person = "grants-name-no-single-person"
    project_grant(f"{person}--project", "roles/run.viewer", "user:someone@example.com")
    gcp.secretmanager.SecretIamMember(
        f"{person}--secret",
        secret_id="key",
        role="roles/secretmanager.viewer",
        member="user:someone@example.com",
    )
    gcp.pubsub.TopicIAMBinding(
        f"{person}--binding", topic="t", role="roles/pubsub.viewer", members=[ROBOT, "user:a@example.com"]
    )
    _entitlement(f"{person}--entitlement", "roles/run.viewer", "user:someone@example.com")
    organization = "principalSet://cloudresourcemanager.googleapis.com/organizations/123456789012"
    for name, member in (
        ("everyone", f"{POOL}/*"),
        ("workforce", "principalSet://iam.googleapis.com/locations/global/workforcePools/staff/*"),
        ("organization", f"{organization}/type/ServiceAccount"),
    ):
        gcp.serviceaccount.IAMMember(
            f"pool-grants-name-an-attribute--{name}",
            service_account_id=f"projects/{PROJECT}/serviceAccounts/{ACCOUNT}",
            role="roles/iam.workloadIdentityUser",
            member=member,
        )


def _custom_roles() -> None:
    rule = "custom-roles-do-not-impersonate"
    for name, permission in (
        ("acts", "iam.serviceAccounts.actAs"),
        ("tokens", "iam.serviceAccounts.getAccessToken"),
        ("keys", "iam.serviceAccountKeys.create"),
        ("policy", "resourcemanager.projects.setIamPolicy"),
        ("roles", "iam.roles.update"),
        ("hmac", "storage.hmacKeys.create"),
        ("providers", "iam.workloadIdentityPoolProviders.create"),
    ):
        gcp.projects.IAMCustomRole(
            f"{rule}--{name}",
            project=PROJECT,
            role_id=name,
            title=name,
            permissions=["run.services.get", permission],
        )
