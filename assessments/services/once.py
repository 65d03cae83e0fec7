"""More time is given once, however often a form is sent: what it was drawn from must still hold when it arrives."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Sum

from assessments.models import Attempt, ExamSession
from core.errors import DomainError


def time_given(session: ExamSession, attempt: Attempt | None = None) -> str:
    """What was given so far, in the session or to one of its attempts, as a text to compare."""
    attempts = session.attempts.filter(pk=attempt.pk) if attempt else session.attempts.all()
    added = attempts.aggregate(sum=Sum("added_seconds"))["sum"] or 0
    return f"{added}" if attempt else f"{added}/{session.ends.isoformat()}"


@contextmanager
def as_seen(session: ExamSession, seen: str, attempt: Attempt | None = None) -> Iterator[None]:
    """Hold the session while something is done with it that is meant for what was `seen` (a `time_given`).

    Raises DomainError("changed_meanwhile") and nothing is done.
    """
    with transaction.atomic():
        locked = ExamSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if time_given(locked, attempt) != seen:
            raise DomainError("changed_meanwhile")
        yield
