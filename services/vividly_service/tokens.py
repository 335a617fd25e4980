"""Verifies who is calling, by an OpenID Connect token in `Authorization`.

Checked are the signature (against the certificates at an address from the settings), audience, expiry, and
the issuer, which Google's library leaves to the caller.

A token that Cloud Run itself has checked arrives with its signature cut off. Where a service says that it
stands behind that check, such a token is believed once its claims are checked; elsewhere it is refused. Cloud
Run checks one token: with `X-Serverless-Authorization` beside it, nobody has looked at `Authorization`, and
whoever may call the service could write there what they like.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
https://cloud.google.com/run/docs/troubleshooting#signature-removed
https://cloud.google.com/run/docs/authenticating/service-to-service
"""

# Google's library types its methods only in part.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.auth import exceptions, jwt
from google.oauth2 import id_token

from services.vividly_service.certificates import Certificates

if TYPE_CHECKING:
    from collections.abc import Mapping

_REMOVED = ".SIGNATURE_REMOVED_BY_GOOGLE"
_SKEW_SECONDS = 10
_LONGEST_TOKEN = 8192
# What Google's library raises for what is no token: its own errors, what its decoders raise, and what comes
# of moments that are no numbers and of JSON that is nested too deep.
_UNREADABLE = (exceptions.GoogleAuthError, ValueError, TypeError, RecursionError)


class TokenError(Exception):
    """A token that proves nothing; the words may be shown to the caller."""


class CertificatesError(Exception):
    """The certificates could not be read, so that nobody can be believed or refused."""


@dataclass(frozen=True)
class Trust:
    """Whose tokens are believed: issuer, audience, and the address of the issuer's certificates."""

    issuer: str
    audience: str
    certificates: str
    behind_cloud_run: bool = False


class Verifier:
    """Verifies tokens of one issuer for one audience; safe to use from many threads."""

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._certificates = Certificates()

    def claims(self, authorization: str | None, *, other_checked: bool = False) -> Mapping[str, Any]:
        """Gives the claims of the token in a header's value, or says why there are none to believe.

        `other_checked` says that Cloud Run has looked at another header instead.
        """
        scheme, _, token = (authorization or "").strip().partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise TokenError("no token came in Authorization; send `Authorization: Bearer ID_TOKEN`")
        if len(token) > _LONGEST_TOKEN:
            raise TokenError("the token is too long; send an ID token")
        cut_off = token.endswith(_REMOVED)
        if cut_off and (other_checked or not self._trust.behind_cloud_run):
            raise TokenError(
                "the token comes without its signature, which nobody may cut off here; send the token that "
                "is for Cloud Run in X-Serverless-Authorization, and the other one, signed, in Authorization"
            )
        claims = self._removed(token) if cut_off else self._signed(token)
        if claims.get("iss") != self._trust.issuer:
            raise TokenError("the token is from another issuer; sign in where this service expects it")
        if not isinstance(claims.get("sub"), str) or not claims["sub"]:
            raise TokenError("the token names nobody (sub); send an ID token")
        return claims

    def _signed(self, token: str) -> Mapping[str, Any]:
        try:
            return id_token.verify_token(
                token,
                self._certificates,
                audience=self._trust.audience,
                certs_url=self._trust.certificates,
                clock_skew_in_seconds=_SKEW_SECONDS,
            )
        except exceptions.TransportError as error:
            raise CertificatesError(f"certificates cannot be read: {error}") from error
        except _UNREADABLE as error:
            raise TokenError(
                "the token is not valid here: expired, for another audience, or not signed "
                "by its issuer; get a new one"
            ) from error

    def _removed(self, token: str) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(token, verify=False)
        except _UNREADABLE as error:
            raise TokenError("the token cannot be read; send an ID token") from error
        expires = claims.get("exp")
        if not isinstance(expires, int) or expires + _SKEW_SECONDS < time.time():
            raise TokenError("the token has expired; get a new one")
        if claims.get("aud") != self._trust.audience:
            raise TokenError("the token is for another audience; get one for this service")
        return claims
