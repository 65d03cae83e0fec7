from datetime import timedelta

import pytest
from django.core.cache.backends.filebased import FileBasedCache

from core import throttle
from core.clock import now
from core.models import ThrottleCount
from tests.support.threads import together

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def tries(count, key="203.0.113.7", scope="verify"):
    return [throttle.allow(scope, key, limit=3, seconds=60) for _ in range(count)]


def test_the_limit_is_allowed_and_one_more_is_not():
    assert tries(5) == [True, True, True, False, False]


def test_keys_and_scopes_are_counted_apart():
    tries(4)
    assert tries(1, key="203.0.113.8") == [True]
    assert tries(1, scope="login") == [True]


def test_after_the_span_it_begins_again(at):
    tries(4)
    with at(now() + timedelta(seconds=61)):
        assert tries(4) == [True, True, True, False]


def test_what_was_tried_cannot_be_read_from_the_table():
    tries(1, key="陈静")
    assert "陈静" not in str(ThrottleCount.objects.values())


def test_counts_that_are_over_are_forgotten(at):
    tries(1)
    assert throttle.forget() == 0
    with at(now() + timedelta(seconds=61)):
        assert throttle.forget() == 1


def test_a_database_that_cannot_count_lets_nobody_through(monkeypatch):
    monkeypatch.setattr(throttle, "_COUNT", "INSERT INTO nowhere VALUES (%s, %s, %s, %s)")
    with pytest.raises(Exception, match="nowhere"):
        tries(1)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_counted_exactly():
    answers = []
    together(8, lambda: answers.extend(tries(5)))
    assert sum(answers) == 3
    assert ThrottleCount.objects.get().count == 40


@pytest.mark.django_db(transaction=True)
def test_counting_in_the_default_cache_would_lose_tries(settings, tmp_path):
    """The control of the test above: the file cache reads and writes in two steps."""
    cache = FileBasedCache(str(tmp_path), {})
    cache.set("n", 0)

    def count():
        for _ in range(5):
            try:
                cache.incr("n")
            except ValueError:  # half-written by another thread
                pass

    for _ in range(10):
        together(8, count)
    assert cache.get("n", 0) < 400
