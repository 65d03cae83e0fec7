"""The checker itself: a whole data set gives nothing, each planted corruption is found and named (promise 32)."""

import io
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from assessments.enums import AttemptState, EntryState, Occasion
from assessments.models import (
    AnswerStep,
    Attempt,
    AttemptItem,
    Entry,
    Exam,
    ExamSession,
    Mark,
    PaperItem,
    Question,
    QuestionVersion,
)
from assessments.services import close_expired, grant_entry, mark_absences, pause_session, start_attempt, void_attempt
from certificates.models import Certificate, NumberSeries
from competencies.models import CompetencyStatus, Evidence
from core import audit, clock, invariants
from core.invariants import findings
from core.jobs import run_due_jobs_here
from core.models import AuditEntry, AuditSeal, Job, JobState
from courses.models import CheckResult, Completion, CoursePrerequisite, CreditAward, CreditRule, LessonProgress
from people.enums import Role
from people.models import OrgUnit, Placement, User
from policies.models import Enquiry, EnquiryEvent
from tests.assessments.factories import answer, make_attempt, make_exam
from tests.assessments.sessions import make_session, sit
from tests.courses.factories import CourseFactory, EnrolmentFactory, finish_all
from tests.people.factories import PersonFactory
from tests.policies.enquiries import about, make_enquiry

pytestmark = pytest.mark.django_db
BEGAN = clock.now() - timedelta(days=10)


@pytest.fixture
def town(django_capture_on_commit_callbacks):
    """A small instance that everything has happened in: learned, sat, passed, failed, closed by the clock, certified."""
    with clock.at(BEGAN), django_capture_on_commit_callbacks(execute=True):
        course = CourseFactory(with_exam=True)
        worker = PersonFactory(grid_worker=True, password=None, phone="13800138000")
        left = PersonFactory(grid_worker=True, password=None)
        PersonFactory(manager=True, password=None)
        PersonFactory(role=Role.TRAINER, password=None)
        EnrolmentFactory(person=worker, course=course)
        finish_all(worker, course)
    entry = Entry.objects.get(person=worker, exam=course.exam)
    with clock.at(BEGAN + timedelta(days=2)), django_capture_on_commit_callbacks(execute=True):
        make_attempt(entry=entry, answers="wrong", submitted=True)
        voided = grant_entry(person=PersonFactory(password=None), exam=course.exam, by=None)
        void_attempt(attempt=make_attempt(entry=voided, answers="right", submitted=True), reason="停电", by=None)
        answer(start_attempt(entry=grant_entry(person=left, exam=course.exam, by=None), by=left), 1, "A")
    with clock.at(BEGAN + timedelta(days=4)), django_capture_on_commit_callbacks(execute=True):
        make_attempt(entry=entry, answers="right", submitted=True)
    with clock.at(BEGAN + timedelta(days=6)):
        make_session(clock.now(), people=1, exam=make_exam(code="KS-HALL"))
    close_expired()
    mark_absences()
    with django_capture_on_commit_callbacks(execute=True):
        run_due_jobs_here()
    start_attempt(entry=grant_entry(person=left, exam=course.exam, by=None, cycle=2), by=left)
    session = make_session(clock.now(), people=2, exam=Exam.objects.get(code="KS-HALL"))
    sit(session.entries.order_by("pk")[0])
    pause_session(session=session, message="停电", by=None)
    make_enquiry(state="published", policy=about())
    while audit.seal():
        pass


