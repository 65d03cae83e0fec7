"""Queries that are written once and planned once: for the few that every request of an exam asks.

Django writes the SQL of a query set anew each time it is used, and PostgreSQL plans it anew, which costs several times what
answering it does. A `Prepared` keeps the text and the converters and only fills in the values, so that the query stays an
ordinary query set, with joins, locks and both databases; on PostgreSQL it is a prepared statement of the connection.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class _Blank:
    name: str


def blank(name: str) -> RawSQL:
    """Where a value comes in each time the query is asked; the database's own types only (integers, text)."""
    return RawSQL("%s", (_Blank(name),))


class _Written(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    names: tuple[str, ...]
    converters: dict[int, Any]
    compiler: Any


class Prepared:
    """`Prepared(lambda: Thing.objects.filter(pk=blank("pk")).only("name")).first(pk=1)` → {"id": 1, "name": "one"}"""

    def __init__(self, build: Callable[[], QuerySet]) -> None:
        self.build = build
        # By the kind of database: the text differs.
        self._written: dict[str, _Written] = {}

    def first(self, **values: Any) -> dict[str, Any] | None:
        """The first row found now, its selected columns by their names. A query that locks needs a transaction."""
        if any(isinstance(value, int) and abs(value) > LARGEST for value in values.values()):
            return None  # a number that no column can hold
        written = self._written.get(connection.vendor) or self._write()
        params = [_typed(values[param.name]) if isinstance(param, _Blank) else param for param in written.params]
        row = _ask(written.sql, params)
        if row is not None and written.converters:
            row = next(iter(written.compiler.apply_converters([row], written.converters)))
        return None if row is None else dict(zip(written.names, row, strict=True))

    def _write(self) -> _Written:
        compiler = self.build().query.get_compiler(using=connection.alias)
        sql, params = compiler.as_sql()
        selected = [(expression, alias) for expression, _sql, alias in compiler.select]
        written = _Written(
            sql,
            tuple(params),
            tuple(alias or expression.target.attname for expression, alias in selected),
            compiler.get_converters([expression for expression, _alias in selected]),
            compiler,
        )
        self._written[connection.vendor] = written
        return written


def _typed(value: Any) -> Any:
    return connection.ops.adapt_integerfield_value(value, "BigIntegerField") if isinstance(value, int) else value


def _ask(sql: str, params: list[Any]) -> Sequence[Any] | None:
    """Outside of a transaction the query is its own health check: a connection that died is opened anew, once."""
    if connection.in_atomic_block:
        return _fetch(sql, params)
    connection.health_check_done = True
    try:
        return _fetch(sql, params)
    except (OperationalError, InterfaceError):
        connection.close()
        return _fetch(sql, params)


def prepared_cursor() -> Any:
    """A cursor on which PostgreSQL keeps the plan of what is executed; the types of the values must always be the same.

    Behind a pooler that gives each transaction another connection DATABASE_PREPARE=0 turns that off.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:  # a log wants the values in the text
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor  # needs psycopg, which SQLite does without

    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]


def _fetch(sql: str, params: list[Any]) -> Sequence[Any] | None:
    with prepared_cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()
