"""Answers for a request's token: what it claims, or 401 with the reason, or 503 where it cannot be checked.

A refused token is logged, since a service that is told the wrong issuer or audience refuses everybody and
would say so to nobody else. Deliberately absent: the token and what it claims, in answers and in the log.

https://www.rfc-editor.org/rfc/rfc6750#section-3
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from services.vividly_service import log
from services.vividly_service.answers import Problem, RefusedError
from services.vividly_service.tokens import CertificatesError, TokenError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from services.vividly_service.tokens import Verifier

_LOGGER = logging.getLogger(__name__)
_CHALLENGE = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


def claims_of(request: Request, verifier: Verifier) -> Mapping[str, Any]:
    """Gives what the token in `Authorization` claims, once it is proved."""
    try:
        return verifier.claims(
            request.headers.get("authorization"),
            other_checked="x-serverless-authorization" in request.headers,
        )
    except TokenError as error:
        what, _, fix = str(error).partition("; ")
        _LOGGER.warning("a caller is not believed: %s", what)
        raise RefusedError(401, Problem("Authorization", what, fix), headers=_CHALLENGE) from error
    except CertificatesError as error:
        log.failed(_LOGGER, "reading certificates", error)
        problem = Problem("service", "cannot check tokens at the moment", "try again in a few seconds")
        raise RefusedError(503, problem, headers={"Retry-After": "5"}) from error
