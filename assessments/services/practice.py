"""Questions outside of exams: lesson checks show and mark practice items, and never an exam item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise

from assessments.enums import Use
from assessments.models import Question, QuestionVersion
from assessments.services.bank import current_versions, current_versions_with_keys
from core.errors import DomainError


@dataclass(frozen=True)
class PracticeItem:
    """A question to be answered: what is shown, and the form that takes the answer (field `name`). Holds no key."""

    question: Question
    version_id: int
    presentation: dict[str, Any]
    form: forms.Form
    label: str | Promise
    hint: str | Promise

    @property
    def name(self) -> str:
        """The name under which the answer is posted."""
        return self.form.add_prefix("answer")


@dataclass(frozen=True)
class PracticeMark:
    """What an answer was worth (`share` 0–1), and what is to be learnt from it, in words."""

    question: Question
    version_id: int
    answer: Any
    share: Decimal
    stem: str
    answer_summary: str
    correct_summary: str
    explanation: str
    basis: str
    options: list[dict[str, Any]]

    @property
    def right(self) -> bool:
        return self.share == 1


def practice_items(
    questions: Sequence[Question], seed: int, *, data: Any = None, answers: Mapping[int, Any] | None = None
) -> list[PracticeItem]:
    """The questions as this seed shows them (0: as written), in the order given; unpublished ones are left out.

    Arguments: `data` a bound POST; `answers` cleaned answers by question id, to show again.
    Raises DomainError("exam_item_in_practice").
    """
    _refuse_exam_items(questions)
    versions = current_versions(questions)
    return [
        _item(question, versions[question.pk], seed, data, (answers or {}).get(question.pk))
        for question in questions
        if question.pk in versions
    ]


def _own_seed(question: Question, seed: int) -> int:
    """Each question of a check in an order of its own; 0, as written, stays 0."""
    return seed and seed + question.pk


def _item(question: Question, version: Any, seed: int, data: Any, answer: Any) -> PracticeItem:
    kind = version.kind
    presentation = kind.presentation(version.content, _own_seed(question, seed))
    form = kind.build_form(presentation, data=data, initial=answer, prefix=f"q{question.pk}")
    return PracticeItem(question, version.pk, presentation, form, kind.type_short, kind.answer_hint)


def practice_answers(
    *, questions: Sequence[Question], data: Any, versions: Mapping[int, int] | None = None
) -> dict[int, Any]:
    """The raw answers in a POST made with the forms of `practice_items`, by question id; unreadable ones are None.

    Arguments: `versions` the versions that were shown, by question id, where they may not be the newest.
    Raises DomainError: exam_item_in_practice, version_unknown.
    """
    _refuse_exam_items(questions)
    shown = current_versions(questions) if versions is None else _shown(questions, versions)
    answers = {}
    for question in questions:
        if question.pk in shown:
            form = _item(question, shown[question.pk], 0, data, None).form
            answers[question.pk] = form.cleaned_data.get("answer") if form.is_valid() else None
    return answers


def mark_practice(
    *,
    questions: Sequence[Question],
    answers: Mapping[int, Any],
    versions: Mapping[int, int] | None = None,
    seed: int = 0,
) -> list[PracticeMark]:
    """Mark raw answers by question id against the newest versions, or the `versions` shown; changes nothing.

    Arguments: `versions` by question id; `seed` the one of `practice_items`, for the options to come back in the order and
    under the letters (`mark`) that were shown. Raises DomainError: exam_item_in_practice, question_not_published,
    answer_invalid, version_unknown.
    """
    _refuse_exam_items(questions)
    shown = current_versions_with_keys(questions) if versions is None else _shown(questions, versions)
    if missing := [question.code for question in questions if question.pk not in shown]:
        raise DomainError("question_not_published", codes=missing)
    return [_marked(question, shown[question.pk], answers.get(question.pk), seed) for question in questions]


def _marked(question: Question, version: Any, raw: Any, seed: int) -> PracticeMark:
    kind, content, key = version.kind, version.content, version.key
    answer = kind.clean_answer(content, raw)
    result = kind.mark(content, key, answer) if answer is not None else None
    return PracticeMark(
        question=question,
        version_id=version.pk,
        answer=answer,
        share=result.share if result else Decimal(0),
        stem=content["stem"],
        answer_summary=kind.summary(content, answer),
        correct_summary=kind.summary(content, key["correct"]),
        explanation=key["explanation"],
        basis=key["basis"],
        options=_as_shown(kind, content, _own_seed(question, seed), kind.review(content, key, answer)),
    )


def _as_shown(kind: Any, content: dict[str, Any], seed: int, reviewed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Options in the order of the screen, with its letters; steps keep the order of the review."""
    by_letter = {option["letter"]: option for option in reviewed if "letter" in option}
    if not by_letter:
        return reviewed
    shown = kind.presentation(content, seed)["options"]
    return [{**by_letter[option["letter"]], "mark": mark} for mark, option in zip("ABCDEFGH", shown, strict=False)]


def _shown(questions: Sequence[Question], versions: Mapping[int, int]) -> dict[int, QuestionVersion]:
    """The named versions, each of them one of its question's."""
    found = QuestionVersion.objects.filter(pk__in=versions.values(), question__in=[q.pk for q in questions])
    shown = {version.question_id: version for version in found if versions.get(version.question_id) == version.pk}
    if len(shown) != len(questions):
        raise DomainError("version_unknown")
    return shown


def _refuse_exam_items(questions: Sequence[Question]) -> None:
    if codes := [question.code for question in questions if question.use == Use.EXAM]:
        raise DomainError("exam_item_in_practice", codes=codes)
