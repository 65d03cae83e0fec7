"""What the public search finds: live policies, courses and handling cards, and nothing else."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import Or, PlainText

from core.search import query_text
from courses.models import CardPage, CoursePage
from lms.site.engine.wording import Wording, clauses, excerpt, marked, understand
from lms.site.formats import synonyms
from policies.models import PolicyPage

PER_PAGE = 10
# Only these are public; lessons and questions are for those enrolled.
KINDS: dict[str, type[Page]] = {"policy": PolicyPage, "card": CardPage, "course": CoursePage}


@dataclass(frozen=True)
class Hit:
    """One page found. The excerpt is (text, was searched for) pairs, the title a list of clauses of such pairs."""

    kind: str
    url: str
    icon: str
    title: list[list[tuple[str, bool]]]
    excerpt: list[tuple[str, bool]]
    source: str
    updated: date | None


@dataclass(frozen=True)
class Found:
    """The answer to a query: a page of hits, and how many there are of each kind whatever was chosen."""

    wording: Wording
    page: ListPage
    hits: list[Hit]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        return self.page.paginator.count


@cache
def known_synonyms() -> synonyms.Synonyms:
    """The synonyms of this instance, read once."""
    return synonyms.read(settings.CONTENT_DIR / "synonyms.yaml")


def find(typed: str, *, kind: str = "", page: Any = 1, exact: bool = False) -> Found:
    """Find what is public. Pages with a searched word in the title come first, policies before cards and these before
    courses (who searches here is a resident first of all, then somebody in a hurry), then by relevance.

    Arguments: `kind` a key of KINDS to see only these; `exact` without synonyms and question words.
    """
    wording = understand(typed, known_synonyms(), exact)
    matching = _matching(wording)
    counts = {name: matching.filter(content_type=_type(model)).count() for name, model in KINDS.items()}
    if kind in KINDS:
        matching = matching.filter(content_type=_type(KINDS[kind]))
    chosen = Paginator(matching, PER_PAGE).get_page(page)
    return Found(wording, chosen, _hits(chosen, wording), counts)


def _type(model: type[Page]) -> ContentType:
    return ContentType.objects.get_for_model(model)


def _matching(wording: Wording) -> QuerySet[Page]:
    texts = [text for variant in wording.variants if (text := query_text(" ".join(variant)))]
    if not texts:
        return Page.objects.none()
    public = Page.objects.live().public().type(*KINDS.values())
    one_of = [PlainText(" ".join(variant), operator="and") for variant in wording.variants]
    # `get_queryset` gives the matching rows in order of relevance, still to be narrowed and cut by the database.
    results = get_search_backend().search(Or(one_of) if len(one_of) > 1 else one_of[0], public)
    ordered = results.get_queryset()
    in_title = Case(When(_title_has(wording), then=Value(0)), default=Value(1), output_field=IntegerField())
    places = [When(content_type=_type(model), then=Value(place)) for place, model in enumerate(KINDS.values())]
    kind = Case(*places, default=Value(len(places)), output_field=IntegerField())
    return ordered.annotate(in_title=in_title, kind=kind).order_by("in_title", "kind", *ordered.query.order_by)


def _title_has(wording: Wording) -> Q:
    """The title has every word of a variant, whichever."""
    anywhere = Q(pk__in=[])
    for variant in wording.variants:
        whole = Q()
        for word in variant:
            whole &= Q(title__icontains=word)
        anywhere |= whole
    return anywhere


def _hits(chosen: ListPage, wording: Wording) -> list[Hit]:
    """The specific pages of this page of the list, in its order, in one query per kind."""
    order = [page.pk for page in chosen]
    policies = PolicyPage.objects.filter(pk__in=order).select_related("topic")
    courses = CoursePage.objects.filter(pk__in=order)
    cards = CardPage.objects.filter(pk__in=order)
    hits = {page.pk: _policy_hit(page, wording.words) for page in policies}
    hits |= {page.pk: _course_hit(page, wording.words) for page in courses}
    hits |= {page.pk: _card_hit(page, wording.words) for page in cards}
    return [hits[pk] for pk in order]


def _policy_hit(page: PolicyPage, words: list[str]) -> Hit:
    return Hit(
        kind="policy",
        url=page.url,
        icon=page.topic.icon or "policy",
        title=[marked(clause, words) for clause in clauses(page.title)],
        excerpt=excerpt(page.public_text(), words),
        source=page.department,
        updated=page.published,
    )


def _course_hit(page: CoursePage, words: list[str]) -> Hit:
    return Hit(
        kind="course",
        url=page.url,
        icon="book",
        title=[marked(clause, words) for clause in clauses(page.title)],
        excerpt=excerpt(page.summary, words),
        source=page.code,
        updated=None,
    )


def _card_hit(page: CardPage, words: list[str]) -> Hit:
    return Hit(
        kind="card",
        url=page.url,
        icon="card",
        title=[marked(clause, words) for clause in clauses(page.title)],
        excerpt=excerpt(page.public_text(), words),
        source=f"{page.get_kind_display()} · {page.code}",
        updated=page.edition,
    )
