"""The table of effective limits: promise 6. Times are minutes after noon; every expected value is written by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine.deadline import ExtraTime, Maxima, Override, Window, changed_limits, effective
from assessments.engine.timing import Limits

NOON = datetime(2026, 6, 25, 4, 0, tzinfo=UTC)
DAY = 24 * 60
MAXIMA = Maxima(minutes=240, extra_percent=100, extra_minutes=90, days_after_close=2)


def moment(minutes):
    return None if minutes is None else NOON + timedelta(minutes=minutes)


def override(opens=None, closes=None, minutes=None):
    return Override(moment(opens), moment(closes), minutes)


# name: (exam closes, exam minutes, entry closes, groups, personal, (percent, minutes), started) → closes, minutes, deadline
CASES = {
    # -- close and limit alone
    "limit alone": (None, 60, None, [], None, None, 0, (None, 60, 60)),
    "limit within the window": (180, 60, None, [], None, None, 0, (180, 60, 60)),
    "limit ends with the window": (180, 60, None, [], None, None, 120, (180, 60, 180)),
    "close cuts the limit": (180, 60, None, [], None, None, 150, (180, 60, 180)),
    "close cuts to a minute": (180, 60, None, [], None, None, 179, (180, 60, 180)),
    "entry closes earlier": (180, 60, 100, [], None, None, 60, (100, 60, 100)),
    "entry closes later than the exam": (180, 60, 300, [], None, None, 150, (180, 60, 180)),
    "entry closes, exam never": (None, 60, 100, [], None, None, 60, (100, 60, 100)),
    # -- one group
    "group has more minutes, window moves": (180, 60, None, [(None, None, 90)], None, None, 0, (210, 90, 90)),
    "group minutes at the end of the window": (180, 60, None, [(None, None, 90)], None, None, 150, (210, 90, 210)),
    "group has fewer minutes": (180, 60, None, [(None, None, 30)], None, None, 0, (180, 30, 30)),
    "group closes later": (180, 60, None, [(None, 240, None)], None, None, 200, (240, 60, 240)),
    "group closes earlier": (180, 60, None, [(None, 90, None)], None, None, 60, (90, 60, 90)),
    "group closes and minutes": (180, 60, None, [(None, 240, 90)], None, None, 170, (240, 90, 240)),
    "group minutes in a window without end": (None, 60, None, [(None, None, 90)], None, None, 9, (None, 90, 99)),
    "group ends an open window": (None, 60, None, [(None, 100, None)], None, None, 60, (100, 60, 100)),
    "group outlives an entry that closes": (180, 60, 100, [(None, 240, None)], None, None, 90, (240, 60, 150)),
    # -- several groups: the most lenient, field by field
    "two groups, longer limit wins": (180, 60, None, [(None, None, 70), (None, None, 90)], None, None, 0, (210, 90, 90)),
    "order of groups is nothing": (180, 60, None, [(None, None, 90), (None, None, 70)], None, None, 0, (210, 90, 90)),
    "two groups, later close wins": (180, 60, None, [(None, 150, None), (None, 200, None)], None, None, 150, (200, 60, 200)),
    "fields from different groups": (180, 60, None, [(None, 240, None), (None, None, 90)], None, None, 0, (240, 90, 90)),
    "two strict groups, the milder": (180, 60, None, [(None, None, 20), (None, None, 30)], None, None, 0, (180, 30, 30)),
    "three groups": (180, 60, None, [(None, 90, 20), (None, 120, 45), (None, 100, 50)], None, None, 0, (120, 50, 50)),
    "a group that says nothing": (180, 60, None, [(None, None, None)], None, None, 0, (180, 60, 60)),
    # -- a person beats groups
    "person has more minutes": (180, 60, None, [], (None, None, 90), None, 0, (210, 90, 90)),
    "person has fewer than the group": (180, 60, None, [(None, None, 120)], (None, None, 90), None, 0, (210, 90, 90)),
    "person is stricter than exam": (180, 60, None, [], (None, None, 40), None, 0, (180, 40, 40)),
    "person closes before the group": (180, 60, None, [(None, 300, None)], (None, 200, None), None, 190, (200, 60, 200)),
    "person closes earlier than exam": (180, 60, None, [], (None, 60, None), None, 30, (60, 60, 60)),
    "person closes, group minutes": (180, 60, None, [(None, None, 90)], (None, 200, None), None, 150, (200, 90, 200)),
    "person minutes, group closes": (180, 60, None, [(None, 240, None)], (None, None, 90), None, 170, (240, 90, 240)),
    "person says nothing, group holds": (180, 60, None, [(None, None, 90)], (None, None, None), None, 0, (210, 90, 90)),
    "person beats two groups": (180, 60, None, [(None, 300, 100), (None, 400, 200)], (None, 190, 70), None, 0, (190, 70, 70)),
    "person against the entry": (180, 60, 100, [], (None, 240, None), None, 90, (240, 60, 150)),
    # -- accommodations come on top, the window too
    "quarter more": (180, 60, None, [], None, (25, 0), 0, (195, 75, 75)),
    "quarter more at the end of the window": (180, 60, None, [], None, (25, 0), 150, (195, 75, 195)),
    "a broken minute is given": (180, 50, None, [], None, (25, 0), 0, (193, 63, 63)),
    "minutes more": (180, 60, None, [], None, (0, 20), 0, (200, 80, 80)),
    "percent more than minutes": (180, 60, None, [], None, (50, 20), 0, (210, 90, 90)),
    "minutes more than percent": (180, 60, None, [], None, (25, 20), 0, (200, 80, 80)),
    "on top of a group": (180, 60, None, [(None, None, 80)], None, (25, 0), 0, (220, 100, 100)),
    "on top of a person": (180, 60, None, [], (None, None, 40), (50, 0), 0, (200, 60, 60)),
    "on top of a person's close": (180, 60, None, [], (None, 240, None), (25, 0), 200, (255, 75, 255)),
    "on top of an entry's close": (180, 60, 100, [], None, (25, 0), 60, (115, 75, 115)),
    "in a window without end": (None, 60, None, [], None, (25, 0), 0, (None, 75, 75)),
    # -- the maxima
    "minutes at the maximum": (None, 60, None, [], (None, None, 240), None, 0, (None, 240, 240)),
    "minutes beyond the maximum": (None, 60, None, [], (None, None, 241), None, 0, (None, 240, 240)),
    "a group beyond the maximum": (180, 60, None, [(None, None, 999)], None, None, 0, (360, 240, 240)),
    "an exam beyond the maximum is not cut": (None, 300, None, [], None, None, 0, (None, 300, 300)),
    "percent beyond the maximum": (180, 60, None, [], None, (150, 0), 0, (240, 120, 120)),
    "extra minutes beyond the maximum": (180, 60, None, [], None, (0, 100), 0, (270, 150, 150)),
    "close at the maximum": (180, 60, None, [], (None, 180 + 2 * DAY, None), None, 2 * DAY, (180 + 2 * DAY, 60, 60 + 2 * DAY)),
    "close beyond the maximum": (180, 60, None, [], (None, 9 * DAY, None), None, 2 * DAY + 150, (180 + 2 * DAY, 60, 180 + 2 * DAY)),
    "extra time does not pass the maximum": (180, 60, None, [], (None, 180 + 2 * DAY, None), (50, 0), 2 * DAY + 150, (180 + 2 * DAY, 90, 180 + 2 * DAY)),
}  # fmt: skip


def allowance(closes, minutes, entry_closes, groups, personal, extra):
    return effective(
        minutes=minutes,
        windows=[Window(NOON, moment(closes)), Window(None, moment(entry_closes))],
        personal=override(*personal) if personal else None,
        groups=[override(*group) for group in groups],
        extra=ExtraTime(*extra) if extra else None,
        maxima=MAXIMA,
    )


@pytest.mark.anchor_06
@pytest.mark.parametrize("grace", [0, 60])
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_effective_limit_is_the_one_of_the_table(case, grace):
    *given, started, (closes, minutes, deadline) = case
    result = allowance(*given)
    limit = result.limits(started=moment(started), grace_seconds=grace)
    assert (result.closes, result.minutes) == (moment(closes), minutes)
    assert (limit.deadline, limit.final_at) == (moment(deadline), moment(deadline) + timedelta(seconds=grace))


@pytest.mark.anchor_06
def test_the_table_is_as_long_as_promised(figure):
    assert len(CASES) >= 46
    figure(f"{len(CASES)} cases with and without grace")


@pytest.mark.anchor_06
@pytest.mark.parametrize(
    ("exam", "entry", "groups", "personal", "expected"),
    [
        (0, None, [], None, 0),
        (0, 30, [], None, 30),
        (30, 0, [], None, 30),
        (None, None, [], None, None),
        (60, None, [30], None, 30),
        (60, None, [30, 20, 40], None, 20),
        (60, None, [90], None, 90),
        (60, None, [30], 45, 45),
        (60, 70, [], 10, 10),
    ],
)
def test_the_opening_follows_the_same_order(exam, entry, groups, personal, expected):
    result = effective(
        minutes=60,
        windows=[Window(moment(exam), None), Window(moment(entry), None)],
        groups=[override(group) for group in groups],
        personal=override(personal),
        maxima=MAXIMA,
    )
    assert result.opens == moment(expected)


@pytest.mark.parametrize(
    ("old", "new", "now", "expected"),
    [
        (60, 75, 30, 75),  # more time
        (60, 40, 30, 40),  # less time, still to come
        (60, 20, 30, 30),  # less than has passed: until now
        (25, 20, 30, 25),  # in the grace already: nothing is given back
        (25, 75, 30, 75),  # in the grace, more time: goes on
    ],
)
def test_a_change_gives_time_and_takes_back_none_that_has_passed(old, new, now, expected):
    grace = timedelta(minutes=10)
    limit = changed_limits(
        Limits(moment(old), moment(old) + grace), Limits(moment(new), moment(new) + grace), moment(now)
    )
    assert limit == Limits(moment(expected), moment(expected) + grace)
