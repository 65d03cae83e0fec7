"""The home page: the root of the site's page tree. A `FeaturedPolicy` is one that editors chose for it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from core.caching import cacheable
from courses.models import CardPage
from policies.models import Audience, DutyPage, PolicyPage, Topic

ON_THE_WALL = 6


class HomePage(Page):
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "policies.PolicyIndexPage",
        "policies.DutyIndexPage",
        "courses.CourseIndexPage",
        "courses.CardIndexPage",
    ]
    max_count = 1
    template = "site/home.html"
    content_panels = [
        *Page.content_panels,
        InlinePanel(
            "featured",
            max_num=ON_THE_WALL,
            label=_("政策"),
            heading=_("大家常看的政策"),
            help_text=_("不选的话，显示最新的六页。"),
        ),
    ]

    class Meta:
        verbose_name = _("首页")

    def serve(self, request, *args, **kwargs):
        return cacheable(request, super().serve(request, *args, **kwargs))

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        """The policies on the wall, and the ways into the list."""
        context = super().get_context(request, *args, **kwargs)
        chosen = self.chosen_policies()
        return {
            **context,
            "policies": chosen or list(PolicyPage.objects.for_list()[:ON_THE_WALL]),
            "are_chosen": bool(chosen),
            "topics": Topic.objects.filter(policies__live=True).distinct(),
            "audiences": Audience.objects.filter(policies__live=True).distinct(),
            "duties": DutyPage.objects.for_list(),
            "incidents": CardPage.objects.incidents(),
        }

    def chosen_policies(self) -> list[PolicyPage]:
        """The featured policies that are live, in the editors' order."""
        order = [featured.policy_id for featured in self.featured.all()]
        live = {page.pk: page for page in PolicyPage.objects.for_list().filter(pk__in=order)} if order else {}
        return [live[pk] for pk in order if pk in live]


class FeaturedPolicy(Orderable):
    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="featured")
    policy = models.ForeignKey(PolicyPage, on_delete=models.CASCADE, related_name="+", verbose_name=_("政策"))

    panels = [PageChooserPanel("policy", "policies.PolicyPage")]
