"""Sessions outlive the cache in front of them, and none comes back that was ended meanwhile; counts stay strict."""

import pytest
from redis.exceptions import ConnectionError as RedisAway

from core import redis_cache
from core.redis_cache import ForgivingRedisCache


class Server:
    """Stands for the client of Django's backend: a dict that can be away."""

    def __init__(self):
        self.values, self.away, self.asked = {}, False, 0

    def _answer(self, result):
        self.asked += 1
        if self.away:
            raise RedisAway("refused")
        return result()

    def add(self, key, value, timeout):
        return self._answer(lambda: self.values.setdefault(key, value) is value)

    def get(self, key, default):
        return self._answer(lambda: self.values.get(key, default))

    def has_key(self, key):
        return self._answer(lambda: key in self.values)

    def set(self, key, value, timeout):
        self._answer(lambda: self.values.update({key: value}))

    def delete(self, key):
        return self._answer(lambda: self.values.pop(key, None) is not None)

    def delete_many(self, keys):
        self._answer(lambda: [self.values.pop(key, None) for key in keys])


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def sessions(server, monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "_rests_until", 0.0)
    monkeypatch.setattr(ForgivingRedisCache, "_owed", {})
    monkeypatch.setattr(redis_cache, "REST_SECONDS", 0)
    cache = ForgivingRedisCache("redis://127.0.0.1:1", {})
    cache._cache = server
    return cache


def test_it_caches_while_the_server_is_there(sessions):
    sessions.set("a", 1, 60)
    assert (sessions.get("a"), "a" in sessions, sessions.delete("a"), sessions.get("a")) == (1, True, True, None)


def test_a_server_that_is_away_looks_like_an_empty_one(sessions, server):
    server.away = True
    sessions.set("a", 1, 60)
    assert (sessions.get("a", "none"), "a" in sessions, sessions.delete("a")) == ("none", False, False)


def test_a_session_ended_while_the_server_was_away_does_not_come_back(sessions, server):
    sessions.set("a", "logged in", 60)
    server.away = True
    sessions.delete("a")
    server.away = False
    assert sessions.get("a") is None


def test_a_session_changed_while_the_server_was_away_is_not_read_in_its_old_state(sessions, server):
    sessions.set("a", "old", 60)
    server.away = True
    sessions.set("a", "new", 60)
    server.away = False
    assert sessions.get("a") is None


def test_after_a_failure_it_rests_for_a_while(sessions, server, monkeypatch):
    monkeypatch.setattr(redis_cache, "REST_SECONDS", 60)
    server.away = True
    sessions.get("a")
    sessions.get("a")
    assert server.asked == 1


def test_a_count_does_not_start_anew_because_the_server_is_away(sessions, server):
    server.away = True
    with pytest.raises(RedisAway):
        sessions.add("allauth:rl:mfa:lock", True, 60)
