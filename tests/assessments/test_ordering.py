"""Ordering: tie groups, marking, what is shown, and that nothing shown tells the order."""

import itertools
import json
import random
from decimal import Decimal

import pytest
from django.http import QueryDict

from assessments.models.answer_forms import moved
from assessments.models.ordering import orders_to_begin_with, places_of, share_of
from core.errors import DomainError
from tests.assessments.factories import OrderingFactory

pytestmark = pytest.mark.django_db
TIED = [["B"], ["A", "C"], ["D"]]


def orders(letters="ABCD"):
    return [list(order) for order in itertools.permutations(letters)]


@pytest.mark.parametrize(
    ("answer", "all_or_nothing", "by_pairs"),
    [
        ("BACD", 1, 1),
        ("BCAD", 1, 1),
        ("BADC", 0, Decimal(2) / 3),
        ("ABCD", 0, Decimal(2) / 3),
        ("DACB", 0, Decimal(1) / 3),
        ("DBAC", 0, Decimal(2) / 3),
        ("CDBA", 0, Decimal(2) / 3),
    ],
)
def test_steps_side_by_side_may_stand_in_any_order(answer, all_or_nothing, by_pairs):
    assert share_of(TIED, answer, by_pairs=False) == all_or_nothing
    assert share_of(TIED, answer, by_pairs=True) == by_pairs


@pytest.mark.parametrize(
    "groups", [TIED, [["A"], ["B"], ["C"], ["D"]], [["A", "B"], ["C", "D"]], [["D", "A", "B"], ["C"]]]
)
def test_an_order_is_right_exactly_when_every_step_stands_at_one_of_its_places(groups):
    places = places_of(groups)
    for answer in orders():
        stands = all(place in places[letter] for place, letter in enumerate(answer, 1))
        for by_pairs in (False, True):
            assert (share_of(groups, answer, by_pairs=by_pairs) == 1) == stands


def test_nothing_is_earned_by_no_answer():
    assert share_of(TIED, [], by_pairs=True) == 0


@pytest.mark.parametrize("number", range(3, 9))
def test_no_order_to_begin_with_is_right_already(number):
    letters = "ABCDEFGH"[:number]
    for seed in range(30):
        rng = random.Random(seed)
        shuffled = rng.sample(letters, number)
        cut = rng.randrange(1, number)
        groups = [shuffled[:cut], *([letter] for letter in shuffled[cut:])]
        found = orders_to_begin_with(groups)
        assert found
        assert all(share_of(groups, order, by_pairs=False) == 0 for order in found)
        assert all(sorted(order) == sorted(letters) for order in found)


def test_different_seeds_begin_differently_and_one_seed_always_alike():
    content = OrderingFactory().content()
    shown = [
        "".join(s["letter"] for s in OrderingFactory._meta.model.presentation(content, n)["steps"]) for n in range(40)
    ]
    assert len(set(shown)) > 10
    again = OrderingFactory._meta.model.presentation(content, 7)
    assert "".join(step["letter"] for step in again["steps"]) == shown[7]


def test_the_letters_say_nothing_of_the_right_order():
    """The same steps in another right order are called the same."""
    texts = ("看清火情", "打119", "拦住车和人", "说清被困位置")
    contents = [
        OrderingFactory(groups=[(text,) for text in order]).content() for order in itertools.permutations(texts)
    ]
    assert len({json.dumps(content["steps"]) for content in contents}) == 1


def test_a_draft_without_an_order_can_be_looked_at():
    for groups in ((), (("甲",),), (("甲", "乙", "丙"),)):
        draft = OrderingFactory(groups=groups, published=False)
        shown = draft.presentation(draft.content(), seed=0)
        assert len(shown["steps"]) == sum(map(len, groups))
        assert str(draft.build_form(shown)["answer"])


@pytest.mark.parametrize(
    "raw", [list("ABC"), list("ABCDD"), list("ABCDE"), list("AABC"), ["A", "B", "C", ["D"]], "ABCD"]
)
def test_only_every_step_once_is_an_answer(raw):
    question = OrderingFactory()
    with pytest.raises(DomainError, match="answer_invalid"):
        question.clean_answer(question.content(), raw)


