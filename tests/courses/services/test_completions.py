from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assessments.enums import Mode
from certificates.models import Certificate  # noqa: F401 - whoever listens must not keep the signal from arriving
from courses import services
from courses.models import Completion
from courses.signals import course_completed
from people.models import Message
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.courses.factories import AssignmentFactory, CourseFactory, EnrolmentFactory
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 6, 25, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def announced():
    heard = []

    def listen(sender, completion_id, **kwargs):
        heard.append(completion_id)

    course_completed.connect(listen)
    yield heard
    course_completed.disconnect(listen)


def attempt_of(person, exam, answers="right", cycle=1):
    return make_attempt(entry=EntryFactory(person=person, exam=exam, cycle=cycle), answers=answers, submitted=True)


def test_a_passed_exam_completes_the_course_once_with_its_score_and_validity(course, at, announced):
    enrolment = EnrolmentFactory(course=course)
    with at(EVENING):
        attempt = attempt_of(enrolment.person, course.exam)
        services.complete_after_exam(attempt_id=attempt.pk)
        services.complete_after_exam(attempt_id=attempt.pk)
    completion = Completion.objects.get()
    assert (completion.person, completion.course, completion.score) == (enrolment.person, course, 100)
    assert completion.valid_until == date(2028, 6, 25)
    assert completion.source == f"attempt:{attempt.pk}"
    assert Message.objects.filter(template="course_completed").count() == 1


def test_the_completion_is_announced_after_commit_once(course, announced, django_capture_on_commit_callbacks):
    person = EnrolmentFactory(course=course).person
    with django_capture_on_commit_callbacks(execute=True):
        attempt = attempt_of(person, course.exam)
    with django_capture_on_commit_callbacks(execute=True):
        services.complete_after_exam(attempt_id=attempt.pk)
    assert announced == [Completion.objects.get().pk]


def test_a_failed_exam_completes_nothing(course):
    person = EnrolmentFactory(course=course).person
    attempt = attempt_of(person, course.exam, answers="wrong")
    assert services.complete_after_exam(attempt_id=attempt.pk) == []
    assert not Completion.objects.exists()


def test_an_attempt_that_is_gone_completes_nothing():
    assert services.complete_after_exam(attempt_id=999_999) == []


def test_a_mock_exam_completes_nothing():
    exam = make_exam(code="M-1", mode=Mode.MOCK)
    course = CourseFactory(exam=exam)
    person = EnrolmentFactory(course=course).person
    assert services.complete_after_exam(attempt_id=attempt_of(person, exam).pk) == []


def test_an_exam_completes_only_the_courses_the_person_takes(course):
    other = CourseFactory(exam=course.exam)
    assigned = AssignmentFactory(course=course)
    attempt = attempt_of(assigned.person, course.exam)
    assert [completion.course for completion in services.complete_after_exam(attempt_id=attempt.pk)] == [course]
    assert not Completion.objects.filter(course=other).exists()
    stranger = PersonFactory(password=None)
    assert services.complete_after_exam(attempt_id=attempt_of(stranger, course.exam).pk) == []


def test_the_entry_says_which_cycle_is_completed(course):
    person = EnrolmentFactory(course=course).person
    services.complete_after_exam(attempt_id=attempt_of(person, course.exam, cycle=2).pk)
    assert Completion.objects.get().cycle == 2


def test_a_course_without_an_end_holds_for_good():
    course = CourseFactory(validity_months=None, lessons=1)
    person = EnrolmentFactory(course=course, finished=True).person
    assert Completion.objects.get(person=person).valid_until is None


def test_a_course_whose_announcement_was_lost_is_completed_by_the_next_round(course, at):
    with at(EVENING):
        person = EnrolmentFactory(course=course).person
        attempt_of(person, course.exam)  # nothing is announced: the test's transaction never commits
    with at(EVENING + timedelta(seconds=30)):
        assert services.complete_missing() == 0  # it may only be on its way
    with at(EVENING + timedelta(minutes=2)):
        assert [services.complete_missing(), services.complete_missing()] == [1, 0]
    assert Completion.objects.get().person == person


def test_taking_a_course_after_its_exam_completes_nothing_by_itself(course, at):
    person = PersonFactory()
    with at(EVENING):
        attempt_of(person, course.exam)
    with at(EVENING + timedelta(minutes=2)):
        EnrolmentFactory(person=person, course=course)
        assert services.complete_missing() == 0
