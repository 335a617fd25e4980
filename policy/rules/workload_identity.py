"""Rules about identities from elsewhere that a workload identity pool lets in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, known, resource_rule
from rules.conditions import claims, claims_of, compares, narrows, says_something
from rules.readings import is_true, peek

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider"
GITHUB = {
    "project": "a-project",
    "workloadIdentityPoolId": "github",
    "workloadIdentityPoolProviderId": "github",
    "attributeMapping": {"google.subject": "assertion.sub"},
    "oidc": {"issuerUri": "https://token.actions.githubusercontent.com"},
}
# Issuers that sign for everybody. One with a path (of an enterprise, a cluster) is somebody's own.
SHARED = re.compile(
    r"(https://)?(token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|accounts\.google\.com"
    r"|oidc\.circleci\.com|api\.bitbucket\.org|agent\.buildkite\.com|oidc\.vercel\.com)/?",
    re.IGNORECASE,
)
# Claims of theirs that name an owner, a repository, a project or a person, by name or by number.
NARROWING = re.compile(
    r"sub|subject|email|hd|actor(_id)?|azp|workspace|enterprise(_id)?|(job_)?workflow_ref"
    r"|(repository|repo)(_owner|_name|_path)?(_id)?|owner(_id)?"
    r"|(root_)?(namespace|group)s?(_path|_id)?|project(_path|_id|_name)?|user_(login|id|email)"
    r"|(terraform_)?(organi[sz]ation|project|workspace)(_id|_name|_slug)?|terraform_full_workspace"
    r"|oidc\.circleci\.com/(project|org)-id|repositoryuuid|workspaceuuid|pipeline_id|pipelineuuid",
    re.IGNORECASE,
)


@resource_rule(
    judges=PROVIDER,
    fix="write attribute_condition, like assertion.repository_owner_id == '1234'",
    good=(Declared(PROVIDER, {**GITHUB, "attributeCondition": "assertion.repository_owner_id == '1234'"}),),
    bad=(
        Declared(PROVIDER, GITHUB),
        Declared(PROVIDER, {**GITHUB, "attributeCondition": "true"}),
        Declared(PROVIDER, {**GITHUB, "attributeCondition": "assertion.ref == 'refs/heads/main'"}),
    ),
    severity="critical",
)
def workload_identity_providers_have_a_condition(provider: Resource) -> Iterator[str]:
    """An issuer such as GitHub signs tokens for everybody, and without a condition all of them are let in.

    For an issuer that everybody shares, a condition must compare something that names an owner, a repository,
    a project or a person with a constant; a branch or the mere presence of a claim is everybody's. For an
    issuer of one's own (a cluster, a server) it must look at the token. Providers with an account of AWS,
    SAML metadata or a trust store of your own trust nobody else to begin with, and a disabled provider lets
    nobody in: they are let pass.
    https://cloud.google.com/iam/docs/best-practices-for-using-workload-identity-federation#attribute-condition
    """
    if is_true(provider.get("disabled")) or {"saml", "x509", "aws"} & set(provider.props):
        return
    condition = str(provider.get("attributeCondition") or "").strip()
    if not condition:
        yield "attributeCondition is not set"
    elif not narrows(condition, says_something):
        yield "attributeCondition holds for every token"
    elif not narrows(condition, lambda part: compares(part) and _named(provider, claims(part))) and (
        SHARED.fullmatch(str(provider.get("oidc.issuerUri") or ""))
    ):
        yield "attributeCondition names no owner, repository, project or person of the issuer's"


def _named(provider: Resource, found: set[str]) -> bool:
    mapping = known(provider.props, "attributeMapping")
    for claim in found:
        # A mapped attribute is whatever its mapping is made from.
        meant = str(peek(mapping, claim) or claim)
        if any(NARROWING.fullmatch(one.partition(".")[2]) for one in claims_of(meant)):
            return True
    return False
