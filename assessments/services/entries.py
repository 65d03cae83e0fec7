"""Who may sit what: entries."""

from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.models import Entry, Exam
from core.audit import record


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
