"""The exams of today that belong to no course: one open now, one due tomorrow, one not open yet."""

from datetime import date, timedelta

from assessments.enums import Mode, Release, Use
from assessments.models import Exam, Question
from assessments.services import grant_entry, save_exam, save_paper
from lms.demo.moments import moment
from lms.demo.population import Town
from people.enums import UnitKind
from people.models import User


def build_exams(town: Town, today: date) -> None:
    """A mock exam of fire questions open this week, and one on mediation that closes tomorrow at six."""
    by = town.accounts["demo-trainer"]
    winter = _mock(
        "MOCK-FIRE",
        "冬季消防应知应会（模拟）",
        "EMG101-L",
        10,
        by,
        opens=moment(today, 8),
        closes=moment(today + timedelta(days=6), 18),
    )
    talks = _mock(
        "MOCK-MED",
        "调解基础摸底（模拟）",
        "MED201-L",
        8,
        by,
        opens=moment(today - timedelta(days=6), 8),
        closes=moment(today + timedelta(days=1), 18),
    )
    for person in [*_grid_people(town), town.accounts["demo-worker"], town.accounts["demo-newcomer"]]:
        grant_entry(person=person, exam=winter, by=by)
    grant_entry(person=town.accounts["demo-worker"], exam=talks, by=by)


def _mock(code: str, title: str, prefix: str, count: int, by: User, **window) -> Exam:
    questions = Question.objects.filter(code__startswith=prefix, use=Use.PRACTICE).order_by("code")[:count]
    paper = save_paper(code=code, title=title, items=[(question, 1, False) for question in questions], by=by)
    return save_exam(
        code=code,
        title=title,
        paper=paper,
        by=by,
        mode=Mode.MOCK,
        minutes=20,
        pass_mark=80,
        attempts_allowed=3,
        resit_hours=0,
        release=Release.AT_ONCE,
        **window,
    )


def _grid_people(town: Town) -> list[User]:
    return [p for p in town.residents if p.placements.filter(unit__kind=UnitKind.GRID).exists()]
