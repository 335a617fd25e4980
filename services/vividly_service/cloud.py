"""Where Google is and who the service is to it, as settings; read by `clients.py`, which makes the clients.

Without any of the three variables a service talks to Google itself, as the identity that it runs as. With
CLOUD_ENDPOINT every Google host is a path prefix under that address, which is how the local cloud serves
them. Deliberately absent: keys, and any way to be anonymous to Google itself.

https://cloud.google.com/docs/authentication/application-default-credentials
"""

# Google's library types its methods only in part.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import google.auth
from google.api_core.client_options import ClientOptions
from google.oauth2.credentials import Credentials

if TYPE_CHECKING:
    from google.auth.credentials import Credentials as AnyCredentials

    from services.vividly_service.environment import Environment

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SCOPES = ["https://www.googleapis.com/auth/cloud-platform"]
# What an anonymous caller sends where the libraries insist on a token; it opens nothing.
_NOBODY = "anonymous"


@dataclass(frozen=True)
class Cloud:
    """A project, and how Google is reached: `endpoint` is empty for Google itself."""

    project: str
    endpoint: str
    transport: str
    anonymous: bool

    def address(self, host: str) -> str | None:
        """Gives the address of a Google host under the endpoint; None where the library knows it itself."""
        return f"{self.endpoint}/{host}" if self.endpoint else None

    def options(self, host: str) -> ClientOptions:
        """Gives the options with which Google's libraries find a host."""
        return ClientOptions(api_endpoint=self.address(host))

    def credentials(self) -> AnyCredentials:
        """Gives who the service is; an anonymous one says at least which project its calls belong to."""
        if self.anonymous:
            return Credentials(_NOBODY, quota_project_id=self.project)
        found, _project = google.auth.default(scopes=_SCOPES)
        return found


def read(environment: Environment) -> Cloud:
    """Reads where Google is; being anonymous is refused everywhere but on this machine."""
    endpoint = environment.address("CLOUD_ENDPOINT", required=False)
    transport = environment.choice("CLOUD_TRANSPORT", ("grpc", "rest"))
    anonymous = environment.choice("CLOUD_CREDENTIALS", ("default", "anonymous")) == "anonymous"
    if anonymous and urlsplit(endpoint).hostname not in _LOOPBACK:
        environment.wrong(
            "CLOUD_CREDENTIALS", "is anonymous for an endpoint elsewhere", "set CLOUD_ENDPOINT to a loopback"
        )
    if endpoint.startswith("http://") and transport != "rest":
        environment.wrong("CLOUD_TRANSPORT", "is grpc for an http:// endpoint", "write rest")
    return Cloud(environment.text("GOOGLE_CLOUD_PROJECT"), endpoint, transport, anonymous)
