"""Counting tries: at most so many in a span of time for one key, exactly, across threads, processes and machines.

The count is a row of the database, changed by one statement. A cache would not do: the default one cannot count without
losing tries, and a throttle must go on when Redis is away (no fail-open).
"""

from celery import shared_task
from django.db import connection
from django.db.models import F
from django.utils.crypto import salted_hmac

from core.clock import now
from core.models import ThrottleCount

_COUNT = """
INSERT INTO core_throttlecount (name, count, ends_at) VALUES (%s, 1, %s)
ON CONFLICT (name) DO UPDATE SET
    count = CASE WHEN core_throttlecount.ends_at <= %s THEN 1 ELSE core_throttlecount.count + 1 END,
    ends_at = CASE WHEN core_throttlecount.ends_at <= %s THEN excluded.ends_at ELSE core_throttlecount.ends_at END
RETURNING count
"""


def allow(scope: str, key: str, *, limit: int, seconds: int) -> bool:
    """Count one try of `key` in `scope`; False when `limit` tries were already made within `seconds`.

    The span begins with the first try. Call it outside a transaction that may be rolled back: the try would not count.
    """
    moment = int(now().timestamp())
    name = _name(scope, key)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [name, moment + seconds, moment, moment])
        return cursor.fetchone()[0] <= limit


def tries(scope: str, key: str) -> int:
    """How many tries of `key` in `scope` count now."""
    ends_after = int(now().timestamp())
    row = ThrottleCount.objects.filter(name=_name(scope, key), ends_at__gt=ends_after)
    return row.values_list("count", flat=True).first() or 0


def give_back(scope: str, key: str) -> None:
    """Take one counted try back: it turned out to be a good one."""
    ThrottleCount.objects.filter(name=_name(scope, key), count__gt=0).update(count=F("count") - 1)


def clear(scope: str, key: str) -> None:
    """Forget every try of `key` in `scope`."""
    ThrottleCount.objects.filter(name=_name(scope, key)).delete()


def seconds_left(scope: str, key: str) -> int:
    """How long until the tries of `key` in `scope` count from one again."""
    ends_at = ThrottleCount.objects.filter(name=_name(scope, key)).values_list("ends_at", flat=True).first()
    return max(0, (ends_at or 0) - int(now().timestamp()))


def _name(scope: str, key: str) -> str:
    """Neither accounts nor addresses can be read from the table."""
    return salted_hmac(f"throttle:{scope}", key, algorithm="sha256").hexdigest()


@shared_task(name="core.throttle.forget")
def forget() -> int:
    """Delete the counts whose span is over; returns how many."""
    return ThrottleCount.objects.filter(ends_at__lte=int(now().timestamp())).delete()[0]
