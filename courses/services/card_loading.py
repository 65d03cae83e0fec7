"""The handling cards of a course file become pages below `/cards/`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from core.errors import DomainError
from courses.formats.yaml_card import CardSpec
from courses.models import CardIndexPage, CardPage, CoursePage
from courses.services.page_loading import Upkeep, load_page
from people.models import User


def load_cards(*, course: CoursePage, specs: Sequence[CardSpec], by: User | None, kept: Upkeep | None = None) -> None:
    """Create or renew the cards of a course, published; they rest on the law of the course.

    A card is matched by its slug and keeps the code it has, since that is printed on paper; a new one takes its place in
    the file as number, or the next that was never used. What left the file is unpublished.
    Errors: no_card_index (setup_site makes it), card_address_taken.
    """
    known = {card.slug: card for card in CardPage.objects.filter(course=course)}
    if specs:
        index = CardIndexPage.objects.first()
        if index is None:
            raise DomainError("no_card_index", course=course.code)
        codes = _free_codes(course)
        _refuse_foreign_slugs(course, specs)
        for spec in specs:
            card = known.pop(spec.slug, None) or CardPage(slug=spec.slug, code=next(codes))
            _load_card(card, index, course, spec, by, kept)
    for gone in known.values():
        if gone.live:
            gone.unpublish(user=by)


def _refuse_foreign_slugs(course: CoursePage, specs: Sequence[CardSpec]) -> None:
    """Two courses may not have a card at the same address."""
    others = CardPage.objects.exclude(course=course).filter(slug__in=[spec.slug for spec in specs])
    if (other := others.first()) is not None:
        raise DomainError("card_address_taken", course=course.code, slug=other.slug, card=other.code)


def _free_codes(course: CoursePage) -> Iterator[str]:
    """EMG101-1, EMG101-2 … without those that any card has or had."""
    taken = set(CardPage.objects.filter(code__startswith=f"{course.code}-").values_list("code", flat=True))
    return (code for number in count(1) if (code := f"{course.code}-{number}") not in taken)


def _load_card(
    card: CardPage, index: CardIndexPage, course: CoursePage, spec: CardSpec, by: User | None, kept: Upkeep | None
) -> None:
    streams = {name: [("line", text) for text in getattr(spec, name)] for name in ("first", "then", "never", "say")}
    load_page(
        page=card,
        parent=index,
        by=by,
        title=spec.title,
        kind=spec.kind,
        incident=spec.incident,
        course=course,
        when=spec.when,
        calls=[("call", {"name": name, "number": number}) for name, number in spec.calls],
        legal_basis=[(block.block_type, block.block.get_prep_value(block.value)) for block in course.legal_basis],
        review_note=spec.note,
        **streams,
        **(kept.fields() if kept else {}),
    )
