"""The record of an attempt for those who answer for it: what happened when, who changed what and why.

No key is selected here. Everybody who runs the exam sees which question was answered when; what was answered is in it only
for those who teach or mark (`permissions.can_read_answers`), and never while the candidate still sits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import AttemptState
from assessments.models import Attempt, ExamSession, Mark
from assessments.services.evidence import valid_evidence
from core.models import AuditEntry

WORDS: dict[str, str | Promise] = {
    "assessments.attempt_started": _("开始作答"),
    "assessments.attempt_submitted": _("本人交卷"),
    "assessments.attempt_closed": _("到时收卷"),
    "assessments.attempt_extended": _("加时间"),
    "assessments.attempt_called_in": _("提前收卷"),
    "assessments.deadline_changed": _("截止时间改变"),
    "assessments.late_answers_counted": _("迟到的答案计入"),
    "assessments.late_answers_left": _("迟到的答案不计入"),
    "assessments.attempt_voided": _("作废"),
    "assessments.session_paused": _("全场暂停"),
    "assessments.session_resumed": _("全场恢复"),
}


@dataclass(frozen=True)
class Event:
    """One line of the audit trail; `by` is "" for the product itself, `was` and `now` are deadlines where they changed."""

    at: datetime
    words: str | Promise
    by: str
    reason: str
    was: datetime | None
    now: datetime | None


@dataclass(frozen=True)
class Step:
    """One answer as it came. `answer` is None where it may not be read; `counted_later`: late, and let count since."""

    sequence: int
    position: int
    at: datetime
    answer: str | None
    taken_back: bool
    late: bool
    counted: bool
    counted_later: bool


@dataclass(frozen=True)
class Record:
    attempt: Attempt
    steps: Sequence[Step]
    events: Sequence[Event]
    questions: int
    answered: int
    reads_answers: bool

    @property
    def away(self) -> tuple[int, int]:
        """Minutes and seconds away from the page."""
        return divmod(self.attempt.seconds_away, 60)

    @property
    def added(self) -> tuple[int, int]:
        """Minutes and seconds given to this attempt alone."""
        return divmod(self.attempt.added_seconds, 60)

    @property
    def waits(self) -> bool:
        """There are late answers that do not count."""
        return any(not step.counted and not step.counted_later for step in self.steps)


def record_of(attempt: Attempt, *, reads_answers: bool) -> Record:
    """The record of an attempt (with entry, exam and person). Four queries, however long it is."""
    steps = attempt.steps.select_related("item__version").defer("item__version__key").order_by("sequence")
    let_count = set(
        Mark.objects.filter(item__attempt=attempt, answer_step__counted=False).values_list("answer_step", flat=True)
    )
    lines = [_step(step, reads_answers, let_count) for step in steps]
    last = {line.position: line for line in lines if line.counted}
    answered = sum(not line.taken_back for line in last.values())
    return Record(attempt, lines, _events(attempt), attempt.items.count(), answered, reads_answers)


def _step(step: Any, reads_answers: bool, let_count: set[int]) -> Step:
    version = step.item.version
    return Step(
        sequence=step.sequence,
        position=step.item.position,
        at=step.received_at,
        answer=version.kind.summary(version.content, step.value) if reads_answers else None,
        taken_back=step.value is None,
        late=step.late,
        counted=step.counted,
        counted_later=step.pk in let_count,
    )


def _events(attempt: Attempt) -> list[Event]:
    own = Q(object_type=Attempt._meta.label_lower, object_id=str(attempt.pk))
    session = Q(
        object_type=ExamSession._meta.label_lower, object_id=str(attempt.session_id), at__gte=attempt.started_at
    )
    lines = AuditEntry.objects.filter(own | session, action__in=WORDS).select_related("actor")
    return [_event(line) for line in lines.order_by("pk")]


def _event(line: AuditEntry) -> Event:
    return Event(
        at=line.at,
        words=WORDS[line.action],
        by=str(line.actor) if line.actor else "",
        reason=line.reason,
        was=_moment(line.before, "deadline"),
        now=_moment(line.after, "deadline"),
    )


def _moment(values: Mapping[str, Any], name: str) -> datetime | None:
    return parse_datetime(values[name]) if values.get(name) else None


@dataclass(frozen=True)
class Voided:
    """When an attempt was made void, and why."""

    at: datetime
    reason: str


def void_of(attempt: Attempt) -> Voided | None:
    """Why an attempt is void; None where it is not. The reason stands in the audit trail alone: one query."""
    if attempt.state != AttemptState.VOIDED:
        return None
    lines = AuditEntry.objects.filter(object_type=Attempt._meta.label_lower, object_id=str(attempt.pk))
    line = lines.filter(action="assessments.attempt_voided").first()
    return Voided(line.at, line.reason) if line else None


@dataclass(frozen=True)
class VoidPlan:
    """What follows from making an attempt void: tries used now and then, whether evidence is withdrawn, whether somebody
    is sitting it."""

    used: int
    allowed: int
    withdraws: bool
    stops: bool

    @property
    def used_then(self) -> int:
        return self.used - 1


def void_plan(attempt: Attempt) -> VoidPlan:
    """What `void_attempt` would mean. Two queries."""
    used = attempt.entry.attempts.exclude(state=AttemptState.VOIDED).count()
    allowed, withdraws = attempt.entry.exam.attempts_allowed, valid_evidence(attempt).exists()
    return VoidPlan(used, allowed, withdraws, not attempt.is_finished)
