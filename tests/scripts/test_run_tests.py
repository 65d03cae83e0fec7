"""The runner of the suite reports honestly."""

from scripts.run_tests import Part, closing_line, tell

PASSED = Part("SQLite", 0, "======= 812 passed, 3 skipped, 2 deselected in 300.12s =======")
FAILED = Part(
    "PostgreSQL and Redis", 1, "==== 1 failed, 40 passed, 2 errors in 60.00s ====", ["SKIPPED [2] tests/x.py:1: why"]
)


def test_the_last_line_is_the_sum_of_both_parts():
    assert closing_line([PASSED, FAILED]) == "tests: 852 passed, 3 failed, 3 skipped"


def test_a_failure_of_either_part_is_a_failure(capsys, monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    assert tell([PASSED, PASSED], []) == 0
    assert tell([PASSED, FAILED], []) == 1

    told = capsys.readouterr().out
    assert "1 failed, 40 passed" in told
    assert "SKIPPED [2] tests/x.py:1: why" in told


def test_what_could_not_run_is_told_and_fails_in_ci_only(capsys, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    assert tell([PASSED], ["tests with Redis: no server"]) == 0
    assert "SKIPPED tests with Redis: no server" in capsys.readouterr().out

    monkeypatch.setenv("CI", "true")
    assert tell([PASSED], ["tests with Redis: no server"]) == 1
    assert tell([PASSED], []) == 0
