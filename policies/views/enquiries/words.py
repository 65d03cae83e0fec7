"""Refusals of the services in words; the steps of an enquiry as its author reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.errors import DomainError
from policies.enums import EnquiryState, EnquiryStep
from policies.models import Enquiry


def refusal(error: DomainError) -> str:
    """Why an act was not done, for whoever asked for it."""
    words = {
        "not_yours": _("这一条已经转给别的单位了。"),
        "enquiry_moved_on": _("这一条刚刚有人处理过了，请看一下现在的状态。"),
        "same_unit": _("它本来就在这个单位。"),
        "unit_closed": _("这个单位已经撤销，请另选一个。"),
        "extended_already": _("已经延过一次，不能再延。"),
        "too_many_days": _("最多延 %(most)s 天。"),
        "no_page": _("它没有关联页面，不能公开。"),
        "not_allowed": _("居民选了“只给我看”，不能公开。"),
        "personal_data": _("里面还有个人信息，请先改掉。"),
        "not_published": _("它没有公开。"),
        "not_closed": _("还没有答复，请等答复以后再评价。"),
        "rated_already": _("已经评价过了，谢谢。"),
        "photo_too_big": _("照片不能超过 5 MB，请选一张小一点的。"),
        "photo_unreadable": _("这张照片打不开。请选一张 JPG 或 PNG 照片，也可以不加照片。"),
        "no_unit": _("还没有单位负责答复，请直接打 12345。"),
    }
    return words[error.code] % error.context


@dataclass(frozen=True)
class Stage:
    """One of the four stages on the way: when it was reached, whether it is the one now."""

    name: str
    words: str
    at: datetime | None
    now: bool


def stages(enquiry: Enquiry) -> list[Stage]:
    """已收到, 受理, 办理, 答复: how far it has come."""
    closed = enquiry.closed_at
    end = {  # type: ignore[call-overload]
        EnquiryState.REFERRED: _("已转到别处"),
        EnquiryState.REFUSED: _("不予办理"),
    }.get(enquiry.state, _("答复"))
    accepting = enquiry.is_open and enquiry.accepted_at is None
    return [
        Stage(_("已收到"), "", enquiry.created_at, False),
        Stage(_("受理"), _("正在分给责任部门"), enquiry.accepted_at or closed, accepting),
        Stage(_("办理"), _("部门核实"), closed, enquiry.is_open and not accepting),
        Stage(end, _("您来评价"), closed, False),
    ]


@dataclass(frozen=True)
class Told:
    """A line of the log for the author: what happened, units and words, no name."""

    at: datetime
    what: str
    words: str


def log_for_author(enquiry: Enquiry) -> list[Told]:
    """What its author may read of the log; reminders and notes are the desk's own."""
    lines = []
    for event in enquiry.events.select_related("from_unit", "to_unit"):
        what = {  # type: ignore[call-overload]
            EnquiryStep.RECEIVED: _("收到您的留言"),
            EnquiryStep.ACCEPTED: _("%(unit)s受理"),
            EnquiryStep.FORWARDED: _("转给%(unit)s"),
            EnquiryStep.EXTENDED: _("延期"),
            EnquiryStep.ANSWERED: _("答复"),
            EnquiryStep.PUBLISHED: _("答复公开"),
            EnquiryStep.REFERRED: _("转到别处"),
            EnquiryStep.REFUSED: _("不予办理"),
        }.get(event.step)
        if what:
            unit = event.to_unit.name if event.to_unit else ""
            lines.append(Told(event.at, what % {"unit": unit}, event.told))
    return lines
