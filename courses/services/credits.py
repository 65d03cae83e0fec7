"""学时: awarded for a finished lesson and for a passed exam, taken back with a withdrawn completion, corrected by people.

The ledger is only added to. Every line of a person is written while the person's own row is locked, so that two at once
cannot pass a cap together.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core import audit, clock
from core.errors import DomainError
from courses.engine import credits as engine
from courses.enums import CreditSource
from courses.models import (
    CheckResult,
    Completion,
    CoursePage,
    CreditAward,
    CreditRule,
    LessonPage,
    LessonProgress,
    Restart,
)
from courses.models.credits import CreditAwardQuerySet
from people.models import User
from people.services import notify


@transaction.atomic
def award_lesson(
    *, progress: LessonProgress, lesson: LessonPage, check: CheckResult | None, by: User | None
) -> CreditAward | None:
    """Award what a finished lesson gives, once per person, lesson and cycle; None when it is not finished.

    Arguments: `lesson` that of `progress`; `check` the passed check it rests on, None for a lesson without one: it counts
    as finished content (decision 0021). Hours by the minutes planned for the lesson and the rule in force on the local
    day of `finished_at`; what lies above a cap is noted as earned and does not count (domain.md 7.3).
    """
    if progress.finished_at is None:
        return None
    return _award(
        person_id=progress.person_id,
        key=f"lesson:{progress.lesson_id}:{progress.cycle}",
        source=CreditSource.LESSON,
        course=lesson.course,
        lesson=lesson,
        cycle=progress.cycle,
        at=progress.finished_at,
        basis=f"check:{check.pk}" if check else "finished",
        by=by,
    )


@transaction.atomic
def award_exam(*, completion: Completion, by: User | None) -> CreditAward | None:
    """Award what passing the course's formal exam gives, once per person, course and cycle.

    None for a course completed without an exam and for a withdrawn completion.
    """
    if completion.withdrawn_at or not completion.source.startswith("attempt:"):
        return None
    return _award(
        person_id=completion.person_id,
        key=f"exam:{completion.course_id}:{completion.cycle}",
        source=CreditSource.EXAM,
        course=completion.course,
        lesson=None,
        cycle=completion.cycle,
        at=completion.completed_at,
        basis=completion.source,
        by=by,
    )


@transaction.atomic
def take_back_exam(*, completion: Completion, by: User | None) -> CreditAward | None:
    """Correct the exam's award of a withdrawn completion down to nothing, once: what people correct after that stands.

    None when the completion stands or nothing counted for it. The lessons stay: they were finished.
    """
    if completion.withdrawn_at is None:
        return None
    lock_ledger(completion.person_id)
    key = f"exam:{completion.course_id}:{completion.cycle}"
    lines = CreditAward.objects.filter(person=completion.person_id)
    award = lines.filter(key=key).first()
    if award is None or standing_hours(award) <= 0 or lines.filter(key=f"correction:{key}").exists():
        return None
    return write_correction(
        person=award.person,
        change=-standing_hours(award),
        reason=completion.withdrawn_reason[:200],
        by=by,
        award=award,
        year=award.year,
        key=f"correction:{key}",
    )


def standing_hours(award: CreditAward) -> Decimal:
    """What a line comes to with its corrections."""
    return award.hours + award.corrections.hours()


def lock_ledger(person_id: int) -> None:
    """Let nobody else write in this ledger until the transaction ends; who only refers to the person need not wait."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person_id)


def rule_at(moment: datetime) -> CreditRule:
    """The rule in force on the local day of a moment. Errors: no_credit_rule."""
    rule = CreditRule.objects.for_day(timezone.localtime(moment).date())
    if rule is None:
        raise DomainError("no_credit_rule")
    return rule


def _award(
    *,
    person_id: int,
    key: str,
    source: CreditSource,
    course: CoursePage,
    lesson: LessonPage | None,
    cycle: int,
    at: datetime,
    basis: str,
    by: User | None,
) -> CreditAward:
    """The line of this key, written if it is not there yet."""
    lock_ledger(person_id)
    known = CreditAward.objects.filter(person=person_id, key=key).first()
    if known:
        return known
    rule, year = rule_at(at), timezone.localtime(at).year
    earned = engine.lesson_hours(lesson.minutes, engine.steps_of(rule.lesson_steps)) if lesson else rule.exam_hours
    rows = CreditAward.objects.filter(person=person_id, year=year)
    award = CreditAward.objects.create(
        person_id=person_id,
        year=year,
        source=source,
        course=course,
        lesson=lesson,
        cycle=cycle,
        earned=earned,
        hours=Decimal(0) if _of_own_accord(person_id, course, cycle) else counting(rows, earned, rule, source),
        rule=rule,
        key=key,
        basis=basis,
        awarded_at=at,
        by=by,
    )
    audit.record("courses.credit_awarded", award, by=by, after=_facts(award))
    return award


def _of_own_accord(person_id: int, course: CoursePage, cycle: int) -> bool:
    """Whether the round is one the person began again although the last one still held: learning twice counts once."""
    return Restart.objects.filter(person=person_id, by=person_id, course=course, cycle=cycle).exists()


def counting(rows: CreditAwardQuerySet, earned: Decimal, rule: CreditRule, source: str | None) -> Decimal:
    """What counts of `earned` beside these lines of a year; `source` None has no cap of its own."""
    return engine.counting(
        earned,
        in_year=rows.hours(),
        in_source=rows.of_source(source).hours() if source else Decimal(0),
        yearly_cap=rule.yearly_cap,
        source_cap=rule.source_cap(source) if source else None,
    )


def write_correction(
    *,
    person: User,
    change: Decimal,
    reason: str,
    by: User | None,
    award: CreditAward | None,
    year: int,
    key: str,
) -> CreditAward:
    """Add a line of correction, note it, and tell the person. The ledger must be locked."""
    line = CreditAward.objects.create(
        person=person,
        year=year,
        source=CreditSource.CORRECTION,
        course=award.course if award else None,
        lesson=award.lesson if award else None,
        cycle=award.cycle if award else 1,
        earned=change,
        hours=change,
        rule=award.rule if award else rule_at(clock.now()),
        key=key,
        corrects=award,
        reason=reason,
        awarded_at=clock.now(),
        by=by,
    )
    audit.record("courses.credit_corrected", line, by=by, after=_facts(line), reason=reason)
    context = {
        "year": line.year,
        "hours": str(change),
        "reason": reason,
        "about": str(award.lesson or award.course) if award else "",
        "url": f"/my/record/?year={line.year}",
    }
    notify(person, "credit_corrected", context, dedupe_key=f"credit-corrected-{line.pk}")
    return line


def _facts(award: CreditAward) -> dict[str, str | int]:
    return {"key": award.key, "year": award.year, "hours": str(award.hours), "rule": award.rule.version}
