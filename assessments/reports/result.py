"""The result of an attempt: nothing before its release, everything after. Keys are selected only once released."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from assessments.engine import scoring
from assessments.models import Attempt, AttemptItem, Mark
from competencies.models import Competency


@dataclass(frozen=True)
class ResultItem:
    """One question with what was answered, what is right, and why. `options` as this candidate saw them, or none."""

    position: int
    label: Any
    stem: str
    points: Decimal
    earned: Decimal
    must_pass: bool
    options: Sequence[dict[str, Any]]
    answer: str
    correct: str
    explanation: str
    basis: str

    @property
    def right(self) -> bool:
        return self.earned == self.points


@dataclass(frozen=True)
class CompetencyLine:
    competency: Competency
    points: Decimal
    possible: Decimal

    @property
    def percent(self) -> Decimal:
        return 100 * self.points / self.possible


@dataclass(frozen=True)
class Result:
    """`items` and `competencies` are empty until `released`; `too_late` are positions answered after the grace."""

    attempt: Attempt
    released: bool
    items: Sequence[ResultItem]
    competencies: Sequence[CompetencyLine]
    too_late: Sequence[int]

    @property
    def wrong(self) -> list[ResultItem]:
        return [item for item in self.items if not item.right]

    @property
    def must_pass(self) -> tuple[int, int]:
        """How many of the must-pass items were right, of how many."""
        marked = [item.right for item in self.items if item.must_pass]
        return sum(marked), len(marked)


def result_for(attempt: Attempt, viewer: Any) -> Result:
    """The result of an attempt (with its entry and exam) as `viewer` may see it.

    Raises Attempt.DoesNotExist when the attempt is not the viewer's and not of a person the viewer oversees.
    """
    if attempt.entry.person_id != viewer.pk and not Attempt.objects.overseen_by(viewer).filter(pk=attempt.pk).exists():
        raise Attempt.DoesNotExist
    counted_later = Mark.objects.filter(item__attempt=attempt, answer_step__counted=False).values("answer_step")
    kept = attempt.steps.filter(counted=False).exclude(pk__in=counted_later).order_by("item__position")
    too_late = list(kept.values_list("item__position", flat=True))
    if not attempt.is_released:
        return Result(attempt, False, [], [], too_late)
    marks = Mark.objects.filter(superseded=False).select_related("answer_step")
    current = Prefetch("marks", marks, to_attr="current_marks")
    rows = list(attempt.items.select_related("version").prefetch_related(current).order_by("position"))
    return Result(attempt, True, [_item(row) for row in rows], _by_competency(rows), too_late)


def _item(row: Any) -> ResultItem:
    step = row.current_marks[0].answer_step if row.current_marks else None
    value = step.value if step else None
    kind, content, key = row.version.kind, row.version.content, row.version.key
    shown = kind.presentation(content, row.seed)
    return ResultItem(
        position=row.position,
        label=kind.type_short,
        stem=content["stem"],
        points=row.points,
        earned=_earned(row),
        must_pass=row.must_pass,
        options=_as_shown(kind.review(content, key, value), shown.get("options", [])),
        answer=kind.summary(content, value),
        correct=kind.summary(content, key["correct"]),
        explanation=key["explanation"],
        basis=key["basis"],
    )


def _as_shown(reviewed: list[dict[str, Any]], options: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Options in the order of this candidate's screen, with its letters; steps keep the order of the review."""
    if not options:
        return reviewed
    by_letter = {row["letter"]: row for row in reviewed}
    return [{**by_letter[option["letter"]], "mark": mark} for mark, option in zip("ABCDEFGH", options, strict=False)]


def _earned(row: Any) -> Decimal:
    return row.current_marks[0].points if row.current_marks else Decimal(0)


def _by_competency(rows: Sequence[AttemptItem]) -> list[CompetencyLine]:
    scored = [scoring.ScoredItem(row.points, _earned(row), row.must_pass, row.version.competency_id) for row in rows]
    shares = scoring.shares(scored)
    return [
        CompetencyLine(competency, shares[competency.pk].points, shares[competency.pk].possible)
        for competency in Competency.objects.filter(pk__in=list(shares))
    ]
