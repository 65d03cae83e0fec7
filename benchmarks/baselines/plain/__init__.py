"""A plain Wagtail site: one page that lists twelve courses. The least that an anonymous page of Wagtail costs.

`benchmarks.baselines.plain.serve:application` serves it, `python -m benchmarks.baselines.plain.serve` makes its tables and pages.
CACHED=1 puts Django's page cache in front, as its documentation says.
"""
