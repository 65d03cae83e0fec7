from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competencies.engine import rules
from competencies.enums import SOFTWARE_MAX_LEVEL, EvidenceKind, Standing

DAY = date(2026, 6, 25)


def fact(kind="exam", value="0.80", *, key=1, days_ago=10, months=24, **more):
    observed = DAY - timedelta(days=days_ago)
    until = observed + timedelta(days=round(months * 30.4)) if months else None
    return rules.Fact(key, kind, Decimal(value), observed, until, **more)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ([], 0),
        ([("lesson_check", "0.59")], 0),
        ([("lesson_check", "0.60")], 1),
        ([("exam", "0.69")], 0),
        ([("exam", "0.70")], 2),
        ([("exam", "1.00")], 2),
        ([("scenario", "1.00")], 0),
        ([("scenario", "0.80"), ("exam", "0.79")], 2),
        ([("scenario", "0.79"), ("exam", "0.80")], 2),
        ([("scenario", "0.80"), ("exam", "0.80")], 3),
        ([("external", "1.00")], 0),
        ([("lesson_check", "1.00"), ("exam", "0.50")], 1),
    ],
)
def test_the_table_of_levels(facts, level):
    assert rules.level_of(fact(kind, value) for kind, value in facts) == level


def test_a_critical_error_in_the_scenario_keeps_the_level_at_two():
    exam = fact("exam", "0.90")
    assert rules.level_of([exam, fact("scenario", "0.95", critical_error=True)]) == 2
    assert rules.level_of([exam, fact("scenario", "0.95")]) == 3


def test_level_four_needs_two_different_observers():
    base = [fact("exam", "0.90"), fact("scenario", "0.90")]
    same = [fact("practical", "1.00", key=2, assessor=7), fact("practical", "1.00", key=3, assessor=7)]
    nobody = [fact("practical", "1.00", key=4), fact("practical", "1.00", key=5)]
    assert rules.level_of(base + same + nobody) == 3
    assert rules.level_of(base + [*same, fact("practical", "1.00", key=6, assessor=8)]) == 4


def test_level_five_needs_an_appointment_on_top_of_four():
    four = [
        fact("exam", "0.90"),
        fact("scenario", "0.90"),
        fact("practical", "1.00", assessor=7),
        fact("practical", "1.00", assessor=8),
    ]
    assert rules.level_of([*four, fact("appointment", "1.00")]) == 5
    assert rules.level_of([*four[:2], fact("appointment", "1.00")]) == 3


@pytest.mark.parametrize(
    ("days_left", "state", "changes_in"),
    [
        (400, Standing.CURRENT, 310),
        (91, Standing.CURRENT, 1),
        (90, Standing.DUE, 91),
        (0, Standing.DUE, 1),
        (-1, Standing.STALE, 180),
        (-180, Standing.STALE, 1),
        (-181, Standing.EXPIRED, None),
    ],
)
def test_the_states_follow_the_last_day_of_validity(days_left, state, changes_in):
    until = DAY + timedelta(days=days_left)
    expected = DAY + timedelta(days=changes_in) if changes_in else None
    assert rules.state_on(DAY, assessed=True, level=2, valid_until=until) == (state, expected)


def test_the_day_of_the_next_change_really_changes_the_state():
    until = DAY + timedelta(days=400)
    state, change = rules.state_on(DAY, assessed=True, level=2, valid_until=until)
    while change:
        before = rules.state_on(change - timedelta(days=1), assessed=True, level=2, valid_until=until)[0]
        assert before == state
        state, change = rules.state_on(change, assessed=True, level=2, valid_until=until)
    assert state == Standing.EXPIRED


def test_nothing_known_is_unassessed_and_too_little_is_developing():
    assert rules.assess([], DAY).state == Standing.UNASSESSED
    assert rules.assess([fact("exam", "0.30")], DAY).state == Standing.DEVELOPING


def test_a_lapse_asks_for_review_and_does_not_lower_the_level():
    result = rules.assess([fact("exam", "0.85", days_ago=760)], DAY)
    assert (result.level, result.state, result.strength) == (2, Standing.STALE, Decimal(0))


def test_the_newer_of_two_exams_carries_the_validity():
    old, new = fact(key=1, days_ago=700), fact(key=2, days_ago=5)
    result = rules.assess([old, new], DAY)
    assert result.valid_until == new.valid_until
    assert [f.key for f in result.grounds[0].facts] == [2]


def test_level_three_holds_as_long_as_its_weaker_ground():
    exam, scenario = fact("exam", "0.90", days_ago=5), fact("scenario", "0.90", months=12, days_ago=5)
    assert rules.assess([exam, scenario], DAY).valid_until == scenario.valid_until


def test_the_estimate_is_the_mean_of_the_best_of_each_kind_by_quality():
    facts = [
        fact("exam", "0.90"),
        fact("exam", "0.20"),
        fact("lesson_check", "0.60", quality=Decimal("0.5")),
    ]
    assert rules.estimate_of(facts) == Decimal("0.8000")


def test_what_is_missing_for_a_level_is_named():
    needs = rules.missing([fact("exam", "0.75")], 3)
    assert [(need.kind, need.at_least) for need in needs] == [
        (EvidenceKind.SCENARIO, Decimal("0.80")),
        (EvidenceKind.EXAM, Decimal("0.80")),
    ]


@pytest.mark.parametrize(
    ("state", "level", "required", "seen"),
    [
        (Standing.CURRENT, 2, 2, Standing.CURRENT),
        (Standing.CURRENT, 1, 2, Standing.DEVELOPING),
        (Standing.DUE, 1, 2, Standing.DEVELOPING),
        (Standing.STALE, 1, 2, Standing.STALE),
        (Standing.UNASSESSED, 0, 2, Standing.UNASSESSED),
    ],
)
def test_a_post_sees_the_state_against_what_it_needs(state, level, required, seen):
    assert rules.against(state, level, required) == seen


kinds = st.sampled_from(EvidenceKind.values)
shares = st.decimals(0, 1, places=4)
facts_strategy = st.lists(
    st.builds(
        rules.Fact,
        key=st.integers(1, 10**6),
        kind=kinds,
        value=shares,
        observed_on=st.dates(date(2024, 1, 1), DAY),
        valid_until=st.none() | st.dates(date(2024, 1, 2), date(2028, 1, 1)),
        quality=st.decimals(0, 1, places=2),
        critical_error=st.booleans(),
        assessor=st.none() | st.integers(1, 4),
    ),
    max_size=12,
)


@given(facts_strategy, facts_strategy)
def test_more_evidence_never_lowers_the_level(facts, more):
    assert rules.level_of(facts + more) >= rules.level_of(facts)


@given(facts_strategy, st.integers(0, 2000))
def test_age_changes_neither_the_estimate_nor_the_level(facts, days):
    now, later = rules.assess(facts, DAY), rules.assess(facts, DAY + timedelta(days=days))
    assert (now.estimate, now.level) == (later.estimate, later.level)
    assert later.strength <= now.strength


@given(facts_strategy)
def test_software_alone_grants_no_more_than_level_three(facts):
    software = [f for f in facts if f.kind not in (EvidenceKind.PRACTICAL, EvidenceKind.APPOINTMENT)]
    assert rules.level_of(software) <= SOFTWARE_MAX_LEVEL


@given(facts_strategy, st.randoms())
def test_the_order_of_the_facts_plays_no_part(facts, random):
    unique = list({f.key: f for f in facts}.values())
    shuffled = random.sample(unique, len(unique))
    assert rules.assess(unique, DAY) == rules.assess(shuffled, DAY)
