"""Signing without a private key goes through IAM Credentials: addresses, tokens, impersonation.

A service on Cloud Run has no key, so a signed address needs the API there; with a key file it does not, which
the code does not tell. Where the code names an account to sign as, it is certain; elsewhere it is a hint.

https://cloud.google.com/iam/docs/reference/credentials/rest
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Confidence, Sighting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

API = "iamcredentials.googleapis.com"
_ALWAYS = re.compile(
    r"google\.auth\.impersonated_credentials\.(Credentials|IDTokenCredentials)|google\.auth\.iam\.Signer"
    r"|google-auth-library\.Impersonated|google\.golang\.org/api/impersonate\.\w+"
    r"|com\.google\.auth\.oauth2\.ImpersonatedCredentials\.(create|newBuilder)"
    r"|Google\.Apis\.Auth\.OAuth2\.ImpersonatedCredential\.\w+"
    r"|cloud\.google\.com/go/auth/credentials/impersonate\.\w+"
)
_SIGNS = re.compile(
    r".*\.(generate_signed_url|generate_signed_post_policy_v4|getSignedUrl|generateSignedPostPolicyV4|SignedURL"
    r"|signUrl|sign_blob|signBlob)"
)
_SIGNS_AS = ("access_token", "service_account_email")


def detect(service: Service) -> Iterator[Sighting]:
    """Give the places that sign."""
    for file, source in service.of():
        for use in source.uses:
            if not use.called:
                continue
            if _ALWAYS.fullmatch(use.path):
                yield Sighting(API, file, use.line, f"{use.path}(…)")
            elif _SIGNS.fullmatch(use.path):
                certain = all(key in use.keywords for key in _SIGNS_AS)
                words = f"{use.path}(…) signs without a key of its own"
                yield Sighting(API, file, use.line, words, Confidence.CERTAIN if certain else Confidence.WEAK)
