from datetime import timedelta

import pytest

from assessments import services
from assessments.enums import ENTRY_TRANSITIONS, EntryState, Mode
from assessments.models import Entry
from assessments.services.attendance import state_now
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role, UnitKind
from tests.assessments.factories import NOON, EntryFactory, make_attempt, make_exam
from tests.assessments.sessions import MINUTE, candidate, make_session, sit, staff, street
from tests.people.factories import UnitFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def fresh(entry):
    return Entry.objects.get(pk=entry.pk)


def now(entry):
    """The state as a reader sees it."""
    entry = Entry.objects.with_allowances().select_related("session").get(pk=entry.pk)
    return state_now(entry, entry.attempts.all())


@pytest.fixture
def session(at):
    with at(NOON):
        return make_session(NOON, people=2)


# --- absent ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_who_did_not_come_reads_as_absent_at_once_and_is_noted_by_the_sweep(at, session):
    came, missing = session.entries.order_by("pk")
    with at(NOON + MINUTE):
        sit(came)
    with at(session.ends):
        assert services.mark_absences() == 0
        assert now(missing) == EntryState.DUE
    with at(session.ends + SECOND):
        assert (now(came), now(missing)) == (EntryState.DUE, EntryState.ABSENT)
        assert services.mark_absences() == 1
        assert services.mark_absences() == 0
    assert (fresh(missing).state, fresh(missing).absences) == (EntryState.ABSENT, 1)
    assert fresh(came).state == EntryState.DUE
    line = AuditEntry.objects.get(action="assessments.entry_absent")
    assert (line.actor, line.object_id) == (None, str(missing.pk))


def test_a_voided_attempt_shows_that_somebody_came(at, session):
    entry = session.entries.first()
    with at(NOON + MINUTE):
        services.void_attempt(attempt=sit(entry), reason="设备故障", by=None)
    with at(session.ends + SECOND):
        assert now(entry) == EntryState.DUE


def test_nobody_is_absent_while_the_session_was_given_more_time(at, session):
    with at(NOON):
        services.extend_session(session=session, minutes=10, reason="停电", by=None)
    with at(session.ends + SECOND):
        assert services.mark_absences() == 0
    with at(session.ends + 10 * MINUTE + SECOND):
        assert services.mark_absences() == 2


def test_when_papers_are_called_in_who_has_not_come_is_absent(at, session):
    with at(NOON + 20 * MINUTE):
        services.call_in_session(session=session, by=None)
        assert services.mark_absences() == 0
    with at(NOON + 21 * MINUTE + SECOND):
        assert services.mark_absences() == 2


@pytest.mark.both_databases
def test_who_misses_the_resit_is_absent_although_they_sat_before(at):
    with at(NOON):
        exam = make_exam(mode=Mode.FORMAL)
        entry = EntryFactory(exam=exam, person=candidate())
        make_attempt(entry=entry, answers="wrong", submitted=True)
        later = make_session(NOON + timedelta(days=2), exam=exam, people=[entry.person])
    with at(later.ends + SECOND):
        assert now(entry) == EntryState.ABSENT
        assert services.mark_absences() == 1


@pytest.mark.both_databases
def test_who_has_passed_already_is_missed_nowhere(at):
    with at(NOON):
        exam = make_exam(mode=Mode.FORMAL)
        entry = EntryFactory(exam=exam, person=candidate())
        make_attempt(entry=entry, answers="right", submitted=True)
        later = make_session(NOON + timedelta(days=2), exam=exam, people=[entry.person])
    with at(later.ends + SECOND):
        assert now(entry) == EntryState.DUE
        assert services.mark_absences() == 0


@pytest.mark.parametrize(
    ("mode", "absent"), [(Mode.FORMAL, EntryState.ABSENT), (Mode.MOCK, EntryState.DUE), (Mode.PRACTICE, EntryState.DUE)]
)
def test_a_window_of_a_formal_exam_that_passed_without_an_attempt_is_an_absence(at, mode, absent):
    with at(NOON):
        exam = make_exam(mode=mode, closes=NOON + 10 * MINUTE, attempts_allowed=2)
        missing, came = EntryFactory(exam=exam), EntryFactory(exam=exam)
        make_attempt(entry=came)
    with at(NOON + 10 * MINUTE + SECOND):
        assert (now(missing), now(came)) == (absent, EntryState.DUE)
        services.mark_absences()
    assert (fresh(missing).state, fresh(came).state) == (absent, EntryState.DUE)


