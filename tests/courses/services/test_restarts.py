"""A course begun anew: the new round neither completes at once nor wipes the old one."""

import contextlib
import random
import time
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from assessments.models import Entry
from core import clock
from core.errors import DomainError
from core.invariants import findings
from core.models import AuditEntry
from courses.models import Assignment, CheckResult, Completion, LessonProgress, Restart
from courses.reports import standings
from courses.services import assign, complete_after_exam, current_cycle, restart, restarts
from people.models import Message
from tests.assessments.factories import make_attempt
from tests.courses.factories import CourseFactory, EnrolmentFactory, finish, finish_all, lessons_of
from tests.people.factories import PersonFactory
from tests.support.shared import made_once
from tests.support.threads import together

pytestmark = pytest.mark.django_db
INVARIANTS = [
    f"courses.{name}"
    for name in ("completions_rest_on_something", "completed_once_per_cycle", "rounds_follow_one_another")
]


@pytest.fixture
def manager():
    return PersonFactory(password=None)


done_of_module = made_once(lambda: EnrolmentFactory(course=CourseFactory(lessons=2), finished=True))


@pytest.fixture
def done(done_of_module, db):
    """An enrolment whose course of two lessons is completed."""
    return done_of_module()


def again(enrolment, by, cycle=1, reason="处置流程改了"):
    return restart(person=enrolment.person, course=enrolment.course, cycle=cycle, reason=reason, by=by)


def refusal(*args, **kwargs) -> str:
    with pytest.raises(DomainError) as refused:
        again(*args, **kwargs)
    return refused.value.code


def test_the_old_round_stays_and_the_new_one_is_empty(done, manager):
    before = [list(model.objects.values()) for model in (Completion, LessonProgress, CheckResult)]

    again(done, manager)

    standing = standings(done.person, [done.course])[done.course.pk]
    assert (standing.cycle, standing.lessons_done, standing.is_complete) == (2, 0, False)
    assert standing.last.is_valid
    assert [list(model.objects.values()) for model in (Completion, LessonProgress, CheckResult)] == before


def test_the_new_round_is_completed_by_its_own_lessons_all_of_them(done, manager):
    again(done, manager)
    first, second = lessons_of(done.course)
    finish(done.person, first)
    assert Completion.objects.count() == 1
    finish(done.person, second)
    assert list(Completion.objects.order_by("cycle").values_list("cycle", flat=True)) == [1, 2]
    assert current_cycle(done.person, done.course) == 2


def test_a_form_sent_twice_begins_one_round_and_tells_once(done, manager):
    assert again(done, manager) == again(done, manager)
    assert (Restart.objects.get().cycle, Restart.objects.get().by) == (2, manager)
    message, line = Message.objects.get(template="course_restarted"), AuditEntry.objects.get(action="courses.restarted")
    assert (message.person, message.context["reason"], line.reason) == (done.person, "处置流程改了", "处置流程改了")


def test_the_exam_of_the_old_round_does_not_complete_the_new_one_which_gets_its_own(manager):
    done = EnrolmentFactory(course=CourseFactory(lessons=1, with_exam=True), finished=True)
    old = Entry.objects.get()
    again(done, manager)

    complete_after_exam(attempt_id=make_attempt(entry=old, answers="right", submitted=True).pk)

    assert list(Completion.objects.values_list("cycle", flat=True)) == [1]
    assert not standings(done.person, [done.course])[done.course.pk].is_complete
    finish_all(done.person, done.course)
    assert sorted(Entry.objects.values_list("cycle", flat=True)) == [1, 2]


def test_one_may_begin_again_what_one_has_completed_and_nothing_else(done, manager):
    assert again(done, done.person, reason="").cycle == 2
    assert refusal(done, done.person, cycle=2, reason="") == "not_completed"
    assert not Message.objects.filter(template="course_restarted").exists()


def test_whoever_orders_it_says_why_and_there_is_something_to_leave(manager):
    fresh = EnrolmentFactory(course=CourseFactory(lessons=1))

    assert refusal(fresh, manager, reason=" ") == "reason_required"
    assert refusal(fresh, manager) == "nothing_to_restart"
    assert refusal(fresh, manager, cycle=7) == "changed_meanwhile"
    fresh.delete()
    assert refusal(fresh, manager) == "not_enrolled"
    fresh.course.unpublish()
    assert refusal(fresh, manager) == "course_not_published"


def test_training_that_was_arranged_and_is_not_done_goes_on_in_the_new_round(manager):
    begun = EnrolmentFactory(course=CourseFactory(lessons=2))
    assign(person=begun.person, course=begun.course, due=clock.today() + timedelta(days=9), by=manager)
    finish(begun.person, lessons_of(begun.course)[0])

    again(begun, manager)

    assert list(Assignment.objects.order_by("cycle").values_list("cycle", "due")) == [
        (cycle, clock.today() + timedelta(days=9)) for cycle in (1, 2)
    ]


@pytest.mark.parametrize("seed", range(2))
def test_whatever_the_order_of_things_no_record_is_lost_and_page_and_service_agree(seed, manager, at):
    """Lessons, new rounds by oneself and by a manager, and months passing, drawn at random."""
    draw = random.Random(seed)
    enrolment = EnrolmentFactory(course=CourseFactory(lessons=2, validity_months=12))
    person, course, moment = enrolment.person, enrolment.course, clock.now()
    kept: dict[int, dict] = {}
    for _step in range(20):
        moment += timedelta(days=draw.choice([0, 1, 120]))
        with at(moment):
            cycle = current_cycle(person, course)
            act = draw.choice(["lesson", "lesson", "lesson", "self", "manager"])
            if act == "lesson":
                finish(person, draw.choice(lessons_of(course)))
            else:
                with contextlib.suppress(DomainError):
                    again(enrolment, person if act == "self" else manager, cycle=cycle)
            standing = standings(person, [course])[course.pk]
            assert standing.cycle == current_cycle(person, course) >= cycle
            assert act == "lesson" or standing.cycle - cycle in (0, 1)
            rows = {row["id"]: row for row in Completion.objects.values()}
            assert kept.items() <= rows.items()
            kept = rows
            assert list(findings(INVARIANTS)) == []


class TestTwoAtOnce:
    """A form sent twice at the same moment; between looking and writing there is a pause."""

    @pytest.fixture
    def send_twice(self, needs_postgres, transactional_db, monkeypatch):
        done = EnrolmentFactory(course=CourseFactory(lessons=1), finished=True)
        look = restarts._may_leave

        def slowly(*args):
            look(*args)
            time.sleep(0.3)

        monkeypatch.setattr(restarts, "_may_leave", slowly)
        return lambda: together(2, lambda: again(done, done.person))

    def test_is_one_round_and_both_are_answered(self, send_twice):
        send_twice()
        assert Restart.objects.count() == 1

    def test_would_fail_without_the_lock(self, send_twice, monkeypatch):
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
        with pytest.raises(AssertionError, match="one_restart_per_cycle"):
            send_twice()
