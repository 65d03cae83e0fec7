"""What a person has to do, from every app, most urgent first: the front page of a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from assessments.engine.standing import Standing
from assessments.reports import EntryLine, exam_lines
from core import clock
from core.dates import DUE_SOON
from courses.enums import Urgency
from courses.models import Completion, CoursePage
from courses.reports import LearningItem, my_learning, valid_completions
from people.models import Placement, User
from people.services import current_placement

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
        ends = [end for end in (self.line and self.line.closes, self.item and self.item.due) if end]
        return min(ends, key=_day, default=None)


@dataclass(frozen=True)
class FrontPage:
    """`first_course` is only there when the person has begun nothing yet."""

    placement: Placement | None
    todos: list[Todo]
    valid: list[Completion]
    first_course: CoursePage | None

    @property
    def first(self) -> Todo | None:
        return self.todos[0] if self.todos else None

    @property
    def others(self) -> list[Todo]:
        return self.todos[1:]

    @property
    def next_end(self) -> Completion | None:
        """The completion that ends first."""
        return next((completion for completion in self.valid if completion.valid_until), None)


def front_page(person: User) -> FrontPage:
    """Everything on `/my/` in a bounded number of queries, whatever the number of courses and exams."""
    items, valid = my_learning(person), valid_completions(person)
    todos = _todos(items, [line for line in exam_lines(person) if line.standing in PENDING])
    begun = bool(todos or valid)
    return FrontPage(
        placement=current_placement(person),
        todos=todos,
        valid=valid,
        first_course=None if begun else CoursePage.objects.live().order_by("code").first(),
    )


def _todos(items: list[LearningItem], lines: list[EntryLine]) -> list[Todo]:
    by_exam = {line.entry.exam_id: line for line in lines}
    todos = []
    for item in items:
        line = by_exam.pop(item.course.exam_id, None) if item.action == "exam" else None
        todos.append(Todo(_rank(item, line), item, line))
    todos += [Todo(_rank(None, line), None, line) for line in by_exam.values()]
    return sorted(todos, key=_order)


def _rank(item: LearningItem | None, line: EntryLine | None) -> int:
    """The urgency; an attempt under way comes before everything, what cannot be done yet after everything."""
    if line is not None and line.standing == Standing.SITTING:
        return 0
    if line is not None and not line.can_sit:
        return max(Urgency) + 1
    urgency = item.urgency if item else Urgency.EXAM
    if line is not None and line.closes is not None and line.closes <= clock.now() + DUE_SOON:
        return min(urgency, Urgency.DUE)
    return urgency


def _order(todo: Todo) -> tuple[int, date, str]:
    return todo.rank, _day(todo.deadline) if todo.deadline else date.max, todo.title


def _day(end: date | datetime) -> date:
    return timezone.localtime(end).date() if isinstance(end, datetime) else end
