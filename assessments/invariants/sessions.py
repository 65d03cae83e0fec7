"""Sessions, who is expected in them, and what their invigilators did to the clocks."""

import re
from collections.abc import Iterator

from django.db.models import Count, F, Q

from assessments.enums import AttemptState, EntryState, Occasion
from assessments.models import Attempt, Entry, ExamSession
from core.invariants import batches, holds


@holds("assessments.only_open_attempts_are_paused")
def only_open_attempts_are_paused() -> Iterator[str]:
    """An attempt that stands still is under way, and its time was not over when it was stopped."""
    for batch in batches(Attempt.objects.filter(paused_at__isnull=False)):
        for attempt in batch:
            if attempt.state != AttemptState.IN_PROGRESS:
                yield f"attempt {attempt.pk} is {attempt.state} and paused"
            elif not attempt.started_at <= attempt.paused_at <= attempt.final_at:
                yield f"attempt {attempt.pk} was paused at {attempt.paused_at}, outside of its time"


@holds("assessments.called_in_papers_end")
def called_in_papers_end() -> Iterator[str]:
    """Nobody has time beyond the moment at which their paper is called in."""
    for batch in batches(Attempt.objects.filter(called_in_at__lt=F("deadline"))):
        for attempt in batch:
            yield f"attempt {attempt.pk} is called in at {attempt.called_in_at} and lasts until {attempt.deadline}"


@holds("assessments.first_attempts_are_the_first")
def first_attempts_are_the_first() -> Iterator[str]:
    """首考 follows no attempt that counts; 补考 follows another attempt or an absence."""
    entry, earlier, counting = None, False, False
    rows = Attempt.objects.order_by("entry", "number").values_list(
        "pk", "entry", "state", "occasion", "entry__absences"
    )
    for pk, of, state, occasion, absences in rows.iterator(chunk_size=2000):
        if of != entry:
            entry, earlier, counting = of, False, False
        if occasion == Occasion.FIRST and counting:
            yield f"attempt {pk} of entry {of} is a first one after another that counts"
        if occasion == Occasion.RESIT and not (earlier or absences):
            yield f"attempt {pk} of entry {of} is a resit after nothing"
        earlier, counting = True, counting or state != AttemptState.VOIDED


@holds("assessments.sessions_hold_their_exam")
def sessions_hold_their_exam() -> Iterator[str]:
    """Whoever is placed in a session, and what is sat in it, is of the session's exam."""
    entries = Entry.objects.filter(session__isnull=False).exclude(exam=F("session__exam"))
    for batch in batches(entries):
        for entry in batch:
            yield f"entry {entry.pk} of exam {entry.exam_id} is placed in session {entry.session_id} of another"
    attempts = Attempt.objects.filter(session__isnull=False).exclude(entry__exam=F("session__exam"))
    for batch in batches(attempts):
        for attempt in batch:
            yield f"attempt {attempt.pk} was sat in session {attempt.session_id} of another exam"


@holds("assessments.admission_numbers_belong_to_sessions")
def admission_numbers_belong_to_sessions() -> Iterator[str]:
    """Who is placed has an admission number, nobody else has; a session gave out at least as many as it holds."""
    numberless = Q(session__isnull=False, admission_number="")
    sessionless = Q(session__isnull=True) & ~Q(admission_number="")
    for batch in batches(Entry.objects.filter(numberless | sessionless)):
        for entry in batch:
            yield f"entry {entry.pk} has the number {entry.admission_number!r} in session {entry.session_id}"
    crowded = ExamSession.objects.annotate(placed=Count("entries")).filter(placed__gt=F("numbers_given"))
    for batch in batches(crowded):
        for session in batch:
            yield f"session {session.pk} holds more people than it gave numbers to ({session.numbers_given})"


@holds("assessments.absent_people_did_not_come")
def absent_people_did_not_come() -> Iterator[str]:
    """Who is absent has nothing begun there, and the absence was counted."""
    absent = Entry.objects.filter(state=EntryState.ABSENT).prefetch_related("attempts")
    for batch in batches(absent):
        for entry in batch:
            if any(entry.session_id in (None, attempt.session_id) for attempt in entry.attempts.all()):
                yield f"entry {entry.pk} is absent and has an attempt there"
            if not entry.absences:
                yield f"entry {entry.pk} is absent and was never counted so"


@holds("assessments.sessions_can_be_entered")
def sessions_can_be_entered() -> Iterator[str]:
    """A session has a code of six digits, and none of its candidates invigilates it."""
    for batch in batches(ExamSession.objects.all()):
        for session in batch:
            if not re.fullmatch(r"\d{6}", session.code):
                yield f"session {session.pk} has no code of six digits"
    both = Entry.objects.filter(session__invigilators=F("person"))
    for batch in batches(both):
        for entry in batch:
            yield f"person {entry.person_id} sits in session {entry.session_id} and invigilates it"
