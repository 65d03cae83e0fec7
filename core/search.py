"""Search that finds Chinese inside a sentence, on SQLite and PostgreSQL alike.

Wagtail's database backends split at spaces, so a Chinese sentence is one long word and a word in it is never found.
Here the text is rewritten on its way into the index (each character, and each pair of neighbours, as words of their
own) and the query likewise (pairs), with the same tables and the same engine. `modelsearch` is pinned because
`ObjectIndexer` has to be replaced as a module global: its `add_items` offers no hook (tests hold this).
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from wagtail.search import query as search_query

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def _normalise(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def index_text(text: str) -> str:
    """The words under which a text is found: single characters and pairs of each Chinese run, the rest as it is."""
    return CJK.sub(lambda m: " " + " ".join([*m[0], *_pairs(m[0])]) + " ", _normalise(text))


def query_text(text: str) -> str:
    """The words to look for: pairs of each Chinese run (or its one character); punctuation and operators dropped."""
    rewritten = CJK.sub(lambda m: " " + (m[0] if len(m[0]) == 1 else " ".join(_pairs(m[0]))) + " ", _normalise(text))
    return " ".join(re.sub(r"[^\w\s]+", " ", rewritten).split())


def rewrite_query(query: Any) -> Any:
    """Apply `query_text` to every text inside a search query object or to a plain string."""
    if isinstance(query, str):
        return query_text(query)
    if isinstance(query, search_query.PlainText):
        return search_query.PlainText(query_text(query.query_string), operator=query.operator, boost=query.boost)
    if isinstance(query, search_query.Phrase | search_query.Fuzzy):
        return search_query.PlainText(query_text(query.query_string), operator="and")
    if isinstance(query, search_query.And | search_query.Or):
        return type(query)([rewrite_query(part) for part in query.subqueries])
    if isinstance(query, search_query.Not):
        return search_query.Not(rewrite_query(query.subquery))
    if isinstance(query, search_query.Boost):
        return search_query.Boost(rewrite_query(query.subquery), query.boost)
    return query


# Model → keys of what waits to be indexed; None where each save is indexed at once.
_waiting: ContextVar[dict[type[Model], set[Any]] | None] = ContextVar("waiting_for_the_index", default=None)


@contextmanager
def indexed_at_the_end() -> Iterator[None]:
    """Index what is saved inside the block once each, when the block has ended well: for loading much at once.

    A page is saved three times on its way to being published, and a third of that time is the index.
    """
    waiting: dict[type[Model], set[Any]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    from wagtail.search.backends import get_search_backend  # it imports this module

    backend = get_search_backend()
    with transaction.atomic():
        for model, keys in waiting.items():
            backend.add_bulk(model, list(model.get_indexed_objects().filter(pk__in=keys)))  # type: ignore[attr-defined]


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name Wagtail looks for
    """The backend for the engine in use."""
    if connection.vendor == "postgresql":
        from modelsearch.backends.database.postgres import postgres as module

        base = module.PostgresSearchBackend
    else:
        from modelsearch.backends.database.sqlite import sqlite as module

        base = module.SQLiteSearchBackend
    _teach_indexer(module)

    class ChineseSearchBackend(base):  # type: ignore[misc, valid-type]
        def add(self, obj):
            waiting = _waiting.get()
            if waiting is None:
                super().add(obj)
            else:
                waiting.setdefault(type(obj), set()).add(obj.pk)

        def search(self, query, *args, **kwargs):
            return super().search(rewrite_query(query), *args, **kwargs)

        def autocomplete(self, query, *args, **kwargs):
            return super().autocomplete(rewrite_query(query), *args, **kwargs)

    return ChineseSearchBackend(params)


def _teach_indexer(module: Any) -> None:
    if getattr(module.ObjectIndexer, "understands_chinese", False):
        return

    class ChineseObjectIndexer(module.ObjectIndexer):
        understands_chinese = True

        def prepare_value(self, value):
            prepared = super().prepare_value(value)
            return index_text(prepared) if isinstance(prepared, str) else prepared

    module.ObjectIndexer = ChineseObjectIndexer
