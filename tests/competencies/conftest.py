"""The framework, for the tests that need it."""

import pytest

from tests.competencies import factories


@pytest.fixture
def framework(db):
    """The project's own eight competencies."""
    return factories.load()
