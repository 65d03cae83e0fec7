"""The handling cards of a course file (schema in content/README.md) as dataclasses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from courses.enums import CardKind, Incident
from courses.formats.nodes import Marked

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CARD_FIELDS = {"slug", "title", "incident", "when", "first", "then", "never", "say", "call", "note"}
# A title says what kind of card it is before the dot: "应急处置卡·居民楼火灾".
KINDS = {
    "应急处置卡": CardKind.EMERGENCY,
    "调解话术卡": CardKind.MEDIATION,
    # Help called for against violence at home: nothing to mediate.
    "处置话术卡": CardKind.EMERGENCY,
    "劝阻卡": CardKind.PERSUASION,
    "处置卡": CardKind.DATA,
}


@dataclass(frozen=True)
class CardSpec:
    """A card as data; `calls` are (who, number), the number empty where each place writes its own."""

    slug: str
    title: str
    kind: str
    incident: str
    when: str
    first: tuple[str, ...]
    then: tuple[str, ...]
    never: tuple[str, ...]
    say: tuple[str, ...]
    calls: tuple[tuple[str, str], ...]
    note: str


def read_cards(nodes: list[Marked]) -> tuple[CardSpec, ...]:
    """All cards of a file, none of them twice. Errors: CourseError with file and line."""
    cards: dict[str, CardSpec] = {}
    for item in nodes:
        card = _card(item)
        if card.slug in cards:
            raise item.wrong(f"slug {card.slug} stands twice among the cards")
        cards[card.slug] = card
    return tuple(cards.values())


def _card(node: Marked) -> CardSpec:
    fields = node.mapping(CARD_FIELDS)
    slug, (kind, title) = fields["slug"].text(60), _title(fields["title"])
    if not SLUG.fullmatch(slug):
        raise fields["slug"].wrong("slug must be lower-case letters, digits and hyphens")
    if fields["incident"].value() not in Incident.values:
        raise fields["incident"].wrong(f"incident must be one of {', '.join(Incident.values)}")
    return CardSpec(
        slug=slug,
        title=title,
        kind=kind,
        incident=fields["incident"].text(),
        when=fields["when"].text(120),
        first=_lines(fields["first"], 4),
        then=_lines(fields["then"], 8),
        never=_lines(fields["never"], 6),
        say=_lines(fields["say"], 6),
        calls=tuple(_call(call) for call in fields["call"].items()),
        note=fields["note"].text(120),
    )


def _title(node: Marked) -> tuple[str, str]:
    """The kind and what is left of the title."""
    prefix, dot, title = node.text(60).partition("·")
    if not dot or prefix not in KINDS:
        raise node.wrong(f"the title must begin with one of {', '.join(KINDS)} and a dot, like 应急处置卡·燃气泄漏")
    return KINDS[prefix], title


def _lines(node: Marked, most: int) -> tuple[str, ...]:
    lines = node.texts(120)
    if len(lines) > most:
        raise node.wrong(f"{len(lines)} lines, at most {most}")
    return tuple(lines)


def _call(node: Marked) -> tuple[str, str]:
    """A local number is not known here: （填写本地号码） is a line to write on."""
    row = node.mapping({"name", "number"})
    number = row["number"].text(20)
    return row["name"].text(20), "" if number.startswith("（") else number
