"""Versions and papers."""

from collections.abc import Iterator

from assessments.enums import Mode, Use
from assessments.models import Exam, PaperItem, QuestionVersion, question_kinds
from assessments.services.bank import version_digest
from core.invariants import batches, holds


@holds("assessments.versions_are_as_they_were_frozen")
def versions_are_as_they_were_frozen() -> Iterator[str]:
    """The hash of a version is that of its content and key, and somebody can show and mark it."""
    kinds = question_kinds()
    for batch in batches(QuestionVersion.objects.all()):
        for version in batch:
            made = version_digest(version.type_code, version.content, version.key, version.competency_id)
            if made != version.sha256:
                yield f"version {version.pk} of question {version.question_id} was changed after it was frozen"
            if version.type_code not in kinds:
                yield f"version {version.pk} is of the unknown type {version.type_code}"


@holds("assessments.versions_are_numbered")
def versions_are_numbered() -> Iterator[str]:
    """The versions of a question are numbered from one without a gap."""
    question, expected = None, 0
    rows = QuestionVersion.objects.order_by("question", "number").values_list("pk", "question", "number")
    for pk, of, number in rows.iterator(chunk_size=2000):
        expected = expected + 1 if of == question else 1
        question = of
        if number != expected:
            yield f"version {pk} of question {of} is number {number}, {expected} would follow"
            expected = number


@holds("assessments.formal_papers_hold_exam_items")
def formal_papers_hold_exam_items() -> Iterator[str]:
    """A formal exam asks no question that people practise with."""
    papers = Exam.objects.filter(mode=Mode.FORMAL).values("paper")
    wrong = PaperItem.objects.filter(paper__in=papers).exclude(question__use=Use.EXAM).select_related("question")
    for batch in batches(wrong):
        for item in batch:
            yield f"paper {item.paper_id} of a formal exam holds the practice question {item.question.code}"
