from datetime import timedelta

import pytest

from competencies.reports import profile
from core import clock
from courses.enums import Audience
from courses.models import CourseCompetency, CoursePrerequisite
from courses.reports import everything, recommended
from people.enums import Post
from tests.competencies.factories import EvidenceFactory
from tests.courses.factories import AssignmentFactory, CourseFactory, EnrolmentFactory, competency_called
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    """A grid worker: EMG 3, MED 2, POL 2, INF 2, MAS 3, SAF 3, DIG 2 and LAW 2 are asked for."""
    competency_called("EMG")
    return PersonFactory(password=None, post=Post.GRID_WORKER)


def course_for(code, level=3, **fields):
    course = CourseFactory(competency=code, **fields)
    CourseCompetency.objects.filter(course=course).update(level=level)
    return course


def advice(person):
    return recommended(everything(person), profile(person), Post.GRID_WORKER)


def codes(person):
    return [(row.course, row.need.competency.code, row.need.level) for row in advice(person)]


def test_a_course_is_recommended_for_the_next_level_of_a_gap(person):
    course = course_for("MED", level=2)
    course_for("EMG", level=1)
    EvidenceFactory(person=person, competency="EMG", value=0.7)
    EvidenceFactory(person=person, competency="MED", value=0.6, kind="lesson_check")
    assert codes(person) == [(course, "MED", 2)]
    assert advice(person)[0].minutes == 12


def test_what_no_post_asks_for_is_not_recommended(person):
    course_for("MED")
    stranger = PersonFactory(password=None)
    assert recommended(everything(stranger), profile(stranger)) == []


def test_at_most_three_and_the_one_for_most_needs_first(person):
    for code in ("EMG", "MED", "POL"):
        course_for(code)
    wide = course_for("INF")
    CourseCompetency.objects.create(course=wide, competency=competency_called("LAW"), level=2)
    assert next(row.course for row in advice(person)) == wide
    assert [len(row.needs) for row in advice(person)] == [2, 1, 1]


def test_a_need_that_something_on_the_list_serves_is_left_out(person):
    assigned = course_for("MED")
    course_for("MED")
    AssignmentFactory(person=person, course=assigned, due=None)
    assert advice(person) == []


def test_a_completed_course_is_not_recommended_again(person):
    EnrolmentFactory(person=person, course=course_for("MED", level=3), finished=True)
    assert codes(person) == []


def test_a_course_for_others_or_without_lessons_is_not_recommended(person):
    course_for("MED", audience=[Audience.MEDIATOR])
    course_for("EMG", lessons=0)
    assert advice(person) == []


def test_what_is_about_to_lapse_is_recommended_with_its_last_day(person):
    EvidenceFactory(
        person=person, competency="MED", value=0.9, observed_at=clock.now() - timedelta(days=700), dedupe_key="old"
    )
    course = course_for("MED")
    row = advice(person)[0]
    assert (row.course, row.need.level, row.need.has_lapsed) == (course, 2, False)
    assert clock.today() < row.need.until < clock.today() + timedelta(days=90)


def test_a_course_whose_prerequisite_is_missing_gives_way_to_it_until_it_holds(person):
    course, first = course_for("MED"), course_for("EMG", level=1, audience=[])
    EvidenceFactory(person=person, competency="EMG", value=0.9)
    CoursePrerequisite.objects.create(course=course, requires=first)
    assert [(row.course, row.leads_to) for row in advice(person)] == [(first, course)]
    enrolment = EnrolmentFactory(person=person, course=first)
    assert advice(person) == []
    EnrolmentFactory(person=enrolment.person, course=first, finished=True)
    assert [(row.course, row.leads_to) for row in advice(person)] == [(course, None)]


def test_prerequisites_in_a_circle_end(person):
    one, other = course_for("MED"), course_for("EMG")
    CoursePrerequisite.objects.create(course=one, requires=other)
    CoursePrerequisite.objects.create(course=other, requires=one)
    assert advice(person) == []
