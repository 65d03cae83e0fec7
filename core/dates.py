"""Dates and time left, in words, where the product is used (settings.TIME_ZONE)."""

from datetime import date, datetime, timedelta

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock

DUE_SOON = timedelta(days=7)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def machine(value: date | datetime) -> str:
    """For `<time datetime>`: ISO 8601 with the offset."""
    local = _local(value)
    return local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat()


def long_date(value: date | datetime) -> str:
    """2026年6月25日"""
    # Translators: a format of Django's `date` filter, not words.
    return dateformat.format(_local(value), _("Y年n月j日"))


def long_datetime(value: datetime) -> str:
    """2026年6月25日 15:00"""
    return f"{long_date(value)} {_local(value):%H:%M}"


def short(value: date | datetime) -> str:
    """6月28日, with the hour of a datetime, and with the year when it is not this one."""
    local = _local(value)
    # Translators: a format of Django's `date` filter, not words.
    this_year = _("n月j日")
    words = dateformat.format(local, this_year) if local.year == clock.today().year else long_date(value)
    return f"{words} {local:%H:%M}" if isinstance(local, datetime) else words


def time_left(value: date | datetime) -> str:
    """What is left until a deadline, in the largest unit that says it; a date lasts until its end."""
    if not isinstance(value, datetime):
        days = (value - clock.today()).days
        return _("今天到期") if days == 0 else _days(days)
    left = value - clock.now()
    if abs(left) >= timedelta(days=1):
        return _days(left.days if left > timedelta(0) else -(-left).days)
    minutes = int(abs(left).total_seconds() // 60)
    if left < timedelta(0):
        hours = max(1, minutes // 60)
        return ngettext("逾期 %(hours)s 小时", "逾期 %(hours)s 小时", hours) % {"hours": hours}
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("还剩 %(hours)s 小时", "还剩 %(hours)s 小时", hours) % {"hours": hours}
    return ngettext("还剩 %(minutes)s 分钟", "还剩 %(minutes)s 分钟", minutes) % {"minutes": minutes}


def _days(days: int) -> str:
    if days > 0:
        return ngettext("还剩 %(days)s 天", "还剩 %(days)s 天", days) % {"days": days}
    return ngettext("逾期 %(days)s 天", "逾期 %(days)s 天", -days) % {"days": -days}


def due_state(value: date | datetime) -> str:
    """info, due (within DUE_SOON) or overdue: the colour of a deadline."""
    left = value - clock.now() if isinstance(value, datetime) else value - clock.today()
    if left < timedelta(0):
        return "overdue"
    return "due" if left <= DUE_SOON else "info"
