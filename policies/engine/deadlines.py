"""Deadlines of enquiries: two working days to accept, fifteen days to answer, both until 17:30 (domain.md 7.10).

Times are local ones (aware, in the zone of the product): a day ends where people live.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

ACCEPT_WORKING_DAYS = 2
ANSWER_DAYS = 15
MOST_EXTRA_DAYS = 15
END_OF_DAY = time(17, 30)
# When a deadline turns amber.
AMBER_TO_ACCEPT = timedelta(days=1)
AMBER_TO_ANSWER = timedelta(days=3)


def is_working(day: date, special: Mapping[date, bool]) -> bool:
    """Monday to Friday, but for what `special` says of a day (True: worked)."""
    return special.get(day, day.weekday() < 5)


def accept_by(received: datetime, special: Mapping[date, bool]) -> datetime:
    """17:30 of the second working day after the day it came; the day itself does not count."""
    day, left = received.date(), ACCEPT_WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working(day, special)
    return _end_of(day, received)


def answer_by(received: datetime) -> datetime:
    """17:30 of the fifteenth calendar day after the day it came."""
    return _end_of(received.date() + timedelta(days=ANSWER_DAYS), received)


def extended(deadline: datetime, days: int) -> datetime:
    """The same hour, so many days later."""
    return _end_of(deadline.date() + timedelta(days=days), deadline)


def light(deadline: datetime, now: datetime, *, accepting: bool) -> str:
    """info, due (amber) or overdue (red): the state of a deadline that runs."""
    if now > deadline:
        return "overdue"
    return "due" if deadline - now <= (AMBER_TO_ACCEPT if accepting else AMBER_TO_ANSWER) else "info"


def _end_of(day: date, like: datetime) -> datetime:
    return datetime.combine(day, END_OF_DAY, like.tzinfo)
