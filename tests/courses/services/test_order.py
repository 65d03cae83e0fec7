"""What comes first: courses before a course, lessons before a lesson."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import DomainError
from courses import services
from courses.models import CoursePrerequisite, Enrolment, LessonProgress
from courses.reports import my_learning, standings
from tests.courses.factories import CourseFactory, EnrolmentFactory, LessonFactory, finish, lessons_of, right_answers
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(password=None)


@pytest.fixture
def second():
    """A course of one lesson that asks for another one first."""
    course = CourseFactory(lessons=1, lessons__check=False)
    first = CourseFactory(lessons=1, lessons__check=False, validity_months=12)
    CoursePrerequisite.objects.create(course=course, requires=first)
    return course


def first_of(course):
    return course.prerequisites.get().requires


def may_enrol(person, course) -> bool:
    """Whether the service takes the person; what the page shows must agree with it."""
    if not standings(person, [course])[course.pk].missing_prerequisites:
        return bool(services.enrol(person=person, course=course, by=person))
    with pytest.raises(DomainError) as refused:
        services.enrol(person=person, course=course, by=person)
    assert (refused.value.code, refused.value.context) == (
        "prerequisites_missing",
        {"courses": [first_of(course).title]},
    )
    return False


class TestPrerequisites:
    def test_a_course_is_closed_until_what_it_asks_for_is_completed(self, person, second):
        assert not may_enrol(person, second)
        assert not Enrolment.objects.exists()

        EnrolmentFactory(person=person, course=first_of(second), finished=True)
        assert may_enrol(person, second)

    def test_what_no_longer_holds_does_not_count_and_ends_no_enrolment(self, person, second, at):
        with at(clock.now() - timedelta(days=400)):
            EnrolmentFactory(person=person, course=first_of(second), finished=True)
        assert not may_enrol(person, second)

        with at(clock.now() - timedelta(days=300)):
            assert may_enrol(person, second)
        assert may_enrol(person, second)

    def test_a_withdrawn_course_is_asked_of_nobody(self, person, second):
        first_of(second).unpublish()
        assert may_enrol(person, second)
        assert not standings(person, [second])[second.pk].prerequisites

    def test_an_arranged_course_shows_what_comes_first_and_leads_there(self, person, second):
        services.assign(person=person, course=second, due=None, by=None)

        item = my_learning(person)[0]

        assert [course.title for course in item.standing.missing_prerequisites] == [first_of(second).title]
        assert (item.action, item.action_url) == ("first", first_of(second).get_url())
        EnrolmentFactory(person=person, course=first_of(second), finished=True)
        assert my_learning(person)[0].action == "enrol"
        assert standings(None, [second])[second.pk].missing_prerequisites[0].met is False


class TestOrder:
    @pytest.fixture
    def lessons(self, person):
        """The three lessons of a course that is learnt in order, in which the person is enrolled."""
        course = EnrolmentFactory(person=person, course=CourseFactory(lessons=3, sequential=True)).course
        return lessons_of(course)

    def locked(self, person, lessons) -> list[int]:
        standing = standings(person, [lessons[0].course])[lessons[0].course.pk]
        return [ref.number for ref in standing.lessons if standing.is_locked(ref)]

    @pytest.mark.parametrize("change", ["open_lesson", "save_place", "take_check", "finish_lesson"])
    def test_nothing_happens_in_a_lesson_that_waits_for_another(self, person, lessons, change):
        extra = {
            "open_lesson": {},
            "save_place": {"anchor": "b-1"},
            "take_check": {"answers": right_answers(lessons[1]), "by": person},
            "finish_lesson": {"by": person},
        }
        with pytest.raises(DomainError) as refused:
            getattr(services, change)(person=person, lesson=lessons[1], **extra[change])
        assert refused.value.code == "lesson_locked"
        assert not LessonProgress.objects.exists()

    def test_each_lesson_opens_the_next_one(self, person, lessons):
        assert self.locked(person, lessons) == [2, 3]
        finish(person, lessons[0])
        assert self.locked(person, lessons) == [3]
        finish(person, lessons[1])
        finish(person, lessons[2])
        assert self.locked(person, lessons) == []

    def test_what_was_finished_stays_open_when_a_lesson_is_put_before_it_and_in_a_new_round(self, person, lessons):
        for lesson in lessons[:2]:
            finish(person, lesson)
        new = LessonFactory(parent=lessons[0].get_parent())
        new.move(lessons[0].get_parent(), "first-child")

        assert self.locked(person, lessons) == [4]
        services.restart(
            person=person, course=lessons[0].course, cycle=1, reason="重学", by=PersonFactory(password=None)
        )
        assert self.locked(person, lessons) == [4]
        services.open_lesson(person=person, lesson=lessons[1])

    def test_the_order_is_free_where_the_course_does_not_ask_for_it(self, person):
        course = EnrolmentFactory(person=person, course=CourseFactory(lessons=2)).course
        assert self.locked(person, lessons_of(course)) == []
        finish(person, lessons_of(course)[1])
