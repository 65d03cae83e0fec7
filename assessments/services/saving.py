"""Saving one answer: the request that an exam consists of, hundreds at once.

What is refused and why is `engine.arrival.judge_arrival`. This module only fetches the facts and writes, with statements that
are written once (core.prepared; the raw SQL below) and not anew by the ORM each time, which was most of the work of a save.

On PostgreSQL a save takes no lock beforehand: the one statement that writes does so only if the row of the attempt is still
the one that was judged (`xmin`, the transaction that wrote it). Whatever does not go so smoothly (somebody was faster, a
repetition, a refusal, an answer after the end) is judged again with the row locked; SQLite, which has one writer at a time,
always does that. Constraints of the database stand behind both (one step per sequence number, a client id once).
The steps are their own record of who answered what and when, so saving writes no line in the audit trail.
"""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max, Value
from django.db.models.expressions import RawSQL

from assessments.engine.arrival import Fate, Sheet, judge_arrival
from assessments.models import AnswerStep, Attempt, AttemptItem
from assessments.models.bank import question_kinds
from core import clock
from core.errors import DomainError
from core.prepared import Prepared, blank, prepared_cursor


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


@dataclass(frozen=True, slots=True)
class _Letter:
    """An answer as it came."""

    attempt: int
    position: int
    value: Any
    base_sequence: int
    client_id: UUID
    person: int


def save_answer(
    *, attempt: Attempt | int, position: int, value: Any, base_sequence: int, client_id: UUID, by: Any
) -> Receipt:
    """Take one answer. Two statements on PostgreSQL, four on SQLite, ownership and idempotency included.

    Arguments: `attempt` or its id; `value` a raw answer, None to take it back; `base_sequence` the last number the
    client has seen; `client_id` names this write: sent again with the same answer it gets the same receipt.
    After the deadline the answer is late, after the grace it is kept but not `counted` (once per item).
    Raises AttemptItem.DoesNotExist (missing or foreign), DomainError: stale_answer (with `sequence`; nothing changed),
    client_id_reused, answer_invalid, attempt_finished, attempt_paused (nothing changed: to be sent again later),
    not_this_question (the order is held, another one is reached).
    """
    pk = attempt if isinstance(attempt, int) else attempt.pk
    letter = _Letter(pk, position, value, base_sequence, client_id, by.pk)
    taken = _take_at_once(letter) if connection.vendor == "postgresql" else None
    return taken or _take_locked(letter)


# --- the facts -------------------------------------------------------------------------------------------------------


def _sheets() -> Any:
    """The attempt with one item of it and its version without the key; nothing when it is somebody else's."""
    written_by = RawSQL("assessments_attempt.xmin::text", ()) if connection.vendor == "postgresql" else Value("")
    return (
        Attempt.objects.filter(pk=blank("attempt"), entry__person=blank("person"), items__position=blank("position"))
        .annotate(
            item=F("items__pk"),
            position=F("items__position"),
            type_code=F("items__version__type_code"),
            content=F("items__version__content"),
            written_by=written_by,
        )
        .only("state", "sequence", "deadline", "final_at", "submitted_at", "paused_at", "rules", "reached")
        .order_by()
    )


SHEET = Prepared(_sheets)
LOCKED_SHEET = Prepared(lambda: _sheets().select_for_update(of=("self",)))


def _sheet(query: Prepared, letter: _Letter) -> Sheet:
    row = query.first(attempt=letter.attempt, person=letter.person, position=letter.position)
    if row is None:
        raise AttemptItem.DoesNotExist
    return Sheet(**row)


def _cleaned(sheet: Sheet, value: Any) -> Any:
    return question_kinds()[sheet.type_code].clean_answer(sheet.content, value)


# --- taking it -------------------------------------------------------------------------------------------------------


