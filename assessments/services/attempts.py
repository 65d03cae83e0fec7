"""An attempt while it is answered: going on in order, flags, leaving the page. Starting is `services.starting`, saving
answers `services.saving`. The lock is the row of the attempt.
"""

import math
from typing import Any

from django.db import transaction

from assessments.models import Attempt, AttemptItem
from assessments.services.presence import note_left, take_time_away
from core.errors import DomainError


@transaction.atomic
def set_flag(*, attempt: Attempt | int, position: int, flagged: bool, by: Any) -> None:
    """Mark an item to come back to. Raises AttemptItem.DoesNotExist, DomainError: attempt_finished, not_this_question."""
    pk = attempt if isinstance(attempt, int) else attempt.pk
    items = AttemptItem.objects.select_for_update(of=("attempt",)).select_related("attempt")
    item = items.get(attempt_id=pk, position=position, attempt__entry__person=by)
    if item.attempt.is_finished:
        raise DomainError("attempt_finished")
    if not item.attempt.is_open_at(position):
        raise DomainError("not_this_question")
    AttemptItem.objects.filter(pk=item.pk).update(flagged=flagged)


@transaction.atomic
def next_question(*, attempt: Attempt | int, position: int, by: Any) -> Attempt:
    """Leave the question at `position` of a sequential exam for the next one, for good. Sent again it changes nothing.

    Returns the attempt; its `reached` is where the candidate stands. Raises Attempt.DoesNotExist (missing or foreign),
    DomainError: attempt_finished, attempt_paused, not_this_question (neither the one reached nor the one before it; or
    the order is not held), last_question.
    """
    pk = attempt if isinstance(attempt, int) else attempt.pk
    locked = Attempt.objects.select_for_update(of=("self",)).get(pk=pk, entry__person=by)
    if locked.is_finished:
        raise DomainError("attempt_finished")
    if locked.paused_at:
        raise DomainError("attempt_paused")
    if not locked.is_sequential or position not in (locked.reached - 1, locked.reached):
        raise DomainError("not_this_question")
    if position < locked.reached:
        return locked
    if not locked.items.filter(position=position + 1).exists():
        raise DomainError("last_question")
    locked.reached = position + 1
    locked.save(update_fields=["reached"])
    return locked


# A page that flickers does not fill the columns.
MOST_TIMES_LEFT = 9999
MOST_SECONDS_AWAY = 24 * 3600


@transaction.atomic
def note_leaving(*, attempt: Attempt | int, seconds: int | None = None, by: Any) -> Attempt:
    """Count that the page was left while the attempt was under way, or (`seconds`) that it is back. It is never punished.

    Arguments: `seconds` is how long the page says that it was away; more than has passed since it was left is not taken.
    Whoever waits for a pause to end may look wherever they like.
    Raises Attempt.DoesNotExist (missing or foreign), DomainError("attempt_finished").
    """
    pk = attempt if isinstance(attempt, int) else attempt.pk
    locked = Attempt.objects.select_for_update().get(pk=pk, entry__person=by)
    if locked.is_finished:
        raise DomainError("attempt_finished")
    if locked.paused_at is not None:
        return locked
    if seconds is None:
        locked.times_left = min(locked.times_left + 1, MOST_TIMES_LEFT)
        note_left(pk)
    else:
        away = min(seconds, math.ceil(take_time_away(pk).total_seconds()))
        locked.seconds_away = min(locked.seconds_away + away, MOST_SECONDS_AWAY)
    locked.save(update_fields=["times_left", "seconds_away"])
    return locked
