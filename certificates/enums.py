"""What a certificate may be (domain.md 7.5)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateStatus(models.TextChoices):
    VALID = "valid", _("有效")
    EXPIRING = "expiring", _("即将到期")
    EXPIRED = "expired", _("已过期")
    SUSPENDED = "suspended", _("暂停使用")
    REVOKED = "revoked", _("已注销")
    REPLACED = "replaced", _("已换发新证")


# The holder may show it.
USABLE = {CertificateStatus.VALID, CertificateStatus.EXPIRING}
