"""谁来管: who deals with what, one page per matter, and what a grid worker does and does not do about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.fields import StreamField
from people.models import OrgUnit
from policies import blocks
from policies.models.asked import AskedAbout
from policies.models.page import PolicyPage


class DutyIndexPage(Page):
    # Its parent is the home page, which names it.
    subpage_types = ["policies.DutyPage"]
    max_count = 1
    template = "policies/duties.html"

    class Meta:
        verbose_name = _("谁来管目录")


class DutyPage(AskedAbout, Page):
    """One matter: who leads, who does what, whom to call in which order. Its title is the question a resident asks."""

    ask_as = "duty"

    matter = models.CharField(_("什么事"), max_length=20, help_text=_("几个字，例如：楼道堆物。"))
    icon = models.CharField(_("图标"), max_length=20, blank=True)
    lead = models.CharField(_("先找谁"), max_length=60)
    departments = StreamField(blocks.DutyDepartmentStream(min_num=1, max_num=8), verbose_name=_("谁管哪一段"))
    worker_does = StreamField(blocks.WorkerActStream(max_num=6), verbose_name=_("网格员会做"), blank=True)
    worker_does_not = StreamField(blocks.LineStream(max_num=8), verbose_name=_("网格员不会做"), blank=True)
    resident_does = models.CharField(_("您可以做的"), max_length=200)
    urgent = models.CharField(_("紧急时"), max_length=200, blank=True)
    phones = StreamField(blocks.DutyPhoneStream(min_num=1, max_num=8), verbose_name=_("按顺序打"))
    legal_basis = StreamField(blocks.BasisStream(), verbose_name=_("法律依据"), blank=True)
    related_policy = models.ForeignKey(
        PolicyPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="duties", verbose_name=_("相关政策")
    )
    note = models.CharField(_("说明"), max_length=120, blank=True)
    unit = models.ForeignKey(
        OrgUnit,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("责任单位（组织树）"),
    )
    content_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("负责人"),
    )
    review_due = models.DateField(_("复核日期"))
    review_note = models.CharField(_("本地审核提示"), max_length=120, blank=True)
    local_values = StreamField(blocks.LocalValueStream(), verbose_name=_("本地数值"), blank=True)

    parent_page_types = ["policies.DutyIndexPage"]
    subpage_types: list[str] = []
    template = "policies/duty.html"

    class Meta:
        verbose_name = _("谁来管")
        verbose_name_plural = _("谁来管")
