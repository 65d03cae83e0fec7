from decimal import Decimal

import pytest

from courses.engine.credits import counting, course_hours, lesson_hours, steps_of, steps_problem

STEPS = steps_of([[15, "0.25"], [29, "0.5"], [None, "1.0"]])


@pytest.mark.parametrize(
    ("minutes", "hours"), [(1, "0.25"), (15, "0.25"), (16, "0.5"), (29, "0.5"), (30, "1"), (90, "1")]
)
def test_a_lesson_gives_hours_by_its_planned_minutes(minutes, hours):
    assert lesson_hours(minutes, STEPS) == Decimal(hours)


def test_a_course_gives_the_hours_of_its_lessons_and_of_its_exam():
    assert course_hours([6, 16, 30], STEPS, Decimal("0.25")) == Decimal(2)


@pytest.mark.parametrize(
    ("in_year", "in_source", "counts"),
    [
        ("0", "0", "1"),
        ("39.5", "0", "0.5"),
        ("40", "0", "0"),
        ("41", "0", "0"),  # a cap that was lowered takes nothing away
        ("30", "29.75", "0.25"),
        ("39.75", "29.5", "0.25"),
    ],
)
def test_what_lies_above_a_cap_does_not_count(in_year, in_source, counts):
    room = {"yearly_cap": Decimal(40), "source_cap": Decimal(30)}
    assert counting(Decimal(1), in_year=Decimal(in_year), in_source=Decimal(in_source), **room) == Decimal(counts)


def test_without_caps_everything_counts():
    big = Decimal(1000)
    assert counting(Decimal(1), in_year=big, in_source=big, yearly_cap=None, source_cap=None) == 1


@pytest.mark.parametrize(
    ("steps", "problem"),
    [
        ([], "no_steps"),
        ([[15, "0.25"]], "open_end"),
        ([[None, "0.25"], [None, "0.5"]], "open_end"),
        ([[29, "0.25"], [15, "0.5"], [None, "1"]], "not_ascending"),
        ([[15, "0.5"], [29, "0.25"], [None, "1"]], "not_ascending"),
        ([[0, "0.25"], [None, "1"]], "not_ascending"),
        ([[15, "0.3"], [None, "1"]], "not_quarters"),
        ([[15, "0"], [None, "1"]], "not_quarters"),
        ([[None, "1"]], ""),
        ([[15, "0.25"], [29, "0.5"], [None, "1.0"]], ""),
    ],
)
def test_steps_of_a_rule_are_checked(steps, problem):
    assert steps_problem(steps_of(steps)) == problem
