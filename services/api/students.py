"""Who asks: the student of the token in `Authorization`.

`X-Serverless-Authorization` says nothing of a student: with it the web site proves to Cloud Run that it may
call this service, and Cloud Run has checked it before the request arrives. Of the student only a hash goes
further.

https://cloud.google.com/run/docs/authenticating/service-to-service
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.vividly_service.authorization import claims_of
from services.vividly_service.content_requests import student_of
from services.vividly_service.tokens import Verifier

if TYPE_CHECKING:
    from starlette.requests import Request

    from services.vividly_service.tokens import Trust


class Students:
    """Tells students apart by their tokens."""

    def __init__(self, trust: Trust) -> None:
        self._verifier = Verifier(trust)

    def of(self, request: Request) -> str:
        """Gives the hash of the student who asks; 401 without a token that proves it."""
        claims = claims_of(request, self._verifier)
        return student_of(str(claims["iss"]), str(claims["sub"]))
