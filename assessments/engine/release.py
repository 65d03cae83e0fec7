"""Which parts of a released result may be seen: right or wrong, explanations, keys; each by its own rule (enums.Show)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.enums import Show

PARTS = ("marks", "explanations", "keys")


@dataclass(frozen=True)
class Shown:
    marks: bool
    explanations: bool
    keys: bool


def is_shown(show: str, *, settled: bool, all_done: bool) -> bool:
    """Whether a part under this rule may be seen.

    Arguments: `settled`: passed, or no try left: there is no next time that a key could spoil; `all_done`: nobody can sit
    the exam any more. What is not known is not shown.
    """
    rules = {Show.WITH_RESULT: True, Show.WHEN_DONE: settled or all_done, Show.AFTER_CLOSE: all_done}
    return rules.get(Show(show) if show in Show.values else Show.NEVER, False)


def rule_for(rules: Mapping[str, Any], part: str) -> str:
    """The rule that an attempt froze; attempts older than these rules showed everything with the result."""
    return rules.get(f"show_{part}", Show.WITH_RESULT)


def shown_parts(rules: Mapping[str, Any], *, settled: bool, all_done: bool) -> Shown:
    """What may be seen of an attempt with these frozen rules."""
    parts = {part: is_shown(rule_for(rules, part), settled=settled, all_done=all_done) for part in PARTS}
    return Shown(**parts)
