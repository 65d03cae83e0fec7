"""What residents read.

A `PolicyIndexPage` lists `PolicyPage`s. A policy page explains one policy in the fixed parts of domain.md 6.1; a `Topic`
groups pages. Figures that differ from place to place are placeholders `{{名称}}` filled from the page's own list of
local values; a page with an empty one cannot be published.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from people.models import OrgUnit


class Topic(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField(_("主题"), max_length=20, unique=True)
    icon = models.CharField(max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("主题")
        verbose_name_plural = _("主题")

    def __str__(self) -> str:
        return self.name


class PolicyIndexPage(Page):
    # Its parent is the home page, which names it: this app does not know the one above it.
    subpage_types = ["policies.PolicyPage"]
    max_count = 1

    class Meta:
        verbose_name = _("政策目录")


class PolicyPage(Page):
    code = models.CharField(_("编号"), max_length=20, unique=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="policies", verbose_name=_("主题"))
    department = models.CharField(_("责任部门"), max_length=60)
    unit = models.ForeignKey(
        OrgUnit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("责任单位（组织树）")
    )
    content_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("负责人")
    )

    parent_page_types = ["policies.PolicyIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("政策解读")
        verbose_name_plural = _("政策解读")
