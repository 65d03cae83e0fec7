"""What the ledger of 学时 lacks: what was finished before there was one, and completions withdrawn since."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from courses.models import CheckResult, Completion, CreditAward, LessonProgress
from courses.services.credits import award_exam, award_lesson, take_back_exam


@dataclass(frozen=True)
class Settled:
    """How many lines were written: for lessons, for exams, and to take back."""

    lessons: int = 0
    exams: int = 0
    taken_back: int = 0

    @property
    def total(self) -> int:
        return self.lessons + self.exams + self.taken_back


def settle_credits(*, limit: int = 500) -> Settled:
    """Give the ledger what it lacks: what was finished before there was one, and completions withdrawn since.

    In order of what happened, so that the caps cut the later; at most `limit` of each kind. Safe to run twice and in
    parallel: each line has its key.
    """
    lessons = [
        award_lesson(progress=row, lesson=row.lesson, check=_check_of(row), by=None) for row in unpaid_lessons()[:limit]
    ]
    exams = [award_exam(completion=row, by=None) for row in unpaid_exams()[:limit]]
    back = [take_back_exam(completion=row, by=None) for row in withdrawn_but_counting()[:limit]]
    return Settled(*(sum(row is not None for row in rows) for rows in (lessons, exams, back)))


def unpaid_lessons() -> QuerySet[LessonProgress]:
    """Finished lessons without their line, the oldest first."""
    key = Concat(Value("lesson:"), _text("lesson_id"), Value(":"), _text("cycle"))
    paid = CreditAward.objects.filter(person=OuterRef("person"), key=OuterRef("paid_by"))
    rows = LessonProgress.objects.filter(finished_at__isnull=False).annotate(paid_by=key)
    return rows.filter(~Exists(paid)).select_related("lesson").order_by("finished_at", "pk")


def unpaid_exams() -> QuerySet[Completion]:
    """Standing completions by an exam without their line, the oldest first."""
    rows = _with_key(Completion.objects.standing()).filter(source__startswith="attempt:")
    paid = CreditAward.objects.filter(person=OuterRef("person"), key=OuterRef("paid_by"))
    return rows.filter(~Exists(paid)).select_related("course").order_by("completed_at", "pk")


def withdrawn_but_counting() -> QuerySet[Completion]:
    """Withdrawn completions whose exam still counts, and whose line was not taken back before."""
    rows = _with_key(Completion.objects.filter(withdrawn_at__isnull=False))
    lines = CreditAward.objects.filter(person=OuterRef("person"))
    standing = F("hours") + Coalesce(Sum("corrections__hours"), Decimal(0))
    counted = lines.filter(key=OuterRef("paid_by")).annotate(standing=standing).filter(standing__gt=0)
    taken_back = lines.filter(key=Concat(Value("correction:"), OuterRef("paid_by")))
    rows = rows.filter(Exists(counted), ~Exists(taken_back))
    return rows.select_related("course").order_by("withdrawn_at", "pk")


def _with_key(rows: QuerySet[Completion]) -> QuerySet[Completion]:
    return rows.annotate(paid_by=Concat(Value("exam:"), _text("course_id"), Value(":"), _text("cycle")))


def _text(column: str) -> Cast:
    return Cast(column, CharField())


def _check_of(progress: LessonProgress) -> CheckResult | None:
    """The passed check a finished lesson rests on: the last before its end."""
    tries = CheckResult.objects.filter(person=progress.person_id, lesson=progress.lesson_id, cycle=progress.cycle)
    return tries.filter(passed=True, taken_at__lte=progress.finished_at).first() or tries.filter(passed=True).first()
