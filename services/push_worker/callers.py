"""Who pushes: Pub/Sub, as the identity that the stack gave it, and nobody else.

Signature and audience say that Google made the token for this service; only the address in it says for whom.

https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from services.vividly_service.answers import Problem, RefusedError
from services.vividly_service.authorization import claims_of
from services.vividly_service.tokens import Verifier

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.vividly_service.tokens import Trust

_LOGGER = logging.getLogger(__name__)


class Pushers:
    """Lets the pushing identity in."""

    def __init__(self, trust: Trust, identity: str) -> None:
        self._verifier, self._identity = Verifier(trust), identity

    def check(self, request: Request) -> None:
        """Refuses everybody else: 401 without a token to believe, 403 with somebody else's."""
        claims = claims_of(request, self._verifier)
        if claims.get("email") != self._identity or claims.get("email_verified") is not True:
            _LOGGER.warning("a caller is not PUSH_IDENTITY, or its address is not verified")
            problem = Problem("Authorization", "is not the pushing identity's", "push as PUSH_IDENTITY")
            raise RefusedError(403, problem)
