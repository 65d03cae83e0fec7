"""The interval, and that no hidden count can be worked out from what is shown."""

from datetime import date
from itertools import product

import pytest

from policies.engine.awareness import LEAST, NOTHING, Tally, add_up_tree, is_safe, week_of, weeks_until, wilson


def of(n, right=None):
    return Tally(n, 3 * n, 2 * n if right is None else right)


@pytest.mark.parametrize(
    ("share", "n", "low", "high"),
    [
        # statsmodels proportion_confint(method="wilson")
        (0.5, 10, 0.2366, 0.7634),
        (0.8, 20, 0.5840, 0.9193),
        (0.0, 15, 0.0, 0.2039),
        (1.0, 15, 0.7961, 1.0),
        (2 / 3, 58, 0.5383, 0.7744),
    ],
)
def test_the_interval_is_wilsons(share, n, low, high):
    assert wilson(share, n) == (pytest.approx(low, abs=5e-4), pytest.approx(high, abs=5e-4))


def test_three_answers_of_one_person_make_no_narrower_interval_than_one():
    share = Tally(20, 60, 45).share
    assert (share.n, share.percent) == (20, 75)
    assert (share.low, share.high) == wilson(0.75, 20)
    assert share.high - share.low > (lambda w: w[1] - w[0])(wilson(0.75, 60))


def test_fewer_than_ten_people_have_no_share():
    assert of(LEAST - 1).share is None and of(LEAST - 1).is_hidden
    assert of(LEAST).share and not of(LEAST).is_hidden
    assert NOTHING.share is None and not NOTHING.is_hidden


@pytest.mark.parametrize(
    ("hidden", "safe"),
    [
        ([], True),
        ([5], False),  # alone: the total tells it
        ([4, 5], False),  # together fewer than ten
        ([5, 5], True),
        ([9, 9], False),  # 18 of two that are at most 9 each
        ([8, 9], False),
        ([7, 8], True),
        ([9, 9, 9], False),
        ([3, 3, 4], True),
    ],
)
def test_a_sum_may_be_known_where_it_tells_nothing_of_its_parts(hidden, safe):
    assert is_safe(hidden) is safe


def test_a_total_is_left_out_where_it_would_tell_the_only_hidden_community():
    sums = add_up_tree({"aa": of(5), "ab": of(30)}, 1)
    assert not sums["a"].is_shown and not sums[""].is_shown


def test_a_total_above_two_streets_does_not_tell_what_the_totals_below_it_hide():
    """Each street hides one community; the two together are many enough, so the county has a total, the streets none."""
    sums = add_up_tree({"aa": of(5), "ab": of(30), "ba": of(7), "bb": of(20)}, 1)
    assert not sums["a"].is_shown and not sums["b"].is_shown
    assert sums[""].is_shown and sums[""].tally.n == 62


def test_the_whole_comes_before_a_street_whose_total_would_leave_another_community_alone():
    sums = add_up_tree({"aa": of(5), "ab": of(6), "ba": of(7), "bb": of(20)}, 1)
    assert sums[""].is_shown
    assert not sums["a"].is_shown and not sums["b"].is_shown
    many = add_up_tree({"aa": of(5), "ab": of(6), "ba": of(7), "bb": of(4)}, 1)
    assert many[""].is_shown and many["a"].is_shown and many["b"].is_shown


def test_answers_that_name_no_community_count_in_the_total_of_everywhere_alone():
    sums = add_up_tree({"aa": of(20)}, 1, unsaid=of(12))
    assert (sums["a"].tally.n, sums[""].tally.n) == (20, 32)
    assert not add_up_tree({"aa": of(20)}, 1, unsaid=of(3))[""].is_shown


def shown(cells, unsaid):
    """All that anybody can read of a week, in whatever place they look."""
    sums = add_up_tree(cells, 1, unsaid)
    return (
        [None if tally.is_hidden else tally.n for tally in (*cells.values(), unsaid)],
        {place: found.tally.n for place, found in sums.items() if found.is_shown},
    )


TREES = [
    ({"aa": 9, "ab": 9, "ba": 2, "bb": 30}, 0),
    ({"aa": 1, "ab": 9, "ba": 8, "bb": 0}, 25),
    ({"aa": 4, "ab": 12, "ba": 6, "c": 3}, 5),
    ({"aa": 8, "ab": 8, "ba": 8, "ca": 14}, 0),
    ({"aa": 1, "ba": 9, "bb": 1}, 9),
]


@pytest.mark.parametrize(("counts", "unsaid"), TREES)
def test_whoever_knows_the_rule_and_everything_shown_cannot_tell_a_hidden_count(counts, unsaid):
    cells, rest = {place: of(n) for place, n in counts.items()}, of(unsaid)
    hidden = [place for place, tally in cells.items() if tally.is_hidden]
    told, possible = shown(cells, rest), [set() for _ in [*hidden, rest]]
    for guess in product(range(1, LEAST), repeat=len(hidden) + rest.is_hidden):
        other = {**cells, **{place: of(n) for place, n in zip(hidden, guess, strict=False)}}
        if shown(other, of(guess[-1]) if rest.is_hidden else rest) == told:
            for values, value in zip(possible, guess, strict=False):
                values.add(value)

    assert all(len(values) >= 3 for values in possible[: len(hidden) + rest.is_hidden])


def test_a_week_begins_on_monday():
    assert (
        week_of(date(2026, 11, 24)) == week_of(date(2026, 11, 23)) == week_of(date(2026, 11, 29)) == date(2026, 11, 23)
    )
    assert weeks_until(date(2026, 11, 24), 3) == [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]
