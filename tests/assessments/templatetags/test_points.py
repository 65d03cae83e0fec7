from decimal import Decimal

import pytest

from assessments.templatetags.points import points


@pytest.mark.parametrize(
    ("value", "words"), [("3.00", "3"), ("1.50", "1.5"), ("66.67", "66.67"), ("100.00", "100"), ("0.00", "0")]
)
def test_points_are_shown_with_as_many_decimals_as_they_have(value, words):
    assert points(Decimal(value)) == words
