"""Who pushes: Pub/Sub, as the identity that the stack gave it, and nobody else.

Signature and audience say that Google made the token for this service; only the address in it says for whom.

https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.vividly_service.answers import Problem, RefusedError
from services.vividly_service.tokens import CertificatesError, TokenError, Verifier

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.vividly_service.tokens import Trust


class Pushers:
    """Lets the pushing identity in."""

    def __init__(self, trust: Trust, identity: str) -> None:
        self._verifier, self._identity = Verifier(trust), identity

    def check(self, request: Request) -> None:
        """Refuses everybody else: 401 without a token to believe, 403 with somebody else's."""
        try:
            claims = self._verifier.claims(request.headers.get("authorization"))
        except TokenError as error:
            what, _, fix = str(error).partition("; ")
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            raise RefusedError(401, Problem("Authorization", what, fix), headers=challenge) from error
        except CertificatesError as error:
            problem = Problem("service", "cannot check tokens at the moment", "push again")
            raise RefusedError(503, problem) from error
        if claims.get("email") != self._identity or claims.get("email_verified") is not True:
            problem = Problem("Authorization", "is not the pushing identity's", "push as PUSH_IDENTITY")
            raise RefusedError(403, problem)
