"""A course completed in a cycle, once, by its last lesson or by its exam."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.enums import AttemptState, Mode
from assessments.models import Attempt
from core import audit, clock
from courses.engine import rules
from courses.models import Assignment, Completion, CoursePage, Enrolment
from courses.services.credits import award_exam
from courses.signals import course_completed
from people.models import User
from people.services import notify


@transaction.atomic
def complete(
    *,
    person: User,
    course: CoursePage,
    cycle: int,
    completed_at: datetime,
    source: str,
    by: User | None = None,
    score: Decimal | None = None,
) -> Completion:
    """Write that a person completed a course in a cycle; a second call changes nothing.

    Arguments: `source` what completed it ("checks", "attempt:12"); `score` out of 100 where there was an exam. It holds
    for the course's `validity_months` from the day of `completed_at` (domain.md 7.5). `course_completed` is announced
    after commit, once.
    """
    day = timezone.localtime(completed_at).date()
    completion, created = Completion.objects.get_or_create(
        person=person,
        course=course,
        cycle=cycle,
        defaults={
            "completed_at": completed_at,
            "valid_until": rules.valid_until(day, course.validity_months),
            "score": score,
            "source": source,
        },
    )
    if created:
        audit.record("courses.completed", completion, by=by, after={"cycle": cycle, "source": source})
        award_exam(completion=completion, by=by)
        context = {"course": course.title, "url": "/my/certificates/"}
        notify(person, "course_completed", context, dedupe_key=f"course-completed-{course.pk}-{cycle}")
        transaction.on_commit(lambda: course_completed.send(sender=Completion, completion_id=completion.pk))
    return completion


@transaction.atomic
def complete_after_exam(*, attempt_id: int) -> list[Completion]:
    """Complete what a passed formal attempt completes: the courses that end with its exam and that the person takes.

    The entry stands for the lessons: the course grants it when all are finished, or a trainer grants it and answers for
    that. A person takes a course when enrolled in it or assigned to it. Returns the completions, none for an attempt
    that is gone, not scored, not passed or not formal. Safe to call twice.
    """
    attempt = (
        Attempt.objects.scored()
        .filter(pk=attempt_id, passed=True, entry__exam__mode=Mode.FORMAL)
        .select_related("entry__person")
        .first()
    )
    if attempt is None:
        return []
    person = attempt.entry.person
    takes = Q(enrolments__person=person) | Q(assignments__person=person)
    return [
        complete(
            person=person,
            course=course,
            cycle=attempt.entry.cycle,
            completed_at=attempt.submitted_at or attempt.marked_at or attempt.deadline,
            source=f"attempt:{attempt.pk}",
            score=attempt.score,
        )
        for course in CoursePage.objects.filter(takes, exam=attempt.entry.exam_id).distinct()
    ]


def passed_without_completion(*, before: datetime) -> QuerySet[Attempt]:
    """Formal attempts passed and released before a moment that should have completed a course, taken by then, and did not.

    The announcement of a result is lost with a process that is killed between its commit and what follows it.
    """
    completed = Completion.objects.filter(
        person=OuterRef("person"), course=OuterRef("course"), cycle=OuterRef(OuterRef("entry__cycle"))
    )
    lacking = {"person": OuterRef("entry__person"), "course__exam": OuterRef("entry__exam")}
    moment = OuterRef("released_at")
    enrolled = Enrolment.objects.filter(~Exists(completed), **lacking, enrolled_at__lte=moment)
    assigned = Assignment.objects.filter(~Exists(completed), **lacking, created_at__lte=moment)
    passed = Attempt.objects.filter(state=AttemptState.RELEASED, released_at__lt=before, passed=True)
    return passed.filter(Exists(enrolled) | Exists(assigned), entry__exam__mode=Mode.FORMAL).order_by("pk")


def complete_missing(*, limit: int = 500) -> int:
    """Complete what a lost announcement left open; returns how many attempts were caught up with. Safe to run twice."""
    before = clock.now() - timedelta(minutes=1)
    keys = list(passed_without_completion(before=before).values_list("pk", flat=True)[:limit])
    for pk in keys:
        complete_after_exam(attempt_id=pk)
    return len(keys)
