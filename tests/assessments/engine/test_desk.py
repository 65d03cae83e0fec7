from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine.desk import Facts, Verdict, judge
from assessments.enums import AttemptState, DeskStatus, EntryState

NOW = datetime(2026, 6, 25, 4, 0, tzinfo=UTC)
OPEN = AttemptState.IN_PROGRESS


def ago(**time):
    return NOW - timedelta(**time)


def sitting(**known):
    """Began half an hour ago, answered and seen just now."""
    facts = {"started_at": ago(minutes=30), "seen_at": ago(seconds=5), "answered_at": ago(seconds=20)}
    return Facts(EntryState.DUE, OPEN, **{**facts, **known})


@pytest.mark.parametrize(
    ("facts", "status", "minutes"),
    [
        # nothing begun: the entry says it
        (Facts(EntryState.DUE), DeskStatus.MISSING, 0),
        (Facts(EntryState.ABSENT), DeskStatus.ABSENT, 0),
        (Facts(EntryState.DEFERRED), DeskStatus.DEFERRED, 0),
        (Facts(EntryState.EXEMPT), DeskStatus.EXEMPT, 0),
        # answering
        (sitting(), DeskStatus.ANSWERING, 0),
        (Facts(EntryState.DUE, OPEN, started_at=ago(seconds=10)), DeskStatus.ANSWERING, 0),
        (sitting(seen_at=None, answered_at=ago(seconds=50)), DeskStatus.ANSWERING, 0),
        (sitting(seen_at=None, answered_at=None, started_at=ago(seconds=60)), DeskStatus.ANSWERING, 0),
        # no contact: neither asked nor answered for more than a minute
        (sitting(seen_at=ago(seconds=61), answered_at=ago(seconds=61)), DeskStatus.OFFLINE, 1),
        (sitting(seen_at=ago(minutes=2, seconds=59), answered_at=ago(minutes=9)), DeskStatus.OFFLINE, 2),
        (sitting(seen_at=ago(minutes=9), answered_at=ago(seconds=30)), DeskStatus.ANSWERING, 0),
        (sitting(seen_at=None, answered_at=None, started_at=ago(minutes=4)), DeskStatus.OFFLINE, 4),
        # contact, but nothing answered
        (sitting(answered_at=ago(minutes=4, seconds=59)), DeskStatus.ANSWERING, 0),
        (sitting(answered_at=ago(minutes=5)), DeskStatus.STILL, 5),
        (sitting(answered_at=None, started_at=ago(minutes=6)), DeskStatus.STILL, 6),
        # left the page
        (sitting(times_left=2), DeskStatus.ANSWERING, 0),
        (sitting(times_left=3), DeskStatus.LEFT, 0),
        (sitting(times_left=9, answered_at=ago(minutes=7)), DeskStatus.STILL, 7),
        (sitting(times_left=9, seen_at=ago(minutes=3), answered_at=ago(minutes=7)), DeskStatus.OFFLINE, 3),
        # another device
        (sitting(device_changed_at=ago(minutes=2)), DeskStatus.OTHER_DEVICE, 0),
        (sitting(device_changed_at=ago(minutes=2), times_left=4), DeskStatus.OTHER_DEVICE, 0),
        (sitting(device_changed_at=ago(minutes=10)), DeskStatus.ANSWERING, 0),
        (sitting(device_changed_at=ago(minutes=2), seen_at=ago(minutes=2), answered_at=None), DeskStatus.OFFLINE, 2),
        # paused: whatever else
        (sitting(paused=True), DeskStatus.PAUSED, 0),
        (sitting(paused=True, seen_at=ago(minutes=9), times_left=9), DeskStatus.PAUSED, 0),
        # over
        (Facts(EntryState.DUE, AttemptState.SUBMITTED), DeskStatus.SUBMITTED, 0),
        (Facts(EntryState.DUE, AttemptState.RELEASED, times_left=9), DeskStatus.SUBMITTED, 0),
        (Facts(EntryState.DUE, AttemptState.NEEDS_MARKING, by_clock=True), DeskStatus.CLOSED, 0),
        (Facts(EntryState.DUE, AttemptState.CLOSED, by_clock=True), DeskStatus.CLOSED, 0),
        (Facts(EntryState.DUE, AttemptState.VOIDED, by_clock=True), DeskStatus.VOIDED, 0),
    ],
)
def test_the_desk_says_one_thing_of_each_candidate(facts, status, minutes):
    assert judge(facts, NOW) == Verdict(status, minutes)


def test_every_status_is_said_of_somebody():
    [table] = [mark for mark in test_the_desk_says_one_thing_of_each_candidate.pytestmark if mark.name == "parametrize"]
    assert {row[1] for row in table.args[1]} == set(DeskStatus)
