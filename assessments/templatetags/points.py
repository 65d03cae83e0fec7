"""Points and scores in templates: as many decimals as there are, no more (3, 1.5, 66.67)."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def points(value: Decimal | int | None) -> str:
    """`{{ item.points|points }}`"""
    return "" if value is None else f"{Decimal(value).normalize():f}"
