"""Fixtures of the journeys."""

import pytest

from tests.e2e import town as towns
from tests.e2e.watch import Watch


@pytest.fixture
def town(transactional_db):
    return towns.build()


@pytest.fixture
def watch(axe):
    """`watch(page)` → a Watch; the test fails at its end with everything that any of them saw."""
    watches = []

    def begin(page):
        watches.append(Watch(page, axe))
        return watches[-1]

    yield begin
    problems = [problem for one in watches for problem in one.problems]
    assert not problems, "\n".join(problems)
