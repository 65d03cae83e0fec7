import json
from decimal import Decimal

import pytest
from django.http import QueryDict

from assessments import services
from assessments.enums import Use
from core.errors import DomainError
from tests.assessments.factories import FACTORIES, RIGHT, WRONG, SingleChoiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def questions():
    return [factory(use=Use.PRACTICE) for factory in FACTORIES.values()]


def test_items_are_shown_in_order_without_keys(questions):
    items = services.practice_items(questions, seed=3)
    assert [item.question for item in items] == questions
    assert "correct" not in json.dumps([item.presentation for item in items])
    for item in items:
        assert f'name="{item.name}"' in str(item.form["answer"])


def test_right_and_wrong_are_told_with_the_reason(questions):
    right = {question.pk: RIGHT[question.type_code] for question in questions}
    for mark in services.mark_practice(questions=questions, answers=right):
        assert mark.right
        assert mark.explanation == "先报警，再救人。"
    wrong = {question.pk: WRONG[question.type_code] for question in questions}
    for mark in services.mark_practice(questions=questions, answers=wrong):
        assert mark.share == Decimal(0)
        assert mark.correct_summary != mark.answer_summary


def test_options_come_back_in_the_order_and_under_the_letters_that_were_shown(questions):
    for seed in range(1, 9):
        items = {item.question.pk: item for item in services.practice_items(questions, seed=seed)}
        for mark in services.mark_practice(questions=questions, answers={}, seed=seed):
            shown = items[mark.question.pk].presentation.get("options", [])
            assert [option["text"] for option in mark.options if "mark" in option] == [o["text"] for o in shown]
            assert "".join(option["mark"] for option in mark.options if "mark" in option) == "ABCDEFGH"[: len(shown)]


def test_no_answer_is_worth_nothing(questions):
    assert {mark.share for mark in services.mark_practice(questions=questions, answers={})} == {0}


def test_answers_are_read_from_the_forms_post(questions):
    data = QueryDict(mutable=True)
    for item in services.practice_items(questions, seed=9):
        chosen = RIGHT[item.question.type_code]
        chosen = "false" if chosen is False else chosen
        data.setlist(item.name, chosen if isinstance(chosen, list) else [chosen])
    answers = services.practice_answers(questions=questions, data=data)
    assert all(mark.right for mark in services.mark_practice(questions=questions, answers=answers))


@pytest.mark.anchor_33
def test_an_exam_item_is_never_shown_nor_marked():
    exam_item = SingleChoiceFactory(use=Use.EXAM)
    with pytest.raises(DomainError, match="exam_item_in_practice"):
        services.practice_items([exam_item], seed=0)
    with pytest.raises(DomainError, match="exam_item_in_practice"):
        services.mark_practice(questions=[exam_item], answers={})


def test_an_unpublished_question_is_not_shown_and_not_marked():
    draft = SingleChoiceFactory(use=Use.PRACTICE, published=False)
    assert services.practice_items([draft], seed=0) == []
    with pytest.raises(DomainError, match="question_not_published"):
        services.mark_practice(questions=[draft], answers={})


def test_a_draft_change_is_neither_shown_nor_marked():
    question = SingleChoiceFactory(use=Use.PRACTICE)
    question.stem = "草稿"
    question.save_revision()
    assert "草稿" not in services.practice_items([question], seed=0)[0].presentation["stem"]
