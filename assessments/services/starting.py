"""Beginning an attempt: who may, and what is frozen then.

The lock is the row of the entry; behind it stand constraints of the database (one open attempt per entry, a number once).
"""

import secrets
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from assessments.engine.standing import REFUSALS, AttemptFact, Hall, Rules, Standing, Verdict, judge
from assessments.enums import AttemptState, Mode, Occasion
from assessments.models import Attempt, AttemptItem, Entry, Exam, ExamSession, PaperItem, QuestionVersion
from assessments.models.bank import in_seeded_order
from assessments.services.admission import code_refusal
from assessments.services.allowances import allowance_of
from assessments.services.attendance import state_now
from assessments.services.closing import close_expired_of
from core import clock
from core.audit import record
from core.errors import DomainError

SEED_LIMIT = 2**31 - 1


def start_attempt(*, entry: Entry, by: Any, code: str = "") -> Attempt:
    """Begin an attempt, or return the one that is open. At most six statements, whatever the mix of questions.

    Arguments: `code` is the session's admission code or the exam's password, where there is one; going on needs none.
    Raises Entry.DoesNotExist when the entry is not `by`'s, and DomainError: what `engine.standing.REFUSALS` names (with
    `at` where it changes by itself), code_missing, code_wrong, code_locked (services.admission), paper_not_ready,
    own_question (wrote or published a question of a formal exam and was not excused).
    """
    with transaction.atomic():
        begun = _start(entry, by, code)
    if isinstance(begun, DomainError):
        # A wrong code stays counted although nothing begins.
        raise begun
    return begun


def _start(entry: Entry, by: Any, code: str) -> Attempt | DomainError:
    entry = Entry.objects.select_for_update(of=("self",)).with_allowances().get(pk=entry.pk, person=by)
    attempts = _attempts(entry)
    if any(attempt.state == AttemptState.IN_PROGRESS and attempt.is_finished for attempt in attempts):
        close_expired_of(entry)
        attempts = _attempts(entry)
    for attempt in attempts:
        if attempt.state == AttemptState.IN_PROGRESS:
            return attempt
    verdict = standing_of(entry, attempts)
    if verdict.standing is not Standing.READY:
        raise DomainError(REFUSALS[verdict.standing], at=verdict.at)
    if refusal := code_refusal(entry, code):
        return refusal
    attempt = _freeze(entry, attempts)
    record("assessments.attempt_started", attempt, by=by, after={"number": attempt.number})
    return attempt


def _attempts(entry: Entry) -> list[Attempt]:
    attempts = list(entry.attempts.order_by("number"))
    for attempt in attempts:
        attempt.entry = entry
    return attempts


def standing_of(entry: Entry, attempts: list[Attempt]) -> Verdict:
    """Where the entry (with its allowances) stands now, given all its attempts."""
    exam, session, allowance = entry.exam, entry.session, allowance_of(entry)
    rules = Rules(
        opens=allowance.opens,
        closes=allowance.closes,
        attempts_allowed=exam.attempts_allowed,
        resit_hours=exam.resit_hours,
        ends_when_passed=exam.mode == Mode.FORMAL,
        state=state_now(entry, attempts),
        needs_session=entry.for_session,
        hall=_hall(session) if session else None,
    )
    facts = [_fact(attempt) for attempt in attempts if attempt.state != AttemptState.VOIDED]
    return judge(facts, rules, clock.now())


def _hall(session: ExamSession) -> Hall:
    """Once papers are called in nobody begins, also in the minute until they are collected."""
    over = session.is_over or session.called_in_at is not None
    return Hall(session.last_entry, paused=session.paused_at is not None, over=over)


def _fact(attempt: Attempt) -> AttemptFact:
    ended_at = (attempt.submitted_at or attempt.final_at) if attempt.is_finished else None
    return AttemptFact(ended_at, attempt.passed if attempt.is_released else None)


def _freeze(entry: Entry, attempts: list[Attempt]) -> Attempt:
    """Write the paper of this person: questions as versions, order, points, rules, time."""
    exam, now = entry.exam, clock.now()
    rows = _paper_rows(exam, entry.person)
    if exam.mode == Mode.FORMAL and not entry.author_excused and any(row["mine"] for row in rows):
        raise DomainError("own_question")
    allowance = allowance_of(entry)
    limit = allowance.limits(started=now, grace_seconds=exam.grace_seconds)
    seed = _seed()
    attempt = Attempt(
        entry=entry,
        session=entry.session,
        number=max((earlier.number for earlier in attempts), default=0) + 1,
        occasion=_occasion(entry, attempts),
        rules=_rules(entry),
        seed=seed,
        started_at=now,
        deadline=limit.deadline,
        final_at=limit.final_at,
        points_possible=sum(row["points"] for row in rows),
    )
    attempt.save(force_insert=True)
    ordered = in_seeded_order(rows, seed if exam.shuffle_items else 0, lambda row: row["version"])
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version_id=row["version"],
            seed=_seed() if exam.shuffle_options else 0,
            points=row["points"],
            must_pass=row["must_pass"],
        )
        for position, row in enumerate(ordered, start=1)
    )
    return attempt


def _seed() -> int:
    return secrets.randbelow(SEED_LIMIT) + 1


def _occasion(entry: Entry, attempts: list[Attempt]) -> str:
    """首考, or 补考 after another attempt that counts or an absence; who was excused sits for the first time."""
    sat = any(attempt.state != AttemptState.VOIDED for attempt in attempts)
    return Occasion.RESIT if sat or entry.absences else Occasion.FIRST


def _rules(entry: Entry) -> dict[str, Any]:
    """What exam, entry and session say now, before anything granted: that may still change."""
    exam, session = entry.exam, entry.session
    ends = [entry.closes, exam.closes, session and session.ends]
    closes = min((moment for moment in ends if moment), default=None)
    waits = session.submit_from if session and session.early_submit_minutes else None
    return {
        "pass_mark": exam.pass_mark,
        "mode": exam.mode,
        "release": exam.release,
        "show_marks": exam.show_marks,
        "show_explanations": exam.show_explanations,
        "show_keys": exam.show_keys,
        "minutes": exam.minutes,
        "sequential": exam.sequential,
        "layout": exam.layout,
        "closes": closes.isoformat() if closes else "",
        "submit_from": waits.isoformat() if waits else "",
    }


def written_by(person: Any) -> Q:
    """For items of a paper: the person wrote the question or published a version of it."""
    published = QuestionVersion.objects.filter(question=OuterRef("question"), by=person)
    return Q(question__owner=person) | Q(Exists(published))


def _paper_rows(exam: Exam, person: Any) -> list[dict[str, Any]]:
    """The items of the paper with the newest version of each question; retired questions are left out.

    `mine`: see `written_by`.
    """
    newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    rows = (
        PaperItem.objects.filter(paper=exam.paper_id, question__retired=False)
        .order_by("sort_order", "pk")
        .annotate(version=Subquery(newest), mine=written_by(person))
        .values("version", "points", "must_pass", "mine")
    )
    rows = list(rows)
    if not rows or any(row["version"] is None for row in rows):
        raise DomainError("paper_not_ready")
    return rows
