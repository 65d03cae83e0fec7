"""What rests on what: pages and questions name the laws and policies they rest on, and hear when one of these changes.

A `LegalBasisLink` says that something (a policy, duty, lesson, card, course, question; a higher app's things are known by
content type and key only) rests on a `Law` or a policy page. Each app writes the links of its own things when they are
published. A `BasisFlag` is the mark a changed law or policy leaves on what rests on it, until its owner has looked.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from policies.models.page import PolicyPage


class Law(models.Model):
    """A law or regulation by the name the texts use, with the edition that is known to have been read."""

    name = models.CharField(_("名称"), max_length=80, unique=True, help_text=_("正文里用的叫法，例如：消防法。"))
    full_name = models.CharField(_("全称"), max_length=120, blank=True)
    edition = models.CharField(
        _("版本"), max_length=60, blank=True, help_text=_("例如：2021年修正。改了这里，引用它的内容都会被提醒复核。")
    )
    in_force_from = models.DateField(_("施行日期"), null=True, blank=True)
    url = models.URLField(_("原文网址"), blank=True)
    change_note = models.CharField(_("这次改了什么"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("法律法规")
        verbose_name_plural = _("法律法规")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


ON_ONE_OF_THEM = Q(law__isnull=False, policy__isnull=True) | Q(law__isnull=True, policy__isnull=False)


class LegalBasisLink(models.Model):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    law = models.ForeignKey(Law, null=True, on_delete=models.PROTECT, related_name="links")
    policy = models.ForeignKey(PolicyPage, null=True, on_delete=models.CASCADE, related_name="basis_of")
    article = models.CharField(max_length=200, blank=True)
    # A digest of the law or policy as it was when the thing was written or its owner was last told of a change.
    known = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=ON_ONE_OF_THEM, name="a_link_rests_on_one_thing")]
        indexes = [models.Index(fields=["content_type", "object_id"], name="basis_of_thing")]

    def __str__(self) -> str:
        return f"{self.law or self.policy}{self.article}"


class BasisFlag(models.Model):
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=40)
    law = models.ForeignKey(Law, null=True, on_delete=models.CASCADE, related_name="flags")
    policy = models.ForeignKey(PolicyPage, null=True, on_delete=models.CASCADE, related_name="flags")
    # What changed, in words for the owner.
    reason = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=ON_ONE_OF_THEM, name="a_flag_is_about_one_thing"),
            # One open mark per thing and cause: a second change while nobody has looked only renews its reason.
            models.UniqueConstraint(
                fields=["content_type", "object_id", "law"],
                condition=Q(settled_at__isnull=True, law__isnull=False),
                name="one_open_flag_per_law",
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "policy"],
                condition=Q(settled_at__isnull=True, policy__isnull=False),
                name="one_open_flag_per_policy",
            ),
        ]

    def __str__(self) -> str:
        return self.reason
