import itertools

import pytest

from assessments.engine.release import PARTS, is_shown, shown_parts
from assessments.enums import Show

# Every case there is: rule, nothing more to try for this person, nobody can sit it any more.
TABLE = {
    (Show.WITH_RESULT, False, False): True,
    (Show.WITH_RESULT, False, True): True,
    (Show.WITH_RESULT, True, False): True,
    (Show.WITH_RESULT, True, True): True,
    (Show.WHEN_DONE, False, False): False,
    (Show.WHEN_DONE, False, True): True,
    (Show.WHEN_DONE, True, False): True,
    (Show.WHEN_DONE, True, True): True,
    (Show.AFTER_CLOSE, False, False): False,
    (Show.AFTER_CLOSE, False, True): True,
    (Show.AFTER_CLOSE, True, False): False,
    (Show.AFTER_CLOSE, True, True): True,
    (Show.NEVER, False, False): False,
    (Show.NEVER, False, True): False,
    (Show.NEVER, True, False): False,
    (Show.NEVER, True, True): False,
}


def test_the_table_holds_every_case():
    assert set(TABLE) == set(itertools.product(Show, [False, True], [False, True]))


@pytest.mark.anchor_37
@pytest.mark.parametrize(("show", "settled", "all_done"), list(TABLE))
def test_each_part_is_shown_exactly_when_its_rule_says(show, settled, all_done):
    expected = TABLE[show, settled, all_done]
    assert is_shown(show, settled=settled, all_done=all_done) is expected
    for part in PARTS:
        rules = {f"show_{other}": Show.NEVER for other in PARTS} | {f"show_{part}": show}
        shown = shown_parts(rules, settled=settled, all_done=all_done)
        assert {other: getattr(shown, other) for other in PARTS} == {
            other: expected and other == part for other in PARTS
        }


def test_an_attempt_older_than_these_rules_shows_everything_with_its_result():
    shown = shown_parts({}, settled=False, all_done=False)
    assert (shown.marks, shown.explanations, shown.keys) == (True, True, True)


def test_a_rule_that_nobody_knows_shows_nothing():
    assert not is_shown("perhaps", settled=True, all_done=True)
