import re

import pytest
from django.conf import settings

from assessments.engine.life import next_entry_state, next_state
from assessments.enums import ATTEMPT_TRANSITIONS, ENTRY_TRANSITIONS, AttemptState, EntryState
from core.errors import DomainError


def test_an_allowed_step_is_taken():
    assert next_state(AttemptState.IN_PROGRESS, AttemptState.SUBMITTED) == AttemptState.SUBMITTED


def test_a_finished_attempt_never_opens_again():
    for state in set(AttemptState) - {AttemptState.IN_PROGRESS}:
        with pytest.raises(DomainError, match="illegal_transition"):
            next_state(state, AttemptState.IN_PROGRESS)


def test_every_state_has_a_row_in_the_table():
    assert set(ATTEMPT_TRANSITIONS) == set(AttemptState)


def test_an_entry_takes_no_step_that_its_table_does_not_hold():
    assert next_entry_state(EntryState.DUE, EntryState.ABSENT) == EntryState.ABSENT
    with pytest.raises(DomainError, match="illegal_transition"):
        next_entry_state(EntryState.DEFERRED, EntryState.ABSENT)


@pytest.mark.parametrize(("heading", "table"), [("Attempt", ATTEMPT_TRANSITIONS), ("Entry", ENTRY_TRANSITIONS)])
def test_the_table_in_the_documentation_is_the_one_in_the_code(heading, table):
    text = (settings.BASE_DIR / "docs" / "workflows.md").read_text(encoding="utf-8")
    part = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    written = set(re.findall(r"^\| (\w+) \| (\w+) \|", part, re.MULTILINE)) - {("from", "to")}
    assert written == {(start, end) for start, ends in table.items() for end in ends}
