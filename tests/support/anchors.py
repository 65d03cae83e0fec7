"""The numbered promises of the product: `@pytest.mark.anchor(5)` on a test, `--anchor 5` to choose, a table at the end.

A promise has two sizes with one code: `size(small, full)` gives the full figure when `DRILL=1` (see scripts/drill.py).
"""

import os
from collections import defaultdict

import pytest

# Rows of the promise table; 16, 26, 27, 31, 43 and 44 are its extras.
NUMBERS = range(1, 47)


def pytest_addoption(parser):
    parser.addoption("--anchor", type=int, help="run only the tests of this promise")


def pytest_collection_modifyitems(config, items):
    wanted = config.getoption("--anchor")
    dropped = []
    for item in list(items):
        numbers = [mark.args[0] for mark in item.iter_markers("anchor")]
        # Properties travel from xdist's workers to the process that prints the table; marks do not.
        item.user_properties += [("anchor", number) for number in numbers]
        if wanted and wanted not in numbers:
            items.remove(item)
            dropped.append(item)
    if dropped:
        config.hook.pytest_deselected(items=dropped)


def pytest_terminal_summary(terminalreporter):
    results = defaultdict(set)
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "anchor":
                    results[value].add("failed" if outcome == "error" else outcome)
    if not results:
        return
    terminalreporter.section("promises")
    for state in ("failed", "passed", "skipped"):
        worse = {"passed": {"failed"}, "skipped": {"failed", "passed"}, "failed": set()}[state]
        numbers = sorted(n for n, outcomes in results.items() if state in outcomes and not outcomes & worse)
        if numbers:
            terminalreporter.line(f"{state:>8}  {' '.join(f'{n:02d}' for n in numbers)}")
    not_run = [f"{n:02d}" for n in NUMBERS if n not in results]
    terminalreporter.line(f" not run  {' '.join(not_run)}")


@pytest.fixture
def size():
    """`size(small, full)`: the figure of the suite, or of the drill."""

    def choose(small, full):
        return full if os.environ.get("DRILL") == "1" else small

    return choose
