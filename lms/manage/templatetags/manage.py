"""Addresses that keep what the manager chose."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from lms.manage.reports.selection import Selection

register = template.Library()


@register.simple_tag
def manage_url(name: str, selection: Selection, pk: int | None = None, extension: str = "", **changed: Any) -> str:
    """The address called `name` with the choice in its query, changed as told (an empty value leaves a part out)."""
    place = {key: value for key, value in (("pk", pk), ("extension", extension)) if value}
    chosen = {
        "unit": selection.unit.pk if selection.unit and not pk else "",
        "course": selection.course.pk if selection.course else "",
        "state": "" if pk else selection.state,
        "q": "" if pk else selection.name,
        **changed,
    }
    query = urlencode({key: value for key, value in chosen.items() if value})
    return reverse(name, kwargs=place) + (f"?{query}" if query else "")
