"""Where a person stands in some courses: six queries, however many courses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Subquery
from django.utils.functional import cached_property

from core import clock
from core.dates import DUE_SOON
from courses.engine import rules
from courses.enums import LessonState, Urgency
from courses.models import (
    Assignment,
    Completion,
    CoursePage,
    CoursePrerequisite,
    Enrolment,
    LessonPage,
    LessonProgress,
    Restart,
)
from people.models import User


@dataclass(frozen=True)
class LessonRef:
    """A published lesson, without its text."""

    pk: int
    title: str
    minutes: int
    path: str
    url: str
    number: int

    @property
    def module_path(self) -> str:
        return self.path[: -LessonPage.steplen]


@dataclass(frozen=True)
class Prerequisite:
    """A published course that is to be completed first; `met` when the person holds a valid completion of it."""

    title: str
    code: str
    url: str
    met: bool


@dataclass
class CourseStanding:
    """A course and what one person (perhaps nobody) did in it, in the cycle they learn in."""

    course: CoursePage
    url: str
    lessons: list[LessonRef]
    cycle: int = 1
    enrolment: Enrolment | None = None
    assignment: Assignment | None = None
    # The last completion that was not withdrawn, whatever its cycle.
    last: Completion | None = None
    progress: dict[int, LessonProgress] = field(default_factory=dict)
    # Lessons finished in whatever cycle.
    ever_done: set[int] = field(default_factory=set)
    prerequisites: list[Prerequisite] = field(default_factory=list)

    @property
    def missing_prerequisites(self) -> list[Prerequisite]:
        """What keeps the person from enrolling; nothing for who is enrolled."""
        return [] if self.enrolment else [course for course in self.prerequisites if not course.met]

    @cached_property
    def locked(self) -> frozenset[int]:
        """The lessons that wait for an earlier one; none where the order is free."""
        if not self.course.sequential:
            return frozenset()
        done = {pk for pk, progress in self.progress.items() if progress.finished_at}
        return rules.locked_lessons([lesson.pk for lesson in self.lessons], done, self.ever_done)

    def is_locked(self, lesson: LessonRef) -> bool:
        return lesson.pk in self.locked

    def state_of(self, lesson: LessonRef) -> LessonState:
        progress = self.progress.get(lesson.pk)
        if progress is None:
            return LessonState.TODO
        return LessonState.DONE if progress.finished_at else LessonState.OPENED

    def anchor_of(self, lesson: LessonRef) -> str:
        """The block last seen of a lesson that is not finished; a block that is gone leads to the top of the lesson."""
        progress = self.progress.get(lesson.pk)
        return "" if progress is None or progress.finished_at else progress.anchor

    @property
    def resume_url(self) -> str:
        """Where to go on: the next lesson, at the block last seen."""
        following = self.next_lesson
        if following is None:
            return self.url
        anchor = self.anchor_of(following)
        return f"{following.url}#{anchor}" if anchor else following.url

    @property
    def lessons_done(self) -> int:
        return sum(self.state_of(lesson) == LessonState.DONE for lesson in self.lessons)

    @property
    def minutes_left(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons if self.state_of(lesson) != LessonState.DONE)

    @property
    def all_lessons_done(self) -> bool:
        return bool(self.lessons) and self.lessons_done == len(self.lessons)

    @property
    def is_complete(self) -> bool:
        """Completed in the cycle the person is in: nothing to do."""
        return self.last is not None and self.last.cycle == self.cycle

    @property
    def exam_ready(self) -> bool:
        return self.course.exam_id is not None and self.all_lessons_done and not self.is_complete

    @property
    def is_expired(self) -> bool:
        return self.last is not None and not self.last.is_valid

    @property
    def is_again(self) -> bool:
        """In a new round although the last result still holds for long."""
        return self.last is not None and self.last.is_valid and not self.last.is_expiring and not self.is_complete

    @property
    def is_expiring(self) -> bool:
        return self.last is not None and self.last.is_expiring

    @property
    def next_lesson(self) -> LessonRef | None:
        """The lesson to go to: the one last opened if it is not finished, else the first that is not."""
        to_do = (lesson for lesson in self.lessons if self.state_of(lesson) != LessonState.DONE)
        open_ones = [lesson for lesson in to_do if not self.is_locked(lesson)]
        # A place left in an earlier round is no place to go on from.
        last = self.enrolment.last_lesson_id if self.enrolment and self.progress else None
        return next((lesson for lesson in open_ones if lesson.pk == last), open_ones[0] if open_ones else None)

    @property
    def urgency(self) -> Urgency | None:
        """Why it is on the person's list, or None where nothing is to be done."""
        if self.is_complete:
            return None
        due, today = self.assignment.due if self.assignment else None, clock.today()
        reasons = [
            (due is not None and due < today, Urgency.OVERDUE),
            (self.is_expired, Urgency.EXPIRED),
            (due is not None and due <= today + DUE_SOON, Urgency.DUE),
            (self.exam_ready, Urgency.EXAM),
            (bool(self.progress), Urgency.CONTINUE),
            (self.is_expiring, Urgency.EXPIRING),
            (self.assignment is not None, Urgency.ASSIGNED),
            (self.enrolment is not None, Urgency.CONTINUE),
        ]
        return next((urgency for holds, urgency in reasons if holds), None)


