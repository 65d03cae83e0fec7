import re

import pytest
from django.conf import settings

from assessments.engine.life import next_state
from assessments.enums import ATTEMPT_TRANSITIONS, AttemptState
from core.errors import DomainError


def test_an_allowed_step_is_taken():
    assert next_state(AttemptState.IN_PROGRESS, AttemptState.SUBMITTED) == AttemptState.SUBMITTED


def test_a_finished_attempt_never_opens_again():
    for state in set(AttemptState) - {AttemptState.IN_PROGRESS}:
        with pytest.raises(DomainError, match="illegal_transition"):
            next_state(state, AttemptState.IN_PROGRESS)


def test_every_state_has_a_row_in_the_table():
    assert set(ATTEMPT_TRANSITIONS) == set(AttemptState)


def test_the_table_in_the_documentation_is_the_one_in_the_code():
    text = (settings.BASE_DIR / "docs" / "workflows.md").read_text(encoding="utf-8")
    part = text.partition("## Attempt\n")[2].partition("\n## ")[0]
    written = set(re.findall(r"^\| (\w+) \| (\w+) \|", part, re.MULTILINE)) - {("from", "to")}
    assert written == {(start, end) for start, ends in ATTEMPT_TRANSITIONS.items() for end in ends}
