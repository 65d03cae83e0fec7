"""One way to say that a machine lacks what a test needs: skipped with the reason at home, a failure in CI."""

import os
from typing import NoReturn

import pytest


def in_ci() -> bool:
    """Whether this run is CI's, where nothing may be left out."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def missing(what: str) -> NoReturn:
    """End the running test because the machine lacks `what`."""
    if in_ci():
        pytest.fail(f"missing here, and CI leaves nothing out: {what}", pytrace=False)
    pytest.skip(f"missing: {what}")
