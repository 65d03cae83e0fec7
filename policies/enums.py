"""Whom a policy is for, in the residents' own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    ELDER = "elder", _("老人")
    TENANT = "tenant", _("租户")
    OWNER = "owner", _("业主")
    SHOP = "shop", _("商户")
    PARENT = "parent", _("家长")
    WORKER = "worker", _("务工人员")
