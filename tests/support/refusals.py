"""`with refused("unit_closed"):` the block must be refused by the domain with exactly this code."""

from contextlib import contextmanager

import pytest

from core.errors import DomainError


@contextmanager
def refused(code: str):
    with pytest.raises(DomainError) as caught:
        yield caught
    assert caught.value.code == code
