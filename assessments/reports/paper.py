"""The paper of an exam for printing: in the order it was set, without any key."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise

from assessments.models import Exam, PaperItem, QuestionVersion

LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class PrintedItem:
    """One question on paper; `choices` are (mark, text), as they stand in the bank."""

    number: int
    stem: str
    kind: str | Promise
    points: Decimal
    must_pass: bool
    choices: Sequence[tuple[str, str]]


def printed_paper(exam: Exam) -> list[PrintedItem]:
    """The items of the exam's paper, the newest version of each question. Two queries, neither of which reads a key."""
    newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    rows = PaperItem.objects.filter(paper=exam.paper_id, question__retired=False).order_by("sort_order", "pk")
    items = list(rows.annotate(version=Subquery(newest)))
    versions = QuestionVersion.objects.for_candidates().in_bulk([item.version for item in items])
    found = [(item, versions[item.version]) for item in items if item.version]
    return [_printed(number, item, version) for number, (item, version) in enumerate(found, start=1)]


def _printed(number: int, item: PaperItem, version: QuestionVersion) -> PrintedItem:
    kind = version.kind
    presentation = kind.presentation(version.content, 0)
    return PrintedItem(
        number=number,
        stem=presentation["stem"],
        kind=kind.type_short,
        points=item.points,
        must_pass=item.must_pass,
        choices=_choices(kind.build_form(presentation).fields["answer"]),
    )


def _choices(field: Any) -> list[tuple[str, str]]:
    marks = getattr(field.widget, "marks", LETTERS)
    return [(mark, text) for mark, (_value, text) in zip(marks, getattr(field, "choices", ()), strict=False)]
