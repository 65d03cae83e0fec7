"""What becomes of an answer that arrives: every rule that may refuse one, in one place.

The decision is made from the row alone. A new rule adds the facts it needs to `Sheet` (and where they come from to
`assessments.services.saving`) and its line to `judge_arrival`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from assessments.engine.timing import Arrival, Limits
from assessments.enums import AttemptState
from core.errors import DomainError


class Fate(Enum):
    COUNTS = "counts"
    # After the deadline, within the grace: counts, and is marked as late.
    LATE = "late"
    # The clock was faster: kept and shown, never counted.
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One item of a paper under way, as it was read: the facts on which an answer to it is judged."""

    id: int
    state: str
    sequence: int
    deadline: datetime
    final_at: datetime
    submitted_at: datetime | None
    # Its clock stands still since then.
    paused_at: datetime | None
    rules: dict[str, Any]
    # The question that may be answered where the order is held.
    reached: int
    item: int
    position: int
    type_code: str
    content: dict[str, Any]
    # What names the state of the row, where the database has a name for it.
    written_by: str = ""

    def arrival(self, now: datetime) -> Arrival:
        """Where a moment lies by the clock of this paper, which stands still while it is paused."""
        return Limits(self.deadline, self.final_at).judge(self.paused_at or now)

    @property
    def is_open(self) -> bool:
        """As far as the order goes."""
        return not self.rules.get("sequential") or self.position == self.reached

    @property
    def was_handed_in(self) -> bool:
        """Before its time ran out; what the clock took away was not."""
        return self.submitted_at is not None and self.submitted_at < self.final_at


def judge_arrival(sheet: Sheet, *, base_sequence: int, now: datetime) -> Fate:
    """Whether an answer written on top of `base_sequence` counts at `now`.

    Raises DomainError: not_this_question, attempt_finished, attempt_paused (its clock stands still: nothing is taken, and
    nothing is too late), stale_answer (with `sequence`). Whoever was refused may still have sent again what was taken long ago: that is
    looked up afterwards, so that the ordinary save costs nothing for it.
    """
    if not sheet.is_open:
        raise DomainError("not_this_question")
    arrival = sheet.arrival(now)
    if arrival is Arrival.TOO_LATE and not sheet.was_handed_in and sheet.state != AttemptState.VOIDED:
        return Fate.KEPT
    if sheet.state != AttemptState.IN_PROGRESS or arrival is Arrival.TOO_LATE:
        raise DomainError("attempt_finished")
    if sheet.paused_at is not None:
        raise DomainError("attempt_paused")
    if base_sequence != sheet.sequence:
        raise DomainError("stale_answer", sequence=sheet.sequence)
    return Fate.LATE if arrival is Arrival.LATE else Fate.COUNTS
