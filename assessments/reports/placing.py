"""Who can be placed in a session, and what stands in the way of whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.engine.standing import REFUSALS, Standing
from assessments.enums import EntryState, Mode
from assessments.models import Attempt, Entry, ExamSession, Question
from assessments.services.starting import standing_of
from people.models import OrgUnit, Placement, User, know_parents

# So many are listed at once; a smaller unit or a name finds the others.
MOST_LISTED = 200
# Where another try is not to be had. That the window is not open says nothing: the session is one of its own.
NO_MORE = {Standing.PASSED, Standing.USED_UP, Standing.PENDING}

# Why somebody cannot be placed.
OBSTACLES: dict[str, str | Promise] = {
    "placed_here": _("已经在这一场"),
    "candidate_invigilates": _("是这一场的监考员"),
    "own_question": _("出过或审过卷中的题"),
    "entry_exempt": _("免考，要考先恢复应考"),
    "attempt_under_way": _("正在作答"),
    "already_passed": _("已经合格，不用再考"),
    "no_attempts_left": _("次数已经用完"),
    "result_pending": _("上一次的成绩还没公布"),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be placed. `obstacle` is one of OBSTACLES, "" if there is none; `elsewhere` is the session they
    would leave."""

    person: User
    unit: str
    entry: Entry | None
    obstacle: str
    elsewhere: ExamSession | None

    @property
    def why(self) -> str | Promise:
        return OBSTACLES[self.obstacle]


def people_to_place(
    session: ExamSession, paths: Sequence[str], *, unit: OrgUnit | None = None, q: str = "", expected: bool = False
) -> QuerySet[User]:
    """The people below `paths` who fit what was asked for, by their names; `expected`: due at the exam, placed nowhere."""
    people = User.objects.in_scope([unit.path] if unit else list(paths)).filter(is_active=True)
    if q:
        people = people.filter(display_name__icontains=q)
    if expected:
        entries = Entry.objects.filter(exam=session.exam_id)
        later = entries.filter(person=OuterRef("person"), cycle__gt=OuterRef("cycle"))
        waiting = entries.filter(~Exists(later), session=None, state=EntryState.DUE)
        people = people.filter(pk__in=waiting.values("person"))
    return people.order_by("display_name", "pk")


def candidates(session: ExamSession, people: Iterable[User]) -> list[Candidate]:
    """Each of these people with what stands in the way. Six queries, however many they are."""
    people = list(people)
    entries = _last_entries(session, people)
    authors, watching = _authors(session, people), set(session.invigilators.values_list("pk", flat=True))
    units = units_of(people)
    return [
        Candidate(
            person=person,
            unit=units.get(person.pk, ""),
            entry=entry,
            obstacle=_obstacle(session, person, entry, authors, watching),
            elsewhere=entry.session if entry and entry.session_id not in (None, session.pk) else None,
        )
        for person in people
        for entry in [entries.get(person.pk)]
    ]


def _last_entries(session: ExamSession, people: Sequence[User]) -> dict[int, Any]:
    entries = Entry.objects.filter(exam=session.exam_id, person__in=people).with_allowances()
    attempts = Prefetch("attempts", Attempt.objects.order_by("number"))
    rows = entries.select_related("session", "exam", "person__accommodation").prefetch_related(attempts)
    return {entry.person_id: entry for entry in rows.order_by("cycle")}


def _authors(session: ExamSession, people: Sequence[User]) -> set[int]:
    """Those who wrote or published one of the questions."""
    questions = Question.objects.non_polymorphic().filter(paper_items__paper=session.exam.paper_id, retired=False)
    ids = [person.pk for person in people]
    pairs = questions.filter(Q(owner__in=ids) | Q(versions__by__in=ids)).values_list("owner", "versions__by")
    return {pk for pair in pairs for pk in pair if pk} & set(ids)


def _obstacle(session: ExamSession, person: User, entry: Any, authors: set[int], watching: set[int]) -> str:
    if entry and entry.session_id == session.pk and entry.state == EntryState.DUE:
        return "placed_here"
    if person.pk in watching:
        return "candidate_invigilates"
    if person.pk in authors and session.exam.mode == Mode.FORMAL and not (entry and entry.author_excused):
        return "own_question"
    return _standing_obstacle(entry) if entry else ""


def _standing_obstacle(entry: Any) -> str:
    if entry.state == EntryState.EXEMPT:
        return "entry_exempt"
    attempts = list(entry.attempts.all())
    if any(not attempt.is_finished for attempt in attempts):
        return "attempt_under_way"
    standing = standing_of(entry, attempts).standing
    return REFUSALS[standing] if standing in NO_MORE else ""


def units_of(people: Iterable[User]) -> dict[int, str]:
    """Where each of these people works today, in words; the latest placement first. Two queries."""
    jobs = list(Placement.objects.current().filter(person__in=people).select_related("unit").order_by("starts", "pk"))
    know_parents(job.unit for job in jobs)
    return {job.person_id: job.unit.full_name for job in jobs}
