from datetime import timedelta

import pytest

from assessments.models import Entry
from competencies.models import Evidence
from core import clock
from core.errors import DomainError
from core.jobs import run_due_jobs_here
from core.models import AuditEntry
from courses import services
from courses.models import CheckResult, Completion, Enrolment, LessonCompetency, LessonProgress
from courses.reports import standings
from people.models import Message
from tests.courses.factories import (
    CourseFactory,
    EnrolmentFactory,
    LessonFactory,
    competency_called,
    finish,
    finish_all,
    lessons_of,
    right_answers,
)
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(password=None)


def wrong_answers(lesson):
    return dict.fromkeys(right_answers(lesson), False)


def test_enrolling_twice_is_one_enrolment_and_one_audit_line(person, course):
    first = services.enrol(person=person, course=course, by=person)
    assert services.enrol(person=person, course=course, by=person) == first
    assert AuditEntry.objects.filter(action="courses.enrolled").count() == 1


def test_an_unpublished_course_takes_nobody(person, course):
    course.unpublish()
    with pytest.raises(DomainError) as refusal:
        services.enrol(person=person, course=course, by=person)
    assert refusal.value.code == "course_not_published"


@pytest.mark.parametrize("change", ["open_lesson", "finish_lesson", "take_check", "save_place"])
def test_nothing_happens_in_a_lesson_without_enrolment(person, course, change):
    extra = {
        "open_lesson": {},
        "finish_lesson": {"by": person},
        "take_check": {"answers": {}, "by": person},
        "save_place": {"anchor": "b-1"},
    }
    with pytest.raises(DomainError) as refusal:
        getattr(services, change)(person=person, lesson=lessons_of(course)[0], **extra[change])
    assert refusal.value.code == "not_enrolled"
    assert not LessonProgress.objects.exists()


def test_the_place_is_kept_and_opening_again_does_not_forget_it(person, course):
    services.enrol(person=person, course=course, by=person)
    lesson = lessons_of(course)[1]
    services.save_place(person=person, lesson=lesson, anchor="b-7")
    assert services.open_lesson(person=person, lesson=lesson).anchor == "b-7"
    assert Enrolment.objects.get().last_lesson == lesson


def test_a_failed_check_is_kept_with_its_explanations_and_finishes_nothing(person, course):
    services.enrol(person=person, course=course, by=person)
    lesson = lessons_of(course)[0]
    result = services.take_check(person=person, lesson=lesson, answers=wrong_answers(lesson), by=person)
    assert (result.passed, result.right, result.total) == (False, 0, 1)
    assert result.answers[0]["explanation"] == "先报警，再救人。"
    assert not LessonProgress.objects.filter(finished_at__isnull=False).exists()
    assert not Evidence.objects.exists()


def test_a_lesson_with_a_check_is_not_finished_before_it_is_passed(person, course):
    services.enrol(person=person, course=course, by=person)
    lesson = lessons_of(course)[0]
    with pytest.raises(DomainError) as refusal:
        services.finish_lesson(person=person, lesson=lesson, by=person)
    assert refusal.value.code == "check_not_passed"


def test_a_check_may_be_taken_again_at_once_and_passing_finishes_the_lesson(person, course):
    services.enrol(person=person, course=course, by=person)
    lesson = lessons_of(course)[0]
    services.take_check(person=person, lesson=lesson, answers=wrong_answers(lesson), by=person)
    assert services.take_check(person=person, lesson=lesson, answers=right_answers(lesson), by=person).passed
    assert LessonProgress.objects.get().finished_at is not None
    assert CheckResult.objects.count() == 2


def test_a_passed_check_is_evidence_once(person, course):
    services.enrol(person=person, course=course, by=person)
    lesson = lessons_of(course)[0]
    finish(person, lesson)
    finish(person, lesson)
    services.finish_lesson(person=person, lesson=lesson, by=person)
    evidence = Evidence.objects.get()
    assert (evidence.kind, evidence.value, evidence.competency.code) == ("lesson_check", 1, "EMG")


def test_a_question_without_a_competency_counts_for_the_main_one_of_the_course(person):
    course = CourseFactory(competency="MED", lessons=1)
    services.enrol(person=person, course=course, by=person)
    type(lessons_of(course)[0].questions[0]).objects.update(competency=None)
    finish(person, lessons_of(course)[0])
    assert Evidence.objects.get().competency.code == "MED"


