"""What questions rest on: the laws that their basis names, and the policy page that was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assessments.models import Question
from policies.engine.citations import cited
from policies.models import Law
from policies.services.bases import Bases, forget_bases, replace_bases, set_bases


def cite(*, questions: Sequence[Question]) -> int:
    """Write down what these published questions rest on; returns for how many that changed."""
    return set_bases(model=Question, bases=_bases(questions))


def cite_all() -> int:
    """The same for every question in use; what is retired or withdrawn rests on nothing."""
    asked: Any = Question.objects.non_polymorphic().filter(live=True, retired=False).only("basis", "basis_policy")
    return replace_bases(model=Question, bases=_bases(asked))


def forget(*, question: Question) -> None:
    """The question is asked no more."""
    forget_bases(model=Question, object_id=question.pk)


def _bases(questions: Iterable[Question]) -> list[Bases]:
    known = set(Law.objects.values_list("name", flat=True))
    return [
        Bases(
            question.pk,
            laws=cited(question.basis, known),
            policies=[(question.basis_policy_id, "")] if question.basis_policy_id else [],
        )
        for question in questions
    ]
