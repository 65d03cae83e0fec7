from datetime import UTC, date, datetime, timedelta
from threading import Thread

from core import clock

MOMENT = datetime(2026, 6, 25, 20, 0, tzinfo=UTC)


def test_at_moves_the_clock_inside_and_gives_it_back():
    with clock.at(MOMENT):
        assert clock.now() == MOMENT
        with clock.at(MOMENT + timedelta(days=1)):
            assert clock.now() == MOMENT + timedelta(days=1)
        assert clock.now() == MOMENT
    assert clock.now() != MOMENT


def test_a_day_begins_at_midnight_in_shanghai():
    with clock.at(MOMENT):
        assert clock.today() == date(2026, 6, 26)


def test_a_moment_without_a_zone_is_meant_in_shanghai():
    with clock.at(datetime(2026, 6, 26, 4, 0)):  # noqa: DTZ001
        assert clock.now() == MOMENT


def test_the_real_moment_and_other_threads_are_not_moved():
    seen = []
    with clock.at(MOMENT):
        assert clock.real() != MOMENT
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] != MOMENT
