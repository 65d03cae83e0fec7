"""The question bank: the polymorphic base that knows no kind of answering, and the frozen versions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from polymorphic.models import PolymorphicModel
from taggit.models import ItemBase, TagBase
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from assessments.enums import Difficulty, Use
from competencies.models import Competency
from core import clock
from policies.models import PolicyPage


def in_seeded_order(things: Sequence[Any], seed: int, name: Any) -> list[Any]:
    """The things in the order that `seed` gives; the same seed gives the same order on every Python, 0 leaves them.

    `name` is a function that gives each thing a text of its own.
    """
    if not seed:
        return list(things)
    return sorted(things, key=lambda thing: hashlib.sha256(f"{seed}:{name(thing)}".encode()).digest())


@dataclass(frozen=True)
class MarkResult:
    """What an answer earned: `share` of the item's points, 0–1, and the reason in a stable code."""

    share: Decimal
    feedback: str = ""


@dataclass(frozen=True)
class Problem:
    """Why a question cannot be published: the field that has to change, a stable code, and the words."""

    field: str
    code: str
    message: str | Promise


RIGHT, WRONG = Decimal(1), Decimal(0)


class PartsForm(WagtailAdminModelForm):
    """The form in /cms/ of a kind with parts of its own (options, steps; the model's `parts` names them).

    It says what keeps the question from being published; a draft may be incomplete.
    """

    def clean(self) -> Any:
        cleaned = super().clean()
        formset = self.formsets.get(self._meta.model.parts)
        if formset is None or self.is_deferred_validation:
            return cleaned
        rows = [form.cleaned_data for form in formset.forms if form.is_valid() and form.cleaned_data]
        kept = sorted((row for row in rows if not row.get("DELETE")), key=lambda row: row.get("ORDER") or 0)
        for problem in self._meta.model.part_problems(kept):
            self.add_error(None, problem.message)
        return cleaned


class QuestionTag(TagBase):
    free_tagging = True

    class Meta:
        verbose_name = _("试题标签")
        verbose_name_plural = _("试题标签")


class TaggedQuestion(ItemBase):
    tag = models.ForeignKey(QuestionTag, on_delete=models.CASCADE, related_name="tagged_questions")
    content_object = ParentalKey("assessments.Question", on_delete=models.CASCADE, related_name="tagged_items")


