"""What every kind of answering promises; the kinds are found, so that a new one is held to it without being listed."""

import json
import re
from decimal import Decimal

import pytest
from django.http import QueryDict

from assessments.models import Question, question_kinds
from assessments.models.bank import in_seeded_order
from core.errors import DomainError
from tests.assessments.factories import FACTORIES, RIGHT, WRONG, SingleChoiceFactory

KINDS = sorted(question_kinds())
pytestmark = pytest.mark.django_db


@pytest.fixture(params=KINDS)
def question(request):
    return FACTORIES[request.param]()


def test_every_concrete_kind_is_known_and_has_a_factory():
    concrete = {kind for kind in _below(Question) if not kind._meta.abstract}
    assert {kind.type_code for kind in concrete} == set(KINDS) == set(FACTORIES) == set(RIGHT) == set(WRONG)


def _below(model):
    return {kind for child in model.__subclasses__() for kind in {child, *_below(child)}}


def test_a_kind_names_itself_for_people(question):
    for words in (question.type_label, question.type_short, question.answer_hint):
        assert str(words)


def test_content_and_key_survive_json_unchanged(question):
    for data in (question.content(), question.key()):
        assert json.loads(json.dumps(data)) == data


def test_content_holds_nothing_of_the_key(question):
    question.explanation, question.basis = "KEY-CANARY", "KEY-CANARY"
    shown = json.dumps([question.content(), question.presentation(question.content(), seed=3)])
    assert "KEY-CANARY" not in shown
    assert "correct" not in shown


def test_the_form_renders_its_parts_and_takes_back_what_it_shows(question):
    content = question.content()
    shown = question.presentation(content, seed=5)
    right = question.clean_answer(content, RIGHT[question.type_code])
    form = question.build_form(shown, initial=right, prefix="q1")
    html = str(form["answer"])
    assert len(re.findall(r'class="[^"]*\bcell\b', html)) >= 2
    posted = QueryDict(mutable=True)
    chosen = form.initial["answer"]
    posted.setlist("q1-answer", chosen if isinstance(chosen, list) else [chosen])
    bound = question.build_form(shown, data=posted, prefix="q1")
    assert bound.is_valid()
    assert question.clean_answer(content, bound.cleaned_data["answer"]) == right


def test_cards_are_lettered_by_place_and_carry_the_stable_letter():
    question = SingleChoiceFactory()
    shown = question.presentation(question.content(), seed=1)
    letters = [option["letter"] for option in shown["options"]]
    assert letters != sorted(letters), "this seed must shuffle, or the test shows nothing"
    html = str(question.build_form(shown)["answer"])
    places = [html.index(f">{mark}</span>") for mark in "ABCD"]
    assert places == sorted(places)
    assert [html.index(f'value="{letter}"') for letter in letters] == sorted(
        html.index(f'value="{letter}"') for letter in letters
    )


def test_right_earns_everything_wrong_nothing(question):
    content, key = question.content(), question.key()
    right = question.clean_answer(content, RIGHT[question.type_code])
    wrong = question.clean_answer(content, WRONG[question.type_code])
    assert question.mark(content, key, right).share == 1
    assert question.mark(content, key, question.clean_answer(content, question.right_answer(key))).share == 1
    assert question.mark(content, key, wrong).share == 0


def test_the_key_is_put_into_words(question):
    content, key = question.content(), question.key()
    assert question.summary(content, key["correct"]) != question.summary(content, None) == "未作答"


@pytest.mark.parametrize("raw", ["", None])
def test_an_empty_answer_is_none(question, raw):
    assert question.clean_answer(question.content(), raw) is None


@pytest.mark.parametrize(
    "raw", ["Z", "AB", 5, 0, 1, {"A": 1}, ["Z"], [["A"]], [None], ["A", 5], "A" * 5000, {"$ne": 1}]
)
def test_what_is_not_an_answer_is_refused(question, raw):
    with pytest.raises(DomainError, match="answer_invalid"):
        question.clean_answer(question.content(), raw)


@pytest.mark.parametrize(
    ("chosen", "share"),
    [
        (["A", "B", "C"], "1"),
        (["C", "A", "B", "A"], "1"),
        (["A", "B"], "0.5"),
        (["A"], "0.5"),
        (["A", "B", "C", "D"], "0"),
        (["D"], "0"),
    ],
)
def test_several_right_options_all_one_some_half_any_wrong_none(chosen, share):
    question = FACTORIES["multiple"]()
    content = question.content()
    assert question.mark(content, question.key(), question.clean_answer(content, chosen)).share == Decimal(share)


def test_an_order_depends_on_the_seed_alone():
    letters = list("ABCDEFGH")
    assert in_seeded_order(letters, 7, str) == in_seeded_order(list(reversed(letters)), 7, str)
    assert len({tuple(in_seeded_order(letters, seed, str)) for seed in range(1, 30)}) > 20
    assert in_seeded_order(letters, 0, str) == letters


def test_options_whose_author_says_so_keep_their_order():
    question = SingleChoiceFactory(fixed_order=True)
    for seed in range(1, 20):
        shown = question.presentation(question.content(), seed)
        assert [option["letter"] for option in shown["options"]] == list("ABCD")


@pytest.mark.parametrize("kind", ["single", "multiple"])
def test_options_that_speak_of_each_other_are_frozen_in_their_order_although_nobody_said_so(kind):
    question = FACTORIES[kind](texts=("报警", "拦人", "以上都对", "等人来"))
    assert not question.fixed_order
    content = question.versions.get().content
    for seed in range(1, 20):
        assert [option["letter"] for option in question.presentation(content, seed)["options"]] == list("ABCD")


@pytest.mark.parametrize(
    ("kind", "right", "code"),
    [("single", "", "one_correct"), ("single", "AB", "one_correct"), ("multiple", "", "some_correct")],
)
def test_a_question_without_its_right_options_cannot_be_published(kind, right, code):
    question = FACTORIES[kind](right=right, published=False)
    assert [problem.code for problem in question.problems()] == [code]


def test_two_options_with_one_letter_are_noticed():
    question = SingleChoiceFactory(published=False)
    options = [{"letter": "A", "correct": True}, {"letter": "A", "correct": False}]
    assert [problem.code for problem in question.part_problems(options)] == ["letters_repeat"]
