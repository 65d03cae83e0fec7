"""The one place that says which state of an attempt or of an entry may follow which (docs/workflows.md)."""

from assessments.enums import ATTEMPT_TRANSITIONS, ENTRY_TRANSITIONS
from core.errors import DomainError


def next_state(current: str, wanted: str) -> str:
    """`wanted`, if it may follow `current`. Raises DomainError("illegal_transition")."""
    return _next(ATTEMPT_TRANSITIONS, current, wanted)


def next_entry_state(current: str, wanted: str) -> str:
    """The same for an entry: whether somebody is expected."""
    return _next(ENTRY_TRANSITIONS, current, wanted)


def _next(table: dict[str, set[str]], current: str, wanted: str) -> str:
    if wanted not in table[current]:
        raise DomainError("illegal_transition", current=str(current), wanted=str(wanted))
    return wanted
