"""Choices of courses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    FULL_TIME = "full_time", _("专职网格员")
    PART_TIME = "part_time", _("兼职网格员")
    MEDIATOR = "mediator", _("人民调解员")
    CADRE = "cadre", _("村社区干部")


class CardKind(models.TextChoices):
    EMERGENCY = "emergency", _("应急处置卡")
    MEDIATION = "mediation", _("调解话术卡")
    PERSUASION = "persuasion", _("劝阻卡")
    DATA = "data", _("数据安全卡")


class Incident(models.TextChoices):
    """What has happened: how a card is found in two taps."""

    FIRE = "fire", _("起火")
    GAS = "gas", _("燃气")
    FLOOD = "flood", _("暴雨台风")
    MEDICAL = "medical", _("突发疾病")
    CROWD = "crowd", _("聚集冲突")
    ELDER = "elder", _("老人")
    NEIGHBOUR = "neighbour", _("邻里")
    PROPERTY = "property", _("物业")
    FAMILY = "family", _("婚姻家庭")
    LAND = "land", _("征收土地")
    FRAUD = "fraud", _("诈骗")
    DATA = "data", _("信息安全")


class MediaKind(models.TextChoices):
    IMAGE = "image", _("图片")
    AUDIO = "audio", _("音频")
    VIDEO = "video", _("视频")
    DOCUMENT = "document", _("文档")


# The largest upload of each kind, in bytes: what a phone loads on a slow line, and what a chapter needs at most.
MEDIA_LIMITS = {
    MediaKind.IMAGE: 10 * 1024 * 1024,
    MediaKind.AUDIO: 30 * 1024 * 1024,
    MediaKind.VIDEO: 200 * 1024 * 1024,
    MediaKind.DOCUMENT: 20 * 1024 * 1024,
}


class CreditSource(models.TextChoices):
    """What 学时 are awarded for (domain.md 7.3)."""

    LESSON = "lesson", _("课程小测")
    EXAM = "exam", _("正式考试")
    CORRECTION = "correction", _("更正")


# In its last so many days a completion is "expiring" and may be renewed (domain.md 7.5).
RENEWAL_DAYS = 90


class LessonState(models.TextChoices):
    """Where a person is with a lesson, in the cycle they learn in."""

    DONE = "done", _("已学完")
    OPENED = "opened", _("学到一半")
    TODO = "todo", _("未学")


class Step(models.TextChoices):
    """What stands between a person and the certificate, in order."""

    LESSONS = "lessons", _("学完全部课")
    EXAM = "exam", _("正式考试")
    PRACTICAL = "practical", _("实操考核")


class Urgency(models.IntegerChoices):
    """Why something is on a person's list, the most pressing first."""

    OVERDUE = 1, _("逾期")
    EXPIRED = 2, _("已过期")
    DUE = 3, _("快到期限")
    EXAM = 4, _("可以考试")
    CONTINUE = 5, _("学习中")
    EXPIRING = 6, _("证书快到期")
    ASSIGNED = 7, _("已安排")


class TrainingState(models.TextChoices):
    """What a manager may ask of a training record (courses.reports.training defines each)."""

    SHOULD = "should", _("应训")
    NOT_STARTED = "not_started", _("未开始")
    STARTED = "started", _("已开始")
    SAT = "sat", _("已参考")
    PASSED = "passed", _("考试合格")
    COMPLETED = "completed", _("已完成")
    CERTIFIED = "certified", _("已持证")
    EXPIRING = "expiring", _("即将到期")
    OVERDUE = "overdue", _("逾期未完成")
