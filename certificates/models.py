"""The document about a completion, and how a stranger checks it.

A `Certificate` is issued once per `Completion`; what it says is a snapshot of the day it was issued. Its PDF is drawn
from the snapshot when asked for, so that another address of the instance gives another, working QR code. A
`NumberSeries` counts the serial numbers of one prefix: strictly increasing, never used again, gaps allowed.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from courses.models import Completion
from people.enums import MANAGER_ROLES
from people.models import User, scope_paths


def new_token() -> str:
    """128 random bits, URL-safe (OWASP ASVS 11.5.1: a UUID would not do)."""
    return secrets.token_urlsafe(16)


class NumberSeries(models.Model):
    prefix = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:05d}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, user) -> CertificateQuerySet:
        """One's own, and those of the people one manages: it bears the full name, so whoever views figures sees none."""
        if not user.is_authenticated:
            return self.none()
        managed = User.objects.in_scope(scope_paths(user, roles=MANAGER_ROLES))
        return self.filter(Q(person=user) | Q(person__in=managed))


class Certificate(models.Model):
    completion = models.OneToOneField(Completion, on_delete=models.PROTECT, related_name="certificate")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("证书编号"), max_length=60, unique=True)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    # What the document says: see certificates.engine.document.Document; dates as ISO text, empty where there is none.
    snapshot = models.JSONField()
    issued_at = models.DateTimeField(default=clock.now)
    suspended_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    state_reason = models.CharField(max_length=300, blank=True)
    replaced_by = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_at"]
        verbose_name = _("证书")
        verbose_name_plural = _("证书")

    def __str__(self) -> str:
        return self.number
