"""The cache, when it is Redis, which may be lost at any moment: then everything comes from the database, slower.

Only reading, writing and deleting forgive. `add` and what else counts or locks does not: allauth counts wrong codes of the
second factor with it, and a count must not start anew because the cache is away (no fail-open).
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
# Finding out that the server is away takes time: after the first time nobody in this process asks for a while.
REST_SECONDS = 5
# Of writes that could not be made so many are remembered.
MOST_OWED = 10_000


class LastingRedisClient(RedisCacheClient):
    """Keeps its clients: Django makes one for each call, which costs several times what the call does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lasting: dict[int, Any] = {}

    def get_client(self, key: str | None = None, *, write: bool = False) -> Any:
        pool = self._get_connection_pool(write)
        if id(pool) not in self._lasting:
            self._lasting[id(pool)] = self._client(connection_pool=pool)
        return self._lasting[id(pool)]


class ForgivingRedisCache(RedisCache):
    """Answers as if it were empty while the server is away.

    What could not be written or deleted is owed a deletion, paid before the server is read again: no process reads back
    a session that it ended or a value that it changed meanwhile.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._class = LastingRedisClient

    # Django makes one object per thread: the state is the process's.
    _rests_until = 0.0
    _owed: dict[str, None] = {}

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def has_key(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda: super(ForgivingRedisCache, self).has_key(key, version), False)

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(key, *args, **kwargs), None, owes=key)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), False, owes=key)

    def _try(self, action: Callable[[], Any], otherwise: Any, owes: str = "") -> Any:
        kind = ForgivingRedisCache
        try:
            if time.monotonic() >= kind._rests_until:
                self._pay()
                return action()
        except RedisError as error:
            kind._rests_until = time.monotonic() + REST_SECONDS
            logger.warning("the cache is away, everything comes from the database: %s", error)
        if owes:
            kind._owed[owes] = None
            while len(kind._owed) > MOST_OWED:
                kind._owed.pop(next(iter(kind._owed)))
        return otherwise

    def _pay(self) -> None:
        owed = list(ForgivingRedisCache._owed)
        if owed:
            super().delete_many(owed)
            for key in owed:
                ForgivingRedisCache._owed.pop(key, None)
