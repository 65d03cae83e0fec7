"""Rows that tests of a module begin with, made once: most of the time of a test goes into making what it is about.

    course_of_module = made_once(CourseFactory)

    @pytest.fixture
    def course(course_of_module, db):
        return course_of_module()

The rows lie in a transaction around the module, each test in one of its own inside it, and each gets copies of the
objects: no test sees what another did. Tests that ask for none of it run before, and whatever the order find nothing of
it; a test that commits makes its rows anew.
"""

import copy
from collections.abc import Callable
from itertools import groupby

import pytest
from django.db import transaction

from tests.support.indexing import commits, waiting


class Rows:
    """The transaction of a module, opened when the first rows are made."""

    now: "Rows | None" = None  # those of the module under way
    may_begin = False  # whether the test under way works inside of them

    def __init__(self, blocker) -> None:
        self.blocker = blocker
        self.transaction: transaction.Atomic | None = None
        self.to_index: dict[tuple, None] = {}
        Rows.now = self

    def make(self, build: Callable) -> Callable:
        """Build now; what is returned gives a copy to each test, or builds again when the rows are gone."""
        if not Rows.may_begin:
            return build
        with self.blocker.unblock():
            if self.transaction is None:
                self.transaction = transaction.atomic()
                self.transaction.__enter__()
            lies_in = self.transaction
            with waiting.here(self.to_index):
                made = build()
                self.to_index = waiting.tasks
        return lambda: copy.deepcopy(made) if self.transaction is lies_in else build()

    def forget(self) -> None:
        """Roll everything back."""
        if self.transaction is not None:
            with self.blocker.unblock():
                transaction.set_rollback(True)
                self.transaction.__exit__(None, None, None)
            self.transaction, self.to_index = None, {}


def uses_rows(item) -> bool:
    return "rows_of_module" in getattr(item, "fixturenames", ())


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items[:] = [item for _path, some in groupby(items, lambda item: item.path) for item in sorted(some, key=uses_rows)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    Rows.may_begin = uses_rows(item) and not commits(item)
    if Rows.now and not Rows.may_begin:
        Rows.now.forget()


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup, django_db_blocker):
    """`rows_of_module.make(build)` → a function that gives each test what `build` made."""
    rows = Rows(django_db_blocker)
    yield rows
    rows.forget()
    Rows.now = None


def made_once(build: Callable):
    """A fixture of the module: a function that gives each test what `build` made."""

    @pytest.fixture(scope="module")
    def of_module(rows_of_module):
        return rows_of_module.make(build)

    return of_module
