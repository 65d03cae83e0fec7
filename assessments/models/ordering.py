"""The ordering question: steps to be put in order, some of which may stand in any order among themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from string import ascii_uppercase
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from assessments.models.answer_forms import AnswerForm, OrderField
from assessments.models.bank import RIGHT, WRONG, MarkResult, PartsForm, Problem, Question, in_seeded_order
from core.errors import DomainError

FEWEST, MOST = 3, 8
# So many orders to begin with are kept in a version, if there are so many that are not right.
STARTS = 24

# The right order: groups of letters one after the other; inside a group any order is right.
Groups = Sequence[Sequence[str]]


def ranks_of(groups: Groups) -> dict[str, int]:
    """Which group each letter belongs to, from 0 on."""
    return {letter: rank for rank, group in enumerate(groups) for letter in group}


def places_of(groups: Groups) -> dict[str, range]:
    """The places (from 1 on) at which each letter may stand."""
    places, first = {}, 1
    for group in groups:
        places.update(dict.fromkeys(group, range(first, first + len(group))))
        first += len(group)
    return places


def share_of(groups: Groups, answer: Sequence[str], *, by_pairs: bool) -> Decimal:
    """What an order (every letter once) earns, 0–1.

    Right is every order that keeps the groups one after the other (domain.md 4.3: steps that go side by side may stand
    in either order). All or nothing, as a handling procedure with one step out of place is not that procedure; with
    `by_pairs` a wrong order earns the share of its neighbours that may follow one another in a right order: the rule
    that Moodle's ordering question calls "relative to the next item (excluding last)", widened by the groups.
    """
    ranks = ranks_of(groups)
    steps = [ranks[after] - ranks[before] for before, after in pairwise(answer)]
    if steps and all(step in (0, 1) for step in steps):
        return RIGHT
    return Decimal(sum(step in (0, 1) for step in steps)) / len(steps) if steps and by_pairs else WRONG


def orders_to_begin_with(groups: Groups) -> list[str]:
    """Orders of the letters, in no way those of the key, none of which is right already.

    They are drawn when a version is frozen, since whoever shows it does not load the key. With no wrong order at all
    (a draft of one step) the letters as they are.
    """
    letters = sorted(ranks_of(groups))
    drawn = ("".join(in_seeded_order(letters, seed, str)) for seed in range(1, 10 * STARTS))
    wrong = (order for order in drawn if share_of(groups, order, by_pairs=False) is WRONG)
    return list(dict.fromkeys(wrong))[:STARTS] or ["".join(letters)]


class OrderingQuestion(Question):
    """Every step once, in an order that keeps the groups one after the other."""

    type_code = "order"
    type_label = _("排序题")
    type_short = _("排序")
    answer_hint = _("用右边的箭头上下移动，最先做的放在最上面。可以同时做的，谁先谁后都对。没动过的次序不算作答。")
    base_form_class = PartsForm
    parts = "steps"

    by_pairs = models.BooleanField(
        _("次序不全对也给一部分分"),
        default=False,
        help_text=_("不勾选：全对得满分，否则不得分。勾选：相邻两步接得上的，按占几成给分。"),
    )
    panels = [
        *Question.base_panels,
        InlinePanel(
            "steps",
            heading=_("步骤，按正确的次序"),
            label=_("步骤"),
            help_text=_("从上到下就是正确的次序。考生看到的次序另排，一开始不会正好是对的。"),
            min_num=FEWEST,
            max_num=MOST,
        ),
        FieldPanel("by_pairs"),
    ]
    search_fields = [*Question.search_fields, index.RelatedFields("steps", [index.SearchField("text")])]

    class Meta:
        verbose_name = _("排序题")
        verbose_name_plural = _("排序题")

    def content(self) -> dict[str, Any]:
        steps = sorted(self._lettered().items())
        return {
            "stem": self.stem,
            "steps": [{"letter": letter, "text": step.text} for letter, step in steps],
            "starts": orders_to_begin_with(self._groups()),
        }

    def key(self) -> dict[str, Any]:
        key = {"correct": self._groups(), "explanation": self.explanation, "basis": self.basis}
        return {**key, "by_pairs": True} if self.by_pairs else key

    def _lettered(self) -> dict[str, Any]:
        """The steps in the right order, by letters that say nothing of it: the letters reach the browser."""
        steps = self._sorted_steps()
        named = zip(
            sorted(range(len(steps)), key=lambda place: _fingerprint(steps[place])), ascii_uppercase, strict=False
        )
        return {letter: steps[place] for place, letter in sorted(named)}

    def _sorted_steps(self) -> list[Any]:
        return sorted(self.steps.all(), key=lambda step: step.sort_order or 0)

    def _groups(self) -> list[list[str]]:
        groups: list[list[str]] = []
        for letter, step in self._lettered().items():
            if groups and step.with_previous:
                groups[-1].append(letter)
            else:
                groups.append([letter])
        return [sorted(group) for group in groups]

    def fill(self, options: dict[str, str], answer: Any, *, fixed_order: bool = False, by_pairs: bool = False) -> None:
        groups = [group if isinstance(group, list) else [group] for group in answer]
        marked = [(name, place > 0) for group in groups for place, name in enumerate(group)]
        self.by_pairs = by_pairs
        self.steps = [
            OrderingStep(text=options[name], with_previous=tied, sort_order=place)
            for place, (name, tied) in enumerate(marked)
        ]

    @classmethod
    def presentation(cls, content: dict[str, Any], seed: int) -> dict[str, Any]:
        texts = {step["letter"]: step["text"] for step in content["steps"]}
        start = content["starts"][seed % len(content["starts"])]
        return {"stem": content["stem"], "steps": [{"letter": letter, "text": texts[letter]} for letter in start]}

    @classmethod
    def build_form(
        cls, presentation: dict[str, Any], data: Any = None, initial: Any = None, prefix: str | None = None
    ) -> forms.Form:
        field = OrderField(choices=[(step["letter"], step["text"]) for step in presentation["steps"]])
        return AnswerForm(field, presentation["stem"], data=data, initial={"answer": initial}, prefix=prefix)

    @classmethod
    def clean_answer(cls, content: dict[str, Any], raw: Any) -> list[str] | None:
        if raw in (None, "", []):
            return None
        letters = [step["letter"] for step in content["steps"]]
        if not isinstance(raw, list) or any(not isinstance(x, str) for x in raw) or sorted(raw) != letters:
            raise DomainError("answer_invalid")
        return raw

    @classmethod
    def mark(cls, content: dict[str, Any], key: dict[str, Any], answer: Any) -> MarkResult:
        return MarkResult(share_of(key["correct"], answer or [], by_pairs=key.get("by_pairs", False)))

    @classmethod
    def right_answer(cls, key: dict[str, Any]) -> list[str]:
        return [letter for group in key["correct"] for letter in group]

    @classmethod
    def summary(cls, content: dict[str, Any], value: Any) -> str:
        """An answer is a list of letters, the key one of groups."""
        texts = {step["letter"]: step["text"] for step in content["steps"]}
        groups = [[texts[letter] for letter in group] for group in value or []]
        words = [
            gettext("{steps}（不分先后）").format(steps=gettext("、").join(group)) if len(group) > 1 else group[0]
            for group in groups
        ]
        return " → ".join(words) or gettext("未作答")

    @classmethod
    def review(cls, content: dict[str, Any], key: dict[str, Any], value: Any) -> list[dict[str, Any]]:
        texts = {step["letter"]: step["text"] for step in content["steps"]}
        own = {letter: place for place, letter in enumerate(value or [], 1)}
        places = places_of(key["correct"])
        return [
            {
                "text": texts[letter],
                "place": f"{places[letter][0]}–{places[letter][-1]}" if len(group) > 1 else str(places[letter][0]),
                "own": own.get(letter),
                "right": own.get(letter) in places[letter],
            }
            for group in key["correct"]
            for letter in sorted(group, key=lambda letter: own.get(letter, 0))
        ]

    @classmethod
    def part_problems(cls, steps: Sequence[dict[str, Any]]) -> list[Problem]:
        """What is wrong with these steps (`text`, `with_previous`), given in the right order."""
        if len({(step.get("text") or "").strip() for step in steps}) < len(steps):
            return [Problem("steps", "steps_repeat", _("有两步写得一样，考生分不清，请改得不同。"))]
        if len(steps) > 1 and all(step.get("with_previous") for step in steps[1:]):
            return [Problem("steps", "no_order", _("每一步都不分先后，就没有次序可排。请至少分出先后两段。"))]
        return []

    def problems(self) -> list[Problem]:
        steps = [{"text": step.text, "with_previous": step.with_previous} for step in self._sorted_steps()]
        few = [] if len(steps) >= FEWEST else [Problem("steps", "steps_missing", _("请至少写三步。"))]
        many = [] if len(steps) <= MOST else [Problem("steps", "steps_too_many", _("最多写八步。"))]
        return [*super().problems(), *few, *many, *self.part_problems(steps)]


class OrderingStep(Orderable):
    """One step; its place among the others (`sort_order`) is the right one."""

    question = ParentalKey(OrderingQuestion, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("步骤"), max_length=120)
    with_previous = models.BooleanField(
        _("和上一步不分先后"), default=False, help_text=_("可以同时做的，或者谁先谁后都行的，勾选。")
    )

    panels = [FieldPanel("text"), FieldPanel("with_previous")]

    class Meta(Orderable.Meta):
        verbose_name = _("步骤")

    def __str__(self) -> str:
        return self.text


def _fingerprint(step: OrderingStep) -> str:
    return hashlib.sha256(step.text.encode()).hexdigest()
