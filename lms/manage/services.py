"""What managers do: arrange training for the people they manage, and take tables out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from core import audit, clock
from core.errors import DomainError
from core.exports import Table, to_csv, to_xlsx
from courses.enums import RENEWAL_DAYS
from courses.models import Assignment, Completion, CoursePage, Restart
from courses.reports.training import latest_assignments, training_records
from courses.services import assign, restart
from lms.manage.permissions import Reach
from people.models import OrgUnit, User

# More people at once are arranged unit by unit.
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class AssignPlan:
    """Who would get an assignment, and how many are left out: certified for long, assigned already, or excused."""

    people: list[User]
    certified: int
    assigned: int
    excused: int

    @property
    def left_out(self) -> int:
        return self.certified + self.assigned + self.excused


def plan_assignment(*, reach: Reach, unit: OrgUnit, course: CoursePage) -> AssignPlan:
    """Who at or below `unit` needs the course and does not have it yet. Nothing is written.

    Left out: who holds a completion for more than the renewal window, who has an open assignment (its date stays), who
    was excused. Errors: may_not_assign, too_many_people.
    """
    if not reach.manages(unit):
        raise DomainError("may_not_assign")
    people = list(User.objects.in_scope([unit.path]).filter(is_active=True).order_by("pk")[: MOST_AT_ONCE + 1])
    if len(people) > MOST_AT_ONCE:
        raise DomainError("too_many_people", most=MOST_AT_ONCE)
    beyond = clock.today() + timedelta(days=RENEWAL_DAYS + 1)
    certified = _people_of(Completion.objects.valid_on(beyond).filter(course=course))
    excused = _people_of(latest_assignments().filter(course=course, excused_at__isnull=False))
    opened = _people_of(training_records([unit.path], course=course).filter(is_completed=False))
    left: Counter[str] = Counter()
    chosen = []
    for person in people:
        groups = (("certified", certified), ("excused", excused), ("assigned", opened))
        group = next((name for name, keys in groups if person.pk in keys), None)
        if group:
            left[group] += 1
        else:
            chosen.append(person)
    return AssignPlan(chosen, left["certified"], left["assigned"], left["excused"])


@transaction.atomic
def assign_unit(*, reach: Reach, unit: OrgUnit, course: CoursePage, due: date, by: User) -> int:
    """Arrange the course for everyone of `plan_assignment`; returns how many. Errors: those of the plan, due_in_the_past."""
    _check_due(due)
    plan = plan_assignment(reach=reach, unit=unit, course=course)
    for person in plan.people:
        assign(person=person, course=course, due=due, by=by)
    after = {"course": course.code, "due": due.isoformat(), "people": len(plan.people)}
    audit.record("manage.training_assigned", unit, by=by, after=after, scope=unit.path)
    return len(plan.people)


@transaction.atomic
def assign_person(*, reach: Reach, person: User, course: CoursePage, due: date, by: User) -> Assignment:
    """Arrange the course for one person; an open assignment gets the new date, an excuse ends.

    Errors: may_not_assign, due_in_the_past.
    """
    _check_due(due)
    if not reach.managed_people.filter(pk=person.pk).exists():
        raise DomainError("may_not_assign")
    return assign(person=person, course=course, due=due, by=by)


def restart_person(*, reach: Reach, person: User, course: CoursePage, cycle: int, reason: str, by: User) -> Restart:
    """Let a person whom `by` manages begin a new round of a course; nobody does so for themselves here.

    Errors: may_not_restart, and those of `courses.services.restart`.
    """
    if person == by or not reach.managed_people.filter(pk=person.pk).exists():
        raise DomainError("may_not_restart")
    return restart(person=person, course=course, cycle=cycle, reason=reason, by=by)


_WRITERS: dict[str, tuple[Callable[[Table], bytes], str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True)
class Exported:
    """A file to hand out."""

    content: bytes
    content_type: str
    filename: str


def export(*, table: Table, extension: str, scope: str, by: User) -> Exported:
    """Write the table as `csv` or `xlsx` and note who took what out."""
    write, content_type = _WRITERS[extension]
    content = write(table)
    after = {"title": table.title, "notes": list(table.notes[:3]), "format": extension}
    audit.record("manage.exported", by, by=by, after=after, scope=scope)
    return Exported(content, content_type, f"gridschool-{clock.today():%Y%m%d}.{extension}")


def _check_due(due: date) -> None:
    if due < clock.today():
        raise DomainError("due_in_the_past")


def _people_of(rows: QuerySet) -> set[int]:
    return set(rows.values_list("person", flat=True))
