"""What a request wrote: the statements it sent, and what the tables hold."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

OURS = {"assessments", "certificates", "competencies", "core", "courses", "people", "policies", "site"}
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"(?P<table>\w+)"', re.IGNORECASE)


def our_tables() -> set[str]:
    """The tables of our own models, with those between them."""
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OURS and model._meta.managed
    }


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables of ours that were written to meanwhile, whether or not a value changed."""
    seen: set[str] = set()
    tables = our_tables()

    def watch(execute, sql, params, many, context):
        found = WRITES.match(sql)
        if found and found["table"] in tables:
            seen.add(found["table"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def state(*, but: tuple[str, ...] = ()) -> str:
    """A digest of every row of ours."""
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(our_tables() - set(but)):
            cursor.execute(f'SELECT * FROM "{table}"')
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()
