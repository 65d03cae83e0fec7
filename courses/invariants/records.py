"""What must be true of progress and completions (core.invariants)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page

from assessments.models import Attempt
from core import clock
from core.invariants import PATIENCE, batches, holds
from courses.engine import rules
from courses.models import (
    CheckResult,
    Completion,
    CoursePrerequisite,
    Enrolment,
    LessonPage,
    LessonProgress,
    Restart,
)
from courses.models.order import chain
from courses.services import passed_without_completion

# Nothing holds longer: ten years.
MOST_MONTHS = 120


@holds("courses.completions_rest_on_something")
def completions_rest_on_something() -> Iterator[str]:
    """A completion has its passed attempt of the same person, cycle and score, or all its lessons finished."""
    for batch in batches(Completion.objects.all()):
        keys = [pk for row in batch if (pk := _attempt_of(row.source))]
        attempts = Attempt.objects.select_related("entry").in_bulk(keys)
        for row in batch:
            if pk := _attempt_of(row.source):
                if reason := _attempt_problem(row, attempts.get(pk)):
                    yield f"completion {row.pk} rests on attempt {pk}, {reason}"
            elif row.source == "checks":
                if missing := _unfinished(row):
                    yield f"completion {row.pk} lacks {missing} lessons"
            else:
                yield f"completion {row.pk} rests on nothing known: {row.source}"


def _attempt_of(source: str) -> int | None:
    kind, _, key = source.partition(":")
    return int(key) if kind == "attempt" and key.isdecimal() else None


def _attempt_problem(row: Completion, attempt: Attempt | None) -> str:
    if attempt is None:
        return "which does not exist"
    if (attempt.entry.person_id, attempt.entry.cycle) != (row.person_id, row.cycle):
        return "which is of another person or cycle"
    if row.withdrawn_at is None and not (attempt.is_scored and attempt.passed):
        return "which was not passed"
    return "" if row.score == attempt.score else f"whose score is {attempt.score}, not {row.score}"


def _unfinished(row: Completion) -> int:
    """How many lessons that were there when it was completed are not finished in its cycle."""
    done = LessonProgress.objects.filter(
        person=row.person_id, cycle=row.cycle, finished_at__lte=row.completed_at
    ).values("lesson")
    lessons = LessonPage.objects.descendant_of(row.course).live().filter(first_published_at__lt=row.completed_at)
    return lessons.exclude(pk__in=done).count()


@holds("courses.passed_exams_complete")
def passed_exams_complete() -> Iterator[str]:
    """Whoever passed the exam of a course they take has completed it."""
    for batch in batches(passed_without_completion(before=clock.now() - PATIENCE)):
        for attempt in batch:
            yield f"attempt {attempt.pk} was passed and completed no course"


@holds("courses.completions_end_on_their_day")
def completions_end_on_their_day() -> Iterator[str]:
    """A completion holds until the same day some months later, or the last of that month."""
    for batch in batches(Completion.objects.exclude(valid_until=None)):
        for row in batch:
            day, end = timezone.localtime(row.completed_at).date(), row.valid_until
            months = (end.year - day.year) * 12 + end.month - day.month
            if not 1 <= months <= MOST_MONTHS or rules.valid_until(day, months) != end:
                yield f"completion {row.pk} of {day} holds until {end}, which is no whole number of months"


@holds("courses.completed_once_per_cycle")
def completed_once_per_cycle() -> Iterator[str]:
    """A person completes a course once per cycle, and a later cycle later, unless that one was begun before its turn."""
    twice = Completion.objects.order_by().values("person", "course", "cycle").annotate(count=Count("pk"))
    for row in twice.filter(count__gt=1).iterator():
        yield f"person {row['person']} completed course {row['course']} {row['count']} times in cycle {row['cycle']}"
    last: Completion | None = None
    for later in Completion.objects.order_by("person", "course", "cycle", "pk").iterator(chunk_size=2000):
        same = last and (last.person_id, last.course_id) == (later.person_id, later.course_id)
        if last and same and later.completed_at < last.completed_at and not _was_restarted(later):
            yield f"completion {later.pk} of cycle {later.cycle} is older than the one of cycle {last.cycle}"
        last = later


def _was_restarted(row: Completion | LessonProgress) -> bool:
    course = row.course if isinstance(row, Completion) else row.lesson.course
    return Restart.objects.filter(person=row.person_id, course=course, cycle=row.cycle).exists()


@holds("courses.rounds_follow_one_another")
def rounds_follow_one_another() -> Iterator[str]:
    """A round after the first follows a completion of the one before, or was ordered; one that was ordered has an enrolment."""
    for batch in batches(Completion.objects.filter(cycle__gt=1)):
        for row in batch:
            if not _has_before(row.person_id, row.course_id, row.cycle) and not _was_restarted(row):
                yield f"completion {row.pk} of cycle {row.cycle} has no round before it"
    for batch in batches(LessonProgress.objects.filter(cycle__gt=1).select_related("lesson")):
        for row in batch:
            if not _has_before(row.person_id, row.lesson.course.pk, row.cycle) and not _was_restarted(row):
                yield f"progress {row.pk} of cycle {row.cycle} has no round before it"
    enrolled = Enrolment.objects.filter(person=OuterRef("person"), course=OuterRef("course"))
    for row in Restart.objects.filter(~Exists(enrolled) | Q(cycle__lt=2)).iterator():
        yield f"restart {row.pk} begins cycle {row.cycle} of a person who is not enrolled, or the first one"


def _has_before(person: int, course: int, cycle: int) -> bool:
    return Completion.objects.filter(person=person, course=course, cycle=cycle - 1).exists()


@holds("courses.checks_add_up")
def checks_add_up() -> Iterator[str]:
    """The result of a lesson check is that of its frozen answers."""
    for batch in batches(CheckResult.objects.all()):
        for row in batch:
            shares = [Decimal(answer["share"]) for answer in row.answers]
            stored = (row.right, row.total, row.passed)
            made = (sum(share == 1 for share in shares), len(shares), rules.check_passed(shares))
            if stored != made:
                yield f"check result {row.pk} says {stored}, its answers make {made}"


@holds("courses.page_tree_is_whole")
def page_tree_is_whole() -> Iterator[str]:
    """Every page hangs where its path says."""
    for keys in Page.find_problems():
        for key in keys:
            yield f"page {key} does not hang where its path says"


@holds("courses.no_course_waits_for_itself")
def no_course_waits_for_itself() -> Iterator[str]:
    """Courses do not require each other, not even around several."""
    requires: dict[int, set[int]] = defaultdict(set)
    for course, first in CoursePrerequisite.objects.values_list("course", "requires"):
        requires[course].add(first)
    for course in sorted(requires):
        if any(chain(first, course, requires) for first in requires[course]):
            yield f"course {course} requires itself around others"
