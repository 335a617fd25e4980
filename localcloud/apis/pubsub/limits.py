"""Numbers that Pub/Sub holds its resources to.

https://cloud.google.com/pubsub/quotas#resource_limits and the descriptions of the fields
"""

from __future__ import annotations

from localcloud.errors import invalid

DAY = 86_400
ACK_SECONDS, RETENTION_SECONDS, ATTEMPTS = (10, 600), (600, 31 * DAY), (5, 100)


def in_range(value: float, allowed: tuple[int, int], field: str) -> None:
    """Raises 400 for a value outside of what is allowed."""
    if not allowed[0] <= value <= allowed[1]:
        words = (
            f"Invalid {field} given: it must be between {allowed[0]} and {allowed[1]}; {value:g} was given."
        )
        raise invalid(words, field)
