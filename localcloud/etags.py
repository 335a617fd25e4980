"""Etags: made from what they stand for, compared as bytes.

Clients send them back in either base64 alphabet, with or without padding and quotes (gcloud turns `/` into
`_`), so comparing strings would make updates conflict at random. https://google.aip.dev/154
"""

from __future__ import annotations

import base64
import binascii
import json
from hashlib import sha256
from typing import TYPE_CHECKING

from localcloud.errors import aborted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localcloud.errors import GoogleError


def etag(content: Mapping[str, object], *, size: int = 9) -> str:
    """Gives the etag of a JSON object: base64 of `size` bytes."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return base64.b64encode(sha256(canonical.encode()).digest()[:size]).decode()


def decoded(text: str) -> bytes:
    """Gives the bytes behind an etag in either base64 alphabet, padded and quoted or not."""
    bare = text.strip('"').replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return text.encode()


def same(one: str, other: str) -> bool:
    """Whether two etags stand for the same bytes."""
    return decoded(one) == decoded(other)


def check(sent: object, current: object, message: str, stale: Callable[[str], GoogleError] = aborted) -> None:
    """Raises when an etag was sent and is not the current one: 409 ABORTED with most services."""
    if isinstance(sent, str) and sent and isinstance(current, str) and not same(sent, current):
        raise stale(message)
