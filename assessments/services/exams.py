"""Papers and exams."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments.enums import Mode, Use
from assessments.models import Exam, Paper, PaperItem, Question
from core.audit import record
from core.errors import DomainError


@transaction.atomic
def save_paper(*, code: str, title: str, items: Sequence[tuple[Question, Decimal, bool]], by: Any) -> Paper:
    """Create or renew a paper by its code.

    Arguments: `items` are (question, points, must_pass) in order. Attempts keep the paper they began with.
    Raises DomainError("paper_empty").
    """
    if not items:
        raise DomainError("paper_empty")
    paper = Paper.objects.filter(code=code).first() or Paper(code=code)
    wanted = [(question.pk, Decimal(points), must_pass) for question, points, must_pass in items]
    if paper.pk and paper.title == title and wanted == _items(paper):
        return paper
    paper.title = title
    paper.items = [
        PaperItem(question_id=pk, points=points, must_pass=must_pass, sort_order=place)
        for place, (pk, points, must_pass) in enumerate(wanted)
    ]
    paper.save()
    record("assessments.paper_saved", paper, by=by, after={"items": len(wanted)})
    return paper


def _items(paper: Paper) -> list[tuple[int, Decimal, bool]]:
    return list(paper.items.order_by("sort_order").values_list("question_id", "points", "must_pass"))


@transaction.atomic
def save_exam(*, code: str, title: str, paper: Paper, by: Any, **rules: Any) -> Exam:
    """Create or renew an exam by its code.

    Arguments: `rules` are fields of Exam (minutes, pass_mark, attempts_allowed, resit_hours, release, opens, closes …).
    Attempts under way keep the rules they began with. Raises DomainError("practice_item_in_exam") for a formal exam
    whose paper holds practice questions, and ValidationError for values that are not allowed.
    """
    exam = Exam.objects.filter(code=code).first() or Exam(code=code)
    before = {name: getattr(exam, name) for name in rules} if exam.pk else None
    if before == rules and exam.title == title and exam.paper_id == paper.pk:
        return exam
    exam.title, exam.paper = title, paper
    for name, value in rules.items():
        setattr(exam, name, value)
    exam.full_clean(exclude=["paper"])
    refuse_practice_items(exam)
    exam.save()
    record("assessments.exam_saved", exam, by=by, after={name: str(value) for name, value in rules.items()})
    return exam


def refuse_practice_items(exam: Exam) -> None:
    """Formal papers draw only exam items (docs/structure.md). Raises DomainError("practice_item_in_exam", codes=…)."""
    if exam.mode != Mode.FORMAL:
        return
    wrong = exam.paper.items.exclude(question__use=Use.EXAM).values_list("question__code", flat=True)
    if codes := sorted(wrong):
        raise DomainError("practice_item_in_exam", codes=codes)
