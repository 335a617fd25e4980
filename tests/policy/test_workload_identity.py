"""Conditions that let everybody in, and conditions that do not."""

from __future__ import annotations

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


@pytest.mark.parametrize(
    ("inputs", "what"),
    [
        (OIDC, "is not set"),
        (AWS, "is not set"),
        ({**OIDC, "attributeCondition": ""}, "is not set"),
        ({**OIDC, "attributeCondition": "  "}, "is not set"),
        ({**OIDC, "attributeCondition": "true"}, "holds for every token"),
        ({**OIDC, "attributeCondition": " ( true ) "}, "holds for every token"),
        ({**OIDC, "attributeCondition": "1 == 1"}, "holds for every token"),
        ({**OIDC, "attributeCondition": "'assertion' == 'assertion'"}, "holds for every token"),
        ({**OIDC, "attributeCondition": "assertion.repository == 'a/b' || true"}, "holds for every token"),
        ({**OIDC, "attributeCondition": "assertion.owner==assertion.owner"}, "holds for every token"),
        ({**OIDC, "disabled": False}, "is not set"),
        ({"oidc": {"issuerUri": UNKNOWN_STRING_VALUE}}, "is not set"),
    ],
)
def test_a_provider_that_lets_everybody_in_is_refused(inputs: dict[str, object], what: str) -> None:
    (said,) = said_of(inputs)
    assert said.startswith(f"attributeCondition {what};")


@pytest.mark.parametrize(
    "inputs",
    [
        {**OIDC, "attributeCondition": "assertion.repository_owner_id == '1234'"},
        {**OIDC, "attributeCondition": "attribute.repository == 'acme/app'"},
        {**OIDC, "attributeCondition": "google.subject.startsWith('repo:acme/')"},
        {**OIDC, "attributeCondition": "assertion.ref == 'a' || assertion.ref == 'b'"},
        {**OIDC, "attributeCondition": "assertion.ref in ['true', 'x']"},
        {**OIDC, "attributeCondition": "assertion.email_verified == true"},
        {**OIDC, "attributeCondition": "assertion.repository == 'a||b'"},
        {**OIDC, "attributeCondition": "assertion.a == 'b' && (assertion.c == 'd' || false)"},
        {**OIDC, "attributeCondition": "assertion.x['a'] == assertion.x['b']"},
        {**OIDC, "disabled": True},
        {"x509": {"trustStore": {}}},
        {"saml": {"idpMetadataXml": "<xml/>"}},
    ],
)
def test_a_provider_that_asks_who_comes_passes(inputs: dict[str, object]) -> None:
    assert said_of(inputs) == []


def test_an_unknown_condition_is_judged_later() -> None:
    assert said_of({**OIDC, "attributeCondition": UNKNOWN_STRING_VALUE}) == [UNJUDGED]
