"""Words of the invigilation desk: states, times, figures, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.enums import DeskStatus
from assessments.reports import Act, Desk, DeskRow
from core.templatetags.kit import badge

register = template.Library()

# The look of a state (class is-*) and its icon, as the mock-up has them.
LOOKS = {
    DeskStatus.ANSWERING: ("passed", "check"),
    DeskStatus.OFFLINE: ("offline", "offline"),
    DeskStatus.STILL: ("due", "warn"),
    DeskStatus.LEFT: ("due", "warn"),
    DeskStatus.OTHER_DEVICE: ("overdue", "danger"),
    DeskStatus.PAUSED: ("info", "minus"),
    DeskStatus.SUBMITTED: ("passed", "check"),
    DeskStatus.CLOSED: ("passed", "clock"),
    DeskStatus.MISSING: ("none", "minus"),
    DeskStatus.ABSENT: ("overdue", "warn"),
    DeskStatus.DEFERRED: ("none", "calendar"),
    DeskStatus.EXEMPT: ("none", "minus"),
    DeskStatus.VOIDED: ("failed", "close"),
}
JUST_NOW = timedelta(seconds=5)


@register.simple_tag
def status_badge(row: DeskRow) -> SafeString:
    """在答题, 断网 2 分, 未到 …"""
    words = str(row.status.label)
    if row.minutes:
        words = _("{status} {n} 分").format(status=words, n=row.minutes)
    return badge(LOOKS[row.status][0], words, LOOKS[row.status][1])


@register.filter
def ago(moment: datetime | None, now: datetime) -> str:
    """刚刚, 8 秒前, and the time itself after a minute."""
    if moment is None:
        return _("－")
    passed = now - moment
    if passed < JUST_NOW:
        return _("刚刚")
    if passed < timedelta(minutes=1):
        return _("{n} 秒前").format(n=int(passed.total_seconds()))
    return f"{timezone.localtime(moment):%H:%M:%S}"


@register.filter
def away(row: DeskRow) -> str:
    """没有, or: 4 次，共 3 分 12 秒."""
    if not row.attempt:
        return _("－")
    if not row.times_left:
        return _("没有")
    times = ngettext("{n} 次", "{n} 次", row.times_left).format(n=row.times_left)
    minutes, seconds = divmod(row.seconds_away, 60)
    if not row.seconds_away:
        return times
    length = _("{m} 分 {s} 秒").format(m=minutes, s=seconds) if minutes else _("{s} 秒").format(s=seconds)
    return _("{times}，共 {length}").format(times=times, length=length)


@dataclass(frozen=True)
class Figure:
    """A number at the top, and the link that shows only those it counts."""

    name: str
    label: str
    number: int
    href: str
    current: bool
    note: str = ""


@register.filter
def figures(desk: Desk, shown: str) -> Sequence[Figure]:
    """The figures in the order of the mock-up; `shown` is the one the table is filtered by."""
    path, counts = reverse("desk:session", args=[desk.session.pk]), desk.counts
    labels = {
        "": ("expected", _("应到"), ""),
        "answering": ("answering", _("在答题"), ""),
        "offline": ("offline", _("断网"), _("答案都在本机") if counts["offline"] else ""),
        "look": ("look", _("请留意"), ""),
        "handed_in": ("handed_in", _("已交卷"), ""),
        "missing": ("missing", _("未到"), ""),
    }
    return [
        Figure(name, label, counts[key], f"{path}?show={name}" if name else path, name == shown, note)
        for name, (key, label, note) in labels.items()
    ]


@register.simple_tag
def act_words(act: Act) -> str:
    """给欧阳兰 加时 5 分钟; 全场暂停."""
    details: Any = act.details
    if minutes := details.get("minutes"):
        done = ngettext("{act} {n} 分钟", "{act} {n} 分钟", minutes).format(act=act.words, n=minutes)
    else:
        done = str(act.words)
    words = _("{name}：{done}").format(name=act.person, done=done) if act.person else done
    return format_html("{}", words)
