"""What the public search finds: live policies, duties, courses, handling cards and words, and nothing else."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.query import Or, PlainText

from core.search import query_text
from courses.models import CardPage, CoursePage
from lms.site.engine.wording import Wording, clauses, excerpt, marked, understand
from lms.site.formats import synonyms
from policies.models import DutyPage, GlossaryTerm, PolicyPage

PER_PAGE = 10
# Only these are public; lessons and questions are for those enrolled.
KINDS: dict[str, type[Page]] = {"policy": PolicyPage, "duty": DutyPage, "card": CardPage, "course": CoursePage}
MOST_TERMS = 3


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
    terms: list[GlossaryTerm]  # words of the glossary that hold a searched word

    @property
    def total(self) -> int:
        return self.page.paginator.count


@cache
def known_synonyms() -> synonyms.Synonyms:
    """The synonyms of this instance, read once."""
    return synonyms.read(settings.CONTENT_DIR / "synonyms.yaml")


def find(typed: str, *, kind: str = "", page: Any = 1, exact: bool = False) -> Found:
    """Find what is public and holds. Pages with a searched word in the title come first, policies before duties, cards and
    courses (who searches here is a resident first of all, then somebody in a hurry), then by relevance.

    Arguments: `kind` a key of KINDS to see only these; `exact` without synonyms and question words.
    """
    wording = understand(typed, known_synonyms(), exact)
    rows = _matching(wording)
    counts = {name: sum(row.kind == name for row in rows) for name in KINDS}
    chosen = Paginator([row.pk for row in rows if kind not in KINDS or row.kind == kind], PER_PAGE).get_page(page)
    terms = [] if kind else list(GlossaryTerm.objects.with_policies().about(wording.words)[:MOST_TERMS])
    return Found(wording, chosen, _hits(chosen, wording), counts, terms)


class Row(NamedTuple):
    """A page that matches."""

    pk: int
    kind: str


def _matching(wording: Wording) -> list[Row]:
    """Every public page with the words, in the order they are shown.

    Asked once and ordered here: the index is what costs, and counting or ordering in the database asks it again and again.
    """
    texts = [text for variant in wording.variants if (text := query_text(" ".join(variant)))]
    if not texts:
        return []
    types = {ContentType.objects.get_for_model(model).pk: name for name, model in KINDS.items()}
    public = Page.objects.live().public().type(*KINDS.values())
    one_of = [PlainText(" ".join(variant), operator="and") for variant in wording.variants]
    results = get_search_backend().search(Or(one_of) if len(one_of) > 1 else one_of[0], public)
    # `get_queryset` gives the matching rows in order of relevance, still to be narrowed by the database.
    found = results.get_queryset().values_list("pk", "content_type_id", "title")
    gone = set(PolicyPage.objects.filter(superseded_by__live=True).values_list("pk", flat=True))
    places = list(KINDS)
    rows = [
        (not _has_words(title, wording), places.index(types[type_pk]), Row(pk, types[type_pk]))
        for pk, type_pk, title in found
        if pk not in gone
    ]
    return [row for _in_title, _place, row in sorted(rows, key=lambda row: row[:2])]


def _has_words(title: str, wording: Wording) -> bool:
    """The title has every word of a variant, whichever."""
    lower = title.lower()
    return any(all(word.lower() in lower for word in variant) for variant in wording.variants)


def _hits(chosen: ListPage, wording: Wording) -> list[Hit]:
    """The specific pages of this page of the list, in its order, in one query per kind."""
    order = list(chosen)
    policies = PolicyPage.objects.filter(pk__in=order).select_related("topic")
    duties = DutyPage.objects.filter(pk__in=order)
    courses = CoursePage.objects.filter(pk__in=order)
    cards = CardPage.objects.filter(pk__in=order)
    hits = {page.pk: _policy_hit(page, wording.words) for page in policies}
    hits |= {page.pk: _duty_hit(page, wording.words) for page in duties}
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


def _duty_hit(page: DutyPage, words: list[str]) -> Hit:
    return Hit(
        kind="duty",
        url=page.url,
        icon=page.icon or "people",
        title=[marked(clause, words) for clause in clauses(page.title)],
        excerpt=excerpt(page.public_text(), words),
        source=page.text["lead"],
        updated=None,
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
