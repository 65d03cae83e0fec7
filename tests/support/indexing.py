"""Search and reference index made when somebody first looks: most tests save pages and never look anything up.

Indexing is a third of what it costs to make a page. Here the two tasks wait until a statement names one of their tables,
and run just before it, so no test of this process can tell. A test that commits (live server, other processes)
indexes at once, as the product does.
"""

import threading
from contextlib import contextmanager

import modelsearch.signal_handlers
import pytest
import wagtail.signal_handlers
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

TABLES = (IndexEntry._meta.db_table, ReferenceIndex._meta.db_table)


class Waiting:
    """What is still to be indexed by the thread of the test; in order, each object once per task."""

    def __init__(self) -> None:
        self.owner: int | None = None
        self.tasks: dict[tuple, None] = {}

    @contextmanager
    def here(self, tasks: dict[tuple, None]):
        """Let the index wait in the block, which begins with these tasks waiting; gives what waits."""
        self.owner, self.tasks = threading.get_ident(), dict(tasks)
        try:
            with connection.execute_wrapper(self.before):
                yield self
        finally:
            self.owner, self.tasks = None, {}

    def takes(self) -> bool:
        """Whether work of this thread may wait."""
        return self.owner == threading.get_ident()

    def work(self) -> None:
        """Index all that waits."""
        tasks, self.tasks = self.tasks, {}
        for task, arguments in tasks:
            try:
                task.func(*arguments)
            except ObjectDoesNotExist:  # saved in a transaction that was rolled back, or deleted since
                continue

    def before(self, execute, sql, params, many, context):
        """Wraps each statement of the test's connection."""
        if self.tasks and self.takes() and any(table in sql for table in TABLES):
            self.work()
        return execute(sql, params, many, context)


waiting = Waiting()


class Later:
    """Stands where Wagtail's signal handlers find a task."""

    def __init__(self, task) -> None:
        self.task = task

    def enqueue(self, *arguments):
        if waiting.takes():
            waiting.tasks[self.task, arguments] = None
        else:
            self.task.enqueue(*arguments)


@pytest.fixture(autouse=True, scope="session")
def tasks_that_can_wait():
    """Put ourselves between the signals and the tasks; nobody counts our statements among those of a page."""
    patch = pytest.MonkeyPatch()
    for module, name in (
        (modelsearch.signal_handlers, "insert_or_update_object_task"),
        (wagtail.signal_handlers, "update_reference_index_task"),
    ):
        patch.setattr(module, name, Later(getattr(module, name)))
    begin = CaptureQueriesContext.__enter__

    def count(self):
        if waiting.takes():
            waiting.work()
        return begin(self)

    patch.setattr(CaptureQueriesContext, "__enter__", count)
    yield
    patch.undo()


@pytest.fixture
def indexed_at_once():
    """For a test about the moment at which the product indexes."""


@pytest.fixture(autouse=True)
def indexed_when_needed(request):
    """Let the index wait in this test, unless it commits."""
    if commits(request.node) or "indexed_at_once" in request.fixturenames:
        yield
        return
    module = request.getfixturevalue("rows_of_module") if "rows_of_module" in request.fixturenames else None
    with waiting.here(module.to_index if module else {}):
        yield


def commits(item) -> bool:
    """Whether this test's data are really committed."""
    mark = item.get_closest_marker("django_db")
    by_mark = mark is not None and (mark.kwargs.get("transaction") or (mark.args and mark.args[0]))
    return bool(by_mark) or bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))
