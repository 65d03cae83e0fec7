from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from courses.enums import LessonState, Step
from courses.models import Completion
from courses.reports import course_outline
from courses.services import open_lesson
from tests.courses.factories import CourseFactory, EnrolmentFactory, finish, lessons_of

pytestmark = pytest.mark.django_db


def states(outline):
    return [lesson.state for lesson in outline.lessons]


def test_a_visitor_sees_every_lesson_as_not_begun(course):
    outline = course_outline(None, course)
    assert states(outline) == [LessonState.TODO, LessonState.TODO]
    assert [step.kind for step in outline.missing] == [Step.LESSONS, Step.EXAM]
    assert outline.standing.enrolment is None


def test_the_lesson_last_opened_comes_before_the_first_unfinished_one(course):
    person = EnrolmentFactory(course=course).person
    first, second = lessons_of(course)
    assert course_outline(person, course).next_lesson.pk == first.pk
    open_lesson(person=person, lesson=second)
    outline = course_outline(person, course)
    assert outline.next_lesson.pk == second.pk
    assert states(outline) == [LessonState.TODO, LessonState.OPENED]


def test_what_is_missing_shrinks_with_what_is_done(course):
    person = EnrolmentFactory(course=course, finished=True).person
    outline = course_outline(person, course)
    assert [step.kind for step in outline.missing] == [Step.EXAM]
    assert outline.standing.exam_ready
    Completion.objects.create(person=person, course=course, cycle=1, source="test")
    outline = course_outline(person, course)
    assert outline.missing == []
    assert outline.standing.is_complete


def test_a_practical_is_a_step_that_holds_nothing_up(course):
    course.has_practical = True
    steps = course_outline(None, course).steps
    assert [step.kind for step in steps] == [Step.LESSONS, Step.EXAM, Step.PRACTICAL]
    assert not steps[-1].holds_up


def test_in_the_last_ninety_days_the_lessons_are_to_be_learnt_again(at):
    course = CourseFactory(lessons=1, validity_months=12)
    with at(clock.now() - timedelta(days=300)):
        person = EnrolmentFactory(course=course, finished=True).person
        assert course_outline(person, course).standing.is_complete
    outline = course_outline(person, course)
    assert states(outline) == [LessonState.TODO]
    assert outline.standing.is_expiring
    assert not outline.standing.is_complete


def test_a_withdrawn_completion_counts_no_more(course):
    person = EnrolmentFactory(course=course, finished=True).person
    Completion.objects.create(person=person, course=course, cycle=1, source="test", withdrawn_at=clock.now())
    standing = course_outline(person, course).standing
    assert (standing.cycle, standing.last, standing.is_complete) == (2, None, False)


@pytest.mark.parametrize("lessons", [1, 3])
def test_an_outline_takes_eight_queries_however_many_lessons(lessons):
    course = CourseFactory(lessons=lessons)
    person = EnrolmentFactory(course=course).person
    finish(person, lessons_of(course)[0])
    with CaptureQueriesContext(connection) as queries:
        course_outline(person, course)
    assert len(queries) <= 8
