"""Exam sessions: arranging them, who sits in them, and who does not come."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessments.engine.life import next_entry_state
from assessments.enums import DESK_ROLES, EntryState
from assessments.models import Attempt, Entry, Exam, ExamSession
from assessments.permissions import can_invigilate, can_organise
from core import clock
from core.audit import record
from core.errors import DomainError
from people.models import OrgUnit, User, scope_paths


@transaction.atomic
def save_session(
    *,
    session: ExamSession | None,
    exam: Exam,
    unit: OrgUnit,
    place: str,
    starts: datetime,
    ends: datetime,
    late_entry_minutes: int | None,
    early_submit_minutes: int,
    invigilators: Iterable[User],
    by: Any,
) -> ExamSession:
    """Arrange a session, or change one; a new one gets its admission code.

    Another end holds for whoever begins after it: attempts under way get more time, or are called in, by acts of their own.

    Arguments: `session` None makes a new one; `late_entry_minutes` None lets people in until the end.
    Raises DomainError: not_allowed (trainer or manager at the unit, before and after), session_ends_before_start,
    session_begun (another exam, or another start, once somebody has begun), candidate_invigilates (with `people`).
    """
    invigilators = list(invigilators)
    old = ExamSession.objects.locked().get(pk=session.pk) if session else None
    if not can_organise(by, unit) or (old and not can_organise(by, old.unit)):
        raise DomainError("not_allowed")
    if ends <= starts:
        raise DomainError("session_ends_before_start")
    saved = old or ExamSession(code=_code(), created_by=by, created_at=clock.now())
    if old and (old.exam_id, old.starts) != (exam.pk, starts) and old.attempts.exists():
        raise DomainError("session_begun")
    before = _said(old) if old else {}
    saved.exam, saved.unit, saved.place, saved.starts, saved.ends = exam, unit, place.strip(), starts, ends
    saved.late_entry_minutes, saved.early_submit_minutes = late_entry_minutes, early_submit_minutes
    saved.save()
    _refuse_candidates(saved, invigilators)
    saved.invigilators.set(invigilators)
    record("assessments.session_saved", saved, by=by, before=before, after=_said(saved), scope=unit.path)
    return saved


def _code() -> str:
    return f"{secrets.randbelow(10**6):06}"


def _said(session: ExamSession) -> dict[str, Any]:
    """What a session says, for the trail; never its code."""
    return {
        "exam": session.exam.code,
        "unit": str(session.unit),
        "place": session.place,
        "starts": session.starts.isoformat(),
        "ends": session.ends.isoformat(),
        "late_entry_minutes": session.late_entry_minutes,
        "early_submit_minutes": session.early_submit_minutes,
        "invigilators": sorted(session.invigilators.values_list("username", flat=True)),
    }


def _refuse_candidates(session: ExamSession, invigilators: Iterable[User]) -> None:
    sitting = session.entries.filter(person__in=list(invigilators)).select_related("person")
    if names := [str(entry.person) for entry in sitting]:
        raise DomainError("candidate_invigilates", people=names)


@transaction.atomic
def renew_code(*, session: ExamSession, by: Any) -> ExamSession:
    """Give the session another admission code; the old one opens nothing from now on. Raises DomainError("not_allowed")."""
    session = _run(session, by)
    session.code = _code()
    session.save(update_fields=["code"])
    record("assessments.session_code_renewed", session, by=by, scope=session.unit.path)
    return session


def _run(session: ExamSession, by: Any) -> ExamSession:
    """The session, locked, if `by` may run it."""
    locked = ExamSession.objects.locked().get(pk=session.pk)
    if not can_invigilate(by, locked):
        raise DomainError("not_allowed")
    return locked


# --- who sits in it --------------------------------------------------------------------------------------------------


@transaction.atomic
def place_entries(*, session: ExamSession, people: Iterable[User], by: Any) -> list[Entry]:
    """Place people in a session: they are expected there, with an admission number; who has one there keeps it.

    Whoever has no entry of the exam yet gets one; whoever was absent or deferred is due again. Their last entry moves
    from another session unless they sit there now.
    Raises DomainError: not_allowed (trainer or manager at the session's unit, for people there or below; never oneself),
    session_over, candidate_invigilates, entry_exempt, attempt_under_way (the last three with `people`).
    """
    session = _organise(session, by)
    people = list({person.pk: person for person in people}.values())
    if not _reaches(by, people):
        raise DomainError("not_allowed")
    if session.is_over:
        raise DomainError("session_over")
    watching = set(session.invigilators.values_list("pk", flat=True))
    _refuse("candidate_invigilates", [person for person in people if person.pk in watching])
    entries = _entries_of(session.exam, people, by)
    _refuse("entry_exempt", [entry.person for entry in entries if entry.state == EntryState.EXEMPT])
    _refuse("attempt_under_way", _sitting_elsewhere(entries, session))
    for entry in entries:
        _place(entry, session, by)
    session.save(update_fields=["numbers_given"])
    return entries


def _organise(session: ExamSession, by: Any) -> ExamSession:
    locked = ExamSession.objects.locked().get(pk=session.pk)
    if not can_organise(by, locked.unit):
        raise DomainError("not_allowed")
    return locked


def _reaches(by: Any, people: list[User]) -> bool:
    """All of them within reach of the roles of `by`, and not `by` among them."""
    if by is None:
        return True
    wanted = {person.pk for person in people}
    reached = User.objects.filter(pk__in=wanted).in_scope(scope_paths(by, roles=DESK_ROLES))
    return by.pk not in wanted and reached.count() == len(wanted)


def _refuse(code: str, people: list[User]) -> None:
    if people:
        raise DomainError(code, people=[str(person) for person in people])


def _entries_of(exam: Exam, people: list[User], by: Any) -> list[Entry]:
    """The last entry of each person, in the order of `people`; new ones where there is none."""
    last = Entry.objects.filter(exam=exam, person__in=people).values("person").annotate(last=Max("cycle"))
    cycles = {row["person"]: row["last"] for row in last.order_by()}
    known = Entry.objects.select_for_update(of=("self",)).filter(exam=exam, person__in=people).order_by("pk")
    found = {entry.person_id: entry for entry in known if entry.cycle == cycles[entry.person_id]}
    entries = []
    for person in people:
        entry = found.get(person.pk) or Entry(person=person, exam=exam, for_session=True, granted_by=by)
        entry.person, entry.exam = person, exam
        entries.append(entry)
    return entries


def _sitting_elsewhere(entries: list[Entry], session: ExamSession) -> list[User]:
    moving = {entry.pk: entry.person for entry in entries if entry.pk and entry.session_id != session.pk}
    sitting = Attempt.objects.open().filter(entry__in=list(moving)).values_list("entry", flat=True)
    return [moving[pk] for pk in sitting]


def _place(entry: Entry, session: ExamSession, by: Any) -> None:
    if entry.session_id == session.pk and entry.state == EntryState.DUE:
        return
    before = {"state": entry.state, "session": entry.session_id}
    if entry.session_id != session.pk:
        session.numbers_given += 1
        entry.session, entry.admission_number = session, _number(session)
    if entry.state != EntryState.DUE:
        entry.state = next_entry_state(entry.state, EntryState.DUE)
    entry.state_reason, entry.code_failures, entry.code_locked_until = "", 0, None
    entry.save()
    after = {"session": session.pk, "admission_number": entry.admission_number}
    record("assessments.entry_placed", entry, by=by, before=before, after=after, scope=session.unit.path)


def _number(session: ExamSession) -> str:
    """The day, the session, the person: 260625-07-012."""
    day = timezone.localtime(session.starts)
    return f"{day:%y%m%d}-{session.pk:02}-{session.numbers_given:03}"


@transaction.atomic
def remove_entry(*, entry: Entry, by: Any) -> None:
    """Take somebody out of their session; the admission number is not given to anybody else.

    An entry that came into being by placing goes with it, unless it was sat before. Raises DomainError: not_allowed,
    attempt_under_way (has begun in this session).
    """
    entry = _locked(entry)
    session = entry.session
    if session is None or not can_organise(by, session.unit):
        raise DomainError("not_allowed")
    if entry.attempts.filter(session=session).exists():
        raise DomainError("attempt_under_way", people=[str(entry.person)])
    before = {"session": session.pk, "admission_number": entry.admission_number}
    record("assessments.entry_removed", entry, by=by, before=before, scope=session.unit.path)
    if entry.for_session and not entry.attempts.exists():
        entry.delete()
        return
    entry.session, entry.admission_number = None, ""
    entry.save(update_fields=["session", "admission_number"])


def _locked(entry: Entry) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",)).select_related("person", "exam", "session__unit")
    return rows.get(pk=entry.pk)
