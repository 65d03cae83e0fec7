"""What is new among the policies, as RSS."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.caching import cacheable
from policies.models import PolicyPage

NEWEST = 20


class PolicyFeed(Feed):
    """The newest policies, each with its sentence and its day."""

    title = _("网格学堂 · 政策")
    description = _("跟您有关的政策，几句话看明白。")
    link = "/policies/"
    feed_url = reverse_lazy("policies:feed")
    language = "zh-Hans"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return cacheable(request, super().__call__(request, *args, **kwargs))

    def items(self) -> Iterable[PolicyPage]:
        return PolicyPage.objects.for_list()[:NEWEST]

    def item_title(self, item: PolicyPage) -> str:
        return item.title

    def item_description(self, item: PolicyPage) -> str:
        return item.text["one_sentence"]

    def item_link(self, item: PolicyPage) -> str:
        return item.address

    def item_pubdate(self, item: PolicyPage) -> datetime:
        return datetime.combine(item.published, time(0), tzinfo=UTC)

    def item_categories(self, item: PolicyPage) -> list[str]:
        return [item.topic.name]


feed = require_safe(PolicyFeed())
