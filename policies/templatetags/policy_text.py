"""Telephone numbers in the text of a policy."""

import re

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from core.phones import NATIONAL_NUMBERS
from policies.enums import Way

register = template.Library()
NUMBERS = re.compile(
    r"(?<![\d-])(?:" + "|".join(sorted(NATIONAL_NUMBERS, key=len, reverse=True)) + r")(?![\d-]|[元个天月年日])"
)


@register.filter
def dial(text: str) -> SafeString:
    """Make the national numbers of a text telephone links; local numbers stay text."""
    linked = NUMBERS.sub(lambda found: f'<a href="tel:{found[0]}">{found[0]}</a>', conditional_escape(text))
    return mark_safe(linked)  # noqa: S308 - escaped above, and a number holds digits only


@register.filter
def is_national(number: str) -> bool:
    """Whether a telephone link may be made of this number."""
    return number in NATIONAL_NUMBERS


@register.filter
def way(value: str) -> str:
    """线上, 线下 or both."""
    return str(Way(value).label) if value in Way.values else ""
