"""How a step of a policy is taken, and the numbers anybody in the country may dial."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """Where a step is taken."""

    ONLINE = "online", _("线上")
    OFFLINE = "offline", _("线下")
    BOTH = "both", _("线上或线下")


# Only these become telephone links: local numbers are checked by nobody, a wrong link would ring at a stranger's.
NATIONAL_NUMBERS = frozenset(
    {"110", "119", "120", "122", "12315", "12328", "12333", "12345", "12348", "12393", "96110"}
)