def test_the_key_is_told_with_what_may_stand_in_any_order():
    question = OrderingFactory()
    content, key = question.content(), question.key()
    assert question.summary(content, key["correct"]) == "看清火情 → 打119、拦住车和人（不分先后） → 说清被困位置"
    assert question.summary(content, list("DBAC")) == "说清被困位置 → 看清火情 → 打119 → 拦住车和人"


def test_the_review_is_in_the_right_order_with_the_place_of_each_step():
    question = OrderingFactory()
    content, key = question.content(), question.key()
    rows = [
        (row["text"], row["place"], row["own"], row["right"]) for row in question.review(content, key, list("CBAD"))
    ]
    assert rows == [
        ("看清火情", "1", 2, False),
        ("拦住车和人", "2–3", 1, False),
        ("打119", "2–3", 3, True),
        ("说清被困位置", "4", 4, True),
    ]
    assert [row["own"] for row in question.review(content, key, None)] == [None] * 4


def test_part_of_the_points_is_given_only_where_the_question_says_so():
    for by_pairs, share in [(False, Decimal(0)), (True, Decimal(2) / 3)]:
        question = OrderingFactory(by_pairs=by_pairs)
        assert question.mark(question.content(), question.key(), list("BADC")).share == share


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ((("甲",), ("乙",)), "steps_missing"),
        (tuple((text,) for text in "甲乙丙丁戊己庚辛壬"), "steps_too_many"),
        ((("甲",), ("乙",), ("甲",)), "steps_repeat"),
        ((("甲", "乙", "丙"),), "no_order"),
    ],
)
def test_a_question_without_an_order_cannot_be_published(groups, code):
    assert [problem.code for problem in OrderingFactory(groups=groups, published=False).problems()] == [code]


# What the buttons post, and how it is read -----------------------------------------------------------------------------


def form_of(question, **posted):
    data = QueryDict(mutable=True)
    for name, value in posted.items():
        data.setlist(f"q1-answer{name.replace('_', '-')}", value if isinstance(value, list) else [value])
    shown = question.presentation(question.content(), seed=0)
    return question.build_form(shown, data=data, prefix="q1")


def test_the_order_as_shown_is_no_answer():
    form = form_of(OrderingFactory(), _shown=list("DACB"))
    assert form.is_valid()
    assert form.cleaned_data["answer"] == []


@pytest.mark.parametrize(
    ("move", "order"),
    [("A-up", "ADCB"), ("A-down", "DCAB"), ("D-up", "DACB"), ("B-down", "DACB"), ("keep", "DACB"), ("X-up", "DACB")],
)
def test_a_button_moves_its_step_or_confirms_the_order(move, order):
    assert "".join(moved(list("DACB"), move)) == order
    form = form_of(OrderingFactory(), _shown=list("DACB"), _move=move)
    assert form.is_valid()
    assert "".join(form.cleaned_data["answer"]) == order


@pytest.mark.parametrize("letters", [["A"], list("AACB"), list("DACBE"), ["<b>"]])
def test_what_no_button_posts_is_no_order(letters):
    assert not form_of(OrderingFactory(), _shown=letters, _move="A-up").is_valid()


def test_the_page_says_that_the_order_as_shown_is_not_an_answer_yet():
    question = OrderingFactory()
    shown = question.presentation(question.content(), seed=0)
    open_one, given = (str(question.build_form(shown, initial=value)["answer"]) for value in (None, list("DACB")))
    assert 'name="answer-shown"' in open_one
    assert open_one.count("data-unconfirmed>") == 2
    assert 'name="answer-shown"' not in given
    assert given.count("data-unconfirmed hidden>") == 2
    assert [given.index(f'data-step="{letter}"') for letter in "DACB"] == sorted(
        given.index(f'data-step="{letter}"') for letter in "DACB"
    )
