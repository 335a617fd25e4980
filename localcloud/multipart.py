"""Bodies of several parts, as uploads and batches send them.

gcloud puts the boundary into single quotes, which no standard knows and Google takes.
https://www.rfc-editor.org/rfc/rfc2046
"""

from __future__ import annotations

import re
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import MIMEPart

_SINGLE_QUOTED = re.compile(r"boundary='([^']*)'")


def parts(content_type: str, raw: bytes) -> Sequence[MIMEPart]:
    """Gives the parts of a body; none where it has none."""
    readable = _SINGLE_QUOTED.sub(r'boundary="\1"', content_type)
    head = f"Content-Type: {readable}\r\n\r\n".encode()
    whole = BytesParser(policy=policy.HTTP).parsebytes(head + raw)
    return list(whole.iter_parts()) if whole.is_multipart() else []
