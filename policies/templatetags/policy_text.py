"""The text of a policy: telephone numbers, words explained, and what machines read."""

import json
import re
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from core.phones import NATIONAL_NUMBERS
from policies import blocks
from policies.enums import Way

register = template.Library()
NUMBERS = re.compile(
    r"(?<![\d-])(?:" + "|".join(sorted(NATIONAL_NUMBERS, key=len, reverse=True)) + r")(?![\d-]|[元个天月年日])"
)
# What ends a script element or begins markup in it, as in Django's json_script.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def dial(text: str) -> SafeString:
    """Make the national numbers of a text telephone links; local numbers stay text."""
    linked = NUMBERS.sub(lambda found: f'<a href="tel:{found[0]}">{found[0]}</a>', conditional_escape(text))
    return mark_safe(linked)  # noqa: S308 - escaped above, and a number holds digits only


@register.simple_tag(takes_context=True)
def plain(context: Context, text: str) -> SafeString:
    """A text with telephone links in which each word of the glossary (`words` of the context) is linked once a page."""
    words = context.get("words") or {"known": [], "linked": set()}
    return _linked(text, words["known"], words["linked"])


def _linked(text: str, words: list[tuple[str, int, str]], linked: set[int]) -> SafeString:
    """`linked` are the keys of the words this page has linked so far; it grows."""
    told = {str(escape(term)): (key, explain) for term, key, explain in words if key not in linked and term in text}
    if not told:
        return dial(text)
    known = re.compile("|".join(re.escape(term) for term in sorted(told, key=len, reverse=True)))
    glossary = reverse("words:glossary")

    def link(found: re.Match[str]) -> str:
        key, explain = told[found[0]]
        if key in linked:
            return found[0]
        linked.add(key)
        term = mark_safe(found[0])  # noqa: S308 - a piece of the text escaped by `dial`
        return format_html('<a class="word" href="{}#word-{}" title="{}">{}</a>', glossary, key, explain, term)

    pieces = re.split(r"(<a [^>]*>.*?</a>)", dial(text))
    return mark_safe("".join(piece if n % 2 else known.sub(link, piece) for n, piece in enumerate(pieces)))  # noqa: S308


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """Structured data for search engines: a block of data, which no browser runs."""
    told = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{told}</script>')  # noqa: S308 - escaped above


register.filter("basis_line", blocks.basis_line)


@register.filter
def is_national(number: str) -> bool:
    """Whether a telephone link may be made of this number."""
    return number in NATIONAL_NUMBERS


@register.filter
def way(value: str) -> str:
    """线上, 线下 or both."""
    return str(Way(value).label) if value in Way.values else ""
