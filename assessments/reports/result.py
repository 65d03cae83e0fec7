"""The result of an attempt: nothing before its release, then what the rules of the exam show (engine.release), no more.

What may not be seen is not selected either: keys and explanations stay in the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.db.models.fields.json import KeyTextTransform
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.engine import scoring
from assessments.engine.release import PARTS, Shown, rule_for, shown_parts
from assessments.enums import AttemptState, Show
from assessments.models import Attempt, AttemptItem, Mark
from assessments.reports.scores import Scores, scores_of
from assessments.services.release import everybody_done_at
from competencies.models import Competency
from core import clock

PART_NAMES: dict[str, Promise] = {"marks": _("对错"), "explanations": _("讲解"), "keys": _("答案")}


@dataclass(frozen=True)
class ResultItem:
    """One question with what was answered; what is right, what it earned and why, as far as that may be seen.

    `options` as this candidate saw them, or none; where the key may not be seen they do not know what is `right`.
    """

    position: int
    label: Any
    stem: str
    points: Decimal
    # None where right and wrong are not shown.
    earned: Decimal | None
    must_pass: bool
    options: Sequence[dict[str, Any]]
    answer: str
    # Empty where they are not shown.
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
class Later:
    """Parts that are not shown yet, or never; `at` is when, as far as anybody knows."""

    show: str
    parts: Sequence[Promise]
    at: datetime | None


@dataclass(frozen=True)
class Result:
    """`items` are empty until `released`, `competencies` until right and wrong are shown; `too_late` are positions that
    were answered after the grace.
    """

    attempt: Attempt
    released: bool
    items: Sequence[ResultItem]
    competencies: Sequence[CompetencyLine]
    too_late: Sequence[int]
    shown: Shown | None = None
    later: Sequence[Later] = ()
    # Of all attempts of the entry.
    scores: Scores | None = None

    @property
    def wrong(self) -> list[ResultItem]:
        return [item for item in self.items if not item.right]

    @property
    def must_pass(self) -> tuple[int, int]:
        """How many of the must-pass items were right, of how many; none of none where right and wrong are not shown."""
        marked = [item.right for item in self.items if item.must_pass and item.earned is not None]
        return sum(marked), len(marked)

    @property
    def must_pass_missed(self) -> bool:
        """Enough points, and yet not passed: which question it was is told with right and wrong."""
        attempt = self.attempt
        return self.released and not attempt.passed and attempt.score >= attempt.rules["pass_mark"]

    @property
    def missed(self) -> list[ResultItem]:
        """The must-pass items that were not right, where that may be seen: each fails the attempt, whatever the total."""
        return [item for item in self.wrong if item.must_pass and item.earned is not None]


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
    valid = list(attempt.entry.attempts.exclude(state=AttemptState.VOIDED).order_by("number"))
    shown, later = _shown(attempt, valid)
    rows = _rows(attempt, shown)
    competencies = _by_competency(rows) if shown.marks else []
    items = [_item(row, shown) for row in rows]
    return Result(attempt, True, items, competencies, too_late, shown, later, scores_of(valid))


def _shown(attempt: Attempt, valid: Sequence[Attempt]) -> tuple[Shown, list[Later]]:
    """What may be seen now, and when the rest."""
    rules = {part: rule_for(attempt.rules, part) for part in PARTS}
    waits = set(rules.values()) & {Show.WHEN_DONE, Show.AFTER_CLOSE}
    done_at = everybody_done_at(attempt.entry.exam_id) if waits else None
    all_done = done_at is not None and done_at < clock.now()
    settled = Show.WHEN_DONE in waits and _is_settled(attempt, valid)
    shown = shown_parts(attempt.rules, settled=settled, all_done=all_done)
    hidden = {part: rule for part, rule in rules.items() if not getattr(shown, part)}
    later = [
        Later(
            show=show,
            parts=[PART_NAMES[part] for part, rule in hidden.items() if rule == show],
            at=done_at if show == Show.AFTER_CLOSE else None,
        )
        for show in Show.values
        if show in hidden.values()
    ]
    return shown, later


def _is_settled(attempt: Attempt, valid: Sequence[Attempt]) -> bool:
    """Passed, or no try left among those that count: nobody learns from this paper for the next time."""
    under_way = any(other.state == AttemptState.IN_PROGRESS for other in valid)
    passed = any(other.is_released and other.passed for other in valid)
    return not under_way and (passed or len(valid) >= attempt.entry.exam.attempts_allowed)


def _rows(attempt: Attempt, shown: Shown) -> list[Any]:
    """The items with the current mark; of the key only what may be seen."""
    marks = Mark.objects.filter(superseded=False).select_related("answer_step")
    rows = attempt.items.select_related("version").prefetch_related(Prefetch("marks", marks, to_attr="current_marks"))
    if not shown.keys:
        rows = rows.defer("version__key")
    if shown.explanations:
        rows = rows.annotate(
            explanation=KeyTextTransform("explanation", "version__key"), basis=KeyTextTransform("basis", "version__key")
        )
    return list(rows.order_by("position"))


def _item(row: Any, shown: Shown) -> ResultItem:
    step = row.current_marks[0].answer_step if row.current_marks else None
    value = step.value if step else None
    kind, content = row.version.kind, row.version.content
    return ResultItem(
        position=row.position,
        label=kind.type_short,
        stem=content["stem"],
        points=row.points,
        earned=_earned(row) if shown.marks else None,
        must_pass=row.must_pass,
        options=_options(row, value, shown),
        answer=kind.summary(content, value),
        correct=kind.summary(content, row.version.key["correct"]) if shown.keys else "",
        explanation=row.explanation if shown.explanations else "",
        basis=row.basis if shown.explanations else "",
    )


def _options(row: Any, value: Any, shown: Shown) -> list[dict[str, Any]]:
    """Options in the order of this candidate's screen, with its letters; steps keep the order of the review."""
    kind, content = row.version.kind, row.version.content
    seen = kind.presentation(content, row.seed).get("options", [])
    if not shown.keys:
        chosen = value if isinstance(value, list) else [value]
        reviewed = [{**option, "chosen": option["letter"] in chosen} for option in seen]
    else:
        reviewed = kind.review(content, row.version.key, value)
    if not seen:
        return reviewed
    by_letter = {option["letter"]: option for option in reviewed}
    return [{**by_letter[option["letter"]], "mark": mark} for mark, option in zip("ABCDEFGH", seen, strict=False)]


def _earned(row: Any) -> Decimal:
    return row.current_marks[0].points if row.current_marks else Decimal(0)


def _by_competency(rows: Sequence[AttemptItem]) -> list[CompetencyLine]:
    scored = [scoring.ScoredItem(row.points, _earned(row), row.must_pass, row.version.competency_id) for row in rows]
    shares = scoring.shares(scored)
    return [
        CompetencyLine(competency, shares[competency.pk].points, shares[competency.pk].possible)
        for competency in Competency.objects.filter(pk__in=list(shares))
    ]
