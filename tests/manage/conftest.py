"""The county of tests.manage.world."""

import pytest

from tests.manage import world
from tests.support.shared import made_once

town_of_module = made_once(world.build)


@pytest.fixture
def town(town_of_module, db):
    return town_of_module()
