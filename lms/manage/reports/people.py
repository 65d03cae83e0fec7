"""Lists of people and of records, and the names in them: in full where the viewer manages, else masked (domain.md 7.11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from courses.enums import TrainingState
from courses.models import Assignment, Completion
from courses.reports.training import state_of, training_records
from lms.manage.permissions import Reach
from lms.manage.reports.selection import Selection
from people.engine.masking import mask_name, mask_phone
from people.models import Placement, User, know_parents, under_paths

# The looks of the states as badges of the kit.
BADGES = {
    TrainingState.OVERDUE: "overdue",
    TrainingState.EXPIRING: "due",
    TrainingState.CERTIFIED: "passed",
    TrainingState.COMPLETED: "info",
    TrainingState.PASSED: "passed",
    TrainingState.STARTED: "info",
    TrainingState.NOT_STARTED: "none",
}


@dataclass(frozen=True)
class PersonRow:
    """One person: `name` as this viewer may see it; the numbers are of their records."""

    pk: int
    name: str
    phone: str
    jobs: list[Placement]
    should: int
    completed: int
    overdue: int
    expiring: int


@dataclass(frozen=True)
class RecordRow:
    """One person × course; `valid_until` of the last completion that holds or held."""

    record: Assignment
    name: str
    jobs: list[Placement]
    state: TrainingState
    completion: Completion | None

    @property
    def state_name(self) -> str:
        return str(self.state.label)

    @property
    def badge(self) -> str:
        return BADGES[self.state]


@dataclass(frozen=True)
class Names:
    """How to write the people of a list: the ids in `clear` in full, the others masked (None: everybody in full)."""

    clear: frozenset[int] | None = field(default=None)

    def of(self, person: User) -> str:
        """The name as the viewer may see it."""
        clear = self.clear is None or person.pk in self.clear
        return person.display_name if clear else mask_name(person.display_name)


def names_for(reach: Reach, people: Iterable[int]) -> Names:
    """The names a viewer may see of these people (ids); at most one query."""
    if reach.sees_every_name:
        return Names()
    return Names(frozenset(reach.managed_people.filter(pk__in=list(people)).values_list("pk", flat=True)))


def people_of(selection: Selection) -> QuerySet[User]:
    """The people in service in the units chosen, by name: no list of people is a ranking (domain.md 7.9)."""
    people = User.objects.in_scope(selection.paths).filter(is_active=True)
    if selection.name:
        people = people.filter(display_name__icontains=selection.name, pk__in=selection.reach.managed_people)
    return people.order_by("display_name", "pk")


def records_of(selection: Selection) -> QuerySet[Assignment]:
    """The records chosen, by the name of the person, then by date."""
    rows = training_records(selection.paths, course=selection.course, state=selection.state)
    if selection.name:
        rows = rows.filter(person__display_name__icontains=selection.name, person__in=selection.reach.managed_people)
    rows = rows.select_related("person", "course")
    return rows.order_by("person__display_name", "person", F("due").asc(nulls_last=True), "pk")


def person_rows(selection: Selection, people: Sequence[User]) -> list[PersonRow]:
    """The rows of a page of people; three queries, however many."""
    keys = [person.pk for person in people]
    names, jobs = names_for(selection.reach, keys), jobs_of(selection.reach, keys)
    counted = ("completed", "overdue", "expiring")
    records = training_records(selection.paths).filter(person__in=keys).order_by().values("person")
    counts = {
        row["person"]: row
        for row in records.annotate(
            should=Count("pk"), **{name: Count("pk", filter=Q(**{f"is_{name}": True})) for name in counted}
        ).values("person", "should", *counted)
    }
    return [
        PersonRow(
            pk=person.pk,
            name=names.of(person),
            phone=mask_phone(person.phone) if person.phone else "",
            jobs=jobs.get(person.pk, []),
            **{name: counts.get(person.pk, {}).get(name, 0) for name in ("should", *counted)},
        )
        for person in people
    ]


def record_rows(selection: Selection, records: Sequence[Assignment]) -> list[RecordRow]:
    """The rows of a page of records; three queries, however many."""
    keys = {record.person_id for record in records}
    names, jobs = names_for(selection.reach, keys), jobs_of(selection.reach, keys)
    done: dict[tuple[int, int], Completion] = {}
    courses = {record.course_id for record in records}
    for completion in Completion.objects.standing().filter(person__in=keys, course__in=courses).order_by("cycle"):
        done[completion.person_id, completion.course_id] = completion
    return [
        RecordRow(
            record=record,
            name=names.of(record.person),
            jobs=jobs.get(record.person_id, []),
            state=state_of(record),
            completion=done.get((record.person_id, record.course_id)),
        )
        for record in records
    ]


def jobs_of(reach: Reach, people: Iterable[int]) -> dict[int, list[Placement]]:
    """The current placements of these people that lie in reach, with their units; two queries."""
    found: dict[int, list[Placement]] = {}
    here = under_paths(list(reach.paths), "unit__path")
    placed = Placement.objects.current().filter(here, person__in=list(people)).select_related("unit")
    placements = list(placed.order_by("unit__path", "pk"))
    know_parents(placement.unit for placement in placements)
    for placement in placements:
        found.setdefault(placement.person_id, []).append(placement)
    return found
