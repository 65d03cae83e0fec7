"""What a learner opens costs the same with one course and with fourteen, with one person enrolled and with five hundred."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.enums import Use
from core import clock
from courses.models import Assignment, Completion, Enrolment, LessonProgress
from people.enums import Post
from tests.assessments.factories import EntryFactory, TrueFalseFactory, make_exam
from tests.courses import many
from tests.courses.factories import CardFactory, course_index, lessons_of
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db

# At most so many queries each, session and person included.
MOST = {"/my/": 24, "/my/calendar.ics": 20, "/courses/": 22, "course": 26, "card": 16, "lesson": 34}


def involve(person, courses) -> None:
    """Somebody in the midst of it: assigned, enrolled, begun, and with some courses completed and ending."""
    today = clock.today()
    Assignment.objects.bulk_create(
        Assignment(person=person, course=course, due=today + timedelta(days=number))
        for number, course in enumerate(courses)
    )
    Enrolment.objects.bulk_create(Enrolment(person=person, course=course) for course in courses)
    LessonProgress.objects.bulk_create(
        LessonProgress(person=person, lesson=lesson) for course in courses for lesson in lessons_of(course)[:2]
    )
    Completion.objects.bulk_create(
        Completion(person=person, course=course, source="checks", valid_until=today + timedelta(days=30))
        for course in courses[1::2]
    )


def queries(client, paths) -> dict[str, int]:
    counts = {}
    for name, path in paths.items():
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts[name] = len(captured)
    return counts


def test_the_pages_of_a_learner_take_as_many_queries_however_many_courses_and_people_there_are(client):
    person = PersonFactory(password=None, post=Post.GRID_WORKER)
    client.force_login(person)
    index, question = course_index(), TrueFalseFactory(use=Use.PRACTICE, answer=True)
    exam = make_exam(kinds=("truefalse",))
    EntryFactory(person=person, exam=exam, closes=clock.now() + timedelta(days=3))
    courses = many.add_courses(index, ["C01", "C02"], question.pk, exam=exam)
    involve(person, courses)
    many.add_enrolments(courses, 1)
    places = {
        "/my/": "/my/",
        "/my/calendar.ics": "/my/calendar.ics",
        "/courses/": "/courses/",
        "course": courses[0].get_url(),
        "card": CardFactory(course=courses[0]).get_url(),
        "lesson": lessons_of(courses[0])[1].get_url(),
    }
    few = queries(client, places)
    more = many.add_courses(index, [f"C{number:02}" for number in range(3, 15)], question.pk, exam=exam)
    involve(person, more)
    many.add_enrolments([*courses, *more], 500)
    assert queries(client, places) == few
    assert {name: count for name, count in few.items() if count > MOST[name]} == {}
