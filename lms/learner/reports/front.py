"""What a person has to do, from every app, most urgent first: the front page of a learner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import inf

from django.utils import timezone

from assessments.engine.standing import Standing
from assessments.reports import EntryLine, exam_lines
from competencies.reports import profile
from core import clock
from core.dates import DUE_SOON
from courses.enums import Urgency
from courses.models import Completion, CoursePage
from courses.reports import (
    CourseStanding,
    LearningItem,
    Recommendation,
    YearHours,
    credit_years,
    everything,
    recommended,
    to_do,
    valid_completions,
)
from people.models import Placement, User
from people.services import current_placement

# So many rows are shown at once; the rest is folded away.
SHOWN = 6
# What is overdue can still be done later; an exam that closes cannot.
LAST_CHANCE = timedelta(hours=24)
# Exams that can be sat, or that a person waits for and will sit.
PENDING = {Standing.READY, Standing.SITTING, Standing.NOT_OPEN, Standing.WAITING}


@dataclass(frozen=True)
class Todo:
    """One thing to do: a course (`item`), an exam (`line`), or a course whose exam is what is left (both)."""

    rank: int
    item: LearningItem | None
    line: EntryLine | None

    @property
    def is_exam(self) -> bool:
        return self.line is not None

    @property
    def sitting(self) -> bool:
        """An attempt is under way."""
        return self.line is not None and self.line.standing == Standing.SITTING

    @property
    def waits(self) -> bool:
        """Nothing can be done before `line.at`."""
        return self.line is not None and not self.line.can_sit

    @property
    def title(self) -> str:
        return self.item.course.title if self.item else self.line.entry.exam.title

    @property
    def deadline(self) -> date | datetime | None:
        """The nearest end: of the exam's window or of the assignment."""
        ends = [end for end in (self.line and _time_of(self.line), self.item and self.item.due) if end]
        return min(ends, key=_end, default=None)


@dataclass(frozen=True)
class Year:
    """Courses completed this year (`done`), of these and those on the list."""

    done: int
    courses: int


@dataclass(frozen=True)
class FrontPage:
    """`advice` is what would close a gap: below everything else. `first_course` is only there when the person has begun
    nothing yet."""

    placement: Placement | None
    todos: list[Todo]
    valid: list[Completion]
    advice: list[Recommendation]
    first_course: CoursePage | None
    year: Year
    hours: YearHours

    @property
    def counted(self) -> Decimal:
        """What is reached of the year's 学时: the ring is full at most."""
        return min(self.hours.hours, self.hours.target)

    @property
    def first(self) -> Todo | None:
        return self.todos[0] if self.todos else None

    @property
    def others(self) -> list[Todo]:
        return self.todos[1 : SHOWN + 1]

    @property
    def folded(self) -> list[Todo]:
        return self.todos[SHOWN + 1 :]

    @property
    def begun(self) -> bool:
        """Not the first day: something is to do, or holds."""
        return bool(self.todos or self.valid)

    @property
    def next_end(self) -> Completion | None:
        """The completion that ends first."""
        return next((completion for completion in self.valid if completion.valid_until), None)


def front_page(person: User) -> FrontPage:
    """Everything on `/my/` in a bounded number of queries, whatever the number of courses and exams."""
    found, valid, placement = everything(person), valid_completions(person), current_placement(person)
    todos = _todos(to_do(found), [line for line in exam_lines(person) if line.standing in PENDING])
    advice = recommended(found, profile(person), placement.post if placement else "")
    begun = bool(todos or valid)
    return FrontPage(
        placement=placement,
        todos=todos,
        valid=valid,
        advice=advice,
        first_course=None if begun else _first_course(advice, found),
        year=_year(found),
        hours=next(row for row in credit_years(person) if row.is_current),
    )


def _year(found: Mapping[int, CourseStanding]) -> Year:
    this_year = clock.today().year
    ends = [standing.last.completed_at for standing in found.values() if standing.last]
    done = sum(timezone.localtime(end).year == this_year for end in ends)
    return Year(done, done + sum(standing.urgency is not None for standing in found.values()))


def _first_course(advice: list[Recommendation], found: Mapping[int, CourseStanding]) -> CoursePage | None:
    if advice:
        return advice[0].course
    return next((standing.course for standing in found.values()), None)


def _todos(items: list[LearningItem], lines: list[EntryLine]) -> list[Todo]:
    by_exam = {line.entry.exam_id: line for line in lines}
    todos = []
    for item in items:
        line = by_exam.pop(item.course.exam_id, None) if item.action == "exam" else None
        todos.append(Todo(_rank(item, line), item, line))
    todos += [Todo(_rank(None, line), None, line) for line in by_exam.values()]
    return sorted(todos, key=_order)


def _rank(item: LearningItem | None, line: EntryLine | None) -> int:
    """The urgency; an attempt under way comes before everything, then an exam that will be missed by tomorrow; what
    cannot be done yet comes after everything, unless it is near."""
    if line is not None and line.standing == Standing.SITTING:
        return -1
    if line is not None and line.can_sit and line.closes is not None and line.closes <= clock.now() + LAST_CHANCE:
        return 0
    if line is not None and not line.can_sit:
        return Urgency.EXAM if _is_near(line) else max(Urgency) + 1
    urgency = item.urgency if item else Urgency.EXAM
    if line is not None and line.closes is not None and line.closes <= clock.now() + DUE_SOON:
        return min(urgency, Urgency.DUE)
    return urgency


def _time_of(line: EntryLine) -> datetime | None:
    """When it has to be begun: at the start of its session, or before the window closes."""
    return line.session.starts if line.session and not line.can_sit else line.closes


def _is_near(line: EntryLine) -> bool:
    """Sat together within days: nothing to do yet, and not to be missed."""
    return line.session is not None and line.session.starts <= clock.now() + DUE_SOON


def _order(todo: Todo) -> tuple[int, float, str]:
    return todo.rank, _end(todo.deadline).timestamp() if todo.deadline else inf, todo.title


def _end(deadline: date | datetime) -> datetime:
    """The moment a deadline is over: a date lasts until its midnight."""
    if isinstance(deadline, datetime):
        return deadline
    return timezone.make_aware(datetime.combine(deadline, time.max))
