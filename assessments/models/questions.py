"""The kinds of answering by options: single choice, multiple choice, true or false."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable
from wagtail.search import index

from assessments.models.answer_forms import AnswerCards, AnswerForm, ManyAnswerCards, TrueFalseCards
from assessments.models.bank import RIGHT, WRONG, MarkResult, PartsForm, Problem, Question, in_seeded_order
from core.errors import DomainError

HALF = Decimal("0.5")


class Option(Orderable):
    """One option; `letter` is its stable name inside the question (A, B, …), whatever order it is shown in."""

    letter = models.CharField(
        _("字母"),
        max_length=1,
        validators=[RegexValidator("^[A-H]$", _("请用 A 到 H 的大写字母。"))],
        help_text=_("A、B、C…，一题之内不重复。考生看到的字母按显示的先后另排。"),
    )
    text = models.CharField(_("选项"), max_length=300)
    correct = models.BooleanField(_("正确"), default=False)

    panels = [FieldPanel("letter"), FieldPanel("text"), FieldPanel("correct")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.letter}. {self.text}"


class ChoiceQuestion(Question):
    """What single and multiple choice share: lettered options in an order of the candidate's own."""

    fixed_order = models.BooleanField(
        _("选项不打乱"),
        default=False,
        help_text=_(
            "选项互相提到时不能打乱。“以上都对”“A和B”“前两项”“两者都是”这样的话，发布时会自己认出来；换了别的说法请勾选。"
        ),
    )

    base_form_class = PartsForm
    parts = "options"
    widget: type[AnswerCards] = AnswerCards
    field: type[forms.ChoiceField] = forms.ChoiceField

    class Meta:
        abstract = True

    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = {
            "stem": self.stem,
            "options": [{"letter": o.letter, "text": o.text} for o in self._sorted_options()],
        }
        if self.fixed_order:
            content["fixed_order"] = True
        return content

    def key(self) -> dict[str, Any]:
        return {
            "correct": [o.letter for o in self._sorted_options() if o.correct],
            "explanation": self.explanation,
            "basis": self.basis,
        }

    def fill(self, options: dict[str, str], answer: Any, *, fixed_order: bool = False, by_pairs: bool = False) -> None:
        option = self._meta.get_field("options").related_model
        self.fixed_order = fixed_order
        self.options = [
            option(letter=letter, text=text, correct=letter in answer, sort_order=place)
            for place, (letter, text) in enumerate(options.items())
        ]

    def _sorted_options(self) -> list[Any]:
        return sorted(self.options.all(), key=lambda option: option.letter)

    @classmethod
    def presentation(cls, content: dict[str, Any], seed: int) -> dict[str, Any]:
        seed = 0 if content.get("fixed_order") else seed
        options = in_seeded_order(content["options"], seed, lambda option: option["letter"])
        return {"stem": content["stem"], "options": options}

    @classmethod
    def build_form(
        cls, presentation: dict[str, Any], data: Any = None, initial: Any = None, prefix: str | None = None
    ) -> forms.Form:
        choices = [(option["letter"], option["text"]) for option in presentation["options"]]
        field = cls.field(choices=choices, widget=cls.widget)
        return AnswerForm(field, presentation["stem"], data=data, initial={"answer": initial}, prefix=prefix)

    @classmethod
    def summary(cls, content: dict[str, Any], value: Any) -> str:
        letters = value if isinstance(value, list) else [value] if value else []
        texts = [o["text"] for o in content["options"] if o["letter"] in letters]
        return gettext("；").join(texts) if texts else gettext("未作答")

    @classmethod
    def review(cls, content: dict[str, Any], key: dict[str, Any], value: Any) -> list[dict[str, Any]]:
        chosen = value if isinstance(value, list) else [value] if value else []
        return [
            {
                "letter": option["letter"],
                "text": option["text"],
                "right": option["letter"] in key["correct"],
                "chosen": option["letter"] in chosen,
            }
            for option in content["options"]
        ]

    @classmethod
    def part_problems(cls, options: list[dict[str, Any]]) -> list[Problem]:
        """What is wrong with these options (`letter`, `text`, `correct`) taken together."""
        letters = [option.get("letter") for option in options]
        if len(set(letters)) < len(letters):
            return [Problem("options", "letters_repeat", _("有两个选项用了同一个字母，请改成不同的字母。"))]
        return cls.correct_problems(sum(bool(option.get("correct")) for option in options))

    @classmethod
    def correct_problems(cls, count: int) -> list[Problem]:
        """What is wrong with this number of right options."""
        raise NotImplementedError

    def problems(self) -> list[Problem]:
        options = [{"letter": o.letter, "text": o.text, "correct": o.correct} for o in self.options.all()]
        few = [] if len(options) >= 2 else [Problem("options", "options_missing", _("请至少写两个选项。"))]
        return [*super().problems(), *few, *self.part_problems(options)]


