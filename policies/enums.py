"""How a step of a policy is taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """Where a step is taken."""

    ONLINE = "online", _("线上")
    OFFLINE = "offline", _("线下")
    BOTH = "both", _("线上或线下")
