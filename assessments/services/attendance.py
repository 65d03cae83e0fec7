"""Who is expected: excused from this time, exempt altogether, or absent when nothing was begun by the end."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from assessments.engine.life import next_entry_state
from assessments.enums import AttemptState, EntryState, Mode
from assessments.models import Attempt, Entry
from assessments.permissions import can_settle
from assessments.services.allowances import allowance_of
from core import clock
from core.audit import record
from core.errors import DomainError


def defer_entry(*, entry: Entry, reason: str, by: Any) -> Entry:
    """Excuse somebody from this time: 缓考; an absence that was noted is taken back. Raises as `expect_entry`."""
    return _settle(entry, EntryState.DEFERRED, reason, by)


def exempt_entry(*, entry: Entry, reason: str, by: Any) -> Entry:
    """Somebody need not sit the exam at all: 免考; it is no result. Raises as `expect_entry`."""
    return _settle(entry, EntryState.EXEMPT, reason, by)


def expect_entry(*, entry: Entry, reason: str, by: Any) -> Entry:
    """Take an absence, a deferral or an exemption back: due again. Where the session is over they leave it, and wait
    for another.

    Raises DomainError: reason_missing, not_allowed (who runs the session, or oversees the person; never oneself),
    illegal_transition, attempt_under_way (there is something begun that this would concern).
    """
    return _settle(entry, EntryState.DUE, reason, by)


@transaction.atomic
def _settle(entry: Entry, state: str, reason: str, by: Any) -> Entry:
    if not reason.strip():
        raise DomainError("reason_missing")
    entry = _locked().get(pk=entry.pk)
    if not can_settle(by, entry):
        raise DomainError("not_allowed")
    if _begun(entry):
        raise DomainError("attempt_under_way", people=[str(entry.person)])
    before = {"state": entry.state, "session": entry.session_id}
    if entry.state == EntryState.ABSENT:
        entry.absences = max(entry.absences - 1, 0)
    entry.state, entry.state_reason = next_entry_state(entry.state, state), reason.strip()
    if state == EntryState.DUE and entry.session and entry.session.is_over:
        entry.session, entry.admission_number = None, ""
    entry.save(update_fields=["state", "state_reason", "absences", "session", "admission_number"])
    scope = entry.session.unit.path if entry.session else ""
    after = {"state": entry.state, "session": entry.session_id}
    record(f"assessments.entry_{entry.state}", entry, by=by, before=before, after=after, reason=reason, scope=scope)
    return entry


def _locked(*, skip_locked: bool = False) -> Any:
    rows = Entry.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    return rows.with_allowances().select_related("session__unit")


def _begun(entry: Entry) -> bool:
    """Something that this would concern: an attempt in this session, or one under way."""
    attempts = entry.attempts.all()
    return (attempts.filter(session=entry.session) if entry.session_id else attempts.open()).exists()


# --- who did not come ------------------------------------------------------------------------------------------------


def state_now(entry: Entry, attempts: Iterable[Attempt]) -> str:
    """The state of an entry as everybody reads it: absent from the end of the session or window on, swept or not.

    Arguments: `entry` with its session, without one with its allowances; `attempts` all of its attempts. No query.
    """
    if entry.state != EntryState.DUE:
        return entry.state
    if entry.session is not None:
        missed = entry.session.is_over and not any(_settles(attempt, entry.session_id) for attempt in attempts)
    else:
        closes = allowance_of(entry).closes if entry.exam.mode == Mode.FORMAL else None
        missed = closes is not None and closes < clock.now() and not any(True for _attempt in attempts)
    return EntryState.ABSENT if missed else EntryState.DUE


def _settles(attempt: Attempt, session_id: int | None) -> bool:
    """They came to this session, or have passed the exam and need not come."""
    return attempt.session_id == session_id or bool(attempt.state == AttemptState.RELEASED and attempt.passed)


def mark_absences(*, limit: int = 500) -> int:
    """Note who did not come: the session, or the window of a formal exam, is over and nothing was begun in it.

    Each in a transaction of its own; returns how many. Safe to run twice. Readers do not wait for it (`state_now`).
    """
    done = 0
    for pk in list(Entry.objects.perhaps_absent().order_by("pk").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            entry = _locked(skip_locked=True).filter(pk=pk).first()
            if entry and entry.state == EntryState.DUE and state_now(entry, entry.attempts.all()) == EntryState.ABSENT:
                _mark(entry)
                done += 1
    return done


def _mark(entry: Entry) -> None:
    entry.state = next_entry_state(entry.state, EntryState.ABSENT)
    entry.absences += 1
    entry.save(update_fields=["state", "absences"])
    scope = entry.session.unit.path if entry.session else ""
    after = {"state": entry.state, "absences": entry.absences}
    record("assessments.entry_absent", entry, by=None, after=after, scope=scope)
