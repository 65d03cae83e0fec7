"""The training of the people of some subtrees: figures, per unit, and the records they open to.

What is counted is a *record*: one person × one course, by the latest assignment of that person to that course. A person
with two placements is one record in a total, and one in each unit they stand in. Definitions (domain.md 7.6), all as of
`day`:

- 应训 should: assigned, not excused, the account open and the person in service on the day.
- 已开始 started: opened a lesson of the course in the cycle of the assignment. 参训率 = started ÷ should.
- 已参考 sat: handed in the course's formal exam in that cycle.
- 考试合格 passed: passed it. 合格率 = passed ÷ sat.
- 已完成 completed: completed the course in that cycle. 完成率 = completed ÷ should.
- 已持证 certified: holds a completion of the course valid on the day, of whatever cycle. 持证率 = certified ÷ should.
- 即将到期 expiring: certified, and nothing holds longer than 90 days (30, 60 likewise).
- 逾期 overdue: not completed in the cycle, and the last day given is over.

A percentage is given from ten records on; below that only n/N.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import BaseExpression

from assessments.enums import SCORED_STATES, AttemptState, Mode
from assessments.models import Attempt
from core import clock
from courses.enums import RENEWAL_DAYS, TrainingState
from courses.models import Assignment, Completion, CoursePage, LessonProgress
from people.models import OrgUnit, Placement, User, under_paths

# Fewer records than this have no percentage: it would speak of single people.
LEAST_FOR_PERCENT = 10


@dataclass(frozen=True)
class Share:
    """`n` of `of`, with the percentage (cut) where there are enough of them."""

    n: int
    of: int

    @property
    def percent(self) -> int | None:
        return 100 * self.n // self.of if self.of >= LEAST_FOR_PERCENT else None


@dataclass(frozen=True)
class Figures:
    """Numbers of records; `people` those in them, `excused` the records left out of `should`."""

    should: int = 0
    people: int = 0
    started: int = 0
    sat: int = 0
    passed: int = 0
    completed: int = 0
    certified: int = 0
    overdue: int = 0
    expiring: int = 0
    expiring_60: int = 0
    expiring_30: int = 0

    @property
    def started_share(self) -> Share:
        return Share(self.started, self.should)

    @property
    def passed_share(self) -> Share:
        return Share(self.passed, self.sat)

    @property
    def completed_share(self) -> Share:
        return Share(self.completed, self.should)

    @property
    def certified_share(self) -> Share:
        return Share(self.certified, self.should)

    @property
    def overdue_share(self) -> Share:
        return Share(self.overdue, self.should)


@dataclass(frozen=True)
class UnitRow:
    """A unit with the figures of its subtree; `own` marks the people who stand at the chosen unit itself."""

    unit: OrgUnit
    headcount: int
    figures: Figures
    own: bool = False


def training_records(
    paths: Sequence[str],
    *,
    course: CoursePage | None = None,
    state: str = "",
    day: date | None = None,
) -> QuerySet[Assignment]:
    """The records of the people in service at or below `paths`, as assignments with a flag per state.

    Arguments: `course` only this one; `state` one of `TrainingState`, only the records in it. The flags are named after
    the states: `record.is_started`, `record.is_certified` …
    """
    day = day or clock.today()
    rows = latest_assignments().filter(Exists(_placements(paths, day)), person__is_active=True, excused_at=None)
    if course is not None:
        rows = rows.filter(course=course)
    rows = rows.annotate(**_flags(day))
    return rows.filter(_CONDITIONS[TrainingState(state)]) if state else rows


def training_figures(paths: Sequence[str], *, course: CoursePage | None = None, day: date | None = None) -> Figures:
    """The totals of the people at or below `paths`, each record once. One query."""
    return Figures(**training_records(paths, course=course, day=day).aggregate(**_counts()))


def training_by_unit(
    units: Sequence[OrgUnit],
    *,
    parent: OrgUnit | None = None,
    course: CoursePage | None = None,
    day: date | None = None,
) -> list[UnitRow]:
    """The figures of each unit's subtree, in the order given; two queries, however many units.

    Arguments: `units` must not contain one another; `parent` the unit they hang below, whose own people make a last row.
    """
    day = day or clock.today()
    paths = [unit.path for unit in units] + ([parent.path] if parent else [])
    if not paths:
        return []
    group = _group("person__placements__unit__path", units, parent)
    jobs = _in_service(day, "person__placements__") & under_paths(list(paths), "person__placements__unit__path")
    rows = training_records(paths, course=course, day=day).filter(jobs).annotate(group=group)
    figures = {
        row.pop("group"): Figures(**row)
        for row in rows.order_by().values("group").annotate(**_counts()).values("group", *_counts())
    }
    heads = _headcounts(paths, units, parent, day)
    own = [(parent, True)] if parent and parent.path in heads else []
    return [
        UnitRow(unit, heads.get(unit.path, 0), figures.get(unit.path, Figures()), is_own)
        for unit, is_own in [*((unit, False) for unit in units), *own]
    ]


def headcount(paths: Sequence[str], day: date | None = None) -> int:
    """How many people with an open account are in service at or below `paths`."""
    return User.objects.in_scope(list(paths), day).filter(is_active=True).count()


def state_of(record: Assignment) -> TrainingState:
    """The one state that says most about a record of `training_records`."""
    order = (
        TrainingState.OVERDUE,
        TrainingState.EXPIRING,
        TrainingState.CERTIFIED,
        TrainingState.COMPLETED,
        TrainingState.PASSED,
        TrainingState.STARTED,
    )
    return next((state for state in order if getattr(record, f"is_{state.value}")), TrainingState.NOT_STARTED)


def latest_assignments() -> QuerySet[Assignment]:
    """The assignment of the highest cycle of each person and course."""
    later = Assignment.objects.filter(person=OuterRef("person"), course=OuterRef("course"), cycle__gt=OuterRef("cycle"))
    return Assignment.objects.filter(~Exists(later))


def _in_service(day: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}starts__lte": day}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gte": day})
    )


def _placements(paths: Iterable[str], day: date) -> QuerySet[Placement]:
    here = under_paths(list(paths), "unit__path")
    return Placement.objects.current(day).filter(here, person=OuterRef("person"))


def _flags(day: date) -> dict[str, BaseExpression]:
    same = {"person": OuterRef("person"), "course": OuterRef("course")}
    here = {**same, "cycle": OuterRef("cycle")}
    completed = Exists(Completion.objects.standing().filter(**here))
    attempts = Attempt.objects.filter(
        entry__person=OuterRef("person"),
        entry__exam=OuterRef("course__exam"),
        entry__exam__mode=Mode.FORMAL,
        entry__cycle=OuterRef("cycle"),
    )
    opened = LessonProgress.objects.filter(
        person=OuterRef("person"), cycle=OuterRef("cycle"), lesson__path__startswith=OuterRef("course__path")
    )

    def holds(days: int = 0) -> Exists:
        return Exists(Completion.objects.valid_on(day + timedelta(days=days)).filter(**same))

    def ends_within(days: int) -> BaseExpression:
        return _flag(Q(holds(), ~holds(days + 1)))

    return {
        "is_started": _flag(Q(Exists(opened)) | Q(completed)),
        "is_sat": Exists(attempts.exclude(state__in=[AttemptState.IN_PROGRESS, AttemptState.VOIDED])),
        "is_passed": Exists(attempts.filter(state__in=SCORED_STATES, passed=True)),
        "is_completed": completed,
        "is_certified": holds(),
        "is_expiring": ends_within(RENEWAL_DAYS),
        "is_expiring_60": ends_within(60),
        "is_expiring_30": ends_within(30),
        "is_overdue": _flag(Q(due__lt=day) & ~Q(completed)),
    }


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


_COUNTED = (
    "started", "sat", "passed", "completed", "certified", "overdue", "expiring", "expiring_60", "expiring_30",
)  # fmt: skip
_CONDITIONS = {
    **{TrainingState(name): Q(**{f"is_{name}": True}) for name in _COUNTED if name in TrainingState.values},
    TrainingState.SHOULD: Q(),
    TrainingState.NOT_STARTED: Q(is_started=False),
}


def _counts() -> dict[str, Count]:
    each = {name: Count("pk", filter=Q(**{f"is_{name}": True}), distinct=True) for name in _COUNTED}
    return {"should": Count("pk", distinct=True), "people": Count("person", distinct=True), **each}


def _group(field: str, units: Sequence[OrgUnit], parent: OrgUnit | None) -> Case:
    """The path of the unit among `units` at or below which `field` lies, else the parent's."""
    whens = [When(**{f"{field}__startswith": unit.path}, then=Value(unit.path)) for unit in units]
    return Case(*whens, default=Value(parent.path if parent else ""), output_field=CharField())


def _headcounts(paths: Sequence[str], units: Sequence[OrgUnit], parent: OrgUnit | None, day: date) -> dict[str, int]:
    placed = Placement.objects.current(day).filter(under_paths(list(paths), "unit__path"), person__is_active=True)
    grouped = placed.annotate(group=_group("unit__path", units, parent)).order_by().values("group")
    return {row["group"]: row["heads"] for row in grouped.annotate(heads=Count("person", distinct=True))}
