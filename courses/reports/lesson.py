"""A lesson as a person reads it: its place in the course, where they stopped, and the check at its end."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.services import PracticeItem, practice_items
from courses.models import CheckResult, LessonPage
from courses.reports.kept import KeptFacts, kept_of
from courses.reports.standing import CourseStanding, LessonRef, standings
from people.models import User


@dataclass(frozen=True)
class LessonView:
    """`number` of `total`: a draft counts as if it were published where it stands. `items` are the questions still to be answered, `result` the last try of this cycle; at most one of them is shown."""

    lesson: LessonPage
    standing: CourseStanding
    number: int
    total: int
    previous: LessonRef | None
    following: LessonRef | None
    anchor: str
    finished: bool
    items: list[PracticeItem]
    result: CheckResult | None
    kept: KeptFacts

    @property
    def resume(self) -> str:
        """The anchor of the block last seen, while it is still there and the lesson is not finished."""
        blocks = {f"b-{block.id}" for block in self.lesson.body}
        return "" if self.finished or self.anchor not in blocks else self.anchor

    @property
    def follows_locked(self) -> bool:
        """Whether the next lesson waits for this one."""
        return self.following is not None and self.standing.is_locked(self.following)

    @property
    def has_check(self) -> bool:
        return bool(self.items or self.result)


def lesson_view(person: User | None, lesson: LessonPage, *, again: bool = False) -> LessonView:
    """The lesson for `person` (None: an editor's preview): the last result, or the questions if there is none.

    Arguments: `again` asks for the questions although there is a result.
    """
    standing = standings(person, [lesson.course])[lesson.course.pk]
    # A draft is shown in a preview only: there it has its place among the published lessons.
    others = [ref for ref in standing.lessons if ref.pk != lesson.pk]
    place = sum(ref.path < lesson.path for ref in others)
    progress = standing.progress.get(lesson.pk)
    result = last_result(person, lesson, standing.cycle) if person and not again else None
    return LessonView(
        lesson=lesson,
        standing=standing,
        number=place + 1,
        total=len(others) + 1,
        previous=others[place - 1] if place else None,
        following=others[place] if place < len(others) else None,
        anchor=progress.anchor if progress else "",
        finished=progress is not None and progress.finished_at is not None,
        items=[] if result else practice_items(lesson.questions, seed=person.pk if person else 0),
        result=result,
        kept=kept_of(lesson),
    )


def last_result(person: User, lesson: LessonPage, cycle: int) -> CheckResult | None:
    """The last try of the check in this cycle."""
    return CheckResult.objects.filter(person=person, lesson=lesson, cycle=cycle).first()
