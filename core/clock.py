"""The time, and its only source: `timezone.now` elsewhere is a lint error.

`at(moment)` moves the clock for the code it wraps: the demo town lives its past year with it, tests stand at a deadline.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("clock_moment", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _moment.get() or timezone.now()  # noqa: TID251


def real() -> datetime:
    """The real moment, which `at` does not move: for leases, heartbeats and retries, by which processes wait for each other."""
    return timezone.now()  # noqa: TID251


def today() -> date:
    """The present day where the product is used (settings.TIME_ZONE)."""
    return timezone.localtime(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Make `now()` answer `moment` (aware) inside the block, in this context only."""
    if timezone.is_naive(moment):
        moment = timezone.make_aware(moment)
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
