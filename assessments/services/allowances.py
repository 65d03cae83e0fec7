"""More time, or another window: for one exam to a person or a group, or to a person in every exam.

A change reaches attempts under way: their stored deadline is worked out again at once, and a page that asks learns it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from assessments.engine.deadline import Allowance, ExtraTime, Maxima, Override, Window, changed_limits, effective
from assessments.engine.timing import Limits
from assessments.models import Accommodation, Attempt, Entry, Exam, ExamOverride
from assessments.permissions import can_adjust
from assessments.services.notices import announce_times, tell_accommodation, tell_times
from core import clock
from core.audit import record
from core.errors import DomainError
from people.models import OrgUnit, User

ACCOMMODATION = "合理便利"


def maxima() -> Maxima:
    """How far anything granted may go on this instance (settings.EXAM_MAXIMA)."""
    return Maxima(**settings.EXAM_MAXIMA)


def allowance_of(entry: Any, *, minutes: int | None = None, closes: datetime | None = None) -> Allowance:
    """What holds for an entry from `Entry.objects.with_allowances()`; no query.

    Arguments: `minutes` and `closes` stand in for what exam and entry say, for an attempt that began under other rules.
    """
    exam = entry.exam
    extra = getattr(entry.person, "accommodation", None)
    windows = [(entry.opens, entry.closes), (exam.opens, exam.closes)]
    if entry.session is not None:
        windows.append((entry.session.starts, entry.session.ends))
    return effective(
        minutes=minutes or exam.minutes,
        windows=[Window(from_, closes or until) for from_, until in windows],
        personal=Override(entry.own_opens, entry.own_closes, entry.own_minutes),
        groups=[Override(entry.group_opens, entry.group_closes, entry.group_minutes)],
        extra=ExtraTime(extra.extra_percent, extra.extra_minutes) if extra else None,
        maxima=maxima(),
    )


@transaction.atomic
def set_override(
    *,
    exam: Exam,
    reason: str,
    by: Any,
    person: User | None = None,
    unit: OrgUnit | None = None,
    name: str = "",
    people: Iterable[User] = (),
    opens: datetime | None = None,
    closes: datetime | None = None,
    minutes: int | None = None,
) -> ExamOverride:
    """Give one exam another window or time limit for a person, a unit with all below it, or a named list of `people`.

    What was set before for the same person, unit or list is replaced. Attempts under way follow at once.
    Raises DomainError: override_target (not exactly one of person, unit, name with people), reason_missing, not_allowed,
    override_empty, closes_before_opens, beyond_maximum (with `what`).
    """
    people = list(people)
    if sum((person is not None, unit is not None, bool(name and people))) != 1 or bool(name) != bool(people):
        raise DomainError("override_target")
    _check_reason(reason)
    if not can_adjust(by, people=[person] if person else people, unit=unit):
        raise DomainError("not_allowed")
    _check_values(exam, opens, closes, minutes)
    old = ExamOverride.objects.select_for_update().filter(exam=exam, person=person, unit=unit, name=name).first()
    if old and not can_adjust(by, people=old.people.all()):
        raise DomainError("not_allowed")
    before = _said(old) if old else {}
    dropped = list(old.people.values_list("pk", flat=True)) if old else []
    override = old or ExamOverride(exam=exam, person=person, unit=unit, name=name)
    override.opens, override.closes, override.minutes = opens, closes, minutes
    override.reason, override.changed_by, override.changed_at = reason.strip(), by, clock.now()
    override.save()
    override.people.set(people)
    record(
        "assessments.override_set",
        override,
        by=by,
        before=before,
        after=_said(override),
        reason=reason,
        scope=unit.path if unit else "",
    )
    reached = {*override.reached().values_list("pk", flat=True), *dropped}
    _reach(exam, reached, reason, by)
    return override


@transaction.atomic
def remove_override(*, override: ExamOverride, reason: str, by: Any) -> None:
    """Take an override back; attempts under way follow, but lose no time that has passed.

    Raises DomainError: reason_missing, not_allowed.
    """
    _check_reason(reason)
    one = [override.person] if override.person else list(override.people.all())
    if not can_adjust(by, people=one, unit=override.unit):
        raise DomainError("not_allowed")
    reached = list(override.reached().values_list("pk", flat=True))
    scope = override.unit.path if override.unit else ""
    record("assessments.override_removed", override, by=by, before=_said(override), reason=reason, scope=scope)
    override.delete()
    _reach(override.exam, reached, reason, by)


@transaction.atomic
def set_accommodation(
    *, person: User, reason: str, by: Any, extra_percent: int = 0, extra_minutes: int = 0
) -> Accommodation | None:
    """Give a person extra time in every exam: of percent and minutes whichever is more; nothing of both takes it back.

    Attempts under way follow at once. Raises DomainError: reason_missing, not_allowed, beyond_maximum (with `what`).
    """
    _check_reason(reason)
    if not can_adjust(by, people=[person]):
        raise DomainError("not_allowed")
    most = maxima()
    if extra_percent > most.extra_percent or extra_minutes > most.extra_minutes:
        raise DomainError("beyond_maximum", what="extra")
    old = Accommodation.objects.select_for_update().filter(person=person).first()
    before = {"percent": old.extra_percent, "minutes": old.extra_minutes} if old else {}
    given = old or Accommodation(person=person)
    given.extra_percent, given.extra_minutes = extra_percent, extra_minutes
    given.reason, given.changed_by, given.changed_at = reason.strip(), by, clock.now()
    after = {"percent": extra_percent, "minutes": extra_minutes}
    if extra_percent or extra_minutes:
        given.save()
    elif old:
        old.delete()
    record("assessments.accommodation_set", person, by=by, before=before, after=after, reason=reason)
    # Why somebody needs more time may be about their health: it stays with the person, not with each attempt.
    _follow(Entry.objects.filter(person=person), ACCOMMODATION, by)
    if not Attempt.objects.open().filter(entry__person=person).exists():
        tell_accommodation(person, extra_percent, extra_minutes)
    return given if given.pk else None


def _follow(entries: Any, reason: str, by: Any) -> None:
    """Let attempts under way follow a change: at once, and again after commit those that began in its very moment."""
    renew_limits(attempts=Attempt.objects.filter(entry__in=entries), reason=reason, by=by)
    transaction.on_commit(lambda: _catch_starts(entries, reason, by))


@transaction.atomic
def _catch_starts(entries: Any, reason: str, by: Any) -> None:
    """A start that read the times before the change was committed holds the lock of its entry until it is written. Once
    these locks are had, its attempt is there to be seen; whoever begins later reads the new times.
    """
    list(entries.select_for_update().order_by("pk").values_list("pk", flat=True))
    renew_limits(attempts=Attempt.objects.filter(entry__in=entries), reason=reason, by=by)


def renew_limits(*, attempts: Any, reason: str, by: Any) -> int:
    """Work out the deadline of attempts under way again; returns how many changed. Call it in a transaction.

    What the clock has ended stays ended. The rules are those with which each began; only what was granted is new.
    """
    under_way = Q(paused_at__isnull=False) | Q(final_at__gte=clock.now())
    running = list(attempts.open().filter(under_way).order_by("pk").values_list("pk", flat=True))
    locked = list(Attempt.objects.select_for_update().filter(pk__in=running).open().order_by("pk"))
    entries = Entry.objects.with_allowances().in_bulk([attempt.entry_id for attempt in locked])
    return sum(_renew(attempt, entries[attempt.entry_id], reason, by) for attempt in locked)


def _renew(attempt: Attempt, entry: Entry, reason: str, by: Any) -> bool:
    rules = attempt.rules
    closes = datetime.fromisoformat(rules["closes"]) if rules.get("closes") else None
    allowance = allowance_of(entry, minutes=rules["minutes"], closes=closes)
    old = Limits(attempt.deadline, attempt.final_at)
    grace = round((old.final_at - old.deadline).total_seconds())
    granted = allowance.limits(started=attempt.started_at, grace_seconds=grace)
    own = granted.later(attempt.added_seconds).called_in(attempt.called_in_at)
    new = changed_limits(old, own, attempt.moment)
    if new == old:
        return False
    attempt.deadline, attempt.final_at = new.deadline, new.final_at
    attempt.save(update_fields=["deadline", "final_at"])
    record(
        "assessments.deadline_changed",
        attempt,
        by=by,
        before={"deadline": old.deadline.isoformat()},
        after={"deadline": new.deadline.isoformat()},
        reason=reason,
    )
    return True


def tell_changed_times(*, entries: Iterable[int], at: str) -> int:
    """Tell the owners of these entries what holds for them since `at` (ISO); returns how many. Safe to repeat.

    Whoever can no longer begin is not told.
    """
    told = 0
    for entry in Entry.objects.with_allowances().filter(pk__in=list(entries)).order_by("pk"):
        allowance = allowance_of(entry)
        if allowance.closes is None or allowance.closes > clock.now():
            tell_times(entry, allowance, at)
            told += 1
    return told


def _reach(exam: Exam, people: Iterable[int], reason: str, by: Any) -> None:
    """What an override that was set or taken back does: attempts under way follow, the others are told."""
    people = list(people)
    _follow(Entry.objects.filter(exam=exam, person__in=people), reason, by)
    announce_times(exam, people)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError("reason_missing")


def _check_values(exam: Exam, opens: datetime | None, closes: datetime | None, minutes: int | None) -> None:
    if opens is None and closes is None and not minutes:
        raise DomainError("override_empty")
    if opens and closes and closes <= opens:
        raise DomainError("closes_before_opens")
    allowed = effective(
        minutes=exam.minutes,
        windows=[Window(exam.opens, exam.closes)],
        personal=Override(opens, closes, minutes),
        maxima=maxima(),
    )
    if allowed.opens and allowed.closes and allowed.closes <= allowed.opens:
        raise DomainError("closes_before_opens")
    if minutes and allowed.minutes != minutes:
        raise DomainError("beyond_maximum", what="minutes")
    if closes and allowed.closes != closes:
        raise DomainError("beyond_maximum", what="closes")


def _said(override: ExamOverride) -> dict[str, Any]:
    """What an override says, for the trail."""
    return {
        "exam": override.exam.code,
        "for": str(override.person or override.unit or override.name),
        "people": sorted(override.people.values_list("username", flat=True)),
        "opens": override.opens.isoformat() if override.opens else "",
        "closes": override.closes.isoformat() if override.closes else "",
        "minutes": override.minutes,
    }
