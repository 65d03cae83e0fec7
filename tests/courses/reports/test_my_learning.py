from datetime import timedelta

import pytest

from core import clock
from courses.enums import Urgency
from courses.models import Completion
from courses.reports import catalogue, my_learning, published_courses
from courses.services import excuse
from tests.courses.factories import AssignmentFactory, CourseFactory, EnrolmentFactory, finish, lessons_of
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(password=None)


def in_days(days):
    return clock.today() + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "urgency"),
    [(-1, Urgency.OVERDUE), (0, Urgency.DUE), (7, Urgency.DUE), (8, Urgency.ASSIGNED), (None, Urgency.ASSIGNED)],
)
def test_an_assignment_presses_by_its_date(person, course, days, urgency):
    AssignmentFactory(person=person, course=course, due=None if days is None else in_days(days))
    item = my_learning(person)[0]
    assert (item.urgency, item.action) == (urgency, "enrol")


def test_an_excused_assignment_is_not_on_the_list(person, course):
    excuse(assignment=AssignmentFactory(person=person, course=course, due=in_days(-1)), reason="产假", by=None)
    assert my_learning(person) == []


def test_a_course_begun_leads_to_its_next_lesson(person, course):
    EnrolmentFactory(person=person, course=course)
    assert my_learning(person)[0].action == "start"
    first, second = lessons_of(course)
    finish(person, first)
    item = my_learning(person)[0]
    assert (item.urgency, item.action, item.action_url) == (Urgency.CONTINUE, "resume", second.get_url())
    assert (item.lessons_left, item.standing.minutes_left) == (1, second.minutes)


def test_all_lessons_finished_leads_to_the_exam(person, course):
    EnrolmentFactory(person=person, course=course, finished=True)
    item = my_learning(person)[0]
    assert (item.urgency, item.action) == (Urgency.EXAM, "exam")


def test_a_completed_course_is_off_the_list_until_it_nears_its_end(person, at):
    course = CourseFactory(lessons=1, validity_months=12)
    start = clock.now()
    with at(start):
        EnrolmentFactory(person=person, course=course, finished=True)
        assert my_learning(person) == []
    with at(start + timedelta(days=300)):
        item = my_learning(person)[0]
        assert (item.urgency, item.action) == (Urgency.EXPIRING, "renew")
    with at(start + timedelta(days=400)):
        assert my_learning(person)[0].urgency == Urgency.EXPIRED


def test_an_unpublished_course_is_off_the_list(person, course):
    AssignmentFactory(person=person, course=course, due=in_days(-1))
    course.unpublish()
    assert my_learning(person) == []


def test_the_catalogue_knows_every_state(person, course):
    todo, learning, done = course, CourseFactory(), CourseFactory(lessons=1)
    CourseFactory()
    AssignmentFactory(person=person, course=todo, due=in_days(3))
    finish(EnrolmentFactory(person=person, course=learning).person, lessons_of(learning)[0])
    EnrolmentFactory(person=person, course=done, finished=True)
    cards = catalogue(person, published_courses())
    assert [card.state for card in cards][:2] == ["todo", "learning"]
    assert sorted(card.state for card in cards[2:]) == ["done", "none"]
    assert {card.state for card in catalogue(None, published_courses())} == {"none"}
    assert Completion.objects.get().course == done