@contextmanager
def unprotected(*tables):
    """Let a corruption past what guards the database: triggers and unique indexes of these tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        marks = ",".join(["%s"] * len(tables))
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({marks})", tables)
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, sql in triggers:
            cursor.execute(sql)


def passed_attempt():
    return Attempt.objects.get(state=AttemptState.RELEASED, passed=True)


def change_version():
    version = QuestionVersion.objects.first()
    with unprotected("assessments_questionversion"):
        QuestionVersion.objects.filter(pk=version.pk).update(content={**version.content, "stem": "改过的题干"})


def count_after_the_end():
    step = AnswerStep.objects.filter(attempt=passed_attempt()).first()
    with unprotected("assessments_answerstep"):
        AnswerStep.objects.filter(pk=step.pk).update(received_at=step.attempt.final_at + timedelta(seconds=1))


def change_answer():
    step = AnswerStep.objects.filter(attempt=passed_attempt(), value="A").first()
    with unprotected("assessments_answerstep"):
        AnswerStep.objects.filter(pk=step.pk).update(value="B")


def lose_an_answer():
    step = AnswerStep.objects.filter(attempt__passed=False, attempt__sequence__gt=1).first()
    Mark.objects.filter(answer_step=step).update(answer_step=None)
    with unprotected("assessments_answerstep"):
        AnswerStep.objects.filter(pk=step.pk).delete()


def require_each_other():
    first, second = CourseFactory(lessons=0), CourseFactory(lessons=0)
    for course, requires in ((first, second), (second, first)):
        CoursePrerequisite.objects.create(course=course, requires=requires)


def impossible_answer():
    step = AnswerStep.objects.filter(attempt=passed_attempt(), value="A").first()
    with unprotected("assessments_answerstep"):
        AnswerStep.objects.filter(pk=step.pk).update(value="Z")


def answer_of_another_attempt():
    step = AnswerStep.objects.filter(attempt__state=AttemptState.CLOSED).first() or AnswerStep.objects.last()
    item = AttemptItem.objects.exclude(attempt=step.attempt_id).first()
    with unprotected("assessments_answerstep"):
        AnswerStep.objects.filter(pk=step.pk).update(item=item)


def second_open_attempt():
    _raw("DROP INDEX one_open_attempt_per_entry")
    first = Attempt.objects.get(state=AttemptState.IN_PROGRESS, session=None)
    Attempt.objects.filter(pk=first.pk).update(number=2)
    first.pk, first.number = None, 1
    first.save(force_insert=True)


def change_audit():
    entry = AuditEntry.objects.filter(action="assessments.attempt_started").first()
    with unprotected("core_auditentry"):
        AuditEntry.objects.filter(pk=entry.pk).update(after={"number": 7})


def slip_in_an_audit_line():
    entry = AuditEntry.objects.order_by("id").first()
    with unprotected("core_auditentry", "core_auditseal"):
        AuditEntry.objects.filter(pk=AuditSeal.objects.order_by("-id")[0].entry_id).update(at=clock.now())
        AuditSeal.objects.filter(entry=entry).delete()
        AuditEntry.objects.filter(pk=entry.pk).update(at=entry.at - timedelta(days=1))


def break_a_check():
    row = CheckResult.objects.first()
    CheckResult.objects.filter(pk=row.pk).update(right=row.right + 1)


def lie_on_a_certificate():
    row = Certificate.objects.get()
    Certificate.objects.filter(pk=row.pk).update(snapshot={**row.snapshot, "score": "99.5"})


def lose_the_evidence():
    Evidence.objects.filter(dedupe_key__startswith=f"attempt:{passed_attempt().pk}:").delete()


def update(queryset, **values):
    assert queryset.update(**values)


CORRUPTIONS = {
    "assessments.versions_are_as_they_were_frozen": change_version,
    "assessments.no_answer_counts_after_the_end": count_after_the_end,
    "assessments.receipts_agree": change_answer,
    "assessments.answers_are_in_sequence": lose_an_answer,
    "assessments.answers_belong_to_their_item": impossible_answer,
    "assessments.one_open_attempt": second_open_attempt,
    "core.audit_chain_is_whole": change_audit,
    "core.audit_lines_are_sealed": slip_in_an_audit_line,
    "courses.checks_add_up": break_a_check,
    "certificates.snapshots_agree": lie_on_a_certificate,
    "assessments.released_formal_exams_have_evidence": lose_the_evidence,
    "assessments.state_agrees_with_dates": lambda: update(Attempt.objects.scored(), submitted_at=None),
    "assessments.times_are_in_order": lambda: update(
        Attempt.objects.filter(pk=passed_attempt().pk), submitted_at=passed_attempt().started_at - timedelta(hours=1)
    ),
    "assessments.ended_attempts_are_closed": lambda: update(
        Attempt.objects.open(), started_at=BEGAN, deadline=BEGAN, final_at=BEGAN
    ),
    "assessments.the_order_is_held": lambda: update(
        Attempt.objects.filter(pk=passed_attempt().pk), rules={**passed_attempt().rules, "sequential": True}
    ),
    "assessments.only_open_attempts_are_paused": lambda: update(Attempt.objects.scored(), paused_at=BEGAN),
    "assessments.called_in_papers_end": lambda: update(Attempt.objects.scored(), called_in_at=BEGAN),
    "assessments.first_attempts_are_the_first": lambda: update(
        Attempt.objects.filter(number=1), occasion=Occasion.RESIT
    ),
    "assessments.sessions_hold_their_exam": lambda: update(
        ExamSession.objects.all(), exam=passed_attempt().entry.exam_id
    ),
    "assessments.admission_numbers_belong_to_sessions": lambda: update(
        Entry.objects.filter(session=None), admission_number="260625-01-001"
    ),
    "assessments.absent_people_did_not_come": lambda: update(
        Entry.objects.filter(attempts__paused_at__isnull=False), state=EntryState.ABSENT, absences=1
    ),
    "assessments.sessions_can_be_entered": lambda: update(ExamSession.objects.all(), code="4817"),
    "assessments.attempts_are_numbered": lambda: update(Attempt.objects.filter(number=2), number=3),
    "assessments.paper_is_whole": lambda: update(AttemptItem.objects.filter(position=1), points=5),
    "assessments.paper_is_pinned": lambda: update(
        Attempt.objects.filter(pk=passed_attempt().pk), rules={"mode": "formal"}
    ),
    "assessments.marks_add_up": lambda: update(Attempt.objects.filter(pk=passed_attempt().pk), points=Decimal("5.5")),
    "assessments.scores_follow_from_marks": lambda: update(Attempt.objects.filter(passed=False), passed=True),
    "assessments.marks_can_be_made_again": lambda: update(Mark.objects.filter(points=0), points=2),
    "assessments.every_item_is_marked": lambda: update(Mark.objects.filter(item__position=2), superseded=True),
    "assessments.marks_are_of_one_attempt": lambda: update(
        Mark.objects.filter(item__position=1), answer_step=AnswerStep.objects.filter(item__position=2).first()
    ),
    "assessments.formal_papers_hold_exam_items": lambda: update(
        Question.objects.filter(pk=PaperItem.objects.first().question_id), use="practice"
    ),
    "assessments.versions_are_numbered": lambda: _in_versions(number=4),
    "courses.completions_rest_on_something": lambda: update(Completion.objects.all(), source="attempt:424242"),
    "courses.passed_exams_complete": lambda: (Certificate.objects.all().delete(), Completion.objects.all().delete()),
    "courses.completions_end_on_their_day": lambda: update(
        Completion.objects.all(), valid_until=Completion.objects.get().valid_until + timedelta(days=10)
    ),
    "courses.completed_once_per_cycle": lambda: _earlier_second_cycle(),
    "courses.rounds_follow_one_another": lambda: update(LessonProgress.objects.all(), cycle=3),
    "courses.credits_rest_on_what_was_done": lambda: update(LessonProgress.objects.all(), finished_at=None),
    "courses.credits_count_in_their_year": lambda: update(CreditAward.objects.all(), year=1999),
    "courses.credits_keep_to_their_caps": lambda: update(CreditRule.objects.all(), yearly_cap=Decimal("0.25")),
    "courses.withdrawn_exams_do_not_count": lambda: update(Completion.objects.all(), withdrawn_at=BEGAN),
    "courses.what_was_finished_counts": lambda: CreditAward.objects.all().delete(),
    "courses.no_course_waits_for_itself": require_each_other,
    "courses.page_tree_is_whole": lambda: _raw("UPDATE wagtailcore_page SET numchild = 7 WHERE depth = 2"),
    "certificates.numbers_are_counted": lambda: update(NumberSeries.objects.all(), last=0),
    "certificates.tokens_cannot_be_guessed": lambda: update(Certificate.objects.all(), token="1"),
    "certificates.completions_hold": lambda: update(Completion.objects.all(), withdrawn_at=BEGAN),
    "certificates.replacements_follow": lambda: update(
        Certificate.objects.all(), replaced_by=Certificate.objects.get()
    ),
    "competencies.statuses_follow_from_evidence": lambda: update(CompetencyStatus.objects.all(), level=5),
    "competencies.evidence_supports_its_level": lambda: update(Evidence.objects.filter(kind="exam"), level=5),
    "core.jobs_are_in_one_state": lambda: update(Job.objects.filter(state=JobState.DONE), finished_at=None),
    "policies.enquiries_are_logged": lambda: update(EnquiryEvent.objects.filter(step="answered"), step="rated"),
    "policies.enquiry_times_are_in_order": lambda: update(Enquiry.objects.all(), closed_at=BEGAN - timedelta(days=99)),
    "policies.published_answers_name_nobody": lambda: update(Enquiry.objects.all(), public_text="打13800000000"),
    "policies.those_who_join_are_counted": lambda: update(Enquiry.objects.all(), me_too=7),
    "people.unit_tree_is_whole": lambda: _raw("UPDATE people_orgunit SET numchild = 7 WHERE depth = 1"),
    "people.units_hang_where_they_may": lambda: update(OrgUnit.objects.filter(kind="grid"), kind="city"),
    "people.nobody_works_at_a_closed_unit": lambda: update(
        OrgUnit.objects.filter(pk=Placement.objects.first().unit_id), closed_on=BEGAN.date()
    ),
    "people.groups_follow_roles": lambda: User.objects.filter(role_grants__role=Role.TRAINER).get().groups.clear(),
    "people.closed_accounts_have_no_role": lambda: update(
        User.objects.filter(role_grants__role=Role.TRAINER), is_active=False
    ),
    "people.phones_are_readable": lambda: update(User.objects.exclude(phone=None), phone="138-0013"),
}


def _in_versions(**values):
    with unprotected("assessments_questionversion"):
        update(QuestionVersion.objects.filter(pk=QuestionVersion.objects.first().pk), **values)


def _earlier_second_cycle():
    row = Completion.objects.get()
    row.pk, row.cycle = None, 2
    row.completed_at -= timedelta(days=1)
    row.save(force_insert=True)


def _raw(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.anchor_32
def test_a_whole_instance_gives_no_finding(town):
    assert list(findings()) == []
    assert Certificate.objects.count() == 1
    assert CompetencyStatus.objects.exists()
    assert set(Attempt.objects.values_list("state", flat=True)) == {"released", "voided", "in_progress"}


@pytest.mark.anchor_32
@pytest.mark.both_databases
def test_each_planted_corruption_is_found_by_its_name(town):
    missed = []
    for name, corrupt in CORRUPTIONS.items():
        with transaction.atomic():
            corrupt()
            missed += [] if list(findings([name])) else [name]
            transaction.set_rollback(True)
    assert missed == []
    assert list(findings()) == []  # each was rolled back: no finding rests on the corruption before it


@pytest.mark.anchor_32
def test_every_invariant_has_a_corruption_that_it_finds(figure):
    assert set(invariants.registered()) == set(CORRUPTIONS)
    assert len(CORRUPTIONS) >= 15
    figure(f"{len(CORRUPTIONS)} planted corruptions, each found by its name")


@pytest.mark.anchor_32
def test_an_answer_moved_to_another_attempt_is_found(town):
    answer_of_another_attempt()
    assert "assessments.answers_belong_to_their_item" in dict(findings())


def test_rows_that_cannot_be_read_are_findings_and_not_a_crash(town):
    Attempt.objects.filter(pk=passed_attempt().pk).update(rules={"pass_mark": "sechzig", "mode": "formal"})
    assert "cannot be read" in dict(findings())["assessments.scores_follow_from_marks"]


def test_the_command_prints_one_line_per_finding_and_fails(town):
    Certificate.objects.update(token="1")
    output = io.StringIO()
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_invariants", only=["certificates."], stdout=output)
    assert output.getvalue().startswith("certificates.tokens_cannot_be_guessed: certificate ")


def test_the_command_says_how_many_invariants_hold(town):
    output = io.StringIO()
    call_command("check_invariants", stdout=output)
    assert f"{len(CORRUPTIONS)} invariants hold" in output.getvalue()


def test_the_command_lists_what_it_checks():
    output = io.StringIO()
    call_command("check_invariants", list=True, only=["people.phones"], stdout=output)
    assert output.getvalue().startswith("people.phones_are_readable: A phone number is stored")


def test_the_command_knows_no_invariant_of_another_name():
    with pytest.raises(CommandError, match="--list"):
        call_command("check_invariants", only=["nothing"])


def test_rows_come_in_batches_of_the_size_asked_for(django_assert_num_queries):
    for _ in range(5):
        PersonFactory(password=None)
    with django_assert_num_queries(4):
        sizes = [len(batch) for batch in invariants.batches(User.objects.all(), 2)]
    assert sizes == [2, 2, 1]
