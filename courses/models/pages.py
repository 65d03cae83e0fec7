"""The pages editors write: catalogue, course, module, lesson. Pages read; every change is a POST to courses.views."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Greatest, Length, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from assessments.enums import Use
from assessments.models import Exam, Question
from competencies.models import Competency
from core import clock
from core.caching import cacheable
from core.fields import StreamField
from courses.blocks import LessonBody, ObjectivesStream, cover_names
from courses.enums import Audience
from courses.models.editing import CoursePageForm, LessonPageForm
from courses.models.kept import KeptUpToDate, kept_panel


class AudienceField(models.JSONField):
    """A list of `Audience` values, ticked in the editor."""

    def deconstruct(self) -> tuple[str, str, list, dict[str, Any]]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", list(args), kwargs

    def formfield(self, **kwargs: Any) -> forms.Field:
        return forms.MultipleChoiceField(
            label=self.verbose_name,
            choices=Audience.choices,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
            help_text=self.help_text,
        )


class CourseIndexPage(Page):
    # Its parent is the home page, which names it: this app does not know the one above it.
    subpage_types = ["courses.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("课程目录")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return cacheable(request, super().serve(request, *args, **kwargs))


class CoursePage(KeptUpToDate, Page):
    code = models.CharField(_("课程代码"), max_length=20, unique=True)
    summary = models.TextField(_("简介"), max_length=200, help_text=_("两三句话，说清学了能做什么。"))
    audience = AudienceField(_("适用人员"), default=list, blank=True)
    credit_hours = models.DecimalField(_("学时"), max_digits=5, decimal_places=2, default=0)
    validity_months = models.PositiveSmallIntegerField(
        _("有效月数"), null=True, blank=True, help_text=_("留空表示长期有效。")
    )
    exam = models.ForeignKey(
        Exam, null=True, blank=True, on_delete=models.PROTECT, related_name="courses", verbose_name=_("正式考试")
    )
    has_practical = models.BooleanField(_("有实操考核"), default=False)
    objectives = StreamField(ObjectivesStream(), verbose_name=_("学习目标"), blank=True)
    sequential = models.BooleanField(
        _("按顺序学"), default=False, help_text=_("学完一节才能打开下一节。不勾选时，各节可以任选先后。")
    )

    base_form_class = CoursePageForm
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ModulePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("objectives"),
        InlinePanel(
            "competencies", label=_("能力项"), help_text=_("第一项是主要能力：没有写明能力项的课后小测算在它上面。")
        ),
        MultiFieldPanel(
            [
                FieldPanel("credit_hours"),
                FieldPanel("validity_months"),
                FieldPanel("exam"),
                FieldPanel("has_practical"),
            ],
            heading=_("学时与考核"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("sequential"),
                InlinePanel(
                    "prerequisites", label=_("先修课程"), help_text=_("全部完成并在有效期内，才能报名这门课。")
                ),
            ],
            heading=_("学习次序"),
        ),
        kept_panel(),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("code")]

    class Meta:
        verbose_name = _("课程")
        verbose_name_plural = _("课程")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return cacheable(request, super().serve(request, *args, **kwargs))

    @classmethod
    def prerequisites_with_drafts(cls) -> dict[int, set[int]]:
        """What each course requires, as published and as it stands in drafts. Two queries."""
        found: dict[int, set[int]] = defaultdict(set)
        for course, requires in CoursePrerequisite.objects.values_list("course", "requires"):
            found[course].add(requires)
        drafts = cls.objects.filter(has_unpublished_changes=True).values_list("pk", "latest_revision__content")
        for course, content in drafts:
            found[course].update(row["requires"] for row in (content or {}).get("prerequisites", []))
        return found

    @property
    def cover(self) -> str:
        """Static path of the course's cover, or nothing."""
        return f"courses/covers/{self.code}.svg" if self.code in cover_names() else ""

    @property
    def published_cards(self) -> models.QuerySet:
        """The handling cards of the course that anybody may read, by number."""
        return self.cards.live().defer_streamfields().order_by("code")

    @property
    def audience_labels(self) -> list[str]:
        return [Audience(value).label for value in self.audience if value in Audience.values]


class CourseCompetency(Orderable):
    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="competencies")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+", verbose_name=_("能力项"))
    level = models.PositiveSmallIntegerField(
        _("最高等级"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["course", "competency"], name="a_competency_once_per_course")]


