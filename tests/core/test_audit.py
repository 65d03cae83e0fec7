"""One line per act, sealed into a chain; a change is refused (PostgreSQL) or found (SQLite, where these tests make one)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from core import audit
from core.models import AuditEntry, AuditSeal, Job
from core.request import RequestFacts, _facts
from tests.people.factories import PersonFactory
from tests.support.threads import together

pytestmark = [pytest.mark.django_db, pytest.mark.anchor_45]
both_databases = pytest.mark.both_databases


@pytest.fixture
def subject():
    return Job.objects.create(kind="tests.work")


@pytest.fixture
def line(subject):
    def record(action="tests.done", **values):
        return audit.record(action, subject, by=None, **values)

    return record


def run_sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@both_databases
def test_a_line_says_who_did_what_when_where_from_and_why(subject):
    person = PersonFactory(password=None, username="auditor")
    token = _facts.set(RequestFacts("r-1", "203.0.113.7"))
    try:
        entry = audit.record(
            "tests.changed", subject, by=person, before={"n": 1}, after={"n": 2}, reason="更正", scope="0001"
        )
    finally:
        _facts.reset(token)
    entry.refresh_from_db()
    assert (entry.actor, entry.actor_label, entry.action) == (person, "auditor", "tests.changed")
    assert (entry.object_type, entry.object_id) == ("core.job", str(subject.pk))
    assert (entry.before, entry.after, entry.reason, entry.scope) == ({"n": 1}, {"n": 2}, "更正", "0001")
    assert (entry.address, entry.request_id) == ("203.0.113.7", "r-1")
    assert entry.at


@both_databases
def test_a_line_goes_with_the_act_when_that_is_undone(line):
    before = AuditEntry.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        line()
        raise RuntimeError("the act failed")
    assert AuditEntry.objects.count() == before


@both_databases
def test_a_whole_chain_has_no_finding(line):
    for _ in range(3):
        line(before={"乙": 1, "甲": [1.5, None]}, reason="理由")
    assert audit.seal() >= 3
    line()
    assert audit.seal(limit=1) == 1
    assert audit.seal() == 0
    assert audit.verify() == []


@both_databases
def test_a_line_committed_after_higher_numbers_were_sealed_joins_the_chain(line):
    late, early = line(), line()
    AuditSeal.objects.bulk_create(
        [AuditSeal(entry=early, previous=audit.GENESIS, digest=audit._digest(audit.GENESIS, early))]
    )
    early.refresh_from_db()
    audit.seal()
    assert late.seal.pk > early.seal.pk
    assert audit.verify() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE core_auditentry SET reason = 'another' WHERE id = %s",
        "UPDATE core_auditentry SET actor_label = 'somebody' WHERE id = %s",
        "UPDATE core_auditentry SET at = '2020-01-01 00:00:00' WHERE id = %s",
        "UPDATE core_auditentry SET scope = '' WHERE id = %s",
        "UPDATE core_auditentry SET after = '{}' WHERE id = %s",
    ],
)
def test_a_changed_line_is_found(line, change):
    entry = line(scope="0001", after={"n": 1})
    line()
    audit.seal()
    run_sql(change, entry.pk)
    assert audit.verify() == [f"entry {entry.pk} was changed after it was sealed"]


def test_a_deleted_line_is_found_even_when_it_was_the_last(line, transactional_db):
    line()
    entry = line()
    audit.seal()
    with connection.constraint_checks_disabled():
        run_sql("DELETE FROM core_auditentry WHERE id = %s", entry.pk)
        assert audit.verify() == [f"entry {entry.pk} was deleted after it was sealed"]


def test_a_link_taken_out_of_the_middle_is_found(line):
    line(), line(), line()
    audit.seal()
    links = list(AuditSeal.objects.all())
    links[-2].delete()
    assert audit.verify() == [f"seal {links[-1].pk} does not follow the one before it"]


def test_a_rewritten_end_is_found_with_a_digest_noted_before(line):
    line(), line()
    audit.seal()
    noted = audit.head()
    last = AuditEntry.objects.order_by("id").last()
    AuditSeal.objects.filter(entry=last).delete()
    run_sql("UPDATE core_auditentry SET reason = 'another' WHERE id = %s", last.pk)
    audit.seal()
    assert audit.verify() == []
    assert "expected digest" in audit.verify(noted)[0]


def test_the_command_tells_the_last_digest_and_fails_on_a_finding(line, capsys):
    entry = line()
    call_command("verify_audit")
    assert audit.head() in capsys.readouterr().out
    call_command("verify_audit", expect=audit.head())
    run_sql("UPDATE core_auditentry SET reason = 'another' WHERE id = %s", entry.pk)
    with pytest.raises(CommandError, match=f"entry {entry.pk} was changed"):
        call_command("verify_audit")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET reason = 'another'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry CASCADE",
        "UPDATE core_auditseal SET digest = ''",
        "DELETE FROM core_auditseal",
        "TRUNCATE core_auditseal",
    ],
)
def test_postgresql_refuses_to_change_the_trail(needs_postgres, line, statement):
    line()
    audit.seal()
    run_sql("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run_sql(statement)


@pytest.mark.django_db(transaction=True)
@both_databases
class TestSealingAtOnce:
    """Two seals at the same time: a control with the lock off shows that the race is real."""

    def seal_at_once(self, line, monkeypatch):
        import time

        for _ in range(12):
            line()
        honest = audit._digest

        def slow(previous, entry):
            time.sleep(0.005)
            return honest(previous, entry)

        monkeypatch.setattr(audit, "_digest", slow)
        try:
            together(4, lambda: audit.seal(limit=6))
        finally:
            monkeypatch.setattr(audit, "_digest", honest)

    def test_they_make_one_chain(self, line, monkeypatch):
        self.seal_at_once(line, monkeypatch)
        assert audit.verify() == []
        assert not AuditEntry.objects.filter(seal=None).exists()

    def test_without_the_lock_they_do_not(self, needs_postgres, line, monkeypatch):
        monkeypatch.setattr(audit, "hold_lock", lambda name: None)
        with pytest.raises(AssertionError):
            self.seal_at_once(line, monkeypatch)
            assert audit.verify() == []
