"""A check under way."""

import pytest

from policies.engine import check
from policies.engine.check import Progress, Question

ONE = Question("q1", "车停哪儿？", ("楼道", "车棚", "电梯"), 2, "楼道是逃生的路。")
TWO = Question("q2", "何时充电？", ("夜里", "白天"), 2, "白天有人看着。")


@pytest.mark.parametrize("seed", range(20))
def test_what_is_chosen_is_what_was_shown(seed):
    shown = check.shown(ONE, seed)
    for option in shown:
        answer = check.answer(ONE, seed, option.place)
        assert ONE.options[answer.written - 1] == option.text
        assert answer.is_right is (option.text == "车棚")
        assert answer.right_option.text == "车棚"


def test_the_right_option_stands_in_every_place_for_some_seed():
    assert {check.answer(ONE, seed, 1).right_place for seed in range(30)} == {1, 2, 3}


def test_progress_survives_being_written_down():
    progress = Progress(7, check.print_of([ONE, TWO]), 5).answered(2).answered(1)
    assert Progress.load(progress.dump()) == progress
    assert [one.question for one in check.answers([ONE, TWO], progress)] == [ONE, TWO]


@pytest.mark.parametrize("rubbish", [None, 5, [], [1, 2], "abcdefgh"])
def test_what_is_no_progress_is_refused(rubbish):
    with pytest.raises((TypeError, ValueError)):
        Progress.load(rubbish)


def test_a_question_that_changed_has_another_print():
    other = Question("q1", "车停哪儿？", ("楼道", "车棚"), 2, "楼道是逃生的路。")
    assert check.print_of([ONE]) != check.print_of([other])


def test_the_way_back_leads_to_the_part_that_says_it():
    parts = {"points": "买车认准标准", "how": "去车棚，楼道是逃生的路", "qa": "没有别的"}
    assert check.nearest_part(ONE, parts) == "how"
    assert check.nearest_part(Question("q", "甲", ("乙", "丙"), 1, "丁"), parts) == "points"
