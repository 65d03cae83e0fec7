"""Redis for the tests that need a real one: an empty numbered database of the server, given back empty."""

import os

import pytest

from tests.support.missing import missing

CLAIM = "gridschool-test-claim"


def server() -> str:
    """Address of the Redis server for tests, without a database number."""
    address = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379"
    scheme, _, rest = address.partition("://")
    return f"{scheme}://{rest.split('/')[0]}"


@pytest.fixture
def needs_redis():
    """Address of a Redis database that nobody else uses, e.g. `redis://127.0.0.1:6379/9`; emptied afterwards."""
    import redis

    for number in range(1, 16):
        client = redis.Redis.from_url(f"{server()}/{number}", socket_connect_timeout=2)
        try:
            free = client.dbsize() == 0 and client.set(CLAIM, "1", nx=True, ex=900)
        except redis.ConnectionError:
            missing(f"Redis at {server()} (or its address in TEST_REDIS_URL)")
        if free:
            break
        client.close()
    else:
        missing("an empty Redis database between 1 and 15")
    yield f"{server()}/{number}"
    client.flushdb()
    client.close()
