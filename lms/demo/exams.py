"""The exams of today that belong to no course: one open now, one due tomorrow, one not open yet."""

from datetime import date, timedelta

from django.conf import settings

from assessments.enums import Mode, Release, Show, Use
from assessments.formats.yaml_bank import read
from assessments.models import Exam, OrderingQuestion, Question
from assessments.services import grant_entry, load_questions, save_exam, save_paper
from lms.demo.moments import moment
from lms.demo.population import Town
from people.enums import UnitKind
from people.models import User


def build_exams(town: Town, today: date) -> None:
    """A mock exam of fire questions open this week, and one on mediation that closes tomorrow at six."""
    by = town.accounts["demo-trainer"]
    orders = _orders_of_the_general_bank(by)
    winter = mock(
        "MOCK-FIRE",
        "冬季消防应知应会（模拟）",
        [*lesson_checks("EMG101", 9), orders["Q24"]],
        by,
        opens=moment(today, 8),
        closes=moment(today + timedelta(days=6), 18),
    )
    talks = mock(
        "MOCK-MED",
        "调解基础摸底（模拟）",
        [*lesson_checks("MED201", 7), orders["Q25"]],
        by,
        opens=moment(today - timedelta(days=6), 8),
        closes=moment(today + timedelta(days=1), 18),
    )
    for person in [*_grid_people(town), town.accounts["demo-worker"], town.accounts["demo-newcomer"]]:
        grant_entry(person=person, exam=winter, by=by)
    grant_entry(person=town.accounts["demo-worker"], exam=talks, by=by)


def lesson_checks(course: str, count: int) -> list[Question]:
    """The first questions of the checks in a course's lessons."""
    return list(Question.objects.filter(code__startswith=f"{course}-L", use=Use.PRACTICE).order_by("code")[:count])


def _orders_of_the_general_bank(by: User) -> dict[str, Question]:
    """The ordering questions that belong to no course, for practice, by their code."""
    bank = read((settings.CONTENT_DIR / "questions.yaml").read_text(encoding="utf-8"), "questions.yaml")
    specs = [spec for spec in bank if spec.type == OrderingQuestion.type_code]
    load_questions(specs=specs, by=by, use=Use.PRACTICE)
    return {question.code: question for question in OrderingQuestion.objects.filter(code__in=[s.code for s in specs])}


def mock(code: str, title: str, questions: list[Question], by: User, **window) -> Exam:
    """A mock exam of twenty minutes that shows everything at once."""
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
        show_explanations=Show.WITH_RESULT,
        show_keys=Show.WITH_RESULT,
        **window,
    )


def _grid_people(town: Town) -> list[User]:
    return [p for p in town.residents if p.placements.filter(unit__kind=UnitKind.GRID).exists()]
