"""The county of tests.manage.world."""

import pytest

from tests.manage import world


@pytest.fixture
def town(db):
    return world.build()
