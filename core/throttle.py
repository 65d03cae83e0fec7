"""Counting tries in the shared cache: at most so many in a span of time for one key."""

from django.core.cache import cache


def allow(scope: str, key: str, *, limit: int, seconds: int) -> bool:
    """Count one try of `key` in `scope`; False when `limit` tries were already made within `seconds`.

    A cache that cannot answer refuses (no fail-open).
    """
    name = f"throttle:{scope}:{key}"
    try:
        if cache.add(name, 1, seconds):
            return True
        return cache.incr(name) <= limit
    except ValueError:
        cache.set(name, 1, seconds)
        return True
    except Exception:  # noqa: BLE001 - any failure of the cache counts as "too many"
        return False
