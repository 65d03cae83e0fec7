"""Words and figures of 个人档案 in templates."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from core.dates import long_date
from courses.reports import LedgerLine
from lms.learner.reports.record_tables import COURSE_STATES, basis_words, exam_result, hours

register = template.Library()
register.filter("basis", basis_words)
register.filter("exam_result", exam_result)


@register.filter
def signed(value: Decimal) -> str:
    """Hours with two decimals, so that they stand below each other; a real minus sign."""
    return f"{value:.2f}".replace("-", "−")


@register.filter
def local_day(value: datetime) -> date:
    """The local day of a moment."""
    return timezone.localtime(value).date()


@register.filter
def course_state(value: str) -> str:
    """The words of `CourseLine.state`."""
    return COURSE_STATES[value]()


@register.filter
def basis_url(line: LedgerLine) -> str:
    """Where it can be read: the lesson with its check, the exam's result; nothing where there is no such page."""
    award = line.award
    if line.attempt:
        return f"/assessments/attempts/{line.attempt.pk}/result/"
    if award.lesson and award.lesson.live:
        return f"{award.lesson.get_url()}#check" if line.check else award.lesson.get_url() or ""
    return ""


@register.filter
def plain(value: Any) -> str:
    """A value of a table as text."""
    if value is None:
        return ""
    if isinstance(value, date):
        return long_date(value)
    return hours(value) if isinstance(value, Decimal) else str(value)
