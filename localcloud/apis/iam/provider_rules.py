"""What Google refuses in a provider of a workload identity pool: issuers, mappings, conditions, audiences.

Absent: fetching an issuer's keys, reading SAML metadata and trust stores.
https://cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools.providers
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from localcloud import expressions
from localcloud.errors import GoogleError, invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

_AT = "workload_identity_pool_provider"
_ISSUERS = ("oidc", "saml", "aws", "x509")
_MOST_ATTRIBUTES, _LONGEST_MAPPING, _LONGEST_CONDITION = 50, 2048, 4096
_MOST_AUDIENCES, _LONGEST_AUDIENCE = 10, 256
_KEY = re.compile(r"google\.[a-z_]+|attribute\.[a-z0-9_]{1,100}")
_CLAIM = re.compile(r"\b(?:assertion|google|attribute)\b\s*[.\[]")
_ACCOUNT = re.compile(r"\d{12}")
#: Issuers that serve everybody: without a condition, anybody's tokens would do.
_OF_EVERYBODY = frozenset({"token.actions.githubusercontent.com", "app.terraform.io"})


def check(body: Json) -> None:
    """Raises 400 for a provider that Google would not take."""
    if sum(issuer in body for issuer in _ISSUERS) != 1:
        raise invalid(f"Exactly one of {', '.join(_ISSUERS)} must be given.", _AT)
    _check_mapping(body)
    _check_condition(body)
    _check_oidc(body.get("oidc", {}))
    account = body.get("aws", {}).get("accountId", "")
    if "aws" in body and not _ACCOUNT.fullmatch(account):
        raise _bad(f"Invalid AWS account id '{account}': it has 12 digits.", "aws.account_id")


def _check_mapping(body: Json) -> None:
    mapping: Json = body.get("attributeMapping", {})
    place = "attribute_mapping"
    if "google.subject" not in mapping and (mapping or "aws" not in body):
        raise _bad("The attribute mapping must have an entry for google.subject.", place)
    if sum(key.startswith("attribute.") for key in mapping) > _MOST_ATTRIBUTES:
        raise _bad(f"At most {_MOST_ATTRIBUTES} attributes can be mapped.", place)
    for key, expression in mapping.items():
        if not _KEY.fullmatch(key):
            words = (
                f"Invalid attribute '{key}': google.subject, google.groups and attribute.NAME can be mapped."
            )
            raise _bad(words, place)
        if len(expression) > _LONGEST_MAPPING:
            raise _bad(f"The mapping of '{key}' is longer than {_LONGEST_MAPPING} characters.", place)
        if why := expressions.problem(expression):
            raise _bad(f"Failed to parse the mapping of '{key}': {why}.", place)


def _check_condition(body: Json) -> None:
    condition, place = str(body.get("attributeCondition", "")), "attribute_condition"
    if len(condition) > _LONGEST_CONDITION:
        raise _bad(f"The condition is longer than {_LONGEST_CONDITION} characters.", place)
    if condition and (why := expressions.problem(condition)):
        raise _bad(f"Failed to parse the attribute condition: {why}.", place)
    issuer = urlsplit(str(body.get("oidc", {}).get("issuerUri", "")))
    if issuer.hostname in _OF_EVERYBODY and not _CLAIM.search(condition):
        words = (
            "The attribute condition must reference one of the provider's claims. For more information, see "
            "https://cloud.google.com/iam/docs/workload-identity-federation-with-deployment-pipelines#conditions"
        )
        raise _bad(words, place)


def _check_oidc(oidc: Json) -> None:
    if oidc and not str(oidc.get("issuerUri", "")).startswith("https://"):
        raise _bad("The issuer must be an https address.", "oidc.issuer_uri")
    audiences: list[str] = oidc.get("allowedAudiences", [])
    if len(audiences) > _MOST_AUDIENCES or any(len(one) > _LONGEST_AUDIENCE for one in audiences):
        words = f"At most {_MOST_AUDIENCES} audiences of up to {_LONGEST_AUDIENCE} characters can be allowed."
        raise _bad(words, "oidc.allowed_audiences")
    if (keys := oidc.get("jwksJson")) and not _is_json_object(keys):
        raise _bad("The keys must be a JSON Web Key Set.", "oidc.jwks_json")


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _bad(words: str, place: str) -> GoogleError:
    return invalid(words, f"{_AT}.{place}")
