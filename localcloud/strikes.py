"""What faults do to a call: make it wait, refuse it before or after its work is done, drop its connection.

In this order, each by a share of its own. What comes "after" strikes only calls that succeeded: their work is
done and stays, and the client is told otherwise.
https://cloud.google.com/apis/design/errors and https://cloud.google.com/docs/quotas/troubleshoot
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from localcloud import dispatch
from localcloud.errors import GoogleError, rate_limited, unavailable

if TYPE_CHECKING:
    from localcloud.api import Answer, Cloud
    from localcloud.dispatch import Asked


class DroppedError(Exception):
    """The client is to find its connection gone."""


async def before(cloud: Cloud, asked: Asked) -> None:
    """Lets a call wait, or raises what is to happen instead of it."""
    faults = cloud.faults
    if (drawn := faults.chosen("delay", asked)) is not None:
        faults.count("delay")
        low, high = faults.now["delay"]["seconds"]
        await asyncio.sleep(low + drawn * (high - low))
        faults.note("delay")
    if faults.chosen("drop_before", asked) is not None:
        faults.strike("drop_before")
        raise DroppedError
    if (drawn := faults.chosen("refuse_before", asked)) is not None:
        statuses = faults.now["refuse_before"]["status"]
        faults.strike("refuse_before")
        raise _refusal(cloud, asked, statuses[int(drawn * len(statuses))])


def after(cloud: Cloud, asked: Asked, answer: Answer) -> None:
    """Raises what the client is told instead of the answer."""
    if answer.status >= 400:
        return
    if (drawn := cloud.faults.chosen("refuse_after", asked)) is not None:
        statuses = cloud.faults.now["refuse_after"]["status"]
        cloud.faults.strike("refuse_after")
        raise _refusal(cloud, asked, statuses[int(drawn * len(statuses))])
    if cloud.faults.chosen("drop_after", asked) is not None:
        cloud.faults.strike("drop_after")
        raise DroppedError


def _refusal(cloud: Cloud, asked: Asked, status: int) -> GoogleError:
    if status == 503:
        return unavailable()
    project = dispatch.owner(cloud, asked)
    kind = "Read" if asked.verb == "GET" else "Write"
    return rate_limited(asked.host, kind, project.number if project else "")
