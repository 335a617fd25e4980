"""The known word that was probably meant, for the end of a sentence about one that is not known.

Names of APIs are compared without their common end, which would make any two of them alike.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


_END = ".googleapis.com"


def closest(word: str, known: Iterable[str]) -> str:
    """Give `did you mean X?` when a known word is close, else nothing."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {matches[0]}?" if matches else ""


def closest_api(api: str, known: Iterable[str]) -> str:
    """Give `did you mean X?` when a known API is close, else nothing; `api` may be short (`pubsub`)."""
    short = api.removesuffix(_END)
    matches = difflib.get_close_matches(short, [name.removesuffix(_END) for name in known], n=1, cutoff=0.6)
    return f"did you mean {matches[0]}{_END}?" if matches else ""
