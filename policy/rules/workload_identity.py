"""Rules about identities from elsewhere that a workload identity pool lets in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, resource_rule

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
LOOKS_AT_THE_TOKEN = re.compile(r"\b(assertion|attribute|google)\b")
TEXT = re.compile(r"""'[^']*'|"[^"]*\"""")
ALTERNATIVES = re.compile(r"""\|\|(?=(?:[^'"]|'[^']*'|"[^"]*")*$)""")


@resource_rule(
    judges=PROVIDER,
    fix="write attribute_condition, like assertion.repository_owner_id == '1234'",
    good=(Declared(PROVIDER, {**GITHUB, "attributeCondition": "assertion.repository_owner_id == '1234'"}),),
    bad=(
        Declared(PROVIDER, GITHUB),
        Declared(PROVIDER, {**GITHUB, "attributeCondition": "true"}),
    ),
    severity="critical",
)
def workload_identity_providers_have_a_condition(provider: Resource) -> Iterator[str]:
    """An issuer such as GitHub signs tokens for everybody, and without a condition all of them are let in.

    A condition that does not look at the token, or holds whatever it says, is none. Providers with SAML
    metadata or a trust store of your own trust nobody else to begin with, and a disabled provider lets nobody
    in: they are let pass.
    https://cloud.google.com/iam/docs/best-practices-for-using-workload-identity-federation#attribute-condition
    """
    if provider.get("disabled") or {"saml", "x509"} & set(provider.props):
        return
    condition = str(provider.get("attributeCondition") or "").strip()
    if not condition:
        yield "attributeCondition is not set"
    elif _always_holds(condition):
        yield "attributeCondition holds for every token"


def _always_holds(condition: str) -> bool:
    """Say whether one of a condition's alternatives looks at nothing, or compares something with itself."""
    bare = re.sub(r"\s+", "", condition)
    while re.fullmatch(r"\([^()]*\)", bare):
        bare = bare[1:-1]
    for part in ALTERNATIVES.split(bare):
        left, same, right = part.partition("==")
        looks = LOOKS_AT_THE_TOKEN.search(TEXT.sub("", part))
        if part.count("(") == part.count(")") and (not looks or (same and left == right)):
            return True
    return False
