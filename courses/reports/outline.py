"""A course as a person sees it: its modules and lessons with their state, and what is missing for the certificate."""

from __future__ import annotations

from dataclasses import dataclass

from courses.enums import LessonState, Step
from courses.models import CoursePage, ModulePage
from courses.reports.standing import CourseStanding, LessonRef, standings
from people.models import User


@dataclass(frozen=True)
class LessonRow:
    """One lesson: where it is, and how far the person is with it."""

    pk: int
    title: str
    url: str
    minutes: int
    number: int
    state: LessonState
    is_next: bool
    # Waits for an earlier one, in a course that is learnt in order.
    is_locked: bool = False
    # The block last seen, while the lesson is not finished.
    anchor: str = ""


@dataclass(frozen=True)
class ModuleRow:
    title: str
    anchor: str
    lessons: list[LessonRow]

    @property
    def done(self) -> int:
        return sum(lesson.state == LessonState.DONE for lesson in self.lessons)

    @property
    def is_done(self) -> bool:
        return bool(self.lessons) and self.done == len(self.lessons)


@dataclass(frozen=True)
class StepRow:
    """A step to the certificate; `holds_up` is false for one that is still to come (practicals)."""

    kind: Step
    done: bool
    holds_up: bool = True


@dataclass(frozen=True)
class CourseOutline:
    """The course and the person's standing in it; `missing` are the steps that are not done and hold it up."""

    standing: CourseStanding
    modules: list[ModuleRow]
    steps: list[StepRow]

    @property
    def missing(self) -> list[StepRow]:
        return [step for step in self.steps if step.holds_up and not step.done]

    @property
    def next_lesson(self) -> LessonRow | None:
        return next((lesson for module in self.modules for lesson in module.lessons if lesson.is_next), None)

    @property
    def lessons(self) -> list[LessonRow]:
        return [lesson for module in self.modules for lesson in module.lessons]


def course_outline(person: User | None, course: CoursePage) -> CourseOutline:
    """The outline for `person`, or for a visitor (None): at most seven queries."""
    standing = standings(person, [course])[course.pk]
    following = standing.next_lesson
    modules = [
        ModuleRow(module.title, module.anchor, _rows(standing, module.path, following))
        for module in ModulePage.objects.child_of(course).live().order_by("path")
    ]
    return CourseOutline(standing, [module for module in modules if module.lessons], _steps(standing))


def _rows(standing: CourseStanding, module_path: str, following: LessonRef | None) -> list[LessonRow]:
    return [
        LessonRow(
            pk=lesson.pk,
            title=lesson.title,
            url=lesson.url,
            minutes=lesson.minutes,
            number=lesson.number,
            state=standing.state_of(lesson),
            is_next=following is not None and following.pk == lesson.pk,
            is_locked=standing.is_locked(lesson),
            anchor=standing.anchor_of(lesson),
        )
        for lesson in standing.lessons
        if lesson.module_path == module_path
    ]


def _steps(standing: CourseStanding) -> list[StepRow]:
    steps = [StepRow(Step.LESSONS, standing.is_complete or standing.all_lessons_done)]
    if standing.course.exam_id:
        steps.append(StepRow(Step.EXAM, standing.is_complete))
    if standing.course.has_practical:
        steps.append(StepRow(Step.PRACTICAL, done=False, holds_up=False))
    return steps
