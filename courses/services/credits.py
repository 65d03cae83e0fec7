"""学时: awarded for a finished lesson and for a passed exam, taken back with a withdrawn completion, corrected by people.

The ledger is only added to. Every line of a person is written while the person's own row is locked, so that two at once
cannot pass a cap together.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core import audit, clock
from core.errors import DomainError
from courses.engine import credits as engine
from courses.enums import CreditSource
from courses.models import CheckResult, Completion, CoursePage, CreditAward, CreditRule, LessonPage, LessonProgress
from courses.models.credits import CreditAwardQuerySet
from courses.permissions import can_correct_credit
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
    _lock(completion.person_id)
    key = f"exam:{completion.course_id}:{completion.cycle}"
    lines = CreditAward.objects.filter(person=completion.person_id)
    award = lines.filter(key=key).first()
    if award is None or standing_hours(award) <= 0 or lines.filter(key=f"correction:{key}").exists():
        return None
    return _correct(
        award.person,
        -standing_hours(award),
        reason=completion.withdrawn_reason[:200],
        by=by,
        award=award,
        year=award.year,
        key=f"correction:{key}",
    )


@transaction.atomic
def correct_credit(
    *,
    person: User,
    change: Decimal,
    reason: str,
    by: User,
    award: CreditAward | None = None,
    year: int | None = None,
) -> CreditAward:
    """Put the ledger right by another line; the old line stays as it is, and the person is told with the reason.

    Arguments: `change` hours to add (negative: to take away), in quarters; `award` the line that is wrong, or None to add
    in `year` what has no line. Errors: may_not_correct, reason_missing, nothing_to_correct, not_quarters,
    corrects_a_correction, not_this_person, year_missing, below_zero (of the line, or of the year without one), above_cap.
    """
    if not can_correct_credit(by, person):
        raise DomainError("may_not_correct")
    if not reason.strip():
        raise DomainError("reason_missing")
    _check_change(person, change, award)
    year = _year_of(award, year)
    _lock(person.pk)
    rows = CreditAward.objects.filter(person=person, year=year)
    if (standing_hours(award) if award else rows.hours()) + change < 0:
        raise DomainError("below_zero")
    rule = award.rule if award else _rule_at(clock.now())
    if change > 0 and not _fits(rows, change, rule, award.source if award else None):
        raise DomainError("above_cap")
    key = f"correction:{uuid.uuid4()}"
    return _correct(person, change, reason=reason.strip()[:200], by=by, award=award, year=year, key=key)


def standing_hours(award: CreditAward) -> Decimal:
    """What a line comes to with its corrections."""
    return award.hours + award.corrections.hours()


def _lock(person_id: int) -> None:
    """Let nobody else write in this ledger until the transaction ends; who only refers to the person need not wait."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person_id)


def _rule_at(moment: datetime) -> CreditRule:
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
    _lock(person_id)
    known = CreditAward.objects.filter(person=person_id, key=key).first()
    if known:
        return known
    rule, year = _rule_at(at), timezone.localtime(at).year
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
        hours=_counting(rows, earned, rule, source),
        rule=rule,
        key=key,
        basis=basis,
        awarded_at=at,
        by=by,
    )
    audit.record("courses.credit_awarded", award, by=by, after=_facts(award))
    return award


def _counting(rows: CreditAwardQuerySet, earned: Decimal, rule: CreditRule, source: str | None) -> Decimal:
    return engine.counting(
        earned,
        in_year=rows.hours(),
        in_source=rows.of_source(source).hours() if source else Decimal(0),
        yearly_cap=rule.yearly_cap,
        source_cap=rule.source_cap(source) if source else None,
    )


def _fits(rows: CreditAwardQuerySet, change: Decimal, rule: CreditRule, source: str | None) -> bool:
    return _counting(rows, change, rule, source) == change


def _year_of(award: CreditAward | None, year: int | None) -> int:
    if award is not None:
        return award.year
    if year is None:
        raise DomainError("year_missing")
    return year


def _check_change(person: User, change: Decimal, award: CreditAward | None) -> None:
    if change == 0:
        raise DomainError("nothing_to_correct")
    if not engine.is_quarter(change):
        raise DomainError("not_quarters")
    if award is not None and award.source == CreditSource.CORRECTION:
        raise DomainError("corrects_a_correction")
    if award is not None and award.person_id != person.pk:
        raise DomainError("not_this_person")


def _correct(
    person: User,
    change: Decimal,
    *,
    reason: str,
    by: User | None,
    award: CreditAward | None,
    year: int,
    key: str,
) -> CreditAward:
    line = CreditAward.objects.create(
        person=person,
        year=year,
        source=CreditSource.CORRECTION,
        course=award.course if award else None,
        lesson=award.lesson if award else None,
        cycle=award.cycle if award else 1,
        earned=change,
        hours=change,
        rule=award.rule if award else _rule_at(clock.now()),
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
