"""Fixed exam sessions: one a week ago, one under way now, one tomorrow; and somebody who has more time in every exam."""

import random
import uuid
from datetime import date, datetime, timedelta
from itertools import islice

from assessments.enums import Mode, Release, Use
from assessments.models import Attempt, Entry, Exam, ExamSession, Question
from assessments.services import (
    defer_entry,
    exempt_entry,
    extend_attempt,
    mark_absences,
    note_seen,
    place_entries,
    save_answer,
    save_exam,
    save_paper,
    save_session,
    set_accommodation,
    start_attempt,
    submit_attempt,
)
from core import clock
from core.jobs import run_due_jobs_here
from lms.demo.history import right_or_wrong
from lms.demo.moments import moment
from lms.demo.population import Town
from people.models import User

STREET = "东关街道"
EXAM = "HALL-FIRE"
MINUTES = 120


def build_sessions(town: Town, today: date) -> None:
    """The three sessions, in the street of demo-manager; demo-trainer arranges them, demo-reviewer invigilates too."""
    by, draw = town.accounts["demo-trainer"], random.Random(20261124)
    exam = _exam(by)
    people = iter(User.objects.in_scope([town.units[STREET].path]).filter(username__startswith="u").order_by("pk"))
    slow, *others = islice(people, 29)
    with clock.at(moment(today - timedelta(days=14), 10)):
        set_accommodation(
            person=slow, extra_percent=25, reason="视力残疾二级，残疾证已核", by=town.accounts["demo-manager"]
        )
    _past(town, exam, others[:10], today - timedelta(days=7), draw)
    _running(town, exam, [slow, *others[10:19]], draw)
    tomorrow = moment(today + timedelta(days=1), 14, 30)
    place_entries(session=_session(town, exam, tomorrow, "和顺社区活动室"), people=others[19:], by=by)


def _exam(by: User) -> Exam:
    questions = Question.objects.filter(code__startswith="EMG101", use=Use.EXAM).order_by("code")[:15]
    items = [(question, 1, number < 2) for number, question in enumerate(questions)]
    title = "居民楼火灾先期处置（集中考试）"
    paper = save_paper(code=EXAM, title=title, items=items, by=by)
    rules = {"mode": Mode.FORMAL, "minutes": MINUTES, "pass_mark": 80, "release": Release.AT_ONCE}
    return save_exam(code=EXAM, title=title, paper=paper, by=by, **rules)


def _session(town: Town, exam: Exam, starts: datetime, place: str, **changed) -> ExamSession:
    values = {"late_entry_minutes": 15, "early_submit_minutes": 10, **changed}
    return save_session(
        session=None,
        exam=exam,
        unit=town.units[STREET],
        place=place,
        starts=starts,
        ends=starts + timedelta(minutes=MINUTES + 60),
        invigilators=[town.accounts["demo-reviewer"]],
        by=town.accounts["demo-trainer"],
        **values,
    )


def _past(town: Town, exam: Exam, people: list[User], day: date, draw: random.Random) -> None:
    """A week ago: seven sat it, one did not come, one was ill, one need not."""
    by, starts = town.accounts["demo-trainer"], moment(day, 14, 30)
    with clock.at(moment(day - timedelta(days=7), 9)):
        session = _session(town, exam, starts, "东关街道会议室")
        _absent, ill, exempt, *sitting = place_entries(session=session, people=people, by=by)
    with clock.at(moment(day, 8)):
        defer_entry(entry=ill, reason="急性阑尾炎住院，诊断证明已收", by=by)
        exempt_entry(entry=exempt, reason="一个月前已取得县消防救援大队同类合格证", by=by)
    for entry in sitting:
        begins = starts + timedelta(seconds=draw.randint(20, 400))
        attempt = _answer(entry, begins, 15, draw, every=90)
        with clock.at(begins + timedelta(minutes=30)):
            submit_attempt(attempt=attempt, submit_key=uuid.UUID(int=draw.getrandbits(128)), by=entry.person)
            run_due_jobs_here()
    with clock.at(session.ends + timedelta(seconds=20)):
        mark_absences()


def _running(town: Town, exam: Exam, people: list[User], draw: random.Random) -> None:
    """Since twenty minutes: most are answering, one has handed in, one left often, one has not come, nor has demo-worker."""
    now, by = clock.now(), town.accounts["demo-trainer"]
    starts = now - timedelta(minutes=20, seconds=now.second)
    with clock.at(now - timedelta(days=3)):
        session = _session(town, exam, starts, "东关街道党群服务中心二楼", late_entry_minutes=None)
        *entries, _missing, _worker = place_entries(
            session=session, people=[*people, town.accounts["demo-worker"]], by=by
        )
    # The last answer of most came a minute ago.
    attempts = [
        _answer(entry, starts + timedelta(seconds=40 + 10 * number), 9 + number % 4, draw, every=90 - 7 * (number % 4))
        for number, entry in enumerate(entries)
    ]
    done, often, helped = attempts[1], attempts[3], attempts[5]
    with clock.at(now - timedelta(minutes=2)):
        submit_attempt(attempt=done, submit_key=uuid.UUID(int=draw.getrandbits(128)), by=done.entry.person)
        run_due_jobs_here()
        extend_attempt(attempt=helped, minutes=5, reason="手机没电，换了一台", by=by)
    Attempt.objects.filter(pk=often.pk).update(times_left=4, seconds_away=192)
    for attempt in attempts[3:]:
        note_seen(attempt=attempt.pk, device=f"demo-{attempt.pk}")


def _answer(entry: Entry, begins: datetime, count: int, draw: random.Random, *, every: int) -> Attempt:
    """Begin with the code of the session and answer the first `count` questions, one every so many seconds."""
    with clock.at(begins):
        attempt = start_attempt(entry=entry, by=entry.person, code=entry.session.code)
    items = attempt.items.select_related("version").order_by("position")[:count]
    for sequence, item in enumerate(items):
        with clock.at(begins + timedelta(seconds=every * (sequence + 1))):
            save_answer(
                attempt=attempt,
                position=item.position,
                value=right_or_wrong(item, 0.9, draw),
                base_sequence=sequence,
                client_id=uuid.UUID(int=draw.getrandbits(128)),
                by=entry.person,
            )
    return attempt


def go_on() -> int:
    """A moment in the session under way, so that its desk has something to show: everybody but two is heard of, and one of
    them answers; the last but one sits still. Returns how many are answering."""
    hall = (
        ExamSession.objects.filter(exam__code=EXAM, starts__lte=clock.now(), paused_at=None).order_by("-starts").first()
    )
    if hall is None:
        return 0
    sitting = hall.attempts.open().filter(entry__person__username__startswith="u", deadline__gt=clock.now())
    present = list(sitting.select_related("entry__person").order_by("pk"))[2:]
    for attempt in present:
        note_seen(attempt=attempt.pk, device=f"demo-{attempt.pk}")
    if len(present) > 1:
        _answer_next(min(present[:-1], key=lambda attempt: attempt.sequence))
    return len(present)


def _answer_next(attempt: Attempt) -> None:
    """The next question, and after the last one the first again: people change their minds."""
    items = list(attempt.items.select_related("version").order_by("position"))
    item = items[attempt.sequence % len(items)]
    save_answer(
        attempt=attempt,
        position=item.position,
        value=right_or_wrong(item, 0.9, random.Random(attempt.sequence)),
        base_sequence=attempt.sequence,
        client_id=uuid.uuid4(),
        by=attempt.entry.person,
    )
