"""Conditions that let everybody in, and conditions that do not."""

from __future__ import annotations

import re

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import Declared
from rules.workload_identity import PROVIDER, workload_identity_providers_have_a_condition

OIDC = {"oidc": {"issuerUri": "https://token.actions.githubusercontent.com"}}
AWS = {"aws": {"accountId": "999999999999"}}


def said_of(inputs: dict[str, object]) -> list[str]:
    declared = Declared(PROVIDER, inputs)
    return [text for _, text in judged(declared, [workload_identity_providers_have_a_condition])]


OWN = {"oidc": {"issuerUri": "https://gitlab.example.com"}}
CLUSTER = {"oidc": {"issuerUri": "https://container.googleapis.com/v1/projects/p/locations/l/clusters/c"}}
EKS = {"oidc": {"issuerUri": "https://oidc.eks.us-east-1.amazonaws.com/id/ABCDEF"}}
GOOGLE = {"oidc": {"issuerUri": "https://accounts.google.com"}}
LATE = {"oidc": {"issuerUri": UNKNOWN_STRING_VALUE}}
MAPPED = {
    **OIDC,
    "attributeMapping": {
        "google.subject": "assertion.sub",
        "attribute.team": "assertion.repository_owner",
        "attribute.repository": "assertion.ref",
    },
}


@pytest.mark.parametrize(
    ("inputs", "what"),
    [
        (OIDC, "is not set"),
        ({**OIDC, "attributeCondition": ""}, "is not set"),
        ({**OIDC, "attributeCondition": "  "}, "is not set"),
        ({**OIDC, "attributeCondition": "true"}, "holds for every token"),
        ({**OIDC, "attributeCondition": " ( true ) "}, "holds for every token"),
        ({**OIDC, "attributeCondition": "1 == 1"}, "holds for every token"),
        ({**OIDC, "attributeCondition": "'assertion' == 'assertion'"}, "holds for every token"),
        ({**OIDC, "attributeCondition": "assertion.repository == 'a/b' || true"}, "holds for every token"),
        ({**OIDC, "attributeCondition": "assertion.owner==assertion.owner"}, "holds for every token"),
        ({**OIDC, "disabled": False}, "is not set"),
        (CLUSTER, "is not set"),
        ({**OWN, "attributeCondition": "true || assertion.sub == 'a'"}, "holds for every token"),
        ({**LATE, "attributeCondition": "1 == 1"}, "holds for every token"),
        ({**OIDC, "disabled": "false"}, "is not set"),
        (LATE, "is not set"),
    ],
)
def test_a_provider_that_lets_everybody_in_is_refused(inputs: dict[str, object], what: str) -> None:
    (said,) = said_of(inputs)
    assert said.startswith(f"attributeCondition {what};")


@pytest.mark.parametrize(
    "condition",
    [
        "assertion.repository != ''",
        "size(assertion.repository) > 0",
        "assertion.repository.size() > 3",
        "has(assertion.repository)",
        "has(assertion.repository) && assertion.ref == 'refs/heads/main'",
        "assertion.ref == 'refs/heads/main'",
        "assertion.iss == 'https://token.actions.githubusercontent.com'",
        "assertion.aud == 'https://github.com/acme'",
        "assertion.repository == ''",
        "assertion.repository.startsWith('')",
        "assertion.sub.startsWith('repo:')",
        "assertion.repository.matches('.*')",
        r"assertion.repository.matches('^[a-z]+/\\w+$')",
        "assertion.repository == 'acme/app' || has(assertion.ref)",
        "assertion.repository == 'acme/app' || assertion.ref == 'x'",
        "assertion.ref == 'x' ? true : true",
        "assertion.repository == 'acme/app' ? true : assertion.ref == 'x'",
        "assertion.ref == 'x' ? assertion.repository == 'acme/app' : assertion.ref == 'y'",
        "!(assertion.repository == 'acme/app')",
        "(assertion.repository == 'acme/app') == false",
        "assertion.repository in ['']",
        "assertion.repository_visibility == 'public'",
        "assertion['ref'] == 'repository'",
        "attribute.repository == 'acme/app'",
    ],
)
def test_a_condition_that_any_repository_fulfils_is_refused(condition: str) -> None:
    (said,) = said_of({**MAPPED, "attributeCondition": condition})
    assert re.match("attributeCondition (names no owner|holds for every)", said)


@pytest.mark.parametrize(
    "inputs",
    [
        *(
            {**MAPPED, "attributeCondition": condition}
            for condition in (
                "assertion.repository_owner_id == '1234'",
                "'acme/app' == assertion.repository",
                "assertion['repository'] == \"acme/app\"",
                "assertion.repository_id == '1' && assertion.ref == 'refs/heads/main'",
                "(assertion.repository in ['acme/a', 'acme/b'])",
                "assertion.repository in ['acme/a']",
                "assertion.repository in['acme/a']",
                "assertion.repository.matches('^acme/.*')",
                "assertion.repository_owner == 'acme' || assertion.repository_id == '12'",
                "assertion.sub.startsWith('repo:acme/')",
                "google.subject.matches('^repo:acme/.*')",
                "attribute.team == 'acme'",
                "assertion.repository.split('/')[0] == 'acme'",
                "assertion.repository == 'a||b'",
                "assertion.ref == 'x' ? assertion.repository == 'acme/app' : false",
                "assertion.ref == 'a' && (assertion.repository == 'b/c' || false)",
                "has(assertion.repository) && assertion.repository == 'acme/app'",
                "['acme', 'other'].exists(owner, assertion.repository_owner == owner)",
                "assertion.repository == 'acme/app' && assertion.ref != ''",
            )
        ),
        AWS,
        {**OWN, "attributeCondition": "assertion.ref == 'a' || assertion.ref == 'b'"},
        {**OWN, "attributeCondition": "assertion.x['a'] == assertion.x['b']"},
        {**CLUSTER, "attributeCondition": "assertion.aud == 'x'"},
        {**EKS, "attributeCondition": "assertion.ref in ['true', 'x']"},
        {**GOOGLE, "attributeCondition": "assertion.email == 'api@a-project.iam.gserviceaccount.com'"},
        {**LATE, "attributeCondition": "attribute.repository == 'acme/app'"},
        {**OIDC, "disabled": True},
        {"x509": {"trustStore": {}}},
        {"saml": {"idpMetadataXml": "<xml/>"}},
    ],
)
def test_a_provider_that_asks_who_comes_passes(inputs: dict[str, object]) -> None:
    assert said_of(inputs) == []


@pytest.mark.parametrize(
    "inputs",
    [
        {**OIDC, "attributeCondition": UNKNOWN_STRING_VALUE},
        {**LATE, "attributeCondition": "assertion.ref == 'a'"},
    ],
)
def test_an_unknown_condition_or_issuer_is_judged_later(inputs: dict[str, object]) -> None:
    assert said_of(inputs) == [UNJUDGED]
