"""Every address of the product, from Django's own resolver, and how to build one of each."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, get_resolver


class Address(NamedTuple):
    """`name` with its namespaces, `route` as written in the urls.py files, and the view."""

    name: str
    route: str
    view: Any


def addresses() -> Iterator[Address]:
    """All of them; one without a name is called by its route."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list, route: str, namespace: str) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield Address(f"{namespace}{pattern.name}" if pattern.name else here, here, pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, here, inner)
