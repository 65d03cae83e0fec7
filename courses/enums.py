"""Choices of courses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    FULL_TIME = "full_time", _("专职网格员")
    PART_TIME = "part_time", _("兼职网格员")
    MEDIATOR = "mediator", _("人民调解员")
    CADRE = "cadre", _("村社区干部")
