"""Handling cards (应急处置卡, 调解话术卡): one screen, one sheet of paper, readable by anyone and without a network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from core.caching import cacheable
from core.fields import StreamField
from core.phones import NATIONAL_NUMBERS
from courses.blocks import CallsStream, CardLinesStream
from courses.enums import CardKind, Incident
from courses.models import sheet
from courses.models.editing import KeptPageForm
from courses.models.kept import KeptUpToDate, kept_panel
from courses.models.pages import CoursePage

LINES = ("first", "never", "then", "say")
MOST_OTHERS = 6


class CardIndexPage(Page):
    # Its parent is the home page, which names it.
    subpage_types = ["courses.CardPage"]
    max_count = 1

    class Meta:
        verbose_name = _("处置卡目录")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Every card, grouped by what has happened: one page that can be kept for the field, found in by anchors."""
        groups: dict[Incident, list[CardPage]] = {}
        for card in CardPage.objects.for_list():
            groups.setdefault(Incident(card.incident), []).append(card)
        return {**super().get_context(request, *args, **kwargs), "groups": list(groups.items())}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return cacheable(request, super().serve(request, *args, **kwargs))


@dataclass(frozen=True)
class Call:
    """Whom to call; without a number a line to write one on."""

    name: str
    number: str

    @property
    def is_national(self) -> bool:
        """Whether a telephone link may be made of it."""
        return self.number in NATIONAL_NUMBERS


class CardQuerySet(PageQuerySet):
    def shown(self) -> CardQuerySet:
        """What anybody may read now."""
        return self.live().public()

    def incidents(self) -> list[Incident]:
        """What has happened that some card is for, in the order of `Incident`."""
        found = set(self.shown().order_by().values_list("incident", flat=True).distinct())
        return [incident for incident in Incident if incident in found]

    def for_list(self) -> CardQuerySet:
        """`shown`, by incident in the order of `Incident` and then by code, without what only the card itself shows."""
        places = [models.When(incident=value, then=place) for place, value in enumerate(Incident.values)]
        place = models.Case(*places, default=len(places), output_field=models.IntegerField())
        return self.shown().defer(*LINES, "calls", "legal_basis").order_by(place, "code")


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

    objects = PageManager.from_queryset(CardQuerySet)()
    parent_page_types = ["courses.CardIndexPage"]
    subpage_types: list[str] = []
    base_form_class = KeptPageForm
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
        index.SearchField("public_text"),
        # The search of /cms/ looks only at these and the title.
        index.AutocompleteField("code"),
        index.AutocompleteField("when"),
    ]

    class Meta:
        verbose_name = _("处置卡")
        verbose_name_plural = _("处置卡")

    @property
    def call_list(self) -> list[Call]:
        return [Call(block.value["name"], block.value["number"]) for block in self.calls]

    @property
    def said(self) -> list[str]:
        """What may be said, without the quotation marks around it: those are the page's."""
        return [block.value.removeprefix("“").removesuffix("”") for block in self.say]

    @property
    def national_calls(self) -> list[Call]:
        return [call for call in self.call_list if call.is_national]

    @property
    def local_calls(self) -> list[Call]:
        return [call for call in self.call_list if not call.is_national]

    @property
    def edition(self) -> date | None:
        """The day of the text that is shown: when it was last published."""
        return timezone.localtime(self.last_published_at).date() if self.last_published_at else None

    @property
    def sheet_weight(self) -> float:
        """How much stands on its sheet (courses.models.sheet); the address and the dates are counted as two lines."""
        lines = {name: [block.value for block in getattr(self, name)] for name in LINES}
        small = self.review_note + "".join(self.basis_lines) + 100 * "-"
        return sheet.weight(**lines, small=small) + (sheet.NOTICE if self.is_overdue else 0)

    @property
    def density(self) -> str:
        """The classes of its sheet."""
        return sheet.density(self.sheet_weight)

    def clean(self) -> None:
        """Refuse what does not fit on one sheet of A4, with room for the notice of an overdue review."""
        super().clean()
        if self.sheet_weight > sheet.MOST:
            message = _("一张 A4 放不下这张卡。请删去几句，或者把长句改短；依据只留最要紧的几条。")
            raise ValidationError({"then": message})

    def public_text(self) -> str:
        """What the card says, for the search index and its excerpts."""
        lines = [block.value for name in LINES for block in getattr(self, name)]
        return "\n".join([self.when, self.get_incident_display(), self.get_kind_display(), *lines])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The way to the other cards, those of the same incident first."""
        others = list(CardPage.objects.for_list().filter(kind=self.kind).exclude(pk=self.pk))
        others.sort(key=lambda card: card.incident != self.incident)
        return {**super().get_context(request, *args, **kwargs), "others": others[:MOST_OTHERS]}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return cacheable(request, super().serve(request, *args, **kwargs))
