"""The result page: which must-pass question failed the attempt, and steps beside where they belong."""

from datetime import timedelta

import pytest

from core import clock
from tests.assessments.factories import RIGHT, EntryFactory, make_attempt, make_exam

pytestmark = pytest.mark.django_db


def result(client_of, attempt):
    return client_of(attempt.entry.person).get(f"/assessments/attempts/{attempt.pk}/result/").content.decode()


def sat(*, wrong=(), **rules):
    """Ten single-choice questions handed in; the first two must be right; `wrong` are positions."""
    exam = make_exam(kinds=["single"] * 10, must_pass=(0, 1), pass_mark=80, **rules)
    answers = {position: "B" if position in wrong else "A" for position in range(1, 11)}
    return make_attempt(entry=EntryFactory(exam=exam), answers=answers, submitted=True)


def test_a_missed_must_pass_question_is_named_and_the_total_does_not_help(client_of):
    attempt = sat(wrong=[2])
    assert (attempt.score, attempt.passed) == (90, False)
    page = result(client_of, attempt)
    assert "没有合格" in page
    assert "有 1 道必答对的题没有答对" in page
    assert 'href="#item-2">第 2 题' in page
    assert 'id="item-2"' in page
    assert "总分 90 分过了 80 分的及格线，但抵不过这一条" in page
    assert "#item-1" not in page


def test_several_missed_ones_are_all_named_and_a_low_total_is_said_too(client_of):
    page = result(client_of, sat(wrong=[1, 2, 3]))
    assert "有 2 道必答对的题没有答对" in page
    assert 'href="#item-1"' in page
    assert 'href="#item-2"' in page
    assert 'href="#item-3"' not in page
    assert "也没到 80 分的及格线" in page


@pytest.mark.parametrize("wrong", [(), (3,), (3, 4, 5)])
def test_without_a_missed_must_pass_question_nothing_is_said_of_them_but_the_count(client_of, wrong):
    page = result(client_of, sat(wrong=wrong))
    assert "必答对 2／2" in page
    assert "没有答对：" not in page


def test_where_right_and_wrong_are_not_shown_it_is_said_without_the_number(client_of):
    page = result(client_of, sat(wrong=[2], show_marks="never", show_keys="never"))
    assert "必答对的题没有全对，所以没有合格" in page
    assert "抵不过这一条" in page
    assert "#item-2" not in page


def test_before_the_release_nothing_is_said_of_must_pass_questions(client_of):
    page = result(client_of, sat(wrong=[2], release="after_close", closes=clock.now() + timedelta(days=1)))
    assert "没有答对" not in page


def ordered(**rules):
    """A wrong order, handed in."""
    exam = make_exam(kinds=["order"], show_marks="with_result", **rules)
    return make_attempt(entry=EntryFactory(exam=exam), answers={1: list("CBAD")}, submitted=True)


def test_a_wrong_order_is_shown_beside_the_right_one(client_of):
    page = result(client_of, ordered(show_keys="with_result"))
    assert "您的次序：拦住车和人 → 看清火情 → 打119 → 说清被困位置" in page
    assert "您排在第 2 位，应在第 1 位" in page
    assert "您排在第 1 位，应在第 2–3 位" in page
    assert "您排在第 4 位，正确" in page


def test_a_wrong_order_is_shown_alone_where_the_right_one_may_not_be_seen(client_of):
    page = result(client_of, ordered(show_keys="never"))
    assert "拦住车和人 → 看清火情 → 打119 → 说清被困位置" in page
    assert "应在第" not in page
    assert "不分先后" not in page


def test_an_order_that_was_not_given_is_shown_as_it_should_have_been(client_of):
    exam = make_exam(kinds=["order"], show_marks="with_result", show_keys="with_result")
    page = result(client_of, make_attempt(entry=EntryFactory(exam=exam), submitted=True))
    assert "您的次序：未作答" in page
    assert page.count("应在第") == 4


def test_steps_side_by_side_earn_everything_in_either_order(client_of):
    for order in (RIGHT["order"], list("BACD")):
        exam = make_exam(kinds=["order"], code=f"KS-{order[1]}")
        assert make_attempt(entry=EntryFactory(exam=exam), answers={1: order}, submitted=True).score == 100
