from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from assessments import services
from assessments.enums import Mode, Use
from assessments.models import Entry
from assessments.services.allowances import allowance_of
from core.errors import DomainError
from tests.assessments.factories import NOON, EntryFactory, SingleChoiceFactory, TrueFalseFactory, make_exam
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def save_paper(*questions, code="P-1"):
    items = [(question, Decimal(2), False) for question in questions]
    return services.save_paper(code=code, title="试卷", items=items, by=None)


def test_a_paper_is_made_once_per_code_and_renewed_in_place():
    one, two = SingleChoiceFactory(), TrueFalseFactory()
    paper = save_paper(one)
    assert save_paper(one) == paper
    assert save_paper(two, one) == paper
    assert [item.question_id for item in paper.items.order_by("sort_order")] == [two.pk, one.pk]


def test_a_paper_needs_questions():
    with pytest.raises(DomainError, match="paper_empty"):
        save_paper()


def test_an_exam_is_made_once_per_code_and_takes_new_rules():
    exam = make_exam(pass_mark=60)
    again = services.save_exam(code=exam.code, title=exam.title, paper=exam.paper, by=None, pass_mark=80)
    assert (again.pk, again.pass_mark) == (exam.pk, 80)


def test_a_formal_exam_takes_no_practice_questions_a_practice_does():
    paper = save_paper(SingleChoiceFactory(use=Use.PRACTICE))
    with pytest.raises(DomainError, match="practice_item_in_exam"):
        services.save_exam(code="K", title="考试", paper=paper, by=None)
    assert services.save_exam(code="K", title="练习", paper=paper, by=None, mode=Mode.PRACTICE).pk


@pytest.mark.parametrize("rules", [{"pass_mark": 0}, {"pass_mark": 101}, {"minutes": 0}, {"attempts_allowed": 0}])
def test_impossible_rules_are_refused(rules):
    with pytest.raises(ValidationError):
        make_exam(**rules)


def test_an_exam_cannot_close_before_it_opens():
    with pytest.raises(ValidationError):
        make_exam(opens=NOON, closes=NOON - timedelta(hours=1))


def test_an_entry_is_granted_once_per_person_exam_and_cycle():
    person, exam = PersonFactory(), make_exam()
    entry = services.grant_entry(person=person, exam=exam, by=None)
    assert services.grant_entry(person=person, exam=exam, by=None, closes=NOON) == entry
    assert services.grant_entry(person=person, exam=exam, by=None, cycle=2) != entry


@pytest.mark.parametrize(
    ("entry_window", "exam_window", "expected"),
    [
        ((None, None), (None, None), (None, None)),
        ((NOON, None), (None, None), (NOON, None)),
        ((NOON, NOON + timedelta(days=3)), (NOON + timedelta(days=1), NOON + timedelta(days=2)), (1, 2)),
        ((NOON + timedelta(days=1), NOON + timedelta(days=2)), (NOON, NOON + timedelta(days=3)), (1, 2)),
    ],
)
def test_the_window_is_what_entry_and_exam_have_in_common(entry_window, exam_window, expected):
    exam = make_exam(opens=exam_window[0], closes=exam_window[1])
    entry = EntryFactory(exam=exam, opens=entry_window[0], closes=entry_window[1])
    wanted = tuple(NOON + timedelta(days=days) if isinstance(days, int) else days for days in expected)
    allowance = allowance_of(Entry.objects.with_allowances().get(pk=entry.pk))
    assert (allowance.opens, allowance.closes) == wanted
