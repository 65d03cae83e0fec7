"""The list of policies, narrowed by topic and by whom they are for."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.caching import cacheable
from policies.models.groups import Audience, Topic
from policies.models.page import PolicyPage

PER_PAGE = 24


class PolicyIndexPage(Page):
    # Its parent is the home page, which names it: this app does not know the one above it.
    subpage_types = ["policies.PolicyPage"]
    max_count = 1
    template = "policies/index.html"

    class Meta:
        verbose_name = _("政策目录")

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        return cacheable(request, response, self.understood(request, response.context_data))

    @staticmethod
    def understood(request, context: dict[str, Any]) -> dict[str, object]:
        """What of the query this list followed."""
        chosen = {
            name: context[part] and context[part].slug for name, part in (("topic", "topic"), ("who", "audience"))
        }
        return {**chosen, "page": "page" in request.GET and context["page_obj"].number}

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        """The chosen topic and audience (unknown ones count as none), the page of the list, and what may be chosen."""
        context = super().get_context(request, *args, **kwargs)
        topic = Topic.objects.filter(slug=request.GET.get("topic", "")[:50]).first()
        audience = Audience.objects.filter(slug=request.GET.get("who", "")[:50]).first()
        policies = PolicyPage.objects.for_list()
        if topic:
            policies = policies.filter(topic=topic)
        if audience:
            policies = policies.filter(audiences=audience)
        page = Paginator(policies, PER_PAGE).get_page(request.GET.get("page"))
        counted = Count("policies", filter=Q(policies__live=True))
        return {
            **context,
            "page_obj": page,
            "topic": topic,
            "audience": audience,
            "topics": Topic.objects.annotate(n=counted).filter(n__gt=0),
            "audiences": Audience.objects.annotate(n=counted).filter(n__gt=0),
        }
