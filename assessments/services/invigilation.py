"""What invigilators do to attempts under way: pause and go on, more time, calling in. Always by the attempt's own clock,
so that saving, the sweep and every reader need to know nothing else (docs/decisions/0012).

The lock is the row of the session, then those of its attempts in order; saving and the sweep lock the attempt.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import Q

from assessments.engine.timing import Limits, added_by_pause
from assessments.enums import AttemptState
from assessments.models import Attempt, ExamSession
from assessments.permissions import can_act_on, can_invigilate
from assessments.services.allowances import maxima
from core import clock
from core.audit import record
from core.errors import DomainError

# How long ahead papers may be called in.
LONGEST_NOTICE = 600


@transaction.atomic
def pause_session(*, session: ExamSession, message: str, by: Any) -> ExamSession:
    """Let the clocks of everybody in the session stand still; nothing is taken until they go on.

    Arguments: `message` is what the candidates read meanwhile. Safe to repeat: it stays one pause, with the new message,
    and whoever began in the very moment of the first is caught. What the clock has ended is left alone.
    Raises DomainError("not_allowed").
    """
    session, now = _run(session, by), clock.now()
    first = session.paused_at is None
    session.paused_at, session.pause_message = session.paused_at or now, message.strip()
    session.save(update_fields=["paused_at", "pause_message"])
    count = _stop_clocks(session, now)
    if first or count:
        _record_pause(session, count, by)
    transaction.on_commit(lambda: _catch_starts(session.pk, by))
    return session


def _stop_clocks(session: ExamSession, now: datetime) -> int:
    """How many were running."""
    running = _under_way(session).filter(paused_at__isnull=True)
    return Attempt.objects.filter(pk__in=[attempt.pk for attempt in running]).update(paused_at=now)


def _record_pause(session: ExamSession, count: int, by: Any) -> None:
    after = {"message": session.pause_message, "attempts": count}
    record("assessments.session_paused", session, by=by, after=after, scope=session.unit.path)


@transaction.atomic
def _catch_starts(pk: int, by: Any) -> None:
    """Whoever read the session before it was stopped holds the lock of their entry until their attempt is written. Once
    these locks are had it is there to be stopped or called in as well; whoever begins later reads the session as it is.
    """
    session = ExamSession.objects.locked().get(pk=pk)
    list(session.entries.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if session.paused_at is not None and (count := _stop_clocks(session, clock.now())):
        _record_pause(session, count, by)
    if session.called_in_at is not None:
        for attempt in _under_way(session).filter(called_in_at__isnull=True):
            _call_in(attempt, session.called_in_at)


@transaction.atomic
def resume_session(*, session: ExamSession, by: Any) -> ExamSession:
    """Let the clocks go on: what the pause took is added to each attempt and to the end of the session.

    Safe to repeat: where nothing is paused nothing changes. Raises DomainError("not_allowed").
    """
    session = _run(session, by)
    _resume(session, by)
    return session


def _resume(session: ExamSession, by: Any) -> None:
    if session.paused_at is None:
        return
    now = clock.now()
    paused = list(_under_way(session).filter(paused_at__isnull=False))
    for attempt in paused:
        _go_on(attempt, now)
    seconds = added_by_pause(session.paused_at, now)
    # Whoever stood at the door meanwhile is not too late for it.
    if session.late_entry_minutes is not None and session.paused_at <= session.last_entry:
        session.late_entry_minutes += ceil(seconds / 60)
    _put_off(session, timedelta(seconds=seconds))
    session.paused_at, session.pause_message = None, ""
    session.save(update_fields=["paused_at", "pause_message", "late_entry_minutes"])
    after = {"seconds": seconds, "attempts": len(paused)}
    record("assessments.session_resumed", session, by=by, after=after, scope=session.unit.path)


def _put_off(session: ExamSession, more: timedelta) -> None:
    """The end of the session, and the moment at which everything is called in."""
    session.ends += more
    session.called_in_at = session.called_in_at and session.called_in_at + more
    session.save(update_fields=["ends", "called_in_at"])


@transaction.atomic
def extend_attempt(*, attempt: Attempt, minutes: int, reason: str, by: Any) -> Attempt:
    """Give one attempt under way more time; it reaches the candidate's page at once. Calling in moves along.

    Raises DomainError: reason_missing, not_allowed (never one's own), attempt_finished, beyond_maximum (with `what`; at
    most `extra_minutes` at a time, and no attempt lasts longer than `minutes` and `extra_minutes` of EXAM_MAXIMA).
    """
    _check_reason(reason)
    attempt = _act_on(attempt, by)
    if not 1 <= minutes <= _room(attempt):
        raise DomainError("beyond_maximum", what="minutes")
    _extend(attempt, minutes, reason, by)
    return attempt


@transaction.atomic
def extend_session(*, session: ExamSession, minutes: int, reason: str, by: Any) -> int:
    """Give everybody under way more time, and the session itself; returns how many attempts.

    Whoever has had so much already that the maximum would be passed gets what is left up to it.
    Raises DomainError: reason_missing, not_allowed, beyond_maximum (with `what`).
    """
    _check_reason(reason)
    session = _run(session, by)
    if not 1 <= minutes <= maxima().extra_minutes:
        raise DomainError("beyond_maximum", what="minutes")
    attempts = list(_under_way(session))
    for attempt in attempts:
        _extend(attempt, min(minutes, _room(attempt)), reason, by, whole_session=True)
    _put_off(session, timedelta(minutes=minutes))
    after = {"minutes": minutes, "attempts": len(attempts)}
    record("assessments.session_extended", session, by=by, after=after, reason=reason, scope=session.unit.path)
    return len(attempts)


@transaction.atomic
def call_in_attempt(*, attempt: Attempt, reason: str, by: Any, seconds: int = 60) -> Attempt:
    """Collect one paper in so many seconds (0 to 600), or when its time is up if that is earlier; it ends by the clock,
    with its grace for answers on their way. A pause ends with it. Safe to repeat: the earlier moment holds.

    Raises DomainError: reason_missing, not_allowed (never one's own), attempt_finished, beyond_maximum (with `what`).
    """
    _check_reason(reason)
    _check_notice(seconds)
    attempt = _act_on(attempt, by)
    moment = _call_in(attempt, clock.now() + timedelta(seconds=seconds))
    after = {"at": moment.isoformat()}
    record("assessments.attempt_called_in", attempt, by=by, after=after, reason=reason, scope=_scope(attempt))
    return attempt


@transaction.atomic
def call_in_session(*, session: ExamSession, by: Any, seconds: int = 60) -> ExamSession:
    """Collect every paper in so many seconds (0 to 600), as `call_in_attempt` does; nobody begins after it.

    Raises DomainError: not_allowed, beyond_maximum (with `what`).
    """
    _check_notice(seconds)
    session = _run(session, by)
    _resume(session, by)
    moment = clock.now() + timedelta(seconds=seconds)
    session.called_in_at = min(session.called_in_at or moment, moment)
    session.save(update_fields=["called_in_at"])
    attempts = list(_under_way(session))
    for attempt in attempts:
        _call_in(attempt, moment)
    after = {"at": session.called_in_at.isoformat(), "attempts": len(attempts)}
    record("assessments.session_called_in", session, by=by, after=after, scope=session.unit.path)
    transaction.on_commit(lambda: _catch_starts(session.pk, by))
    return session


# --- one attempt -----------------------------------------------------------------------------------------------------


def _go_on(attempt: Attempt, now: datetime) -> None:
    """End the pause of a locked attempt."""
    if attempt.paused_at is None:
        return
    seconds = added_by_pause(attempt.paused_at, now)
    attempt.paused_at = None
    _add(attempt, seconds)


def _add(attempt: Attempt, seconds: int) -> None:
    """More time for this attempt alone; the moment at which it is called in moves along."""
    attempt.added_seconds += seconds
    if attempt.called_in_at is not None:
        attempt.called_in_at += timedelta(seconds=seconds)
    _move(attempt, _limits(attempt).later(seconds))


def _call_in(attempt: Attempt, moment: datetime) -> datetime:
    """Let a locked attempt end by then; returns the moment that holds."""
    _go_on(attempt, clock.now())
    attempt.called_in_at = min(attempt.called_in_at or moment, moment)
    _move(attempt, _limits(attempt).called_in(attempt.called_in_at))
    return attempt.called_in_at


def _extend(attempt: Attempt, minutes: int, reason: str, by: Any, *, whole_session: bool = False) -> None:
    if minutes <= 0:
        return
    before = {"deadline": attempt.deadline.isoformat()}
    _add(attempt, minutes * 60)
    after = {"deadline": attempt.deadline.isoformat(), "minutes": minutes, "whole_session": whole_session}
    scope = _scope(attempt)
    record("assessments.attempt_extended", attempt, by=by, before=before, after=after, reason=reason, scope=scope)


def _room(attempt: Attempt) -> int:
    """How many minutes more it may last."""
    most = maxima()
    longest = timedelta(minutes=most.minutes + most.extra_minutes)
    return min((longest - (attempt.deadline - attempt.started_at)) // timedelta(minutes=1), most.extra_minutes)


def _limits(attempt: Attempt) -> Limits:
    return Limits(attempt.deadline, attempt.final_at)


def _move(attempt: Attempt, limits: Limits) -> None:
    attempt.deadline, attempt.final_at = limits.deadline, limits.final_at
    fields = ["paused_at", "added_seconds", "called_in_at", "deadline", "final_at"]
    attempt.save(update_fields=fields)


# --- who and what ----------------------------------------------------------------------------------------------------


def _run(session: ExamSession, by: Any) -> ExamSession:
    """The session, locked, if `by` may run it."""
    locked = ExamSession.objects.locked().get(pk=session.pk)
    if not can_invigilate(by, locked):
        raise DomainError("not_allowed")
    return locked


def _under_way(session: ExamSession) -> Any:
    """The attempts of the session that the clock has not ended, locked in order."""
    running = Q(paused_at__isnull=False) | Q(final_at__gte=clock.now())
    return session.attempts.open().filter(running).select_for_update(of=("self",)).order_by("pk")


def _act_on(attempt: Attempt, by: Any) -> Attempt:
    """The attempt, locked, if `by` may act on it and the clock has not ended it."""
    rows = Attempt.objects.select_for_update(of=("self",)).select_related(
        "entry__person", "entry__exam", "session__unit"
    )
    attempt = rows.get(pk=attempt.pk)
    if not can_act_on(by, attempt):
        raise DomainError("not_allowed")
    if attempt.state != AttemptState.IN_PROGRESS or attempt.is_finished:
        raise DomainError("attempt_finished")
    return attempt


def _scope(attempt: Attempt) -> str:
    return attempt.session.unit.path if attempt.session else ""


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("reason_missing")


def _check_notice(seconds: int) -> None:
    if not 0 <= seconds <= LONGEST_NOTICE:
        raise DomainError("beyond_maximum", what="seconds")
