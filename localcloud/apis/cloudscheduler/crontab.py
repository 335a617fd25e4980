"""Schedules in the format of unix-cron: read, and the next moment that they name.

Time zones come from the tz database of the system. Absent: the English-like schedules ("every 5 minutes"),
which Google takes and no longer recommends.
https://cloud.google.com/scheduler/docs/configuring/cron-job-schedules
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from localcloud.errors import invalid, unimplemented

if TYPE_CHECKING:
    from datetime import tzinfo

_INVALID = "Schedule or time zone is invalid."
_ENGLISH = re.compile(r"every\s|\d+(?:st|nd|rd|th)\s|(?:first|second|third|fourth|fifth)\s", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?")
#: The 29th of February comes after eight years at the latest.
_FARTHEST_DAYS = 8 * 366 + 1


class Schedule(NamedTuple):
    """The minutes, hours, days of the month, months and days of the week (Sunday is 0) that are named."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    #: Whether a day must fit both of the month and of the week: one of them is a star.
    both: bool

    def names(self, day: datetime) -> bool:
        """Whether something is due on a day."""
        of_month, of_week = day.day in self.days, (day.weekday() + 1) % 7 in self.weekdays
        fits = of_month and of_week if self.both else of_month or of_week
        return fits and day.month in self.months


def read(text: str) -> Schedule:
    """Reads a schedule; raises 400 in Google's words."""
    if _ENGLISH.match(text):
        raise unimplemented(f"The local cloud reads unix-cron only; write '{text}' as five fields.")
    fields = text.split()
    if len(fields) != 5:
        raise invalid(_INVALID, "job.schedule")
    minutes, hours, days = _set(fields[0], 0, 59), _set(fields[1], 0, 23), _set(fields[2], 1, 31)
    months, weekdays = _set(fields[3], 1, 12, _MONTHS, 1), _set(fields[4], 0, 7, _DAYS, 0)
    both = fields[2].startswith("*") or fields[4].startswith("*")
    return Schedule(minutes, hours, days, months, frozenset(day % 7 for day in weekdays), both)


def zone(name: str) -> tzinfo:
    """Gives a time zone of the tz database; raises 400 for one that it does not have."""
    if name.lower() in ("", "utc", "etc/utc"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise invalid(_INVALID, "job.time_zone") from error


def following(schedule: Schedule, place: tzinfo, after: float) -> float | None:
    """The next moment of a schedule, in seconds since 1970; None for a day such as 30 February."""
    start = datetime.fromtimestamp(after, place).replace(second=0, microsecond=0) + timedelta(minutes=1)
    for ahead in range(_FARTHEST_DAYS):
        day = (start + timedelta(days=ahead)).replace(tzinfo=None)
        if not schedule.names(day):
            continue
        earliest = (start.hour, start.minute) if ahead == 0 else (0, 0)
        times = [(hour, minute) for hour in sorted(schedule.hours) for minute in sorted(schedule.minutes)]
        if found := next((time for time in times if time >= earliest), None):
            return day.replace(hour=found[0], minute=found[1], tzinfo=place).timestamp()
    return None


def _set(text: str, low: int, high: int, words: tuple[str, ...] = (), first: int = 0) -> frozenset[int]:
    """The numbers that a field names; `words` stand for the numbers from `first` on."""
    found: set[int] = set()
    for part in text.lower().split(","):
        matched = _PART.fullmatch(part)
        if matched is None:
            raise invalid(_INVALID, "job.schedule")
        begin, end, step = matched.groups()
        bottom = _number(begin, words, first) if begin else low
        top = _number(end, words, first) if end else (bottom if begin and not step else high)
        if not low <= bottom <= top <= high or step == "0":
            raise invalid(_INVALID, "job.schedule")
        found.update(range(bottom, top + 1, int(step or 1)))
    return frozenset(found)


def _number(text: str, words: tuple[str, ...], first: int) -> int:
    if text in words:
        return words.index(text) + first
    if not text.isdecimal():
        raise invalid(_INVALID, "job.schedule")
    return int(text)
