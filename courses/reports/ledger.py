"""The ledger of 学时 as its owner reads it: the lines of a year with what they rest on, the years, what would fill this one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from assessments.models import Attempt
from core import clock
from courses.engine import credits as engine
from courses.enums import CreditSource
from courses.models import CheckResult, CoursePage, CreditAward, CreditRule
from courses.models.credits import CreditAwardQuerySet
from courses.reports.standing import CourseStanding, standings
from people.models import User

# How many courses are named that would fill a year.
MOST_FILLERS = 3


@dataclass(frozen=True)
class LedgerLine:
    """A line with what it rests on: `check` the passed check, `score` that of the exam; neither for a lesson without a check."""

    award: CreditAward
    check: CheckResult | None
    attempt: Attempt | None

    @property
    def title(self) -> str:
        """The lesson or course; nothing for a correction without a line."""
        award = self.award
        return award.lesson.title if award.lesson else award.course.title if award.course else ""

    @property
    def is_correction(self) -> bool:
        return self.award.source == CreditSource.CORRECTION

    @property
    def above_cap(self) -> Decimal:
        """What was earned and does not count."""
        return self.award.earned - self.award.hours


@dataclass(frozen=True)
class YearHours:
    """What counts in a year, and what the rule asked of it (of this year: asks today)."""

    year: int
    hours: Decimal
    target: Decimal
    is_current: bool

    @property
    def missing(self) -> Decimal:
        return max(Decimal(0), self.target - self.hours)


@dataclass(frozen=True)
class Filler:
    """A course one may learn now, and the hours it would still give."""

    standing: CourseStanding
    hours: Decimal
    lessons: int


def ledger_of(person: User, year: int) -> CreditAwardQuerySet:
    """The person's lines of a year, the latest first."""
    rows = CreditAward.objects.filter(person=person, year=year).defer_text()
    return rows.select_related("lesson", "course", "rule", "by", "corrects").order_by("-awarded_at", "-pk")


def ledger_lines(awards: Iterable[CreditAward]) -> list[LedgerLine]:
    """These lines with what they rest on: two queries, however many."""
    awards = list(awards)
    checks = CheckResult.objects.defer("answers").in_bulk(_keys(awards, "check"))
    attempts = Attempt.objects.only("score", "state").in_bulk(_keys(awards, "attempt"))
    return [
        LedgerLine(award, checks.get(_key(award, "check") or 0), attempts.get(_key(award, "attempt") or 0))
        for award in awards
    ]


def _key(award: CreditAward, kind: str) -> int | None:
    found, _, key = award.basis.partition(":")
    return int(key) if found == kind and key.isdecimal() else None


def _keys(awards: list[CreditAward], kind: str) -> set[int]:
    return {key for award in awards if (key := _key(award, kind))}


def credit_years(person: User) -> list[YearHours]:
    """Every year with lines and this one, the latest first: two queries."""
    rows = CreditAward.objects.filter(person=person).order_by().values("year").annotate(hours=Sum("hours"))
    hours = {row["year"]: row["hours"] for row in rows}
    this_year, rules = clock.today().year, list(CreditRule.objects.order_by("effective_from", "version"))
    return [
        YearHours(year, hours.get(year, Decimal(0)), _target(rules, year), year == this_year)
        for year in sorted({*hours, this_year}, reverse=True)
    ]


def _target(rules: list[CreditRule], year: int) -> Decimal:
    """What the rule asked that was in force on the last day of the year, of this year today."""
    day = min(date(year, 12, 31), clock.today())
    begun = [rule for rule in rules if rule.effective_from <= day] or rules[:1]
    return begun[-1].yearly_target if begun else Decimal(0)


def fillers(person: User, missing: Decimal) -> list[Filler]:
    """Courses the person may learn now that together would give what is missing, those begun first; at most a few.

    Left out: what is complete, and courses whose prerequisites the person lacks. Seven queries.
    """
    rule = CreditRule.objects.for_day(clock.today())
    if rule is None or missing <= 0:
        return []
    courses = CoursePage.objects.live().defer_streamfields().order_by("code")
    found = [_filler(standing, rule) for standing in standings(person, courses).values()]
    usable = [row for row in found if row.hours > 0 and not row.standing.missing_prerequisites]
    chosen: list[Filler] = []
    for row in sorted(usable, key=_order):
        if missing <= 0 or len(chosen) == MOST_FILLERS:
            break
        chosen.append(row)
        missing -= row.hours
    return chosen


def _filler(standing: CourseStanding, rule: CreditRule) -> Filler:
    if standing.is_complete:
        return Filler(standing, Decimal(0), 0)
    steps = engine.steps_of(rule.lesson_steps)
    left = [lesson.minutes for lesson in standing.lessons if not _is_done(standing, lesson.pk)]
    exam = rule.exam_hours if standing.course.exam_id else Decimal(0)
    return Filler(standing, engine.course_hours(left, steps, exam), len(left))


def _is_done(standing: CourseStanding, lesson: int) -> bool:
    progress = standing.progress.get(lesson)
    return progress is not None and progress.finished_at is not None


def _order(row: Filler) -> tuple[bool, bool, str]:
    """Begun, then assigned, then the rest by code."""
    standing = row.standing
    return not standing.progress, standing.assignment is None and standing.enrolment is None, standing.course.code
