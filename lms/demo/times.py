"""What invigilators and managers decide about: other times for a community and for one person, and answers that came late."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from assessments.models import Attempt, AttemptItem, Exam
from assessments.services import close_expired, grant_entry, save_answer, set_override, start_attempt
from core import clock
from lms.demo.exams import lesson_checks, mock
from lms.demo.history import right_or_wrong
from lms.demo.moments import moment
from lms.demo.population import Town
from people.models import User

COMMUNITY = "青松社区"


def build_times(town: Town, today: date) -> None:
    """In the street of demo-manager: two grants for the mock exam of today, and a paper of yesterday with late answers."""
    by, fire = town.accounts["demo-manager"], Exam.objects.get(code="MOCK-FIRE")
    community = town.units[COMMUNITY]
    hurt, cut_off = User.objects.in_scope([community.path]).filter(username__startswith="u").order_by("pk")[:2]
    later = moment(today + timedelta(days=8), 18)
    set_override(exam=fire, unit=community, closes=later, reason="社区停电检修两天，来电后再考", by=by)
    set_override(exam=fire, person=hurt, minutes=30, reason="右手骨折，打字慢，门诊病历已看", by=by)
    talks = mock("MOCK-TALK", "邻里调解要点（模拟）", lesson_checks("MED201", 8), town.accounts["demo-trainer"])
    _cut_off(talks, cut_off, moment(today - timedelta(days=1), 15), by)


def _cut_off(exam: Exam, person: User, begins: datetime, by: User) -> None:
    """Five answers in time, then the network was gone; two more came when it was back, after the grace."""
    entry, draw = grant_entry(person=person, exam=exam, by=by), random.Random(20261125)
    with clock.at(begins):
        attempt = start_attempt(entry=entry, by=person)
    items = list(attempt.items.select_related("version").order_by("position"))
    _answer(attempt, items[:5], begins + timedelta(minutes=2), draw)
    with clock.at(attempt.final_at + timedelta(minutes=1)):
        close_expired()
    _answer(attempt, items[5:7], attempt.final_at + timedelta(minutes=6), draw)


def _answer(attempt: Attempt, items: Sequence[AttemptItem], at: datetime, draw: random.Random) -> None:
    for number, item in enumerate(items):
        with clock.at(at + timedelta(seconds=70 * number)):
            save_answer(
                attempt=attempt,
                position=item.position,
                value=right_or_wrong(item, 1, draw),
                base_sequence=item.position - 1,
                client_id=uuid.UUID(int=draw.getrandbits(128)),
                by=attempt.entry.person,
            )
