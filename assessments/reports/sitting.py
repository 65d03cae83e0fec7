"""The paper of one attempt while it is answered. Nothing here selects a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext

from assessments.models import Attempt, AttemptItem
from assessments.services.closing import counted_answers
from core import clock


@dataclass(frozen=True)
class SittingItem:
    """One question on this candidate's paper; `form` holds the current answer."""

    position: int
    form: forms.Form
    stem: str
    label: str | Promise
    hint: str | Promise
    points: Decimal
    must_pass: bool
    flagged: bool
    value: Any

    @property
    def answered(self) -> bool:
        return self.value is not None


@dataclass(frozen=True)
class Sitting:
    """The paper and what the page needs to go on from here.

    `items` is what may be read now: the whole paper, or the question reached where the order is held.
    """

    attempt: Attempt
    items: Sequence[SittingItem]
    total: int
    answered: int
    now: datetime

    @property
    def title(self) -> str:
        return self.attempt.entry.exam.title

    @property
    def open_number(self) -> int:
        """How many questions of the paper have no answer."""
        return self.total - self.answered

    @property
    def open_items(self) -> list[SittingItem]:
        """Not answered yet, of those that may be read."""
        return [item for item in self.items if not item.answered]

    @property
    def open_points(self) -> Decimal:
        return sum((item.points for item in self.open_items), Decimal(0))

    @property
    def open_must_pass(self) -> list[int]:
        """Positions of the must-pass questions that are not answered yet."""
        return [item.position for item in self.open_items if item.must_pass]

    def item(self, position: int) -> SittingItem:
        """The item at this position, or the nearest that may be read."""
        return self.items[min(max(position, 1), len(self.items)) - 1]


def sitting_of(attempt: Attempt) -> Sitting:
    """The paper of an attempt (with its entry and exam). Two queries, three where the order is held."""
    answers = {item: step.value for item, step in counted_answers(attempt).items()}
    rows = attempt.items.select_related("version").defer("version__key").order_by("position")
    if attempt.is_sequential:
        rows = rows.filter(position=attempt.reached)
    items = [_item(item, answers.get(item.pk)) for item in rows]
    total = attempt.items.count() if attempt.is_sequential else len(items)
    return Sitting(attempt, items, total, len(answers), clock.now())


def _item(item: AttemptItem, value: Any) -> SittingItem:
    kind = item.version.kind
    presentation = kind.presentation(item.version.content, item.seed)
    return SittingItem(
        position=item.position,
        form=kind.build_form(presentation, initial=value, prefix=f"q{item.position}"),
        stem=presentation["stem"],
        label=kind.type_short,
        hint=kind.answer_hint,
        points=item.points,
        must_pass=item.must_pass,
        flagged=item.flagged,
        value=value,
    )


def pause_words(attempt: Attempt) -> str:
    """What a candidate reads while the attempt (with its session) is paused; empty while it goes on."""
    if attempt.paused_at is None:
        return ""
    return (attempt.session and attempt.session.pause_message) or gettext("考试暂停，请坐在原位稍等。")


def current_state(attempt: Attempt, *, known: int | None = None) -> dict[str, Any]:
    """What the server has, JSON-safe: for a page that fell behind, came back, or only asks for the deadline.

    `attempt` comes with its session: `paused` is what the candidate reads meanwhile (empty: goes on; the deadline moves
    away as long), `called_in` the moment at which the invigilator collects the paper (empty: does not). The answers are
    left out, and with them the only query, for a page that already knows them (`known` is its sequence number). Where
    the order is held, `reached` is the question that may be answered, and the only one told about.
    """
    state = {
        "sequence": attempt.sequence,
        "finished": attempt.is_finished,
        "deadline": attempt.ends.isoformat(),
        "now": clock.now().isoformat(),
        "paused": pause_words(attempt),
        "called_in": attempt.called_in_at.isoformat() if attempt.called_in_at else "",
    }
    if attempt.is_sequential:
        state["reached"] = attempt.reached
    if known == attempt.sequence:
        return state
    steps = attempt.steps.filter(counted=True).order_by("sequence")
    if attempt.is_sequential:
        steps = steps.filter(item__position=attempt.reached)
    answers = dict(steps.values_list("item__position", "value"))
    return {**state, "answers": {position: value for position, value in answers.items() if value is not None}}
