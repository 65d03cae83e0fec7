"""谁来管: who deals with what, one page per matter, and what a grid worker does and does not do about it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from core.caching import cacheable
from core.fields import StreamField
from people.models import OrgUnit
from policies import blocks
from policies.models.asked import AskedAbout
from policies.models.filling import LocalText
from policies.models.page import PolicyPage
from policies.models.panels import DUTY_PANELS, CheckedPageForm

LONGEST_QUERY = 40
# What residents read, in the order they read it.
PUBLIC_PARTS = (
    "matter",
    "lead",
    "departments",
    "worker_does",
    "worker_does_not",
    "resident_does",
    "urgent",
    "phones",
    "legal_basis",
    "note",
    "review_note",
)


class DutyIndexPage(Page):
    # Its parent is the home page, which names it.
    subpage_types = ["policies.DutyPage"]
    max_count = 1
    template = "policies/duties.html"

    class Meta:
        verbose_name = _("谁来管目录")

    def serve(self, request, *args, **kwargs):
        return cacheable(request, super().serve(request, *args, **kwargs))

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        """Every matter, or those in which every word of `?q=` stands somewhere."""
        typed = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())
        duties = [duty for duty in DutyPage.objects.for_list() if duty.has_words(typed)]
        return {**super().get_context(request, *args, **kwargs), "duties": duties, "typed": typed}


class DutyPageQuerySet(PageQuerySet):
    def for_list(self) -> DutyPageQuerySet:
        """What a resident may read, in the order of the pages in the tree."""
        return self.live().public().order_by("path")


class DutyPage(AskedAbout, LocalText, Page):
    """One matter: who leads, who does what, whom to call in which order. Its title is the question a resident asks."""

    ask_as = "duty"
    public_parts = PUBLIC_PARTS

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

    objects = PageManager.from_queryset(DutyPageQuerySet)()

    parent_page_types = ["policies.DutyIndexPage"]
    subpage_types: list[str] = []
    base_form_class = CheckedPageForm
    content_panels = DUTY_PANELS
    search_fields = [
        *Page.search_fields,
        index.SearchField("public_text"),
        index.SearchField("asked_text"),
        # The search of /cms/ looks only at these and the title.
        index.AutocompleteField("matter"),
        index.AutocompleteField("lead"),
    ]
    template = "policies/duty.html"

    class Meta:
        verbose_name = _("谁来管")
        verbose_name_plural = _("谁来管")

    def public_text(self) -> str:
        """All that residents can read of this page, for the search index and its excerpts."""
        return "\n".join(blocks.texts_in(self.filled()))

    def has_words(self, typed: str) -> bool:
        """Whether each of the words (all of them, none typed too) stands in the title or the text."""
        whole = f"{self.title}\n{self.public_text()}".lower() if typed else ""
        return all(word in whole for word in typed.lower().split())

    def serve(self, request, *args, **kwargs):
        return cacheable(request, super().serve(request, *args, **kwargs))

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        """The filled text, the way here, the policy that explains it, and the other matters."""
        context = super().get_context(request, *args, **kwargs)
        parent = self.get_parent()
        policy = PolicyPage.objects.current().filter(pk=self.related_policy_id).first()
        return {
            **context,
            "text": self.text,
            "crumbs": [(_("首页"), "/"), (parent.title, parent.url), (self.matter, "")],
            "policy": policy,
            "asked": self.asked,
            "ask_address": self.ask_address,
            "others": DutyPage.objects.for_list().exclude(pk=self.pk),
        }
