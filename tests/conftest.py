"""Fixtures for every test: the database, what the machine must have, the clock."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from tests.support import database
from tests.support.missing import missing

pytest_plugins = [
    "tests.support.anchors",
    "tests.support.browser",
    "tests.support.indexing",
    "tests.support.services",
    "tests.support.shared",
    "tests.support.workers",
]

# The mark says where a test runs, the fixture of the same need gives it what it needs.
MARKS = {"postgres": "needs_postgres", "redis": "needs_redis"}


def pytest_collection_modifyitems(items):
    for item in items:
        for mark, fixture in MARKS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_unconfigure():
    shutil.rmtree(Path(django_settings.MEDIA_ROOT).parent, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """A copy of the migrated template, restored after each transactional test (see tests.support.database)."""
    own = database.test_database()
    flush = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        own.create()
    TransactionTestCase._fixture_teardown = lambda self: own.restore()
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        own.drop()


@pytest.fixture(autouse=True)
def nothing_left_over():
    """No test sees the language or the cache of the one before."""
    yield
    translation.deactivate()
    cache.clear()


@pytest.fixture
def at():
    """`with at(moment):` moves the product's clock."""
    from core import clock

    return clock.at


@pytest.fixture
def database_url(transactional_db) -> str:
    """Address of the test database, for a process that the test starts; the data must be committed, so transactional."""
    return database.database_url()


@pytest.fixture
def needs_postgres():
    """The test runs in the PostgreSQL part of `make test` only."""
    if connection.vendor != "postgresql":
        pytest.skip("runs on PostgreSQL only: make test does, or set DATABASE_URL")


@pytest.fixture
def needs_poppler() -> None:
    """The test reads PDF files with pdftotext and pdftoppm."""
    for tool in ("pdftotext", "pdftoppm"):
        if not shutil.which(tool):
            missing(f"{tool} (Debian: poppler-utils)")


@pytest.fixture
def needs_zbar() -> None:
    """The test decodes a QR code with zbarimg."""
    if not shutil.which("zbarimg"):
        missing("zbarimg (Debian: zbar-tools)")


@pytest.fixture
def child_environment(database_url) -> dict[str, str]:
    """Environment for a process that works on the test database (manage.py, gunicorn, a Celery worker)."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "TEST_FILES_DIR": str(Path(django_settings.MEDIA_ROOT).parent),
    }