@pytest.mark.both_databases
def test_who_was_given_a_later_close_or_extra_time_is_not_absent_before_it(at):
    with at(NOON):
        exam = make_exam(minutes=60, closes=NOON + 10 * MINUTE)
        late, slow, early = (EntryFactory(exam=exam, person=candidate()) for _entry in range(3))
        for person, minutes in ((late.person, 60), (early.person, 5)):
            closes = NOON + minutes * MINUTE
            services.set_override(exam=exam, person=person, closes=closes, reason="值班", by=None)
        services.set_accommodation(person=slow.person, extra_minutes=20, reason="视力", by=None)
    with at(NOON + 10 * MINUTE + SECOND):
        assert (now(late), now(slow), now(early)) == (EntryState.DUE, EntryState.DUE, EntryState.ABSENT)
        assert services.mark_absences() == 1
    with at(NOON + 30 * MINUTE + SECOND):
        assert (now(late), now(slow)) == (EntryState.DUE, EntryState.ABSENT)
        assert services.mark_absences() == 1
    with at(NOON + 61 * MINUTE):
        assert services.mark_absences() == 1


def test_an_exam_without_an_end_has_no_absences(at):
    with at(NOON):
        entry = EntryFactory(exam=make_exam())
    with at(NOON + timedelta(days=900)):
        assert services.mark_absences() == 0
        assert now(entry) == EntryState.DUE


def test_many_absences_are_noted_in_turns(at, session):
    with at(session.ends + SECOND):
        assert [services.mark_absences(limit=1) for _turn in range(3)] == [1, 1, 0]


# --- excused ---------------------------------------------------------------------------------------------------------

ACTS = {
    EntryState.DEFERRED: services.defer_entry,
    EntryState.EXEMPT: services.exempt_entry,
    EntryState.DUE: services.expect_entry,
}


@pytest.mark.parametrize("start", EntryState.values)
@pytest.mark.parametrize("end", list(ACTS))
def test_an_organiser_changes_who_is_expected_as_the_table_says(at, start, end):
    with at(NOON):
        organiser = staff(Role.TRAINER)
        entry = EntryFactory(person=candidate(), state=start)
        if end not in ENTRY_TRANSITIONS[start]:
            with pytest.raises(DomainError, match="illegal_transition"):
                ACTS[end](entry=entry, reason="住院，有证明", by=organiser)
            return
        ACTS[end](entry=entry, reason="住院，有证明", by=organiser)
    assert (fresh(entry).state, fresh(entry).state_reason) == (end, "住院，有证明")
    line = AuditEntry.objects.get(action=f"assessments.entry_{end}")
    assert (line.actor, line.reason, line.before["state"]) == (organiser, "住院，有证明", start)


@pytest.mark.parametrize("end", list(ACTS))
def test_an_absence_with_a_reason_shown_afterwards_is_none(at, session, end):
    entry = session.entries.first()
    with at(session.ends + SECOND):
        services.mark_absences()
        ACTS[end](entry=fresh(entry), reason="当天住院", by=None)
    assert fresh(entry).absences == 0


def test_who_is_expected_again_after_the_session_waits_for_another(at, session):
    entry = session.entries.first()
    with at(NOON):
        services.defer_entry(entry=entry, reason="值班", by=None)
        services.expect_entry(entry=entry, reason="换了班", by=None)
        assert fresh(entry).session == session
        services.defer_entry(entry=entry, reason="值班", by=None)
    with at(session.ends + SECOND):
        services.expect_entry(entry=entry, reason="值完班了", by=None)
        assert (fresh(entry).session, fresh(entry).admission_number) == (None, "")
        assert now(entry) == EntryState.DUE


@pytest.mark.parametrize("act", list(ACTS.values()))
def test_once_begun_nobody_is_excused_from_it(at, session, act):
    entry = session.entries.first()
    with at(NOON + MINUTE):
        sit(entry)
        with pytest.raises(DomainError, match="attempt_under_way"):
            act(entry=entry, reason="住院", by=None)


@pytest.mark.parametrize("act", list(ACTS.values()))
def test_who_excuses_and_who_does_not(at, session, act):
    entry = session.entries.first()
    Entry.objects.filter(pk=entry.pk).update(state=EntryState.DUE if act is not services.expect_entry else "deferred")
    with at(NOON):
        with pytest.raises(DomainError, match="reason_missing"):
            act(entry=entry, reason=" ", by=None)
        sibling = UnitFactory(kind=UnitKind.STREET, parent=street().get_parent())
        for nearest in (staff(Role.TRAINER, sibling), staff(Role.DATA_VIEWER), entry.person):
            with pytest.raises(DomainError, match="not_allowed"):
                act(entry=entry, reason="住院", by=nearest)
        act(entry=entry, reason="住院", by=staff(Role.INVIGILATOR))
