from datetime import timedelta

import pytest
from django.core.cache import cache

from assessments.services import last_seen, note_seen
from tests.assessments.factories import NOON


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def note(at, seconds, device="phone", attempt=7):
    with at(NOON + timedelta(seconds=seconds)):
        return note_seen(attempt=attempt, device=device)


def test_the_last_contact_is_known_without_a_query(at):
    note(at, 0)
    note(at, 15)
    note(at, 20, attempt=8)
    seen = last_seen([7, 8, 9])
    assert {attempt: contact.at for attempt, contact in seen.items()} == {
        7: NOON + timedelta(seconds=15),
        8: NOON + timedelta(seconds=20),
    }
    assert last_seen([]) == {}


def test_another_device_is_told_with_the_moment_at_which_it_took_over(at):
    assert note(at, 0).changed_at is None
    assert note(at, 1, "tablet").changed_at == NOON + timedelta(seconds=1)
    seen = note(at, 40, "tablet")
    assert (seen.at, seen.device, seen.changed_at) == (
        NOON + timedelta(seconds=40),
        "tablet",
        NOON + timedelta(seconds=1),
    )
    assert note(at, 60, "phone").changed_at == NOON + timedelta(seconds=60)


def test_a_device_that_does_not_say_its_name_is_no_other_device(at):
    note(at, 0)
    seen = note(at, 15, "")
    assert (seen.device, seen.changed_at) == ("phone", None)


def test_contacts_in_quick_succession_are_not_written_each_time(at):
    note(at, 0)
    assert note(at, 2).at == NOON
    assert note(at, 3).at == NOON + timedelta(seconds=3)


def test_a_cache_that_lost_everything_knows_nobody(at):
    note(at, 0)
    cache.clear()
    assert last_seen([7]) == {}
    assert note(at, 30, "tablet").changed_at is None
