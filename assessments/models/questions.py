"""The kinds of answering: single choice, multiple choice, true or false."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from assessments.models.bank import MarkResult, Question
from core.errors import DomainError

RIGHT, HALF, WRONG = Decimal(1), Decimal("0.5"), Decimal(0)


class Option(Orderable):
    """One option; `letter` is its stable name inside the question (A, B, …), whatever order it is shown in."""

    letter = models.CharField(_("字母"), max_length=1)
    text = models.CharField(_("选项"), max_length=300)
    correct = models.BooleanField(_("正确"), default=False)

    panels = [FieldPanel("letter"), FieldPanel("text"), FieldPanel("correct")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.letter}. {self.text}"


class ChoiceQuestion(Question):
    """What single and multiple choice share: lettered options in an order of the candidate's own."""

    class Meta:
        abstract = True

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem, "options": [{"letter": o.letter, "text": o.text} for o in self.options.all()]}

    def key(self) -> dict[str, Any]:
        return {
            "correct": [o.letter for o in self.options.all() if o.correct],
            "explanation": self.explanation,
            "basis": self.basis,
        }

    @classmethod
    def presentation(cls, content: dict[str, Any], seed: int) -> dict[str, Any]:
        options = list(content["options"])
        if seed:
            random.Random(seed).shuffle(options)
        return {"stem": content["stem"], "options": options}

    @classmethod
    def summary(cls, content: dict[str, Any], value: Any) -> str:
        letters = value if isinstance(value, list) else [value] if value else []
        texts = [o["text"] for o in content["options"] if o["letter"] in letters]
        return "；".join(texts) if texts else gettext("未作答")


class SingleChoiceQuestion(ChoiceQuestion):
    type_code = "single"
    type_label = _("单选题")
    panels = [*Question.base_panels, InlinePanel("options", label=_("选项"), min_num=2, max_num=8)]
    search_fields = [*Question.search_fields, index.RelatedFields("options", [index.SearchField("text")])]

    class Meta:
        verbose_name = _("单选题")
        verbose_name_plural = _("单选题")

    @classmethod
    def clean_answer(cls, content: dict[str, Any], raw: Any) -> str | None:
        if raw in (None, "", []):
            return None
        if raw not in {o["letter"] for o in content["options"]}:
            raise DomainError("answer_invalid")
        return raw

    @classmethod
    def mark(cls, content: dict[str, Any], key: dict[str, Any], answer: Any) -> MarkResult:
        return MarkResult(RIGHT if answer in key["correct"] else WRONG)


class SingleChoiceOption(Option):
    question = ParentalKey(SingleChoiceQuestion, on_delete=models.CASCADE, related_name="options")

    class Meta(Option.Meta):
        constraints = [models.UniqueConstraint(fields=["question", "letter"], name="single_letter_once")]


class MultipleChoiceQuestion(ChoiceQuestion):
    """All correct options: full marks; some of them and no wrong one: half; any wrong one: nothing (domain.md 4.3)."""

    type_code = "multiple"
    type_label = _("多选题")
    panels = [*Question.base_panels, InlinePanel("options", label=_("选项"), min_num=3, max_num=8)]
    search_fields = [*Question.search_fields, index.RelatedFields("options", [index.SearchField("text")])]

    class Meta:
        verbose_name = _("多选题")
        verbose_name_plural = _("多选题")

    @classmethod
    def clean_answer(cls, content: dict[str, Any], raw: Any) -> list[str] | None:
        if raw in (None, "", []):
            return None
        letters = {o["letter"] for o in content["options"]}
        if not isinstance(raw, list) or any(not isinstance(x, str) or x not in letters for x in raw):
            raise DomainError("answer_invalid")
        return sorted(set(raw))

    @classmethod
    def mark(cls, content: dict[str, Any], key: dict[str, Any], answer: Any) -> MarkResult:
        chosen, correct = set(answer or []), set(key["correct"])
        if chosen == correct:
            return MarkResult(RIGHT)
        return MarkResult(HALF if chosen and chosen < correct else WRONG)


class MultipleChoiceOption(Option):
    question = ParentalKey(MultipleChoiceQuestion, on_delete=models.CASCADE, related_name="options")

    class Meta(Option.Meta):
        constraints = [models.UniqueConstraint(fields=["question", "letter"], name="multiple_letter_once")]


class TrueFalseQuestion(Question):
    type_code = "truefalse"
    type_label = _("判断题")
    answer = models.BooleanField(_("这句话对吗"), choices=[(True, _("对")), (False, _("错"))], default=True)
    panels = [*Question.base_panels, FieldPanel("answer")]

    class Meta:
        verbose_name = _("判断题")
        verbose_name_plural = _("判断题")

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem}

    def key(self) -> dict[str, Any]:
        return {"correct": self.answer, "explanation": self.explanation, "basis": self.basis}

    @classmethod
    def presentation(cls, content: dict[str, Any], seed: int) -> dict[str, Any]:
        return {"stem": content["stem"]}

    @classmethod
    def clean_answer(cls, content: dict[str, Any], raw: Any) -> bool | None:
        if raw in (None, ""):
            return None
        if isinstance(raw, bool):
            return raw
        if raw not in ("true", "false"):
            raise DomainError("answer_invalid")
        return raw == "true"

    @classmethod
    def mark(cls, content: dict[str, Any], key: dict[str, Any], answer: Any) -> MarkResult:
        return MarkResult(RIGHT if answer is key["correct"] else WRONG)

    @classmethod
    def summary(cls, content: dict[str, Any], value: Any) -> str:
        if value is None:
            return gettext("未作答")
        return gettext("对") if value else gettext("错")
