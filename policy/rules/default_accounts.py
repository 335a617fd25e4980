"""Knows the accounts that a project has from the start, and that everything runs as which names none.

https://cloud.google.com/iam/docs/service-account-types#default
"""

from __future__ import annotations

import re

# Compute Engine's, an older spelling of it, and App Engine's; example.com:a-project is a project of a domain.
_DEFAULT = re.compile(
    r"([^@]*:)?(\d+(-compute)?@developer|[^@:]+@appspot)\.gserviceaccount\.com", re.IGNORECASE
)


def is_default(account: str) -> bool:
    """Say whether an address, bare or at the end of a path or a member, is a default account's."""
    return bool(_DEFAULT.fullmatch(account.rpartition("/")[2]))
