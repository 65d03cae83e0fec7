from datetime import timedelta

import pytest

from assessments import services
from assessments.enums import EntryState
from assessments.models import Entry, ExamSession
from assessments.permissions import can_enter_desk
from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role, UnitKind
from tests.assessments.factories import NOON, EntryFactory, make_exam
from tests.assessments.sessions import MINUTE, candidate, make_session, sit, staff, street
from tests.people.factories import UnitFactory
from tests.support.shared import made_once

pytestmark = pytest.mark.django_db


def arranged():
    with clock.at(NOON):
        trainer = staff(Role.TRAINER)
        return make_session(NOON, by=trainer), trainer


arranged_of_module = made_once(arranged)


@pytest.fixture
def session_and_trainer(arranged_of_module, db):
    return arranged_of_module()


@pytest.fixture
def trainer(session_and_trainer):
    return session_and_trainer[1]


@pytest.fixture
def session(session_and_trainer):
    return session_and_trainer[0]


def numbers(entries):
    return [entry.admission_number for entry in entries]


def place(session, people, by=None):
    return services.place_entries(session=session, people=people, by=by)


# --- arranging -------------------------------------------------------------------------------------------------------


def test_a_session_has_a_code_of_six_digits_that_no_trail_tells(session, trainer):
    assert len(session.code) == 6
    assert session.code.isdecimal()
    line = AuditEntry.objects.get(action="assessments.session_saved")
    assert line.actor == trainer
    assert session.code not in str(line.after)


def test_a_session_is_changed_by_saving_it_again(at, session, trainer):
    with at(NOON):
        again = make_session(
            NOON, session=session, exam=session.exam, by=trainer, place="社区会议室", invigilators=[trainer]
        )
    assert (again.pk, again.place, again.code) == (session.pk, "社区会议室", session.code)
    assert list(again.invigilators.all()) == [trainer]
    line = AuditEntry.objects.filter(action="assessments.session_saved").latest("id")
    assert (line.before["place"], line.after["place"]) == ("柳岸社区活动室", "社区会议室")


def test_the_code_is_renewed_at_any_time(at, session, trainer):
    with at(NOON):
        codes = {services.renew_code(session=session, by=trainer).code for _time in range(3)}
    assert len(codes) > 1
    assert ExamSession.objects.get().code in codes


def test_a_session_ends_after_it_starts(at, trainer):
    with at(NOON), pytest.raises(DomainError, match="session_ends_before_start"):
        make_session(NOON, ends=NOON, by=trainer)


def test_the_exam_and_the_start_stay_once_somebody_has_begun(at, session, trainer):
    with at(NOON):
        sit(place(session, [candidate()])[0])
        for changed in ({"starts": NOON + MINUTE}, {"exam": make_exam(code="KS-2")}):
            values = {"exam": session.exam, "starts": NOON, **changed}
            with pytest.raises(DomainError, match="session_begun"):
                make_session(session=session, by=trainer, **values)


def test_who_arranges_sessions_of_a_unit_and_who_does_not(at):
    with at(NOON):
        make_session(NOON, by=staff(Role.TRAINER, street().get_parent()))
        make_session(NOON, by=staff(Role.STREET_ADMIN))
        sibling = UnitFactory(kind=UnitKind.STREET, parent=street().get_parent())
        for nearest in (staff(Role.TRAINER, sibling), staff(Role.INVIGILATOR)):
            with pytest.raises(DomainError, match="not_allowed"):
                make_session(NOON, by=nearest)


def test_a_session_is_not_taken_over_into_a_unit_of_ones_own(at, session):
    with at(NOON):
        sibling = UnitFactory(kind=UnitKind.STREET, parent=street().get_parent())
        with pytest.raises(DomainError, match="not_allowed"):
            make_session(NOON, session=session, unit=sibling, by=staff(Role.TRAINER, sibling))


# --- who sits in it --------------------------------------------------------------------------------------------------


def test_people_placed_in_a_session_are_expected_there_with_a_number(at, session, trainer):
    with at(NOON):
        entries = place(session, [candidate(), candidate()], trainer)
    day = f"260625-{session.pk:02}"
    assert numbers(entries) == [f"{day}-001", f"{day}-002"]
    assert {(entry.state, entry.session_id) for entry in entries} == {(EntryState.DUE, session.pk)}


def test_placing_again_changes_nothing_and_numbers_stay(at, session):
    with at(NOON):
        people = [candidate(), candidate()]
        first = place(session, people)
        again = place(session, [*people, candidate()])
    assert numbers(again)[:2] == numbers(first)
    assert AuditEntry.objects.filter(action="assessments.entry_placed").count() == 3


def test_the_number_of_somebody_taken_out_is_given_to_nobody(at, session, trainer):
    with at(NOON):
        first, second = place(session, [candidate(), candidate()])
        services.remove_entry(entry=second, by=trainer)
        [third] = place(session, [candidate()])
    assert third.admission_number.endswith("-003")
    assert not Entry.objects.filter(pk=second.pk).exists()
    assert first.session == session


