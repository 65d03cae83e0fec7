"""Counting tries: at most so many in a span of time for one key, exactly, across threads, processes and machines.

The count is a row of the database, changed by one statement. A cache would not do: the default one cannot count without
losing tries, and a throttle must go on when Redis is away (no fail-open).
"""

from celery import shared_task
from django.db import connection
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
    name = salted_hmac(f"throttle:{scope}", key, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [name, moment + seconds, moment, moment])
        return cursor.fetchone()[0] <= limit


@shared_task(name="core.throttle.forget")
def forget() -> int:
    """Delete the counts whose span is over; returns how many."""
    return ThrottleCount.objects.filter(ends_at__lte=int(now().timestamp())).delete()[0]
