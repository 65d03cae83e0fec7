from policies.engine.figures import percentile


def test_the_median_and_the_ninetieth_percentile_are_values_that_occur():
    days = [1, 2, 3, 4, 5, 6, 7, 8, 9, 30]
    assert percentile(days, 0.5) == 5 and percentile(days, 0.9) == 9 and percentile(days, 1) == 30
    assert percentile([4], 0.5) == percentile([4], 0.9) == 4
    assert percentile([], 0.5) is None
