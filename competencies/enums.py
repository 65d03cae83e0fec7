"""Kinds and states of evidence and of a person's standing in a competency (architecture: states in order of urgency)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EvidenceKind(models.TextChoices):
    LESSON_CHECK = "lesson_check", _("课后小测")
    EXAM = "exam", _("正式考试")
    SCENARIO = "scenario", _("情景模拟")
    PRACTICAL = "practical", _("实操考核")
    APPOINTMENT = "appointment", _("聘任")
    EXTERNAL = "external", _("外部培训")


class EvidenceState(models.TextChoices):
    VALID = "valid", _("有效")
    WITHDRAWN = "withdrawn", _("已撤回")


class Standing(models.TextChoices):
    UNASSESSED = "unassessed", _("未评")
    DEVELOPING = "developing", _("发展中")
    CURRENT = "current", _("达标")
    DUE = "due", _("临期")
    STALE = "stale", _("待复核")
    EXPIRED = "expired", _("过期")
    SUSPENDED = "suspended", _("暂停")


# Software alone grants no level above this one (domain.md 3).
SOFTWARE_MAX_LEVEL = 3

# What the five levels are called (domain.md 3).
LEVEL_NAMES = {1: _("了解"), 2: _("会做"), 3: _("熟练"), 4: _("能带"), 5: _("师资")}
