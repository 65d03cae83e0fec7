"""Where a person stands in some courses: five queries, however many courses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from core import clock
from core.dates import DUE_SOON
from courses.engine import rules
from courses.enums import LessonState, Urgency
from courses.models import Assignment, Completion, CoursePage, Enrolment, LessonPage, LessonProgress
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

    def state_of(self, lesson: LessonRef) -> LessonState:
        progress = self.progress.get(lesson.pk)
        if progress is None:
            return LessonState.TODO
        return LessonState.DONE if progress.finished_at else LessonState.OPENED

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
    def is_expiring(self) -> bool:
        return self.last is not None and self.last.is_expiring

    @property
    def next_lesson(self) -> LessonRef | None:
        """The lesson to go to: the one last opened if it is not finished, else the first that is not."""
        open_ones = [lesson for lesson in self.lessons if self.state_of(lesson) != LessonState.DONE]
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
    if person is not None and found:
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


def _add_person(person: User, found: dict[int, CourseStanding]) -> None:
    for enrolment in Enrolment.objects.filter(person=person, course__in=found):
        found[enrolment.course_id].enrolment = enrolment
    for completion in Completion.objects.filter(person=person, course__in=found).order_by("cycle"):
        standing = found[completion.course_id]
        withdrawn = completion.withdrawn_at is not None
        standing.cycle = rules.next_cycle(completion.cycle, withdrawn, completion.valid_until, clock.today())
        if not withdrawn:
            standing.last = completion
    for assignment in Assignment.objects.filter(person=person, course__in=found, excused_at=None):
        standing = found[assignment.course_id]
        if assignment.cycle == standing.cycle:
            standing.assignment = assignment
    course_of = {lesson.pk: standing for standing in found.values() for lesson in standing.lessons}
    for progress in LessonProgress.objects.filter(person=person, lesson__in=course_of):
        if progress.cycle == course_of[progress.lesson_id].cycle:
            course_of[progress.lesson_id].progress[progress.lesson_id] = progress
