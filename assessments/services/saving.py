"""Saving one answer: the request that an exam consists of, hundreds at once.

Its two statements are therefore written once (core.prepared; the raw SQL below) and not anew by the ORM each time, which
was most of the work of a save. They only fetch and write: what is refused and why is `engine.arrival.judge_arrival`.
The lock is the row of the attempt; constraints of the database stand behind it (one step per sequence number, a client id
once). The steps are their own record of who answered what and when, so saving writes no line in the audit trail.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max

from assessments.engine.arrival import Fate, Sheet, judge_arrival
from assessments.models import AnswerStep, Attempt, AttemptItem
from assessments.models.bank import question_kinds
from core import clock
from core.errors import DomainError
from core.prepared import Prepared, blank


@dataclass(frozen=True)
class Receipt:
    """The server's word about one answer: kept under `sequence`; `late` and `counted` say what became of it."""

    position: int
    value: Any
    sequence: int
    received_at: datetime
    late: bool
    counted: bool
    deadline: datetime


def _sheets() -> Any:
    """The attempt, locked, with one item of it and its version without the key; nothing when it is somebody else's."""
    return (
        Attempt.objects.select_for_update(of=("self",))
        .filter(pk=blank("attempt"), entry__person=blank("person"), items__position=blank("position"))
        .annotate(item=F("items__pk"), position=F("items__position"), type_code=F("items__version__type_code"), content=F("items__version__content"))
        .only("state", "sequence", "deadline", "final_at", "submitted_at", "paused_at", "rules", "reached")
        .order_by()
    )


SHEET = Prepared(_sheets)


def save_answer(
    *, attempt: Attempt | int, position: int, value: Any, base_sequence: int, client_id: UUID, by: Any
) -> Receipt:
    """Take one answer. Two statements (three on SQLite), ownership and idempotency included.

    Arguments: `attempt` or its id; `value` a raw answer, None to take it back; `base_sequence` the last number the
    client has seen; `client_id` names this write: sent again with the same answer it gets the same receipt.
    After the deadline the answer is late, after the grace it is kept but not `counted` (once per item).
    Raises AttemptItem.DoesNotExist (missing or foreign), DomainError: stale_answer (with `sequence`; nothing changed),
    client_id_reused, answer_invalid, attempt_finished, attempt_paused (nothing changed: to be sent again later),
    not_this_question (the order is held, another one is reached).
    """
    place = {"attempt": attempt if isinstance(attempt, int) else attempt.pk, "person": by.pk, "position": position}
    try:
        with transaction.atomic():
            return _save(_locked_sheet(place), position, value, base_sequence, client_id)
    except IntegrityError:  # a fresh sequence number with a client id that was used before
        with transaction.atomic():
            sheet = _locked_sheet(place)
            again = _same_again(sheet, position, _cleaned(sheet, value), client_id)
        if again is None:
            raise
        return again


def _locked_sheet(place: dict[str, int]) -> Sheet:
    row = SHEET.first(**place)
    if row is None:
        raise AttemptItem.DoesNotExist
    return Sheet(**row)


def _cleaned(sheet: Sheet, value: Any) -> Any:
    return question_kinds()[sheet.type_code].clean_answer(sheet.content, value)


def _save(sheet: Sheet, position: int, value: Any, base_sequence: int, client_id: UUID) -> Receipt:
    if not sheet.is_open and not AnswerStep.objects.filter(attempt=sheet.id, client_id=client_id).exists():
        # Of a question that may not be read not even that is told: whether an answer would be possible.
        raise DomainError("not_this_question")
    value, now = _cleaned(sheet, value), clock.now()
    try:
        fate = judge_arrival(sheet, base_sequence=base_sequence, now=now)
    except DomainError:
        if again := _same_again(sheet, position, value, client_id):
            return again
        raise
    if fate is Fate.KEPT:
        return _same_again(sheet, position, value, client_id) or _keep_too_late(sheet, position, value, client_id, now)
    step = AnswerStep(
        attempt_id=sheet.id,
        item_id=sheet.item,
        sequence=sheet.sequence + 1,
        client_id=client_id,
        value=value,
        received_at=now,
        late=fate is Fate.LATE,
    )
    _write(step)
    return _receipt(step, position, sheet)


def _same_again(sheet: Sheet, position: int, value: Any, client_id: UUID) -> Receipt | None:
    """The receipt of a write that was taken before under this id; None when there was none."""
    step = AnswerStep.objects.filter(attempt=sheet.id, client_id=client_id).first()
    if step is None:
        return None
    if step.item_id != sheet.item or step.value != value:
        raise DomainError("client_id_reused")
    return _receipt(step, position, sheet)


def _keep_too_late(sheet: Sheet, position: int, value: Any, client_id: UUID, now: datetime) -> Receipt:
    """Nothing counts any more: one answer per item is kept, for those who may let it count."""
    steps = AnswerStep.objects.filter(attempt=sheet.id)
    if steps.filter(item=sheet.item, counted=False).exists():
        raise DomainError("attempt_finished")
    step = AnswerStep.objects.create(
        attempt_id=sheet.id,
        item_id=sheet.item,
        sequence=(steps.aggregate(last=Max("sequence"))["last"] or 0) + 1,
        client_id=client_id,
        value=value,
        received_at=now,
        late=True,
        counted=False,
    )
    return _receipt(step, position, sheet)


def _receipt(step: AnswerStep, position: int, sheet: Sheet) -> Receipt:
    return Receipt(position, step.value, step.sequence, step.received_at, step.late, step.counted, sheet.deadline)


STEP_FIELDS = [field for field in AnswerStep._meta.local_concrete_fields if not field.primary_key]
INSERT = "INSERT INTO {table} ({columns}) VALUES ({places})".format(  # noqa: S608 - names of our own model
    table=AnswerStep._meta.db_table,
    columns=", ".join(str(field.column) for field in STEP_FIELDS),
    places=", ".join(["%s"] * len(STEP_FIELDS)),
)
FOLLOW = "UPDATE assessments_attempt SET sequence = %s WHERE id = %s"


def _write(step: AnswerStep) -> None:
    """Write a step and let the attempt's sequence follow it: one statement on PostgreSQL."""
    row = [field.get_db_prep_save(getattr(step, field.attname), connection) for field in STEP_FIELDS]
    follow = [step.sequence, step.attempt_id]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH followed AS ({FOLLOW}) {INSERT}", [*follow, *row])
        else:
            cursor.execute(INSERT, row)
            cursor.execute(FOLLOW, follow)