class PrerequisiteQuerySet(models.QuerySet["CoursePrerequisite"]):
    def missing_for(self, user: Any) -> PrerequisiteQuerySet:
        """What the person has not completed, or no longer validly today. An unpublished course is asked of nobody."""
        today = clock.today()
        holds = models.Q(completions__valid_until=None) | models.Q(completions__valid_until__gte=today)
        completed = CoursePage.objects.filter(
            holds, pk=OuterRef("requires"), completions__person=user.pk, completions__withdrawn_at=None
        )
        return self.filter(~Exists(completed), requires__live=True).select_related("requires")


class CoursePrerequisite(Orderable):
    """A course that must be completed, and still hold, before one enrols in `course`."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    requires = models.ForeignKey(
        CoursePage, on_delete=models.PROTECT, related_name="required_by", verbose_name=_("先修课程")
    )
    objects = PrerequisiteQuerySet.as_manager()
    panels = [PageChooserPanel("requires", "courses.CoursePage")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["course", "requires"], name="a_prerequisite_once_per_course"),
            models.CheckConstraint(condition=~models.Q(course=models.F("requires")), name="no_course_requires_itself"),
        ]


class ModulePage(Page):
    """A group of lessons; it has no page of its own, its address leads to its place on the course page."""

    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]

    class Meta:
        verbose_name = _("模块")

    @property
    def anchor(self) -> str:
        return f"m{self.pk}"

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(f"{self.get_parent().get_url(request)}#{self.anchor}")


class LessonQuerySet(PageQuerySet):
    def visible_to(self, user: Any) -> LessonQuerySet:
        """The published lessons of the courses in which the person is enrolled."""
        # PostgreSQL may cut the path of a page before it knows that it is no lesson: never to less than nothing.
        course_path = Substr("path", 1, Greatest(Length("path") - 2 * Page.steplen, 0))
        enrolled = CoursePage.objects.filter(path=OuterRef("course_path"), enrolments__person=user.pk)
        return self.live().annotate(course_path=course_path).filter(Exists(enrolled))


class LessonPage(KeptUpToDate, Page):
    minutes = models.PositiveSmallIntegerField(_("约需分钟"), default=8, validators=[MinValueValidator(1)])
    body = StreamField(LessonBody(), verbose_name=_("正文"))

    objects = PageManager.from_queryset(LessonQuerySet)()
    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    base_form_class = LessonPageForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("minutes"),
        InlinePanel("competencies", label=_("能力项"), help_text=_("这一节教什么、教到几级。不填时算课程的主要能力。")),
        FieldPanel("body"),
        kept_panel(),
    ]
    # Lessons are for those enrolled: public search leaves them out (lms.site.search).
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("课")
        verbose_name_plural = _("课")

    @cached_property
    def course(self) -> CoursePage:
        """The course two levels up."""
        return CoursePage.objects.get(path=self.path[: -2 * self.steplen])

    @property
    def question_ids(self) -> list[int]:
        """Keys of the questions of the check at its end, in order."""
        return [
            item["value"] if isinstance(item, dict) else item
            for block in self.body.raw_data
            if block["type"] == "check"
            for item in block["value"]["questions"]
        ]

    @cached_property
    def questions(self) -> list[Question]:
        """The questions of the check at its end that are still in use and for practice, in order; read once per instance."""
        found = {
            question.pk: question
            for question in Question.objects.filter(
                pk__in=self.question_ids, live=True, retired=False, use=Use.PRACTICE
            )
        }
        return [found[pk] for pk in self.question_ids if pk in found]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Anonymous → log-in; not enrolled → the course page with a word about it; else the lesson, never cached."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        if not LessonPage.objects.visible_to(request.user).filter(pk=self.pk).exists():
            messages.info(request, _("先报名这门课，再打开每一节。"))
            return redirect(self.course.get_url(request))
        response = super().serve(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response


class LessonCompetency(Orderable):
    """What a lesson teaches, and up to which level."""

    lesson = ParentalKey(LessonPage, on_delete=models.CASCADE, related_name="competencies")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+", verbose_name=_("能力项"))
    level = models.PositiveSmallIntegerField(
        _("最高等级"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["lesson", "competency"], name="a_competency_once_per_lesson")]
