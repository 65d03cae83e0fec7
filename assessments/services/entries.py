"""Who may sit what: entries."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.models import Entry, Exam
from assessments.permissions import can_excuse
from core.audit import record
from core.errors import DomainError


@transaction.atomic
def grant_entry(
    *,
    person: Any,
    exam: Exam,
    by: Any,
    opens: datetime | None = None,
    closes: datetime | None = None,
    cycle: int = 1,
) -> Entry:
    """Let a person sit an exam; the entry of the same person, exam and cycle is returned as it is if there is one.

    Arguments: `opens`/`closes` narrow the exam's own window for this person; `cycle` counts renewals.
    """
    entry, created = Entry.objects.get_or_create(
        person=person, exam=exam, cycle=cycle, defaults={"opens": opens, "closes": closes, "granted_by": by}
    )
    if created:
        record("assessments.entry_granted", entry, by=by, after={"exam": exam.code, "cycle": cycle})
    return entry


@transaction.atomic
def excuse_author(*, entry: Entry, reason: str, by: Any) -> Entry:
    """Let somebody sit a formal exam although they wrote or published a question of it.

    For administrators of the person's unit. Raises DomainError: reason_missing, not_allowed.
    """
    if not reason.strip():
        raise DomainError("reason_missing")
    if not can_excuse(by, entry.person):
        raise DomainError("not_allowed")
    entry.author_excused = True
    entry.save(update_fields=["author_excused"])
    record("assessments.author_excused", entry, by=by, after={"exam": entry.exam.code}, reason=reason)
    return entry
