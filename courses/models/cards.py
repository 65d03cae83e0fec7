"""Handling cards (应急处置卡, 调解话术卡): one screen, one sheet of paper, readable by anyone and without a network."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Page, PageManager
from wagtail.search import index

from core.caching import cacheable
from core.fields import StreamField
from courses.blocks import CallsStream, CardLinesStream
from courses.enums import CardKind, Incident
from courses.models.kept import KeptQuerySet, KeptUpToDate, kept_panel
from courses.models.pages import CoursePage


class CardIndexPage(Page):
    # Its parent is the home page, which names it.
    subpage_types = ["courses.CardPage"]
    max_count = 1

    class Meta:
        verbose_name = _("处置卡目录")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return cacheable(request, super().serve(request, *args, **kwargs))


class CardPage(KeptUpToDate, Page):
    """A card is public: it hangs in duty rooms and is read in a hurry, by people who are not logged in."""

    code = models.CharField(_("卡号"), max_length=24, unique=True, help_text=_("例如 EMG101-1，印在纸上。"))
    kind = models.CharField(_("种类"), max_length=12, choices=CardKind.choices, default=CardKind.EMERGENCY)
    incident = models.CharField(_("事情"), max_length=12, choices=Incident.choices)
    course = models.ForeignKey(
        CoursePage, null=True, blank=True, on_delete=models.SET_NULL, related_name="cards", verbose_name=_("所属课程")
    )
    when = models.CharField(_("什么情况用"), max_length=120)
    first = StreamField(CardLinesStream(min_num=1, max_num=4), verbose_name=_("先做这三件"))
    then = StreamField(CardLinesStream(max_num=8), verbose_name=_("接着做"), blank=True)
    never = StreamField(CardLinesStream(max_num=6), verbose_name=_("绝对不能做"), blank=True)
    say = StreamField(CardLinesStream(max_num=6), verbose_name=_("可以直接说"), blank=True)
    calls = StreamField(CallsStream(max_num=6), verbose_name=_("打给谁"), blank=True)

    objects = PageManager.from_queryset(KeptQuerySet)()
    parent_page_types = ["courses.CardIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("code"), FieldPanel("kind"), FieldPanel("incident")]),
        PageChooserPanel("course", "courses.CoursePage"),
        FieldPanel("when"),
        FieldPanel("first"),
        FieldPanel("calls"),
        FieldPanel("never"),
        FieldPanel("then"),
        FieldPanel("say"),
        kept_panel(),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("code"),
        index.SearchField("when"),
        index.SearchField("first"),
        index.SearchField("then"),
        index.SearchField("never"),
        index.SearchField("say"),
    ]

    class Meta:
        verbose_name = _("处置卡")
        verbose_name_plural = _("处置卡")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return cacheable(request, super().serve(request, *args, **kwargs))
