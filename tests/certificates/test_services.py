"""A certificate is issued once per completion, numbered in order, and its changes are told and recorded."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from certificates import services
from certificates.models import Certificate, NumberSeries
from certificates.services import (
    find_by_number_and_name,
    find_by_token,
    issue_certificate,
    request_certificate,
    request_missing_certificates,
    resume_certificate,
    revoke_certificate,
    status_of,
    suspend_certificate,
)
from core import clock
from core.errors import DomainError
from core.jobs import run_due_jobs_here
from core.models import AuditEntry, Job
from people.enums import Role, UnitKind
from people.models import Message
from people.services import create_unit
from tests.certificates.factories import CertificateFactory, CompletionFactory
from tests.courses.factories import CourseFactory
from tests.people.factories import PersonFactory, UnitFactory
from tests.support.threads import together

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 6, 25, 20, 0, tzinfo=UTC)  # 26 June in Shanghai


@pytest.fixture
def manager_of():
    def make(certificate):
        unit = certificate.person.placements.get().unit
        return PersonFactory(password=None, role=Role.STREET_ADMIN, unit=unit.get_parent().get_parent())

    return make


class TestIssuing:
    def test_it_says_what_was_true_on_that_day(self, settings):
        settings.CERTIFICATE_DIVISION = "370102"
        with clock.at(MOMENT):
            community = UnitFactory(kind=UnitKind.COMMUNITY, name="柳岸社区")
            grid = create_unit(name="第3网格", kind=UnitKind.GRID, parent=community, by=None)
            person = PersonFactory(password=None, display_name="陈静", post="grid_worker", unit=grid)
            course = CourseFactory(code="EMG901", title="先期处置", lessons=0, credit_hours=Decimal("3.00"))
            completion = CompletionFactory(person=person, course=course, score=Decimal("92.50"))
            certificate = issue_certificate(completion_id=completion.pk)
        assert certificate.number == "370102-2026-EMG901-00001"
        assert certificate.snapshot == {
            "holder": "陈静",
            "unit": "柳岸社区第3网格",
            "post": "专职网格员",
            "course": "先期处置",
            "code": "EMG901",
            "hours": "3",
            "score": "92.5",
            "completed_on": "2026-06-26",
            "issued_on": "2026-06-26",
            "valid_until": completion.valid_until.isoformat(),
            "issuer": settings.CERTIFICATE_ISSUER,
        }

    def test_what_changes_later_does_not_change_the_document(self):
        certificate = CertificateFactory(holder="陈静")
        certificate.person.display_name = "陈净"
        certificate.person.save()
        again = issue_certificate(completion_id=certificate.completion_id)
        assert again.snapshot["holder"] == "陈静"

    @pytest.mark.anchor_02
    def test_a_second_time_gives_the_same_one_and_tells_nobody_again(self):
        certificate = CertificateFactory()
        before = AuditEntry.objects.count(), Message.objects.count()
        assert issue_certificate(completion_id=certificate.completion_id) == certificate
        assert (AuditEntry.objects.count(), Message.objects.count()) == before

    def test_the_holder_is_told_and_the_act_recorded(self):
        certificate = CertificateFactory()
        message = Message.objects.get(person=certificate.person, template="certificate_issued")
        assert message.context["url"] == f"/my/certificates/{certificate.pk}/"
        entry = AuditEntry.objects.get(action="certificates.issued")
        assert entry.after == {"number": certificate.number}
        assert certificate.person.placements.get().unit.path == entry.scope

    def test_somebody_without_a_post_gets_one_too(self):
        completion = CompletionFactory(person=PersonFactory(password=None))
        assert issue_certificate(completion_id=completion.pk).snapshot["unit"] == ""

    def test_a_withdrawn_completion_gives_none(self):
        completion = CompletionFactory()
        completion.withdrawn_at = clock.now()
        completion.save()
        with pytest.raises(DomainError) as refusal:
            issue_certificate(completion_id=completion.pk)
        assert refusal.value.code == "completion_withdrawn"

    def test_a_missing_completion_gives_none(self):
        with pytest.raises(DomainError) as refusal:
            issue_certificate(completion_id=0)
        assert refusal.value.code == "completion_missing"

    def test_forbidden_words_are_refused_and_no_number_is_used(self, settings):
        settings.CERTIFICATE_ISSUER = "中华网格师协会"
        completion = CompletionFactory()
        with pytest.raises(DomainError) as refusal:
            issue_certificate(completion_id=completion.pk)
        assert (refusal.value.code, refusal.value.context) == ("certificate_wording", {"words": ["中华"]})
        assert not NumberSeries.objects.exists()

    def test_a_name_or_unit_with_such_a_word_is_not(self):
        community = UnitFactory(kind=UnitKind.COMMUNITY, name="中华路社区")
        person = PersonFactory(password=None, post="grid_worker", unit=community)
        assert issue_certificate(completion_id=CompletionFactory(person=person).pk).snapshot["unit"] == "中华路社区"

    def test_the_next_cycle_replaces_the_certificate_before(self):
        old = CertificateFactory(expired=True)
        completion = CompletionFactory(person=old.person, course=old.completion.course, cycle=2)
        new = issue_certificate(completion_id=completion.pk)
        old.refresh_from_db()
        assert (old.replaced_by, status_of(old), status_of(new)) == (new, "replaced", "valid")

    def test_a_revoked_one_stays_revoked_and_anothers_is_not_touched(self):
        revoked, other = CertificateFactory(revoked=True), CertificateFactory()
        issue_certificate(
            completion_id=CompletionFactory(person=revoked.person, course=revoked.completion.course, cycle=2).pk
        )
        for row in (revoked, other):
            row.refresh_from_db()
            assert row.replaced_by is None

    def test_tokens_have_128_random_bits(self):
        tokens = {CertificateFactory().token for _ in range(3)}
        assert len(tokens) == 3
        assert all(len(token) >= 22 for token in tokens)


class TestNumbers:
    def test_each_course_and_year_counts_for_itself(self, settings):
        settings.CERTIFICATE_DIVISION = "370102"
        first, second = CourseFactory(code="AAA001", lessons=0), CourseFactory(code="BBB001", lessons=0)
        with clock.at(MOMENT):
            numbers = [
                issue_certificate(completion_id=CompletionFactory(course=c).pk).number for c in (first, first, second)
            ]
        with clock.at(MOMENT + timedelta(days=365)):
            numbers.append(issue_certificate(completion_id=CompletionFactory(course=first).pk).number)
        assert numbers == [
            "370102-2026-AAA001-00001",
            "370102-2026-AAA001-00002",
            "370102-2026-BBB001-00001",
            "370102-2027-AAA001-00001",
        ]

    def test_the_year_is_that_of_shanghai(self, settings):
        with clock.at(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)):
            assert "-2027-" in CertificateFactory().number


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
@pytest.mark.anchor_02
class TestAtOnce:
    def test_one_completion_gets_one_certificate(self):
        completion = CompletionFactory()
        together(8, lambda: issue_certificate(completion_id=completion.pk))
        assert Certificate.objects.filter(completion=completion).count() == 1
        assert Message.objects.filter(template="certificate_issued").count() == 1
        assert NumberSeries.objects.get().last == 1

    def test_many_completions_get_numbers_without_gap_or_repetition(self):
        course = CourseFactory(lessons=0)
        waiting = [CompletionFactory(course=course).pk for _ in range(6)]
        together(6, lambda: issue_certificate(completion_id=waiting.pop()))
        serials = sorted(int(c.number[-5:]) for c in Certificate.objects.all())
        assert serials == [1, 2, 3, 4, 5, 6]

    def test_without_the_lock_two_get_the_same_number(self, needs_postgres, monkeypatch):
        """The control of the test above."""

        def unlocked(course_code):
            series, _ = NumberSeries.objects.get_or_create(prefix="control")
            time.sleep(0.1)
            NumberSeries.objects.filter(pk=series.pk).update(last=series.last + 1)
            return f"control-{series.last + 1}"

        monkeypatch.setattr(services, "_next_number", unlocked)
        course = CourseFactory(lessons=0)
        waiting = [CompletionFactory(course=course).pk for _ in range(4)]
        NumberSeries.objects.create(prefix="control")
        with pytest.raises(AssertionError, match="duplicate key"):
            together(4, lambda: issue_certificate(completion_id=waiting.pop()))


class TestAsking:
    def test_a_completion_announced_becomes_a_certificate(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            completion = CompletionFactory()
        job = Job.objects.get(kind="certificates.issue")
        assert job.by == completion.person
        assert run_due_jobs_here() >= 1
        job.refresh_from_db()
        certificate = Certificate.objects.get(completion=completion)
        assert (job.state, job.result["url"]) == ("done", f"/my/certificates/{certificate.pk}/")

    def test_asking_twice_makes_one_job(self):
        completion = CompletionFactory()
        assert request_certificate(completion_id=completion.pk) == request_certificate(completion_id=completion.pk)

    def test_for_a_completion_that_is_gone_nothing_is_asked(self):
        assert request_certificate(completion_id=0) is None

    def test_a_lost_announcement_is_made_up_for_and_a_refusal_not_before_a_day(self, settings):
        issuer, settings.CERTIFICATE_ISSUER = settings.CERTIFICATE_ISSUER, "中华网格师协会"
        with clock.at(MOMENT):
            completion = CompletionFactory()
            assert request_missing_certificates() == 0  # it may still be on its way
        with clock.at(MOMENT + timedelta(minutes=20)):
            assert request_missing_certificates() == 1
            run_due_jobs_here()
            assert request_missing_certificates() == 0
        settings.CERTIFICATE_ISSUER = issuer
        with clock.at(MOMENT + timedelta(days=2)):
            assert request_missing_certificates() == 1
            run_due_jobs_here()
        assert Certificate.objects.filter(completion=completion).exists()


@pytest.mark.parametrize(
    ("change", "status", "template"),
    [
        (revoke_certificate, "revoked", "certificate_revoked"),
        (suspend_certificate, "suspended", "certificate_suspended"),
    ],
)
class TestChanging:
    def test_a_manager_may_and_it_is_told_and_recorded(self, manager_of, change, status, template):
        certificate = CertificateFactory()
        manager = manager_of(certificate)
        changed = change(certificate=certificate, reason="成绩复核", by=manager)
        assert status_of(changed) == status
        assert Message.objects.get(template=template, person=certificate.person).context["reason"] == "成绩复核"
        entry = AuditEntry.objects.get(action=f"certificates.{status}")
        assert (entry.actor, entry.before, entry.after, entry.reason) == (
            manager,
            {"status": "valid"},
            {"status": status},
            "成绩复核",
        )

    def test_without_a_reason_it_is_refused(self, manager_of, change, status, template):
        certificate = CertificateFactory()
        with pytest.raises(DomainError) as refusal:
            change(certificate=certificate, reason=" ", by=manager_of(certificate))
        assert refusal.value.code == "reason_missing"

    def test_a_manager_of_another_street_and_the_holder_may_not(self, change, status, template):
        certificate = CertificateFactory()
        elsewhere = PersonFactory(password=None, role=Role.STREET_ADMIN, unit=UnitFactory(kind=UnitKind.STREET))
        for person in (elsewhere, certificate.person):
            with pytest.raises(DomainError) as refusal:
                change(certificate=certificate, reason="想改", by=person)
            assert refusal.value.code == "not_yours"
            certificate.refresh_from_db()
            assert status_of(certificate) == "valid"

    def test_a_viewer_of_the_same_street_may_not(self, change, status, template):
        certificate = CertificateFactory()
        street = certificate.person.placements.get().unit.get_parent().get_parent()
        viewer = PersonFactory(password=None, role=Role.DATA_VIEWER, unit=street)
        with pytest.raises(DomainError) as refusal:
            change(certificate=certificate, reason="想改", by=viewer)
        assert refusal.value.code == "not_yours"


def test_a_suspension_can_end_and_begin_again_and_each_is_told(manager_of):
    certificate = CertificateFactory()
    manager = manager_of(certificate)
    for _ in range(2):
        suspend_certificate(certificate=certificate, reason="复核", by=manager)
        assert status_of(resume_certificate(certificate=certificate, reason="无误", by=manager)) == "valid"
    assert Message.objects.filter(template="certificate_suspended").count() == 2


def test_what_is_revoked_stays_revoked_and_its_number_is_not_used_again(manager_of):
    certificate = CertificateFactory()
    manager = manager_of(certificate)
    revoke_certificate(certificate=certificate, reason="代考", by=manager)
    with pytest.raises(DomainError) as refusal:
        resume_certificate(certificate=certificate, reason="求情", by=manager)
    assert refusal.value.code == "certificate_revoked"
    person_after = CompletionFactory(course=certificate.completion.course)
    assert issue_certificate(completion_id=person_after.pk).number > certificate.number


def test_a_withdrawn_completion_takes_the_certificate_with_it():
    certificate = CertificateFactory()
    certificate.completion.withdrawn_at = clock.now()
    certificate.completion.save()
    assert status_of(certificate) == "revoked"


class TestFinding:
    def test_the_token_finds_it(self):
        certificate = CertificateFactory()
        assert find_by_token(certificate.token) == certificate
        assert find_by_token(certificate.token[:-1]) is None
        assert find_by_token("") is None

    def test_number_and_name_must_both_match(self):
        certificate = CertificateFactory(holder="陈静")
        assert find_by_number_and_name(certificate.number, "陈静") == certificate
        assert find_by_number_and_name(f" {certificate.number.lower()} ", "陈 静") == certificate
        assert find_by_number_and_name(certificate.number, "陈净") is None
        assert find_by_number_and_name(certificate.number, "") is None
        assert find_by_number_and_name(certificate.number + "0", "陈静") is None
        assert find_by_number_and_name("", "") is None


def test_nothing_is_left_of_an_issue_that_was_undone():
    completion = CompletionFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        issue_certificate(completion_id=completion.pk)
        raise RuntimeError("the disk is full")
    assert not Certificate.objects.exists()
    assert not NumberSeries.objects.exists()