class Question(  # the order of the mixins is the one Wagtail's checks accept
    PolymorphicModel,
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    index.Indexed,
    ClusterableModel,
):
    """The base. A subclass answers the same few questions about its kind; nobody else asks what kind it is."""

    code = models.CharField(_("编号"), max_length=40, unique=True)
    use = models.CharField(_("用途"), max_length=10, choices=Use.choices, default=Use.PRACTICE)
    stem = models.TextField(_("题干"), max_length=1000)
    explanation = models.TextField(_("解析"), max_length=1000, blank=True, help_text=_("评分后给学员看，说清为什么。"))
    basis = models.CharField(
        _("依据"),
        max_length=200,
        blank=True,
        help_text=_("写清法律和条款，例如：消防法第四十四条。法律改了，这道题会被提醒复核。"),
    )
    basis_policy = models.ForeignKey(
        PolicyPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("依据的政策解读"),
        help_text=_("这一页改了、撤下了、被代替了，这道题会被提醒复核。"),
    )
    competency = models.ForeignKey(
        Competency, on_delete=models.PROTECT, related_name="questions", verbose_name=_("能力项"), null=True, blank=True
    )
    difficulty = models.PositiveSmallIntegerField(_("难度"), choices=Difficulty.choices, default=Difficulty.MEDIUM)
    retired = models.BooleanField(_("已停用"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("命题人"),
    )
    review_by = models.DateField(_("复核日期"), null=True, blank=True)
    tags = ClusterTaggableManager(through=TaggedQuestion, blank=True, verbose_name=_("标签"))

    # Without this, workflow states of a deleted child stay behind (they are keyed by the concrete type).
    _workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    # What the kind is called in data, in full, and on a narrow label; what a candidate is told about answering it.
    type_code: ClassVar[str] = ""
    type_label: ClassVar[str | Promise] = ""
    type_short: ClassVar[str | Promise] = ""
    answer_hint: ClassVar[str | Promise] = ""

    base_panels = [
        FieldPanel("code"),
        FieldPanel("stem"),
        MultiFieldPanel(
            [FieldPanel("use"), FieldPanel("competency"), FieldPanel("difficulty"), FieldPanel("tags")],
            heading=_("归类"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("explanation"),
                FieldPanel("basis"),
                FieldPanel("basis_policy"),
                FieldPanel("review_by"),
                FieldPanel("retired"),
            ],
            heading=_("解析与依据"),
        ),
    ]
    search_fields = [
        index.SearchField("stem"),
        index.SearchField("code"),
        index.SearchField("explanation"),
        index.FilterField("use"),
        index.FilterField("retired"),
        index.FilterField("competency"),
        index.FilterField("difficulty"),
        index.FilterField("live"),
        index.FilterField("polymorphic_ctype"),
    ]

    class Meta:
        verbose_name = _("试题")
        verbose_name_plural = _("试题")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.stem[:40]}"

    # --- what each kind of answering answers -------------------------------------------------------------------------

    def content(self) -> dict[str, Any]:
        """What may be shown of the question (JSON-safe), without anything that gives the answer away."""
        raise NotImplementedError

    def key(self) -> dict[str, Any]:
        """What marks an answer (JSON-safe); kept in its own column and never sent to a candidate before release."""
        raise NotImplementedError

    def fill(self, options: dict[str, str], answer: Any, *, fixed_order: bool = False, by_pairs: bool = False) -> None:
        """Take over what a file says about the kind's own part: named texts, the key, and the settings it knows."""
        raise NotImplementedError

    @classmethod
    def presentation(cls, content: dict[str, Any], seed: int) -> dict[str, Any]:
        """What this candidate sees: the content in the order that `seed` gives."""
        raise NotImplementedError

    @classmethod
    def build_form(
        cls, presentation: dict[str, Any], data: Any = None, initial: Any = None, prefix: str | None = None
    ) -> forms.Form:
        """The form a candidate fills in, with one field named `answer`; its widget renders the answer cards.

        Its `cleaned_data["answer"]` is a raw answer: pass it on to `clean_answer`.
        """
        raise NotImplementedError

    @classmethod
    def clean_answer(cls, content: dict[str, Any], raw: Any) -> Any:
        """The JSON-safe value of a raw answer (None when empty). Raises DomainError("answer_invalid")."""
        raise NotImplementedError

    @classmethod
    def mark(cls, content: dict[str, Any], key: dict[str, Any], answer: Any) -> MarkResult | None:
        """What the answer earned, or None where a person has to decide."""
        raise NotImplementedError

    @classmethod
    def right_answer(cls, key: dict[str, Any]) -> Any:
        """A raw answer that earns everything."""
        return key["correct"]

    @classmethod
    def summary(cls, content: dict[str, Any], value: Any) -> str:
        """An answer, or the key, in words for the result page."""
        raise NotImplementedError

    @classmethod
    def review(cls, content: dict[str, Any], key: dict[str, Any], value: Any) -> list[dict[str, Any]]:
        """The parts after release, JSON-safe, one row each. Empty: no list.

        Options: `letter`, `text`, `right`, `chosen`, in stable order. Steps: `text`, `place` (where it belongs), `own`
        (where it was put), `right`, in the right order.
        """
        return []

    def problems(self) -> list[Problem]:
        """What keeps this question from being published; each kind adds its own."""
        return [] if self.stem.strip() else [Problem("stem", "stem_missing", _("请写题干。"))]

    # --- Wagtail -----------------------------------------------------------------------------------------------------

    @classmethod
    def get_indexed_objects(cls):
        """One index entry per question, under its own type, not one more under the base."""
        own_type = ContentType.objects.get_for_model(cls, for_concrete_model=False)
        return super().get_indexed_objects().filter(polymorphic_ctype=own_type)

    def get_indexed_instance(self):
        """The question as its own type; None when the base row is being deleted."""
        if self.get_real_instance_class() is type(self):
            return self
        try:
            return self.get_real_instance()
        except Question.DoesNotExist:
            return None

    def get_preview_template(self, request, mode_name):
        return "assessments/question_preview.html"

    def get_preview_context(self, request, mode_name):
        """As a candidate sees it, and the key below for the author."""
        content, key = self.content(), self.key()
        return {
            **super().get_preview_context(request, mode_name),
            "question": self,
            "stem": content["stem"],
            "form": self.build_form(self.presentation(content, seed=0), prefix="preview"),
            "right": self.summary(content, key["correct"]),
        }


# Otherwise the reference index holds one row per question that points to its content type.
Question._meta.get_field("polymorphic_ctype").wagtail_reference_index_ignore = True


def _workflow_of_base(cls):
    """One workflow, assigned to the base, serves every kind of question."""
    own = WorkflowMixin.get_default_workflow.__func__
    return own(cls) or own(Question)


Question.get_default_workflow = classmethod(_workflow_of_base)


def question_kinds() -> dict[str, type[Question]]:
    """Every concrete kind of answering by its code; found, not listed, so that a new kind is known everywhere."""
    found, waiting = {}, [Question]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.type_code and not kind._meta.abstract:
            found[kind.type_code] = kind
    return dict(sorted(found.items()))


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    def for_candidates(self) -> QuestionVersionQuerySet:
        """Without the key: what may be loaded to serve a candidate."""
        return self.defer("key")


class QuestionVersion(models.Model):
    """Frozen: migration 0002 refuses update and delete on both databases."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    type_code = models.CharField(max_length=20)
    content = models.JSONField()
    # Never selected for candidates: QuestionVersion.objects.for_candidates() defers it.
    key = models.JSONField()
    competency = models.ForeignKey(Competency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["question", "number"]
        verbose_name = _("试题版本")
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"

    @property
    def kind(self) -> type[Question]:
        """The class that shows and marks it."""
        return question_kinds()[self.type_code]
