"""Signed links to results: whoever holds one may fetch one thing for a while, without a token.

A player in a browser cannot send a token, and a link can be followed only until it expires. HMAC-SHA256 over
what is fetched and until when, so that neither can be changed. Deliberately absent: links without a key.

https://datatracker.ietf.org/doc/html/rfc2104
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Links:
    """Signs and checks links with one key; `seconds` is how long they hold."""

    key: bytes
    seconds: int

    def sign(self, path: str) -> str:
        """Gives a path with the moment at which it expires and a signature."""
        expires = int(time.time()) + self.seconds
        return f"{path}?expires={expires}&signature={self._signature(path, str(expires))}"

    def holds(self, path: str, expires: str, signature: str) -> bool:
        """Whether this key signed the path for that moment; says nothing about the moment."""
        return bool(self.key) and hmac.compare_digest(
            self._signature(path, expires).encode(), signature.encode()
        )

    def _signature(self, path: str, expires: str) -> str:
        made = hmac.new(self.key, f"{path}\n{expires}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


def expired(expires: str) -> bool:
    """Whether the moment in a link that holds has passed."""
    return int(expires) < time.time()
