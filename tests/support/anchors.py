"""The numbered promises of the product: `@pytest.mark.anchor_05` on a test, `-m anchor_05` to choose, a table at the end.

A promise has two sizes with one code: `size(small, full)` gives the full figure when `DRILL=1` (see scripts/drill.py), and
`figure("50 rounds: 0 over the limit")` tells the drill what came out.
"""

import os
import re
from collections import defaultdict

import pytest

PROMISES = {
    1: "the attempt limit and one open attempt hold under a race",
    2: "handing in twice is handing in once",
    3: "a save beats an older one; a stale one changes nothing",
    4: "an acknowledged answer is never lost",
    5: "the deadline is the server's",
    6: "the arithmetic of deadlines is right",
    7: "expired attempts are closed with nobody watching",
    8: "a stampede at the deadline closes everything once",
    9: "leaving and coming back does not reopen time",
    10: "sequential navigation holds at the server",
    11: "more time reaches a running attempt",
    12: "the paper is pinned",
    13: "regrading is safe",
    14: "marks can be recomputed",
    15: "the state machine has no hole",
    16: "branching scenarios end",
    17: "an import is all or nothing, and repeatable",
    18: "a killed worker loses and doubles nothing",
    19: "duplicate and out-of-order delivery is harmless",
    20: "PostgreSQL may restart in the middle of an exam",
    21: "Redis may be lost in the middle of an exam",
    22: "a full disk leaves nothing half done",
    23: "one clock decides, whatever the others show",
    24: "a phone may lose the network",
    25: "a reply lost on its way changes nothing twice",
    26: "a weak phone network is enough",
    27: "a deploy during an exam is not noticed",
    28: "a backup really restores",
    29: "SQLite, the default, is honest",
    30: "three hundred candidates at once",
    31: "a long run leaks nothing",
    32: "the invariant checker finds what is wrong",
    33: "no answer key before its release, for every question type",
    34: "authority over each object",
    35: "ids nested in a payload are checked too",
    36: "a manager sees their subtree, at once",
    37: "marks and identity appear only when released",
    38: "stored content cannot run",
    39: "hostile archives and XML are refused",
    40: "documents fetch nothing they should not",
    41: "exported spreadsheets are inert",
    42: "a certificate cannot be forged or guessed",
    43: "the public question channel cannot be abused",
    44: "expensive calls are bounded",
    45: "every privileged act leaves one unalterable record",
    46: "unsafe methods need a token; GET changes nothing",
    47: "a public page that everybody reads changes at once and leaves exams alone",
}
MARK = re.compile(r"anchor_(\d\d)")


def pytest_configure(config):
    for number, promise in PROMISES.items():
        config.addinivalue_line("markers", f"anchor_{number:02d}: {promise}")


def pytest_collection_modifyitems(items):
    for item in items:
        # Properties travel from xdist's workers to the process that prints the table; marks do not.
        numbers = {int(found[1]) for mark in item.iter_markers() if (found := MARK.fullmatch(mark.name))}
        item.user_properties += [("anchor", number) for number in sorted(numbers)]


def pytest_terminal_summary(terminalreporter):
    results = defaultdict(set)
    for outcome in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            for name, value in getattr(report, "user_properties", []):
                if name == "anchor":
                    results[value].add("failed" if outcome == "error" else outcome)
                if name == "figure" and os.environ.get("DRILL") == "1":
                    terminalreporter.line(f"figure: {value}")
    if not results:
        return
    terminalreporter.section("promises")
    for state in ("failed", "passed", "skipped"):
        worse = {"passed": {"failed"}, "skipped": {"failed", "passed"}, "failed": set()}[state]
        numbers = sorted(n for n, outcomes in results.items() if state in outcomes and not outcomes & worse)
        if numbers:
            terminalreporter.line(f"{state:>8}  {' '.join(f'{n:02d}' for n in numbers)}")
    not_run = [f"{n:02d}" for n in PROMISES if n not in results]
    terminalreporter.line(f" not run  {' '.join(not_run)}")


@pytest.fixture
def size():
    """`size(small, full)`: the figure of the suite, or of the drill."""

    def choose(small, full):
        return full if os.environ.get("DRILL") == "1" else small

    return choose


@pytest.fixture
def sound(transactional_db):
    """After the test nothing in the database contradicts anything else: what every drill ends with."""
    yield
    from core.invariants import findings

    assert list(findings()) == []


@pytest.fixture
def figure(request):
    """`figure("50 rounds: 0 over the limit")`: what a promise came to; told at the end of the run, and noted by a drill."""

    def tell(text):
        request.node.user_properties.append(("figure", text))

    return tell
