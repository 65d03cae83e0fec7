"""学时 corrected by people, and learners who ask for it."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from core import audit, clock
from core.errors import DomainError
from courses.engine import credits as engine
from courses.enums import CreditSource
from courses.models import CreditAward, CreditRule
from courses.models.credits import CreditAwardQuerySet
from courses.permissions import can_correct_credit
from courses.services.credits import counting, lock_ledger, rule_at, standing_hours, write_correction
from people.enums import Role
from people.models import OrgUnit, Placement, RoleGrant, User
from people.services import notify

# A request reaches at most so many people; one of them is enough.
MOST_ASKED = 20


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
    lock_ledger(person.pk)
    rows = CreditAward.objects.filter(person=person, year=year)
    if (standing_hours(award) if award else rows.hours()) + change < 0:
        raise DomainError("below_zero")
    rule = award.rule if award else rule_at(clock.now())
    if change > 0 and not _fits(rows, change, rule, award.source if award else None):
        raise DomainError("above_cap")
    key = f"correction:{uuid.uuid4()}"
    return write_correction(
        person=person, change=change, reason=reason.strip()[:200], by=by, award=award, year=year, key=key
    )


@transaction.atomic
def ask_for_correction(*, person: User, words: str, award: CreditAward | None = None) -> int:
    """Tell those who can correct that the person finds something wrong; returns how many were told.

    Arguments: `award` the line, None where one is missing; `words` what is wrong. The trainers of the place are asked,
    where there is none the system administrators. Errors: words_missing, not_this_person, nobody_can_correct.
    """
    if not words.strip():
        raise DomainError("words_missing")
    if award is not None and award.person_id != person.pk:
        raise DomainError("not_this_person")
    asked = _who_can_correct(person)
    if not asked:
        raise DomainError("nobody_can_correct")
    entry = audit.record("courses.credit_correction_asked", award or person, by=person, reason=words.strip())
    context = {
        "name": person.display_name,
        "words": words.strip(),
        "about": _about(award),
        "url": f"/cms/credits/edit/{award.pk}/" if award else f"/cms/credits/new/?person={person.username}",
    }
    for someone in asked:
        notify(someone, "credit_correction_asked", context, dedupe_key=f"credit-asked-{entry.pk}")
    return len(asked)


@transaction.atomic
def answer_without_change(*, person: User, words: str, by: User, award: CreditAward | None = None) -> None:
    """Tell somebody who asked why nothing was corrected. Errors: may_not_correct, reason_missing."""
    if not can_correct_credit(by, person):
        raise DomainError("may_not_correct")
    if not words.strip():
        raise DomainError("reason_missing")
    entry = audit.record("courses.credit_not_corrected", award or person, by=by, reason=words.strip())
    context = {"about": _about(award), "reason": words.strip(), "url": "/my/record/"}
    notify(person, "credit_not_corrected", context, dedupe_key=f"credit-answer-{entry.pk}")


def _who_can_correct(person: User) -> list[User]:
    paths = Placement.objects.current().filter(person=person).values_list("unit__path", flat=True)
    step = OrgUnit.steplen
    above = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    for reach in (Q(role=Role.TRAINER, unit__path__in=above), Q(role=Role.SYSTEM_ADMIN)):
        grants = RoleGrant.objects.current().filter(reach)
        found = User.objects.filter(is_active=True, pk__in=grants.values("person")).exclude(pk=person.pk)
        if people := list(found.order_by("pk")[:MOST_ASKED]):
            return people
    return []


def _about(award: CreditAward | None) -> str:
    return str(award.lesson or award.course or "") if award else ""


def _fits(rows: CreditAwardQuerySet, change: Decimal, rule: CreditRule, source: str | None) -> bool:
    return counting(rows, change, rule, source) == change


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
