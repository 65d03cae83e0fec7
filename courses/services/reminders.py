"""Once a day: who is told that an assignment is due or overdue, or that what they hold ends. One message for all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from core import clock
from courses.engine import reminders as rules
from courses.models import Assignment, Completion
from people.models import Message, Placement, User
from people.services import notify

TEMPLATE = "learning_reminder"


@dataclass(frozen=True)
class Reminder:
    """One line of the message; `key` names the step, which is said once; `kind` due, overdue or ends."""

    key: str
    course: str
    last_day: date
    kind: str

    def as_context(self) -> dict[str, str]:
        """What the template needs, as JSON."""
        return {"key": self.key, "course": self.course, "day": self.last_day.isoformat(), "kind": self.kind}


def remind(*, today: date | None = None) -> int:
    """Tell everybody what is due in 7 days, in 1, overdue, or ending in 90, 30 or 7 days; returns the number of messages.

    At most one message a day per person. A step is said once, also when a day was missed; running twice changes nothing.
    Only people in service with an open account are told, and nobody else of what is theirs.
    """
    today = today or clock.today()
    lines: dict[int, list[Reminder]] = defaultdict(list)
    for person, reminder in [*_due(today), *_ending(today)]:
        lines[person].append(reminder)
    said = _said(lines)
    sent = 0
    for person in User.objects.filter(pk__in=lines).order_by("pk"):
        new = sorted((row for row in lines[person.pk] if row.key not in said[person.pk]), key=lambda row: row.last_day)
        if new:
            context = {"lines": [row.as_context() for row in new], "url": "/my/"}
            notify(person, TEMPLATE, context, dedupe_key=f"{TEMPLATE}-{today.isoformat()}")
            sent += 1
    return sent


def _due(today: date) -> Iterable[tuple[int, Reminder]]:
    completed = Completion.objects.standing().filter(
        person=OuterRef("person"), course=OuterRef("course"), cycle__gte=OuterRef("cycle")
    )
    rows = _of_people_in_service(Assignment.objects.filter(~Exists(completed), excused_at=None), today).filter(
        due__lte=today + timedelta(days=max(rules.DUE_STEPS)), due__gte=today - timedelta(days=rules.STALE_DAYS)
    )
    for row in rows:
        days = rules.step(row.due, _day(row.created_at), today, rules.DUE_STEPS)
        if days is not None:
            kind = "due" if days >= 0 else "overdue"
            yield row.person_id, Reminder(f"due-{row.pk}-{row.due}-{days}", row.course.title, row.due, kind)


def _ending(today: date) -> Iterable[tuple[int, Reminder]]:
    """Completions that nothing outlasts: not renewed."""
    same = {"person": OuterRef("person"), "course": OuterRef("course")}
    later = Completion.objects.standing().filter(**same, cycle__gt=OuterRef("cycle"))
    last = Completion.objects.expiring(max(rules.EXPIRY_STEPS), today).filter(~Exists(later))
    for row in _of_people_in_service(last, today):
        days = rules.step(row.valid_until, _day(row.completed_at), today, rules.EXPIRY_STEPS)
        if days is not None:
            yield row.person_id, Reminder(f"ends-{row.pk}-{days}", row.course.title, row.valid_until, "ends")


def _of_people_in_service(rows: QuerySet, today: date) -> QuerySet:
    placed = Placement.objects.current(today).filter(person=OuterRef("person"))
    return rows.filter(Exists(placed), person__is_active=True, course__live=True).select_related("course")


def _said(lines: Iterable[int]) -> dict[int, set[str]]:
    """The keys each of these people has been told, as far back as a step can lie."""
    since = clock.now() - timedelta(days=max(rules.EXPIRY_STEPS) + rules.STALE_DAYS)
    found: dict[int, set[str]] = defaultdict(set)
    told = Message.objects.filter(template=TEMPLATE, created_at__gte=since, person__in=list(lines))
    for person, context in told.values_list("person", "context"):
        found[person].update(line["key"] for line in context.get("lines", []))
    return found


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