def test_a_lesson_without_a_check_is_finished_by_saying_so_and_is_no_evidence(person):
    course = CourseFactory(lessons=1, lessons__check=False)
    services.enrol(person=person, course=course, by=person)
    services.finish_lesson(person=person, lesson=lessons_of(course)[0], by=person)
    assert not Evidence.objects.exists()
    assert Completion.objects.get().source == "checks"


def test_a_lesson_without_questions_has_no_check_to_take(person):
    course = CourseFactory(lessons=1, lessons__check=False)
    services.enrol(person=person, course=course, by=person)
    with pytest.raises(DomainError) as refusal:
        services.take_check(person=person, lesson=lessons_of(course)[0], answers={}, by=person)
    assert refusal.value.code == "no_check"


def test_the_last_lesson_opens_the_exam_once_and_says_so(person, course):
    services.enrol(person=person, course=course, by=person)
    first, last = lessons_of(course)
    finish(person, last)
    assert not Entry.objects.exists()
    finish(person, first)
    finish(person, first)
    entry = Entry.objects.get()
    assert (entry.person, entry.exam, entry.cycle) == (person, course.exam, 1)
    assert list(Message.objects.values_list("template", flat=True)) == ["exam_open"]
    assert not Completion.objects.exists()


def test_an_unpublished_lesson_does_not_hold_up_the_course(person, course):
    services.enrol(person=person, course=course, by=person)
    first, last = lessons_of(course)
    last.unpublish()
    finish(person, first)
    assert Entry.objects.exists()


def test_whoever_waits_for_a_lesson_that_is_withdrawn_goes_on_without_it(person, course):
    begun = EnrolmentFactory(course=course).person
    services.enrol(person=person, course=course, by=person)
    first, last = lessons_of(course)
    finish(person, first)
    last.unpublish()
    run_due_jobs_here()
    assert list(Entry.objects.values_list("person", flat=True)) == [person.pk]
    first.unpublish()
    run_due_jobs_here()
    assert not Entry.objects.filter(person=begun).exists()


def test_withdrawing_a_lesson_keeps_its_records_and_uncompletes_nothing(person):
    course = CourseFactory(lessons=2)
    EnrolmentFactory(person=person, course=course, finished=True)
    lessons_of(course)[0].unpublish()
    assert (LessonProgress.objects.count(), CheckResult.objects.count()) == (2, 2)
    standing = standings(person, [course])[course.pk]
    assert (standing.is_complete, standing.lessons_done, len(standing.lessons)) == (True, 1, 1)


def test_a_question_without_a_competency_counts_for_those_its_lesson_teaches(person):
    course = CourseFactory(competency="MED", lessons=1)
    services.enrol(person=person, course=course, by=person)
    lesson = lessons_of(course)[0]
    for code in ("EMG", "LAW"):
        LessonCompetency.objects.create(lesson=lesson, competency=competency_called(code), level=2)
    type(lesson.questions[0]).objects.update(competency=None)
    finish(person, lessons_of(course)[0])
    assert set(Evidence.objects.values_list("competency__code", flat=True)) == {"EMG", "LAW"}


def test_a_practical_does_not_hold_up_a_completion(person):
    course = CourseFactory(has_practical=True, lessons=1)
    EnrolmentFactory(person=person, course=course, finished=True)
    assert Completion.objects.filter(course=course).exists()


def test_a_lesson_added_later_is_open_but_leaves_the_completion_alone(person):
    course = CourseFactory(lessons=1)
    EnrolmentFactory(person=person, course=course, finished=True)
    LessonFactory(parent=course.get_children().get())
    finish_all(person, course)
    assert Completion.objects.count() == 1


def test_a_renewal_is_a_cycle_of_its_own_that_neither_completes_at_once_nor_wipes_the_old_one(person, at):
    course = CourseFactory(lessons=1, validity_months=12)
    then = clock.now() - timedelta(days=330)
    with at(then):
        EnrolmentFactory(person=person, course=course, finished=True)
        assert services.current_cycle(person, course) == 1
    assert services.current_cycle(person, course) == 2
    lesson = lessons_of(course)[0]
    assert services.open_lesson(person=person, lesson=lesson).finished_at is None
    assert Completion.objects.count() == 1
    finish(person, lesson)
    assert list(Completion.objects.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]
    assert services.current_cycle(person, course) == 2
    assert LessonProgress.objects.filter(finished_at__isnull=False).count() == 2
