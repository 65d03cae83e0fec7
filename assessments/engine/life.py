"""The one place that says which state of an attempt may follow which (docs/workflows.md)."""

from assessments.enums import ATTEMPT_TRANSITIONS
from core.errors import DomainError


def next_state(current: str, wanted: str) -> str:
    """`wanted`, if it may follow `current`. Raises DomainError("illegal_transition")."""
    if wanted not in ATTEMPT_TRANSITIONS[current]:
        raise DomainError("illegal_transition", current=str(current), wanted=str(wanted))
    return wanted
