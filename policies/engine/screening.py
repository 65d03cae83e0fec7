"""What a handler looks at before it counts as an enquiry, and what makes the red notice appear."""

from __future__ import annotations

import re
from enum import StrEnum

# One device, one hour: more than this is not refused yet, only looked at first.
MANY_FROM_ONE = 3
LINK = re.compile(
    r"https?://|www\.|(?<![a-z0-9])[a-z0-9-]{1,40}\.(?:com|cn|net|org|top|xyz|cc|vip|shop)(?![a-z])", re.I
)
SAME = re.compile(r"(\S)\1{9}")
ADVERTISING = (
    "加微信",
    "加V",
    "诚招刷单",
    "兼职日结",
    "低息贷款",
    "无抵押",
    "办证",
    "代开发票",
    "博彩",
    "棋牌",
    "彩票内幕",
    "成人视频",
)
ABUSE = ("傻逼", "操你", "草泥马", "去死吧", "全家死")
URGENT = re.compile(
    r"着火|起火|失火|冒烟|火灾|爆炸|漏气|煤气味|煤气中毒|一氧化碳|触电|坍塌|落水|溺水|鼓包|"
    r"救命|昏迷|晕倒|没有?呼吸|大出血|心脏病发|急救|自杀|跳楼|割腕|不想活|喝农药|"
    r"拿刀|刀砍|砍我|杀我|打我(?!们?的?电话|们?手机|微信)|家暴|绑架|抢劫|强奸|正在打|刚刚?被骗|转了.{0,4}[万千]"
)


class Reason(StrEnum):
    LINK = "link"
    REPEATED = "repeated"
    WORDS = "words"
    MANY = "many"


def reasons_to_look(text: str, *, sent_before: bool, from_device: int, crowded: bool) -> list[Reason]:
    """Why somebody looks at it first; empty for what goes straight to the desk.

    Arguments: `sent_before` the same words came lately; `from_device` the how-manieth of this hour from one device;
    `crowded` more come to the instance than ever do by themselves.
    """
    squeezed = re.sub(r"\s+", "", text)
    found = [
        (Reason.LINK, bool(LINK.search(text))),
        (Reason.REPEATED, sent_before or bool(SAME.search(squeezed)) or _one_thing_over_and_over(squeezed)),
        (Reason.WORDS, any(word in squeezed for word in (*ADVERTISING, *ABUSE))),
        (Reason.MANY, crowded or from_device > MANY_FROM_ONE),
    ]
    return [reason for reason, applies in found if applies]


def _one_thing_over_and_over(text: str) -> bool:
    """A short piece three times or more and nothing else."""
    if len(text) < 12:
        return False
    # A text is made of repetitions when it is found inside itself doubled, before its own end.
    period = (text + text).find(text, 1)
    return period * 3 <= len(text)


def is_urgent(text: str) -> bool:
    """Whether it may be about something that happens now: then 119, 110 and 120 are shown first."""
    return bool(URGENT.search(text))
