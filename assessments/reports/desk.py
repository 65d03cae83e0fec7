"""The invigilation desk: a session with everybody in it as they are now, and what was done in it today.

Names are shown in full: whoever runs a session checks who sits there.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.engine.desk import Facts, Verdict, judge
from assessments.enums import NEEDS_A_LOOK, AttemptState, DeskStatus
from assessments.models import AnswerStep, Attempt, AttemptItem, Entry, ExamSession
from assessments.services.attendance import state_now
from assessments.services.presence import Seen, last_seen
from core import clock
from core.models import AuditEntry
from people.models import Placement, know_parents

REMARKS: dict[str, str | Promise] = {
    DeskStatus.OFFLINE: _("答案存在本机，恢复后自动上传"),
    DeskStatus.STILL: _("可能走开了"),
    DeskStatus.LEFT: _("请现场看一下"),
    DeskStatus.OTHER_DEVICE: _("换了一台设备接着答"),
    DeskStatus.PAUSED: _("计时已停"),
    DeskStatus.ANSWERING: _("正常"),
}


@dataclass(frozen=True)
class DeskRow:
    """One candidate. `attempt` is their last one in this session, if any; `minutes` belong to the status (offline, nothing
    answered); `seen_at` None: not heard of; `remark` what the invigilator should know; `unit` where they work."""

    entry: Entry
    attempt: Attempt | None
    status: DeskStatus
    minutes: int
    seen_at: datetime | None
    answered: int
    questions: int
    times_left: int
    seconds_away: int
    remark: str | Promise
    receipt: str
    unit: str

    @property
    def needs_a_look(self) -> bool:
        return self.status in NEEDS_A_LOOK

    @property
    def is_under_way(self) -> bool:
        """Can be given time, called in."""
        return self.attempt is not None and not self.attempt.is_finished


@dataclass(frozen=True)
class Desk:
    """`counts`: expected (应到: without the deferred and the exempt), answering (under way, whatever else is said of
    them), offline, look (请留意), handed_in (by themselves or by the clock), missing (未到 and 缺考), paused."""

    session: ExamSession
    counts: Mapping[str, int]
    rows: Sequence[DeskRow]
    at: datetime


@dataclass(frozen=True)
class Act:
    """One line of what was done: by whom ("" for the product itself), to whom ("" for the whole session), why."""

    at: datetime
    action: str
    words: str | Promise
    person: str
    by: str
    reason: str
    details: Mapping[str, Any]


def sessions_for(user: Any) -> QuerySet[ExamSession]:
    """The sessions that the user runs, newest first, with exam, unit and the number of entries. Two queries."""
    sessions = ExamSession.objects.run_by(user).select_related("exam", "unit")
    return sessions.annotate(people=Count("entries")).order_by("-starts", "pk")


def desk_of(session: ExamSession) -> Desk:
    """Everybody of the session as they are now, by admission number. Six queries, however many they are."""
    now = clock.now()
    entries = _entries(session)
    mine = {entry.pk: _last_in(session, list(entry.attempts.all())) for entry in entries}
    ids = [attempt.pk for attempt in mine.values() if attempt is not None]
    papers, seen = _papers(ids), last_seen(ids)
    rows = [_row(entry, mine[entry.pk], papers, seen, now) for entry in entries]
    return Desk(session, _counts(rows), rows, now)


def _entries(session: ExamSession) -> list[Any]:
    attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
    current = Placement.objects.current(clock.today()).select_related("unit").order_by("starts", "pk")
    placed = Prefetch("person__placements", current, to_attr="placed")
    rows = session.entries.select_related("person").prefetch_related(attempts, placed)
    entries: list[Any] = list(rows.order_by("admission_number", "pk"))
    know_parents(place.unit for entry in entries for place in entry.person.placed)
    for entry in entries:
        entry.session = session
    return entries


def _last_in(session: ExamSession, attempts: Sequence[Attempt]) -> Attempt | None:
    """The last attempt in this session; one that was voided only when nothing followed."""
    return next((attempt for attempt in reversed(attempts) if attempt.session_id == session.pk), None)


@dataclass(frozen=True)
class _Paper:
    """What is on a paper and how much of it is answered, the last time when."""

    questions: int = 0
    answered: int = 0
    answered_at: datetime | None = None


def _papers(ids: Sequence[int]) -> dict[int, _Paper]:
    latest = AnswerStep.objects.filter(item=OuterRef("pk"), counted=True).order_by("-sequence")
    items = AttemptItem.objects.filter(attempt__in=ids).annotate(
        value=Subquery(latest.values("value")[:1]), at=Subquery(latest.values("received_at")[:1])
    )
    rows = items.order_by().values("attempt")
    rows = rows.annotate(questions=Count("pk"), answered=Count("pk", filter=Q(value__isnull=False)), last=Max("at"))
    return {row["attempt"]: _Paper(row["questions"], row["answered"], row["last"]) for row in rows}


def _row(
    entry: Any, attempt: Attempt | None, papers: Mapping[int, _Paper], contacts: Mapping[int, Seen], now: datetime
) -> DeskRow:
    paper = papers.get(attempt.pk, _Paper()) if attempt else _Paper()
    contact = contacts.get(attempt.pk) if attempt else None
    verdict = _verdict(entry, attempt, paper, contact, now)
    heard = [moment for moment in (contact and contact.at, paper.answered_at) if moment]
    return DeskRow(
        entry=entry,
        attempt=attempt,
        status=verdict.status,
        minutes=verdict.minutes,
        seen_at=max(heard, default=attempt.started_at if attempt else None),
        answered=paper.answered,
        questions=paper.questions,
        times_left=attempt.times_left if attempt else 0,
        seconds_away=attempt.seconds_away if attempt else 0,
        remark=REMARKS.get(verdict.status, entry.state_reason if attempt is None else ""),
        receipt=f"{entry.session.exam.code}-{attempt.pk}" if attempt and attempt.receipt else "",
        unit=" · ".join(place.unit.full_name for place in entry.person.placed[:1]),
    )


def _verdict(entry: Entry, attempt: Attempt | None, paper: _Paper, contact: Seen | None, now: datetime) -> Verdict:
    if attempt is None:
        return judge(Facts(state_now(entry, entry.attempts.all())), now)
    ended = attempt.state == AttemptState.IN_PROGRESS and attempt.is_finished
    return judge(
        Facts(
            entry=entry.state,
            attempt=AttemptState.CLOSED if ended else attempt.state,
            paused=attempt.paused_at is not None,
            by_clock=attempt.ended_by_clock,
            started_at=attempt.started_at,
            seen_at=contact.at if contact else None,
            answered_at=paper.answered_at,
            times_left=attempt.times_left,
            device_changed_at=contact.changed_at if contact else None,
        ),
        now,
    )


_NOT_EXPECTED = {DeskStatus.DEFERRED, DeskStatus.EXEMPT}
_HANDED_IN = {DeskStatus.SUBMITTED, DeskStatus.CLOSED}
_MISSING = {DeskStatus.MISSING, DeskStatus.ABSENT}


def _counts(rows: Sequence[DeskRow]) -> dict[str, int]:
    by = Counter(row.status for row in rows)
    return {
        "expected": sum(number for status, number in by.items() if status not in _NOT_EXPECTED),
        "answering": sum(row.is_under_way for row in rows),
        "offline": by[DeskStatus.OFFLINE],
        "look": sum(by[status] for status in NEEDS_A_LOOK),
        "handed_in": sum(by[status] for status in _HANDED_IN),
        "missing": sum(by[status] for status in _MISSING),
        "paused": by[DeskStatus.PAUSED],
    }


# --- what was done today ---------------------------------------------------------------------------------------------

# Acts of staff and of the clock that a session's day is told by; what candidates do is in the rows.
ACTS: dict[str, str | Promise] = {
    "assessments.session_saved": _("改了场次安排"),
    "assessments.session_code_renewed": _("换了准考码"),
    "assessments.entry_unlocked": _("解锁准考码"),
    "assessments.paper_printed": _("打印了试卷"),
    "assessments.list_exported": _("导出了名单"),
    "assessments.session_paused": _("全场暂停"),
    "assessments.session_resumed": _("全场恢复"),
    "assessments.session_extended": _("全场加时"),
    "assessments.session_called_in": _("全场收卷"),
    "assessments.attempt_extended": _("加时"),
    "assessments.attempt_called_in": _("收卷"),
    "assessments.attempt_voided": _("作废"),
    "assessments.deadline_changed": _("改了截止时间"),
    "assessments.late_answers_counted": _("计入了过时的答案"),
    "assessments.entry_placed": _("排进本场"),
    "assessments.entry_removed": _("移出本场"),
    "assessments.entry_deferred": _("缓考"),
    "assessments.entry_exempt": _("免考"),
    "assessments.entry_due": _("恢复应考"),
    "assessments.entry_absent": _("记为缺考"),
}


def acts_of(session: ExamSession) -> list[Act]:
    """What was done in the session today, newest first, from the audit trail. Three queries."""
    entries = {str(entry.pk): entry for entry in session.entries.select_related("person")}
    attempts = {str(attempt.pk): attempt for attempt in session.attempts.select_related("entry__person")}
    about = (
        Q(object_type="assessments.examsession", object_id=str(session.pk))
        | Q(object_type="assessments.entry", object_id__in=list(entries))
        | Q(object_type="assessments.attempt", object_id__in=list(attempts))
    )
    start = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = AuditEntry.objects.filter(about, action__in=list(ACTS), at__gte=start).select_related("actor")
    people = {"assessments.entry": entries, "assessments.attempt": {pk: a.entry for pk, a in attempts.items()}}
    # What the whole session was given is one act, not one for each candidate.
    single = [line for line in lines.order_by("-id") if not line.after.get("whole_session")]
    return [_act(line, people.get(line.object_type, {}).get(line.object_id)) for line in single]


def _act(line: AuditEntry, entry: Entry | None) -> Act:
    return Act(
        at=line.at,
        action=line.action.partition(".")[2],
        words=ACTS[line.action],
        person=str(entry.person) if entry else "",
        by=str(line.actor) if line.actor else "",
        reason=line.reason,
        details=line.after,
    )
