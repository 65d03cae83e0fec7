"""The past year of the county, lived through the services: who was asked to learn what, who learned, sat and passed."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from assessments.models import Attempt, AttemptItem, Entry, Question, QuestionVersion
from assessments.services import save_answer, start_attempt, submit_attempt
from core import clock
from core.jobs import run_due_jobs_here
from courses.engine.rules import valid_until
from courses.models import CoursePage, LessonPage
from courses.services import assign, correct_credit, enrol, open_lesson, take_check
from lms.demo.moments import moment
from lms.demo.population import Town
from people.enums import Post
from people.models import User

# Who has to learn what, in the county's plan for the year.
PLAN: dict[str, set[str]] = {
    "EMG101": {Post.GRID_WORKER, Post.PART_TIME_GRID_WORKER, Post.GRID_LEADER, Post.SECRETARY, Post.COMMUNITY_WORKER},
    "MED201": {Post.MEDIATOR, Post.GRID_WORKER, Post.SECRETARY},
}


# What demo-worker learned so many days ago, in the years of the ledger.
BEFORE = {"BAS001": 600, "POL301": 480, "EMG105": 300, "EMG106": 150, "EMG102": 80}


@dataclass(frozen=True)
class Progress:
    """How far somebody got: lessons finished (a share), and whether they sat the exam."""

    lessons: float
    sits: bool


# How a hundred people are spread over it: fifty-five through, ten at the exam's door, fifteen under way, twenty not begun.
SPREAD = [Progress(1, True)] * 11 + [Progress(1, False)] * 2 + [Progress(0.45, False)] * 3 + [Progress(0, False)] * 4


class Classroom:
    """Lets people learn: knows the lessons, their questions and the right answers of one course."""

    def __init__(self, course: CoursePage) -> None:
        self.course = course
        self.lessons = list(LessonPage.objects.descendant_of(course).live().order_by("path"))
        self.answers = {lesson.pk: _right_answers(lesson.questions) for lesson in self.lessons}

    def learn(self, person: User, begins: datetime, lessons: int, draw: random.Random) -> datetime:
        """Enrol and finish the first `lessons` lessons, two or three a sitting; returns when the last was finished."""
        with clock.at(begins):
            enrol(person=person, course=self.course, by=person)
        at = begins
        for number, lesson in enumerate(self.lessons[:lessons]):
            at += timedelta(minutes=draw.randint(6, 12))
            if number and number % 3 == 0:
                at = moment(
                    timezone.localtime(at).date() + timedelta(days=draw.randint(1, 4)),
                    draw.randint(9, 19),
                    draw.randint(0, 40),
                )
            with clock.at(at):
                take_check(person=person, lesson=lesson, answers=self.answers[lesson.pk], by=person)
        return at

    def look_into(self, person: User, number: int, at: datetime) -> None:
        """Open a lesson without finishing it."""
        with clock.at(at):
            open_lesson(person=person, lesson=self.lessons[number])

    def sit(self, person: User, cycle: int, at: datetime, skill: float, draw: random.Random) -> Attempt:
        """Sit the course's exam once, each answer right with the chance `skill`."""
        return sit_exam(Entry.objects.get(person=person, exam=self.course.exam, cycle=cycle), at, skill, draw)


def _right_answers(questions: list[Question]) -> dict[int, object]:
    return {question.pk: question.right_answer(question.key()) for question in questions}


def right_or_wrong(item: AttemptItem, skill: float, draw: random.Random) -> object:
    """An answer to the item, right with the chance `skill`."""
    version = item.version
    return version.kind.right_answer(version.key) if draw.random() < skill else _mistake(version, draw)


def _mistake(version: QuestionVersion, draw: random.Random) -> object:
    content, correct = version.content, version.key["correct"]
    if version.type_code == "truefalse":
        return not correct
    if version.type_code == "order":
        return list(draw.choice(content["starts"]))
    letters = [option["letter"] for option in content["options"]]
    chosen = draw.choice([letter for letter in letters if letter not in correct] or letters)
    return chosen if version.type_code == "single" else [chosen]


def sit_exam(entry: Entry, at: datetime, skill: float, draw: random.Random) -> Attempt:
    """One sitting through the services: start, an answer every half minute, submit; what follows in the background too."""
    with clock.at(at):
        attempt = start_attempt(entry=entry, by=entry.person)
    for sequence, item in enumerate(attempt.items.select_related("version").order_by("position")):
        at += timedelta(seconds=draw.randint(18, 45))
        with clock.at(at):
            save_answer(
                attempt=attempt,
                position=item.position,
                value=right_or_wrong(item, skill, draw),
                base_sequence=sequence,
                client_id=uuid.UUID(int=draw.getrandbits(128)),
                by=entry.person,
            )
    with clock.at(at + timedelta(minutes=1)):
        attempt = submit_attempt(attempt=attempt, submit_key=uuid.UUID(int=draw.getrandbits(128)), by=entry.person)
        run_due_jobs_here()
    return attempt