def _take_at_once(letter: _Letter) -> Receipt | None:
    """The ordinary case; None when it is not one."""
    sheet, now = _sheet(SHEET, letter), clock.now()
    try:
        fate = judge_arrival(sheet, base_sequence=letter.base_sequence, now=now)
        if fate is Fate.KEPT:
            return None
        step = _next_step(sheet, letter, _cleaned(sheet, letter.value), fate, now)
        # Inside of somebody else's transaction a clash of constraints must not spoil it.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            written = _write(step, sheet)
    except (DomainError, IntegrityError):
        return None
    return _receipt(step, letter, sheet) if written else None


@transaction.atomic
def _take_locked(letter: _Letter) -> Receipt:
    """Every case, with the row of the attempt locked; a write that was taken before is answered as it was then."""
    sheet, now = _sheet(LOCKED_SHEET, letter), clock.now()
    before = AnswerStep.objects.filter(attempt=sheet.id, client_id=letter.client_id).first()
    if before:
        if before.item_id != sheet.item or before.value != _cleaned(sheet, letter.value):
            raise DomainError("client_id_reused")
        return _receipt(before, letter, sheet)
    # Judged before it is read: of a question that may not be answered not even that is told, whether an answer is possible.
    fate = judge_arrival(sheet, base_sequence=letter.base_sequence, now=now)
    step = _next_step(sheet, letter, _cleaned(sheet, letter.value), fate, now)
    if fate is Fate.KEPT:
        _keep(step)
    else:
        _write(step, sheet)
    return _receipt(step, letter, sheet)


def _next_step(sheet: Sheet, letter: _Letter, value: Any, fate: Fate, now: datetime) -> AnswerStep:
    return AnswerStep(
        attempt_id=sheet.id,
        item_id=sheet.item,
        sequence=sheet.sequence + 1,
        client_id=letter.client_id,
        value=value,
        received_at=now,
        late=fate is not Fate.COUNTS,
        counted=fate is not Fate.KEPT,
    )


def _keep(step: AnswerStep) -> None:
    """Nothing counts any more: one answer per item is kept, for those who may let it count."""
    steps = AnswerStep.objects.filter(attempt=step.attempt_id)
    if steps.filter(item=step.item_id, counted=False).exists():
        raise DomainError("attempt_finished")
    step.sequence = (steps.aggregate(last=Max("sequence"))["last"] or 0) + 1
    step.save(force_insert=True)


def _receipt(step: AnswerStep, letter: _Letter, sheet: Sheet) -> Receipt:
    return Receipt(
        letter.position, step.value, step.sequence, step.received_at, step.late, step.counted, sheet.deadline
    )


# --- writing it ------------------------------------------------------------------------------------------------------

FIELDS = [field for field in AnswerStep._meta.local_concrete_fields if not field.primary_key]
INSERT = "INSERT INTO {} ({})".format(AnswerStep._meta.db_table, ", ".join(str(field.column) for field in FIELDS))
PLACES = ", ".join(["%s"] * len(FIELDS))
FOLLOW = "UPDATE assessments_attempt SET sequence = %s WHERE id = %s"
UNCHANGED = "xmin = %s::xid"


def _write(step: AnswerStep, sheet: Sheet) -> bool:
    """Write a step and let the attempt's sequence follow it; False when the attempt is not as it was judged any more."""
    row = {field.name: field.get_db_prep_save(getattr(step, field.attname), connection) for field in FIELDS}
    follow = [row["sequence"], row["attempt"]]
    with prepared_cursor() as cursor:
        if connection.vendor == "postgresql":
            followed = f"WITH followed AS ({FOLLOW} AND {UNCHANGED} RETURNING id)"
            values = [*follow, sheet.written_by, *row.values()]
            cursor.execute(f"{followed} {INSERT} SELECT {PLACES} FROM followed", values)  # noqa: S608
            return cursor.rowcount == 1
        cursor.execute(f"{INSERT} VALUES ({PLACES})", list(row.values()))
        cursor.execute(FOLLOW, follow)
    return True