class SingleChoiceQuestion(ChoiceQuestion):
    """One right option: full marks or none."""

    type_code = "single"
    type_label = _("单选题")
    type_short = _("单选")
    answer_hint = _("选一个。可以改，改了自动保存。")
    panels = [
        *Question.base_panels,
        InlinePanel("options", heading=_("选项"), label=_("选项"), min_num=2, max_num=8),
        FieldPanel("fixed_order"),
    ]
    search_fields = [*Question.search_fields, index.RelatedFields("options", [index.SearchField("text")])]

    class Meta:
        verbose_name = _("单选题")
        verbose_name_plural = _("单选题")

    @classmethod
    def clean_answer(cls, content: dict[str, Any], raw: Any) -> str | None:
        if raw in (None, "", []):
            return None
        if not isinstance(raw, str) or raw not in {o["letter"] for o in content["options"]}:
            raise DomainError("answer_invalid")
        return raw

    @classmethod
    def mark(cls, content: dict[str, Any], key: dict[str, Any], answer: Any) -> MarkResult:
        return MarkResult(RIGHT if answer in key["correct"] else WRONG)

    @classmethod
    def right_answer(cls, key: dict[str, Any]) -> str:
        return key["correct"][0]

    @classmethod
    def correct_problems(cls, count: int) -> list[Problem]:
        if count == 1:
            return []
        return [
            Problem(
                "options", "one_correct", _("单选题要有且只有一个正确选项，现在有 {count} 个。").format(count=count)
            )
        ]


class SingleChoiceOption(Option):
    question = ParentalKey(SingleChoiceQuestion, on_delete=models.CASCADE, related_name="options")

    class Meta(Option.Meta):
        constraints = [models.UniqueConstraint(fields=["question", "letter"], name="single_letter_once")]


class MultipleChoiceQuestion(ChoiceQuestion):
    """All correct options: full marks; some of them and no wrong one: half; any wrong one: nothing (domain.md 4.3)."""

    type_code = "multiple"
    type_label = _("多选题")
    widget = ManyAnswerCards
    field = forms.MultipleChoiceField
    type_short = _("多选")
    answer_hint = _("选出所有正确的。全对得满分，少选得一半，选错不得分。")
    panels = [
        *Question.base_panels,
        InlinePanel("options", heading=_("选项"), label=_("选项"), min_num=3, max_num=8),
        FieldPanel("fixed_order"),
    ]
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

    @classmethod
    def correct_problems(cls, count: int) -> list[Problem]:
        return [] if count else [Problem("options", "some_correct", _("请勾选至少一个正确选项。"))]


class MultipleChoiceOption(Option):
    question = ParentalKey(MultipleChoiceQuestion, on_delete=models.CASCADE, related_name="options")

    class Meta(Option.Meta):
        constraints = [models.UniqueConstraint(fields=["question", "letter"], name="multiple_letter_once")]


class TrueFalseQuestion(Question):
    """One statement, right or wrong."""

    type_code = "truefalse"
    type_label = _("判断题")
    type_short = _("判断")
    answer_hint = _("选“对”或“错”。")
    answer = models.BooleanField(_("这句话对吗"), choices=[(True, _("对")), (False, _("错"))], default=True)
    panels = [*Question.base_panels, FieldPanel("answer")]

    class Meta:
        verbose_name = _("判断题")
        verbose_name_plural = _("判断题")

    def content(self) -> dict[str, Any]:
        return {"stem": self.stem}

    def key(self) -> dict[str, Any]:
        return {"correct": self.answer, "explanation": self.explanation, "basis": self.basis}

    def fill(self, options: dict[str, str], answer: Any, *, fixed_order: bool = False, by_pairs: bool = False) -> None:
        self.answer = answer

    @classmethod
    def presentation(cls, content: dict[str, Any], seed: int) -> dict[str, Any]:
        return {"stem": content["stem"]}

    @classmethod
    def build_form(
        cls, presentation: dict[str, Any], data: Any = None, initial: Any = None, prefix: str | None = None
    ) -> forms.Form:
        field = forms.ChoiceField(choices=[("true", gettext("对")), ("false", gettext("错"))], widget=TrueFalseCards)
        shown = None if initial is None else "true" if initial else "false"
        return AnswerForm(field, presentation["stem"], data=data, initial={"answer": shown}, prefix=prefix)

    @classmethod
    def clean_answer(cls, content: dict[str, Any], raw: Any) -> bool | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, bool):
            return raw
        if not isinstance(raw, str) or raw not in ("true", "false"):
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