def standings(person: User | None, courses: Iterable[CoursePage]) -> dict[int, CourseStanding]:
    """The standing of `person` (None: a visitor) in each of the courses, by course id, in the order given."""
    courses = list(courses)
    lessons = lessons_by_course(courses)
    found = {course.pk: CourseStanding(course, course.get_url() or "", lessons[course.pk]) for course in courses}
    if not found:
        return found
    _add_prerequisites(person, found)
    if person is not None:
        _add_person(person, found)
    return found


def lessons_by_course(courses: Iterable[CoursePage]) -> dict[int, list[LessonRef]]:
    """The published lessons of each course in order, in one query, without their text."""
    by_path = {course.path: course for course in courses}
    grouped: dict[int, list[LessonRef]] = defaultdict(list)
    rows = LessonPage.objects.live().order_by("path").values_list("pk", "title", "minutes", "path", "url_path")
    if len(by_path) == 1:
        rows = rows.filter(path__startswith=next(iter(by_path)))
    for pk, title, minutes, path, url_path in rows:
        course = by_path.get(path[: -2 * LessonPage.steplen])
        if course is not None:
            url = (course.get_url() or "") + url_path[len(course.url_path) :]
            number = len(grouped[course.pk]) + 1
            grouped[course.pk].append(LessonRef(pk, title, minutes, path, url, number))
    return grouped


def _add_prerequisites(person: User | None, found: dict[int, CourseStanding]) -> None:
    rows = CoursePrerequisite.objects.filter(course__in=found, requires__live=True).select_related("requires")
    missing = CoursePrerequisite.objects.missing_for(person).values("pk") if person else rows.values("pk")
    for row in rows.annotate(met=~Exists(missing.filter(pk=OuterRef("pk")))):
        course = row.requires
        first = Prerequisite(course.title, course.code, course.get_url() or "", row.met)
        found[row.course_id].prerequisites.append(first)


def _add_person(person: User, found: dict[int, CourseStanding]) -> None:
    ordered = Restart.objects.filter(person=person, course=OuterRef("course")).order_by("-cycle").values("cycle")[:1]
    for enrolment in Enrolment.objects.filter(person=person, course__in=found).annotate(ordered=Subquery(ordered)):
        standing = found[enrolment.course_id]
        standing.enrolment, standing.cycle = enrolment, enrolment.ordered or 1
    for completion in Completion.objects.filter(person=person, course__in=found).order_by("cycle"):
        standing = found[completion.course_id]
        withdrawn = completion.withdrawn_at is not None
        by_rule = rules.next_cycle(completion.cycle, withdrawn, completion.valid_until, clock.today())
        standing.cycle = max(standing.cycle, by_rule)
        if not withdrawn:
            standing.last = completion
    for assignment in Assignment.objects.filter(person=person, course__in=found, excused_at=None):
        standing = found[assignment.course_id]
        if assignment.cycle == standing.cycle:
            standing.assignment = assignment
    course_of = {lesson.pk: standing for standing in found.values() for lesson in standing.lessons}
    for progress in LessonProgress.objects.filter(person=person, lesson__in=course_of):
        standing = course_of[progress.lesson_id]
        if progress.finished_at:
            standing.ever_done.add(progress.lesson_id)
        if progress.cycle == standing.cycle:
            standing.progress[progress.lesson_id] = progress