def test_an_entry_that_was_there_before_outlives_the_session(at, session):
    with at(NOON):
        own = EntryFactory(exam=session.exam, person=candidate())
        [entry] = place(session, [own.person])
        assert entry.pk == own.pk
        services.remove_entry(entry=entry, by=None)
    own.refresh_from_db()
    assert (own.session, own.admission_number, own.for_session) == (None, "", False)


def test_the_last_entry_of_a_person_is_placed(at, session):
    with at(NOON):
        person = candidate()
        EntryFactory(exam=session.exam, person=person)
        renewal = EntryFactory(exam=session.exam, person=person, cycle=2)
        [entry] = place(session, [person])
    assert entry.pk == renewal.pk


def test_somebody_moves_to_another_session_until_they_have_begun(at, session):
    with at(NOON):
        other = make_session(NOON, exam=session.exam)
        [entry] = place(session, [candidate()])
        [moved] = place(other, [entry.person])
        assert (moved.pk, moved.session) == (entry.pk, other)
        sit(moved)
        with pytest.raises(DomainError, match="attempt_under_way") as refused:
            place(session, [entry.person])
        assert refused.value.context == {"people": [str(entry.person)]}
        with pytest.raises(DomainError, match="attempt_under_way"):
            services.remove_entry(entry=moved, by=None)


@pytest.mark.parametrize("state", [EntryState.ABSENT, EntryState.DEFERRED])
def test_who_was_absent_or_excused_is_due_again_in_another_session(at, session, state):
    with at(NOON):
        entry = EntryFactory(exam=session.exam, person=candidate(), state=state, absences=1, state_reason="发烧")
        place(session, [entry.person])
    entry.refresh_from_db()
    assert (entry.state, entry.state_reason, entry.absences) == (EntryState.DUE, "", 1)


def test_who_is_exempt_is_not_placed_by_the_way(at, session):
    with at(NOON):
        entry = EntryFactory(exam=session.exam, person=candidate(), state=EntryState.EXEMPT)
        with pytest.raises(DomainError, match="entry_exempt"):
            place(session, [candidate(), entry.person])
    assert not session.entries.exists()


def test_nobody_sits_where_they_invigilate(at, session, trainer):
    with at(NOON):
        person = candidate()
        session.invigilators.add(person)
        with pytest.raises(DomainError, match="candidate_invigilates"):
            place(session, [person])
        [entry] = place(session, [candidate()])
        with pytest.raises(DomainError, match="candidate_invigilates"):
            make_session(NOON, session=session, exam=session.exam, invigilators=[entry.person], by=trainer)


def test_nobody_is_placed_in_a_session_that_is_over(at, session):
    with at(session.ends + MINUTE), pytest.raises(DomainError, match="session_over"):
        place(session, [candidate()])


def test_only_people_within_reach_are_placed_and_never_oneself(at, session, trainer):
    with at(NOON):
        elsewhere = candidate(username="elsewhere")
        elsewhere.placements.update(unit=UnitFactory(kind=UnitKind.STREET, parent=street().get_parent()))
        for refused in (elsewhere, trainer):
            with pytest.raises(DomainError, match="not_allowed"):
                place(session, [candidate(), refused], trainer)
    assert not session.entries.exists()


def test_an_invigilator_runs_a_session_but_does_not_choose_who_sits_in_it(at, session):
    with at(NOON):
        invigilator = staff()
        services.renew_code(session=session, by=invigilator)
        [entry] = place(session, [candidate()])
        for refused in (
            lambda: place(session, [candidate()], invigilator),
            lambda: services.remove_entry(entry=entry, by=invigilator),
        ):
            with pytest.raises(DomainError, match="not_allowed"):
                refused()


def test_the_last_moment_to_come_in_never_lies_after_the_end(session):
    session.late_entry_minutes = 600
    assert session.last_entry == session.ends
    session.late_entry_minutes = None
    assert session.last_entry == session.ends
    session.late_entry_minutes = 0
    assert session.last_entry == session.starts


def test_sessions_are_listed_for_whoever_runs_them_and_for_no_candidate(at, session, trainer):
    with at(NOON):
        sibling = UnitFactory(kind=UnitKind.STREET, parent=street().get_parent())
        [entry] = place(session, [candidate()])
        named = candidate()
        session.invigilators.add(named)
        run_by = ExamSession.objects.run_by
        assert list(run_by(trainer)) == list(run_by(named)) == [session]
        assert not run_by(staff(Role.INVIGILATOR, sibling)).exists()
        assert not run_by(entry.person).exists()
        trainer.is_active = False
        assert not run_by(trainer).exists()


def test_the_desk_opens_for_roles_that_run_sessions_and_for_who_is_named_in_one(at, session):
    with at(NOON):
        named, [entry] = candidate(), place(session, [candidate()])
        session.invigilators.add(named)
        entering = [staff(role) for role in (Role.INVIGILATOR, Role.TRAINER, Role.STREET_ADMIN)]
        assert all(can_enter_desk(person) for person in [*entering, named])
        outside = [entry.person, staff(Role.DATA_VIEWER), staff(Role.MARKER), staff(Role.LEARNER)]
        assert not any(can_enter_desk(person) for person in outside)


def test_the_session_lasts_from_its_first_to_its_last_moment(at, session):
    with at(session.ends):
        assert not session.is_over
    with at(session.ends + timedelta(microseconds=1)):
        assert session.is_over
