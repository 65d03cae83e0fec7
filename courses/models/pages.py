"""The pages editors write: catalogue, course, module, lesson."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page
from wagtail.search import index

from assessments.models import Exam
from competencies.models import Competency
from core.fields import StreamField
from courses.blocks import LegalBasisStream, LessonBody, ObjectivesStream


class CourseIndexPage(Page):
    # Its parent is the home page, which names it: this app does not know the one above it.
    subpage_types = ["courses.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("课程目录")


class CoursePage(Page):
    code = models.CharField(_("课程代码"), max_length=20, unique=True)
    summary = models.TextField(_("简介"), max_length=200, help_text=_("两三句话，说清学了能做什么。"))
    audience = models.JSONField(_("适用人员"), default=list)
    credit_hours = models.DecimalField(_("学时"), max_digits=5, decimal_places=2, default=0)
    validity_months = models.PositiveSmallIntegerField(_("有效月数"), null=True, blank=True, help_text=_("留空表示长期有效。"))
    exam = models.ForeignKey(
        Exam, null=True, blank=True, on_delete=models.PROTECT, related_name="courses", verbose_name=_("正式考试")
    )
    has_practical = models.BooleanField(_("有实操考核"), default=False)
    objectives = StreamField(ObjectivesStream(), verbose_name=_("学习目标"), blank=True)
    legal_basis = StreamField(LegalBasisStream(), verbose_name=_("依据"), blank=True)
    review_note = models.CharField(_("本地审核提示"), max_length=120, blank=True)
    department = models.CharField(_("责任部门"), max_length=60, blank=True)
    content_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("负责人")
    )
    effective_from = models.DateField(_("生效日期"), null=True, blank=True)
    review_by = models.DateField(_("复核日期"), null=True, blank=True)

    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.ModulePage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("code"),
        FieldPanel("summary"),
        FieldPanel("objectives"),
        InlinePanel("competencies", label=_("能力项")),
        MultiFieldPanel(
            [FieldPanel("credit_hours"), FieldPanel("validity_months"), FieldPanel("exam"), FieldPanel("has_practical")],
            heading=_("学时与考核"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("legal_basis"),
                FieldPanel("review_note"),
                FieldPanel("department"),
                FieldPanel("content_owner"),
                FieldPanel("effective_from"),
                FieldPanel("review_by"),
            ],
            heading=_("依据与时效"),
        ),
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("code")]

    class Meta:
        verbose_name = _("课程")
        verbose_name_plural = _("课程")


class CourseCompetency(Orderable):
    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="competencies")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+", verbose_name=_("能力项"))
    level = models.PositiveSmallIntegerField(
        _("最高等级"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["course", "competency"], name="a_competency_once_per_course")]


class ModulePage(Page):
    parent_page_types = ["courses.CoursePage"]
    subpage_types = ["courses.LessonPage"]

    class Meta:
        verbose_name = _("模块")


class LessonPage(Page):
    minutes = models.PositiveSmallIntegerField(_("约需分钟"), default=8, validators=[MinValueValidator(1)])
    body = StreamField(LessonBody(), verbose_name=_("正文"))

    parent_page_types = ["courses.ModulePage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("minutes"), FieldPanel("body")]
    # Lessons are for those enrolled: public search leaves them out (lms.site.search).
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("课")
        verbose_name_plural = _("课")