class Year:
    """The year up to `today`, course by course."""

    def __init__(self, town: Town, courses: dict[str, CoursePage], today: date, say: Callable[[str], None]) -> None:
        self.town, self.today, self.say = town, today, say
        self.rooms = {code: Classroom(course) for code, course in courses.items()}
        self.draw = random.Random(202611)
        self.admin = town.accounts["demo-admin"]
        self.posts = {p.pk: set(p.placements.values_list("post", flat=True)) for p in town.residents}

    def live(self) -> None:
        """Everybody's year, then the believable today of the demo accounts."""
        self._course("EMG101", planned=self.today - timedelta(days=330), due=self.today - timedelta(days=40))
        self._course("MED201", planned=self.today - timedelta(days=200), due=self.today + timedelta(days=21))
        self._worker()
        self._worker_before()
        self._newcomer()

    def _course(self, code: str, planned: date, due: date) -> None:
        people = [p for p in self.town.residents if self.posts[p.pk] & PLAN[code]]
        for number, person in enumerate(people):
            with clock.at(moment(planned, 9)):
                assign(person=person, course=self.rooms[code].course, due=due, by=self.admin, reason="年度培训计划")
            self._one(code, person, SPREAD[(number * 7) % len(SPREAD)], planned)
            if number % 20 == 19:
                self.say(f"{code}: {number + 1}/{len(people)}")

    def _one(self, code: str, person: User, progress: Progress, planned: date) -> None:
        room, draw = self.rooms[code], self.draw
        if not progress.lessons:
            return
        latest = (self.today - planned).days - 30
        begins = moment(planned + timedelta(days=draw.randint(3, latest)), draw.randint(8, 19), draw.randint(0, 59))
        count = max(1, round(len(room.lessons) * progress.lessons))
        done = room.learn(person, begins, count, draw)
        if count < len(room.lessons):
            room.look_into(person, count, done + timedelta(minutes=4))
        if progress.sits:
            self._sit_until_passed(room, person, done)

    def _sit_until_passed(self, room: Classroom, person: User, after: datetime) -> None:
        skill = self.draw.uniform(0.68, 1.0)
        # Not everybody comes back for the resit.
        tries = self.draw.choice([1, room.course.exam.attempts_allowed, room.course.exam.attempts_allowed])
        at = after + timedelta(hours=self.draw.randint(2, 40))
        for _try in range(tries):
            if at > clock.now() - timedelta(hours=2) or room.sit(person, 1, at, skill, self.draw).passed:
                return
            skill = min(1.0, skill + 0.1)
            at += timedelta(hours=self.draw.randint(26, 90))

    def _worker(self) -> None:
        """周晓岚: a certificate with twenty days left, one lesson short of the mediation exam, which is due tomorrow."""
        person, fire, mediation = self.town.accounts["demo-worker"], self.rooms["EMG101"], self.rooms["MED201"]
        expires = self.today + timedelta(days=20)
        sat = _months_before(expires, fire.course.validity_months)
        begins = moment(sat - timedelta(days=12), 19, 10)
        with clock.at(begins - timedelta(days=1)):
            assign(person=person, course=fire.course, due=sat + timedelta(days=5), by=self.admin, reason="年度培训计划")
        fire.learn(person, begins, len(fire.lessons), self.draw)
        fire.sit(person, 1, moment(sat, 20), 1.0, self.draw)
        with clock.at(moment(self.today - timedelta(days=25), 9)):
            assign(
                person=person,
                course=mediation.course,
                due=self.today + timedelta(days=1),
                by=self.admin,
                reason="年度培训计划",
            )
        last = len(mediation.lessons) - 1
        done = mediation.learn(person, moment(self.today - timedelta(days=19), 20), last, self.draw)
        mediation.look_into(person, last, min(done + timedelta(days=1), clock.now() - timedelta(hours=3)))

    def _worker_before(self) -> None:
        """What 周晓岚 learned besides, this year and the last; a training in the hall was entered by hand, and put right."""
        person = self.town.accounts["demo-worker"]
        for code, days in BEFORE.items():
            room = self.rooms.get(code)
            if room is None:
                continue
            done = room.learn(person, moment(self.today - timedelta(days=days), 20), len(room.lessons), self.draw)
            if room.course.exam:
                room.sit(person, 1, done + timedelta(days=1), 1.0, self.draw)
        hall = moment(self.today - timedelta(days=190), 17)
        for hours, reason, at in (
            ("2.5", "河湾村汛前转移演练，线下集中培训补记", hall),
            ("-0.5", "集中培训原记 2.5，按名单实为 2.0", hall + timedelta(days=9)),
        ):
            with clock.at(at):
                correct_credit(
                    person=person,
                    change=Decimal(hours),
                    reason=reason,
                    by=self.admin,
                    year=timezone.localtime(hall).year,
                )

    def _newcomer(self) -> None:
        """何子涵: first day; asked this morning to begin."""
        person = self.town.accounts["demo-newcomer"]
        with clock.at(moment(self.today, 8, 30)):
            assign(
                person=person,
                course=self.rooms["EMG101"].course,
                due=self.today + timedelta(days=30),
                by=self.town.accounts["demo-manager"],
                reason="新入职30天内",
            )


def _months_before(day: date, months: int | None) -> date:
    """The day so many months earlier whose completion ends on `day`."""
    candidate = day - timedelta(days=round((months or 0) * 30.44) + 2)
    while (valid_until(candidate, months) or day) < day:
        candidate += timedelta(days=1)
    return candidate
