"""Every task and every kind of job may be delivered three times: the data is as after one delivery.

A new task or kind without a case here fails the first test. A case prepares what the work needs and returns its
arguments; the work must change something the first time, or the case shows nothing (unless it says `idle`).
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from celery import current_app
from django.apps import apps
from django.core import mail
from django.core.serializers.json import DjangoJSONEncoder

from core import audit, clock, jobs, throttle
from core.models import Job, JobState
from courses.models import CreditAward
from people.services import create_person, notify
from tests.assessments.factories import EntryFactory, make_attempt
from tests.certificates.factories import CertificateFactory, CompletionFactory
from tests.courses.factories import AssignmentFactory, CourseFactory, EnrolmentFactory, finish, lessons_of
from tests.people.factories import PersonFactory
from tests.policies.enquiries import county, handler, make_enquiry

OURS = {"lms_site", "certificates", "courses", "assessments", "competencies", "policies", "people", "core"}
# Which process may sweep, and when a worker was last heard of: not data.
NOT_STATE = {"core.lease"}
NOT_COLUMNS = {"heartbeat", "last_login"}


@dataclass(frozen=True)
class Case:
    """`prepare()` returns the arguments; `idle`: there may be nothing to change."""

    prepare: Callable[[], dict]
    idle: bool = False


def lessons_before_the_ledger() -> dict:
    EnrolmentFactory(course=CourseFactory(), finished=True)
    CreditAward.objects.all().delete()
    return {}


def nothing() -> dict:
    return {}


def a_completion() -> dict:
    return {"completion_id": CompletionFactory().pk}


def an_old_completion() -> dict:
    with clock.at(clock.now() - timedelta(hours=1)):
        CompletionFactory()
    Job.objects.all().delete()
    return {}


def a_message() -> dict:
    person = create_person(username="reader", display_name="陈静", email="reader@example.invalid", by=None)
    context = {"course": "先期处置", "number": "1", "url": "/my/"}
    return {"message_id": notify(person, "certificate_issued", context, "once").pk}


def a_queued_job() -> dict:
    row = jobs.enqueue("certificates.issue", a_completion())
    return {"job_id": str(row.pk)}


def a_stale_job() -> dict:
    moment = clock.real() - timedelta(hours=1)
    Job.objects.create(kind="certificates.issue", params={"completion_id": 0}, state=JobState.RUNNING, heartbeat=moment)
    return {}


def some_audit_lines() -> dict:
    audit.record("tests.done", CertificateFactory(), by=None)
    return {}


def an_old_count() -> dict:
    with clock.at(clock.now() - timedelta(hours=1)):
        throttle.allow("tests", "key", limit=1, seconds=60)
    return {}


def a_lost_announcement() -> dict:
    """A passed exam of which nobody heard: the process ended between the commit and the call."""
    course = CourseFactory(with_exam=True, lessons=1)
    with clock.at(clock.now() - timedelta(hours=1)):
        person = EnrolmentFactory(course=course).person
        make_attempt(entry=EntryFactory(person=person, exam=course.exam), answers="right", submitted=True)
    return {}


def a_changed_time() -> dict:
    return {"entries": [EntryFactory().pk], "at": clock.now().isoformat()}


def an_overdue_course() -> dict:
    owner = create_person(username="owner", display_name="沈文静", by=None)
    CourseFactory(lessons=0, review_by=clock.today() - timedelta(days=1), content_owner=owner)
    return {}


def an_assignment_due_tomorrow() -> dict:
    with clock.at(clock.now() - timedelta(days=30)):
        AssignmentFactory(person=PersonFactory(password=None, grid_worker=True), due=clock.today() + timedelta(days=31))
    return {}


def a_lesson_withdrawn() -> dict:
    """Somebody has finished every lesson but one, and that one is withdrawn."""
    enrolment = EnrolmentFactory(course=CourseFactory(lessons=2), person=PersonFactory(password=None))
    first, last = lessons_of(enrolment.course)
    finish(enrolment.person, first)
    last.unpublish()
    return {"course_id": enrolment.course_id}


def a_course_to_copy() -> dict:
    person = create_person(username="trainer", display_name="沈文静", by=None)
    return {"course_id": CourseFactory().pk, "code": "TST999", "title": "二期", "user_id": person.pk}


def an_enquiry_nobody_accepted() -> dict:
    handler(county())
    make_enquiry(days_ago=30)
    return {}


def an_enquiry_closed_long_ago() -> dict:
    make_enquiry(state="answered", days_ago=800)
    return {}


CASES: dict[str, Case] = {
    "policies.tasks.remind_and_escalate": Case(an_enquiry_nobody_accepted),
    "policies.tasks.forget_old": Case(an_enquiry_closed_long_ago),
    "courses.tasks.remind": Case(an_assignment_due_tomorrow),
    "courses.finish_waiting": Case(a_lesson_withdrawn),
    "courses.tasks.complete_missing": Case(a_lost_announcement),
    "courses.tasks.tell_review_due": Case(an_overdue_course),
    "core.publishing.publish_scheduled": Case(nothing, idle=True),
    "courses.tasks.settle_credits": Case(lessons_before_the_ledger),
    "courses.copy_course": Case(a_course_to_copy),
    "certificates.issue": Case(a_completion),
    "certificates.tasks.request_missing": Case(an_old_completion),
    "people.send_message": Case(a_message),
    "people.tasks.sync_expired_grants": Case(nothing, idle=True),
    "competencies.refresh_due": Case(nothing, idle=True),
    "assessments.tasks.close_expired_attempts": Case(nothing, idle=True),
    "lms.demo.tasks.go_on": Case(nothing, idle=True),
    "assessments.tell_times": Case(a_changed_time),
    "core.jobs.run": Case(a_queued_job),
    "core.jobs.sweep": Case(a_stale_job),
    "core.audit.seal": Case(some_audit_lines),
    "core.throttle.forget": Case(an_old_count),
}


def everything_deliverable() -> dict[str, Callable]:
    """Every job function, called as a worker would, and every Celery task of ours, by name."""
    current_app.loader.import_default_modules()
    kinds = {
        name: lambda f=f, **params: f(jobs.JobHandle(Job()), **params) for name, f in jobs.registered_kinds().items()
    }
    tasks = {name: task.run for name, task in current_app.tasks.items() if not name.startswith("celery.")}
    return {name: work for name, work in {**tasks, **kinds}.items() if not name.startswith("tests.")}


def state() -> str:
    """A hash over all rows of our tables and the mails sent."""
    rows = {}
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.label_lower in NOT_STATE:
            continue
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in NOT_COLUMNS]
        rows[model._meta.label] = sorted(map(str, model._base_manager.values_list(*names)))
    rows["mails"] = [message.subject for message in mail.outbox]
    return hashlib.sha256(json.dumps(rows, cls=DjangoJSONEncoder).encode()).hexdigest()


@pytest.mark.anchor_19
def test_every_task_and_job_has_a_case_and_every_case_a_task():
    assert sorted(everything_deliverable()) == sorted(CASES)


@pytest.mark.django_db
@pytest.mark.anchor_19
@pytest.mark.parametrize("name", sorted(CASES))
def test_three_deliveries_are_as_one(name):
    work, arguments = everything_deliverable()[name], CASES[name].prepare()
    before = state()
    work(**arguments)
    once = state()
    assert CASES[name].idle or once != before
    for _ in range(2):
        work(**arguments)
    assert state() == once
