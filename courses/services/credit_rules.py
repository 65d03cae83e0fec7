"""The rules of 学时: another version follows the one in use, which is never changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from core import audit, clock
from core.errors import DomainError
from core.leases import hold_lock
from courses.engine import credits as engine
from courses.models import CreditRule
from people.models import User
from people.permissions import is_system_admin


@transaction.atomic
def save_credit_rule(
    *,
    rule: CreditRule | None,
    effective_from: date,
    steps: engine.Steps,
    exam_hours: Decimal,
    yearly_cap: Decimal | None,
    source_caps: dict[str, Decimal],
    yearly_target: Decimal,
    note: str,
    by: User,
) -> CreditRule:
    """Add the next version (`rule` None), or change one that has not begun.

    Arguments: `steps` the longest planned minutes of a lesson and its hours; `source_caps` only the sources that have a
    cap. Errors: may_not_change_rules, rule_in_use, not_tomorrow (it begins after today), not_later (than every other
    version), no_steps, not_ascending, open_end, not_quarters, cap_below_target.
    """
    if not is_system_admin(by):
        raise DomainError("may_not_change_rules")
    hold_lock("courses.credit_rules")
    rule = CreditRule.objects.get(pk=rule.pk) if rule else None
    others = CreditRule.objects.exclude(pk=rule.pk) if rule else CreditRule.objects.all()
    latest = others.order_by("-effective_from").first()
    _check(rule, effective_from, latest)
    _check_hours(steps, exam_hours, yearly_cap, yearly_target)
    before = _facts(rule) if rule else {}
    rule = rule or CreditRule(version=max(others.values_list("version", flat=True), default=0) + 1)
    rule.effective_from = effective_from
    rule.lesson_steps = [[longest, str(hours)] for longest, hours in steps]
    rule.exam_hours, rule.yearly_cap, rule.yearly_target = exam_hours, yearly_cap, yearly_target
    rule.source_caps = {source: str(cap) for source, cap in source_caps.items()}
    rule.note = note.strip()
    rule.save()
    audit.record("courses.credit_rule_saved", rule, by=by, before=before, after=_facts(rule))
    return rule


def is_in_use(rule: CreditRule) -> bool:
    """Whether it has begun or something was awarded by it."""
    return rule.effective_from <= clock.today() or rule.awards.exists()


def _check(rule: CreditRule | None, effective_from: date, latest: CreditRule | None) -> None:
    if rule is not None and is_in_use(rule):
        raise DomainError("rule_in_use")
    if effective_from <= clock.today():
        raise DomainError("not_tomorrow")
    if latest is not None and effective_from <= latest.effective_from:
        raise DomainError("not_later", version=latest.version)


def _check_hours(steps: engine.Steps, exam_hours: Decimal, cap: Decimal | None, target: Decimal) -> None:
    if problem := engine.steps_problem(steps):
        raise DomainError(problem)
    if exam_hours < 0 or not engine.is_quarter(exam_hours):
        raise DomainError("not_quarters")
    if cap is not None and cap < target:
        raise DomainError("cap_below_target")


def _facts(rule: CreditRule) -> dict[str, object]:
    return {
        "version": rule.version,
        "effective_from": rule.effective_from.isoformat(),
        "lesson_steps": rule.lesson_steps,
        "exam_hours": str(rule.exam_hours),
        "yearly_cap": str(rule.yearly_cap) if rule.yearly_cap is not None else None,
        "source_caps": rule.source_caps,
        "yearly_target": str(rule.yearly_target),
    }
