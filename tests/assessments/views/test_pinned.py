"""What was given to a candidate stays what it was: questions, order, options and result, whatever happens to the bank."""

import re
from datetime import timedelta

import pytest
from django.db.models import ProtectedError

from assessments import services
from core import clock
from tests.assessments.factories import NOON, EntryFactory, SingleChoiceFactory, answer, make_attempt, make_exam
from tests.support.shared import made_once

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.anchor_12]
REFRESHES = 20
# What is new on every page: the id of the next write, the token, the time left.
PASSING = re.compile(
    r'name="(client_id|csrfmiddlewaretoken)" value="[^"]+"|data-now="[^"]+"|<span data-timer-words[^<]+|nonce="[^"]+"'
)


def begun():
    exam = make_exam(kinds=["single", "multiple", "truefalse"] * 2, shuffle_items=True, shuffle_options=True)
    with clock.at(NOON):
        return make_attempt(entry=EntryFactory(exam=exam))


attempt_of_module = made_once(begun)


@pytest.fixture
def attempt(attempt_of_module, db):
    return attempt_of_module()


def questions(attempt):
    return [row.question.get_real_instance() for row in attempt.entry.exam.paper.items.all()]


def edited(attempt):
    for question in questions(attempt):
        question.stem, question.explanation = "改过的题干？", "改过的理由。"
        services.publish_question(question=question, by=None)


def given_other_options(attempt):
    """The options change places and texts, and another one is right."""
    for question in questions(attempt):
        if hasattr(question, "options"):
            options, right = list(question.options.all()), "BD" if question.type_code == "multiple" else "B"
            for option in options:
                option.text, option.correct = f"改过{option.letter}", option.letter in right
                option.sort_order = len(options) - option.sort_order
            question.options = options
            question.save()
        else:
            question.answer = not question.answer
        services.publish_question(question=question, by=None)


def retired(attempt):
    for question in questions(attempt):
        services.retire_question(question=question, by=None)


def deleted(attempt):
    """A question that somebody was given cannot be deleted at all."""
    for question in questions(attempt):
        with pytest.raises(ProtectedError):
            question.delete()


def given_another_paper(attempt):
    paper = attempt.entry.exam.paper
    services.save_paper(code=paper.code, title="换了", items=[(SingleChoiceFactory(), 1, False)], by=None)


def shuffled_otherwise(attempt):
    exam = attempt.entry.exam
    exam.shuffle_items = exam.shuffle_options = False
    exam.pass_mark, exam.minutes = 1, 5
    exam.save()


CHANGES = [edited, given_other_options, retired, deleted, given_another_paper, shuffled_otherwise]


def shown(browser, attempt):
    return PASSING.sub("", browser.get(f"/assessments/attempts/{attempt.pk}/").content.decode())


@pytest.mark.parametrize("change", CHANGES)
def test_during_the_attempt_every_refresh_shows_the_same_paper(client_of, at, attempt, change):
    browser = client_of(attempt.entry.person)
    with at(NOON + timedelta(minutes=1)):
        before = shown(browser, attempt)
        change(attempt)
        assert {shown(browser, attempt) for _ in range(REFRESHES)} == {before}


@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_is_marked_as_the_question_was_given(at, attempt, change):
    with at(NOON + timedelta(minutes=1)):
        change(attempt)
        for item in attempt.items.select_related("version"):
            key = item.version.key["correct"]
            answer(attempt, item.position, key[0] if item.version.type_code == "single" else key)
        marked = services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
    assert (marked.score, marked.points_possible) == (100, 12)


@pytest.mark.parametrize("change", CHANGES)
def test_after_the_attempt_the_result_stays(client_of, at, attempt, change):
    with at(NOON + timedelta(minutes=1)):
        answer(attempt, 1, None)
        services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
        browser, address = client_of(attempt.entry.person), f"/assessments/attempts/{attempt.pk}/result/?show=all"
        before = PASSING.sub("", browser.get(address).content.decode())
        change(attempt)
        after = {PASSING.sub("", browser.get(address).content.decode()) for _ in range(REFRESHES)}
    assert after == {before}


def test_the_control_a_new_attempt_does_see_what_changed(client_of, at, attempt):
    edited(attempt)
    with at(NOON + timedelta(minutes=1)):
        other = make_attempt(entry=EntryFactory(exam=attempt.entry.exam))
        assert "改过的题干" in shown(client_of(other.entry.person), other)
