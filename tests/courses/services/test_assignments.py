from datetime import date

import pytest

from core.errors import DomainError
from courses import services
from courses.models import Assignment
from people.models import Message
from tests.courses.factories import AssignmentFactory
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 31)


def test_assigning_twice_is_one_assignment_and_one_message(course):
    person = PersonFactory(password=None)
    first = services.assign(person=person, course=course, due=DUE, by=None)
    assert services.assign(person=person, course=course, due=DUE, by=None) == first
    assert Message.objects.filter(person=person, template="course_assigned").count() == 1


def test_another_date_moves_the_assignment_and_is_told(course):
    person = AssignmentFactory(course=course, due=DUE).person
    services.assign(person=person, course=course, due=date(2027, 1, 31), by=None)
    assert Assignment.objects.get().due == date(2027, 1, 31)
    assert Message.objects.filter(person=person).count() == 2


def test_an_excuse_needs_a_reason_and_holds_until_assigned_again(course):
    assignment = AssignmentFactory(course=course, due=DUE)
    with pytest.raises(DomainError) as refusal:
        services.excuse(assignment=assignment, reason=" ", by=None)
    assert refusal.value.code == "reason_required"
    excused = services.excuse(assignment=assignment, reason="产假", by=None)
    assert excused.excused_at is not None
    with pytest.raises(DomainError) as refusal:
        services.excuse(assignment=assignment, reason="产假", by=None)
    assert refusal.value.code == "already_excused"
    again = services.assign(person=assignment.person, course=course, due=DUE, by=None)
    assert again.excused_at is None
