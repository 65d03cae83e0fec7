from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.scoring import ScoredItem, earned, shares, total


def item(points, got, **kwargs):
    return ScoredItem(Decimal(points), Decimal(got), **kwargs)


def test_a_score_is_points_out_of_a_hundred_to_the_cent():
    result = total([item(3, 2), item(3, 0)], pass_mark=33)
    assert (result.points, result.possible, result.score) == (Decimal(2), Decimal(6), Decimal("33.33"))
    assert result.passed


def test_a_score_below_the_pass_mark_by_a_cent_fails():
    assert not total([item(100, "59.99")], pass_mark=60).passed
    assert total([item(100, 60)], pass_mark=60).passed


def test_the_score_as_shown_decides():
    result = total([item(300, "179.99")], pass_mark=60)
    assert (result.score, result.passed) == (Decimal("60.00"), True)


def test_a_must_pass_item_that_is_not_full_fails_a_perfect_rest():
    items = [item(98, 98), item(2, 1, must_pass=True)]
    assert total(items, pass_mark=60).score == Decimal("99.00")
    assert not total(items, pass_mark=60).passed


def test_half_of_an_odd_cent_is_rounded_up():
    assert earned(Decimal("0.25"), Decimal("0.5")) == Decimal("0.13")


def test_shares_are_counted_per_group_and_carry_a_critical_error():
    result = shares(
        [item(2, 2, group="EMG"), item(2, 1, group="EMG", must_pass=True), item(4, 4, group="LAW"), item(1, 1)]
    )
    assert set(result) == {"EMG", "LAW"}
    assert result["EMG"].value == Decimal("0.7500")
    assert result["EMG"].critical_error
    assert not result["LAW"].critical_error


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 20), st.sampled_from(["0", "0.5", "1"])), min_size=1, max_size=30))
def test_a_score_is_always_between_0_and_100(rows):
    items = [item(points, earned(Decimal(points), Decimal(share))) for points, share in rows]
    result = total(items, pass_mark=60)
    assert 0 <= result.score <= 100
    assert result.passed == (result.score >= 60)
