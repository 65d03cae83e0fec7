"""Kinds of things residents meet: how a step is taken, how useful a page was, how an enquiry stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.enums import MANAGER_ROLES, Post, Role

# Who works at the desk of enquiries: the handlers of a unit, and whoever manages it.
DESK_ROLES = MANAGER_ROLES | {Role.ENQUIRY_HANDLER}
# Who meets residents and may write down what they ask.
RECORDING_POSTS = {Post.SECRETARY, Post.COMMUNITY_WORKER, Post.GRID_WORKER, Post.GRID_LEADER}


class Way(models.TextChoices):
    """Where a step is taken."""

    ONLINE = "online", _("线上")
    OFFLINE = "offline", _("线下")
    BOTH = "both", _("线上或线下")


class Useful(models.TextChoices):
    """这页有用吗？ One tap."""

    CLEAR = "clear", _("看懂了")
    PARTLY = "partly", _("有一点没懂")
    NOT_SOLVED = "not_solved", _("没解决")


class UselessBecause(models.TextChoices):
    """Why a page did not help."""

    HARD = "hard", _("话难懂")
    MISSING = "missing", _("没写我要的")
    OUTDATED = "outdated", _("过时了")
    NOT_LOCAL = "not_local", _("和本地不一样")
    WRONG = "wrong", _("写错了")


class EnquiryState(models.TextChoices):
    """How an enquiry stands (domain.md 7.10); the transitions are in docs/workflows.md."""

    SCREENING = "screening", _("待看")
    NEW = "new", _("待受理")
    ACCEPTED = "accepted", _("办理中")
    ANSWERED = "answered", _("已答复")
    REFERRED = "referred", _("已转出")
    REFUSED = "refused", _("不予办理")


# The clock runs.
OPEN_STATES = {EnquiryState.NEW, EnquiryState.ACCEPTED}


class Channel(models.TextChoices):
    """How an enquiry came."""

    WEB = "web", _("网页")
    POSTER = "poster", _("楼道二维码")
    COUNTER = "counter", _("社区代录")
    PHONE = "phone", _("电话代录")


class ReferTo(models.TextChoices):
    """Who deals with what the desk must not take (domain.md 7.10)."""

    EMERGENCY = "emergency", _("119、110、120")
    POLICE = "110", "110"
    HOTLINE = "12345", "12345"
    PETITION = "petition", _("信访")
    COURT = "court", _("法院")


class EnquiryStep(models.TextChoices):
    """What is written into the log of an enquiry."""

    RECEIVED = "received", _("收到")
    PASSED = "passed", _("可以办理")
    ACCEPTED = "accepted", _("受理")
    FORWARDED = "forwarded", _("转办")
    REMINDED = "reminded", _("催办")
    ESCALATED = "escalated", _("上报")
    EXTENDED = "extended", _("延期")
    ANSWERED = "answered", _("答复")
    PUBLISHED = "published", _("公开")
    WITHDRAWN = "withdrawn", _("撤回公开")
    REFERRED = "referred", _("转出")
    REFUSED = "refused", _("不予办理")
    RATED = "rated", _("评价")
