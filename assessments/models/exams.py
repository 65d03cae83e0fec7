"""Papers, exams and who may sit them."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from assessments.enums import AttemptState, EntryState, Layout, Mode, Release, Show
from assessments.models.allowances import ExamOverride
from assessments.models.bank import Question
from core import clock


class Paper(ClusterableModel, index.Indexed):
    code = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("试卷名称"), max_length=120)

    panels = [FieldPanel("code"), FieldPanel("title"), InlinePanel("items", label=_("试题"), min_num=1)]
    search_fields = [index.SearchField("title"), index.SearchField("code")]

    class Meta:
        verbose_name = _("试卷")
        verbose_name_plural = _("试卷")

    def __str__(self) -> str:
        return self.title


class PaperItem(Orderable):
    paper = ParentalKey(Paper, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="paper_items", verbose_name=_("试题"))
    points = models.DecimalField(
        _("分值"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    must_pass = models.BooleanField(_("必答对"), default=False, help_text=_("关系人身安全的题：答错即不合格。"))

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["paper", "question"], name="a_question_once_per_paper")]


class ExamQuerySet(models.QuerySet["Exam"]):
    def open_at(self, moment=None) -> ExamQuerySet:
        """Exams whose own window is open (no bound means open)."""
        moment = moment or clock.now()
        return self.filter(Q(opens__isnull=True) | Q(opens__lte=moment), Q(closes__isnull=True) | Q(closes__gt=moment))

    def with_ends(self) -> ExamQuerySet:
        """With everything that decides when the last candidate is done (services.release takes it together), in one query."""
        entries = Entry.objects.filter(exam=OuterRef("pk")).order_by()
        alone = entries.filter(session__isnull=True, for_session=False, state=EntryState.DUE)
        sessions = Exam.sessions.rel.related_model.objects.filter(exam=OuterRef("pk")).order_by()
        running = Entry.attempts.rel.related_model.objects.filter(entry__exam=OuterRef("pk")).open().order_by()
        overrides = ExamOverride.objects.filter(exam=OuterRef("pk")).order_by()
        extra = entries.filter(person__accommodation__isnull=False)

        def most(rows: models.QuerySet, field: str) -> Subquery:
            return Subquery(rows.values("exam_of_row").annotate(most=Max(field)).values("most"))

        of_exam, of_attempt = {"exam_of_row": F("exam")}, {"exam_of_row": F("entry__exam")}
        return self.annotate(
            is_endless=Exists(alone.filter(closes__isnull=True)),
            stands_still=Exists(running.filter(paused_at__isnull=False))
            | Exists(sessions.filter(paused_at__isnull=False)),
            entries_end=most(alone.annotate(**of_exam), "closes"),
            sessions_end=most(sessions.annotate(**of_exam), Coalesce("called_in_at", "ends")),
            running_end=most(running.annotate(**of_attempt), "final_at"),
            override_closes=most(overrides.annotate(**of_exam), "closes"),
            override_minutes=most(overrides.annotate(**of_exam), "minutes"),
            most_percent=most(extra.annotate(**of_exam), "person__accommodation__extra_percent"),
            most_minutes=most(extra.annotate(**of_exam), "person__accommodation__extra_minutes"),
        )


class Exam(ClusterableModel, index.Indexed):
    code = models.CharField(_("编号"), max_length=40, unique=True)
    title = models.CharField(_("考试名称"), max_length=120)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="exams", verbose_name=_("试卷"))
    mode = models.CharField(_("方式"), max_length=10, choices=Mode.choices, default=Mode.FORMAL)
    minutes = models.PositiveSmallIntegerField(_("时长（分钟）"), default=60, validators=[MinValueValidator(1)])
    grace_seconds = models.PositiveSmallIntegerField(
        _("宽限（秒）"), default=60, help_text=_("到时以后，网络上还在路上的答案在这段时间内仍收下，并标记为迟到。")
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("及格线（百分制）"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("可考次数"), default=3, validators=[MinValueValidator(1)], help_text=_("含首考。")
    )
    resit_hours = models.PositiveSmallIntegerField(_("补考间隔（小时）"), default=24)
    shuffle_items = models.BooleanField(_("打乱题序"), default=True)
    shuffle_options = models.BooleanField(_("打乱选项"), default=True)
    release = models.CharField(_("公布方式"), max_length=12, choices=Release.choices, default=Release.AT_ONCE)
    show_marks = models.CharField(_("对错"), max_length=12, choices=Show.choices, default=Show.WITH_RESULT)
    show_explanations = models.CharField(_("讲解"), max_length=12, choices=Show.choices, default=Show.WHEN_DONE)
    show_keys = models.CharField(_("答案"), max_length=12, choices=Show.choices, default=Show.WHEN_DONE)
    layout = models.CharField(_("排版"), max_length=4, choices=Layout.choices, default=Layout.ONE)
    sequential = models.BooleanField(
        _("按顺序作答"), default=False, help_text=_("答完一题才能看下一题，不能返回。断网时只能答当前这一题。")
    )
    password = models.CharField(
        _("考试口令"), max_length=40, blank=True, help_text=_("不分场次的考试可以设口令，由组织人当面告诉考生。")
    )
    opens = models.DateTimeField(_("开放时间"), null=True, blank=True)
    closes = models.DateTimeField(_("截止时间"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = ExamQuerySet.as_manager()
    panels = [
        MultiFieldPanel(
            [FieldPanel("code"), FieldPanel("title"), FieldPanel("paper"), FieldPanel("mode")], heading=_("基本")
        ),
        MultiFieldPanel(
            [
                FieldPanel("minutes"),
                FieldPanel("grace_seconds"),
                FieldPanel("opens"),
                FieldPanel("closes", help_text=_("到时一起收卷。分场次的考试，各场还有自己的时间。")),
            ],
            heading=_("时间"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel("attempts_allowed"),
                FieldPanel("resit_hours", help_text=_("从上一次交卷算起。首考成绩和最好成绩分开记。")),
                FieldPanel("shuffle_items"),
                FieldPanel("shuffle_options"),
                FieldPanel("layout"),
                FieldPanel("sequential"),
                FieldPanel("password"),
            ],
            heading=_("规则"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("release", help_text=_("成绩和是否合格。“考试结束后”：等最后一个人考完，加时的也算。")),
                FieldPanel("show_marks", help_text=_("每题得了几分。成绩公布以后才看得到。")),
                FieldPanel("show_explanations", help_text=_("讲解往往说出了答案。")),
                FieldPanel("show_keys", help_text=_("哪个选项对。还能补考时不要公布；题目以后还要用，就选“不公布”。")),
            ],
            heading=_("公布"),
        ),
    ]
    search_fields = [index.SearchField("title"), index.SearchField("code")]

    class Meta:
        verbose_name = _("考试")
        verbose_name_plural = _("考试")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gt=F("opens")),
                name="exam_closes_after_open",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EntryQuerySet(models.QuerySet["Entry"]):
    def open_at(self, moment=None) -> EntryQuerySet:
        moment = moment or clock.now()
        return self.filter(Q(opens__isnull=True) | Q(opens__lte=moment), Q(closes__isnull=True) | Q(closes__gt=moment))

    def visible_to(self, user) -> EntryQuerySet:
        """Entries are shown to their owner; scores of others are read through reports."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def perhaps_absent(self, moment=None) -> EntryQuerySet:
        """Expected, nothing begun, and the session or the window of a formal exam has passed, but for extra minutes.

        services.attendance.state_now says the last word.
        """
        moment = moment or clock.now()
        begun = self.model._meta.get_field("attempts").related_model.objects.filter(entry=OuterRef("pk"))
        late = Q(session__ends__lt=moment) | Q(session__called_in_at__lt=moment)
        settled = Q(session=OuterRef("session")) | Q(state=AttemptState.RELEASED, passed=True)
        in_session = late & ~Exists(begun.filter(settled))
        alone = Q(session__isnull=True, exam__mode=Mode.FORMAL) & ~Exists(begun)
        own, group = Q(own_closes__isnull=True), Q(group_closes__isnull=True)
        closed = Q(own_closes__lt=moment) | own & (Q(group_closes__lt=moment) | group)
        passed = (Q(closes__lt=moment) | Q(exam__closes__lt=moment)) & closed
        return self.with_allowances().filter(in_session | alone & passed, state=EntryState.DUE)

    def with_allowances(self) -> EntryQuerySet:
        """With exam, session, person and what was granted to the person alone (`own_…`) and to groups (`group_…`), in one query.

        Of several groups the most lenient value; services.allowances takes it all together.
        """
        own = ExamOverride.objects.filter(exam=OuterRef("exam"), person=OuterRef("person"))
        groups = ExamOverride.objects.for_groups_of_entry().values("exam")
        fields = {"opens": Min, "closes": Max, "minutes": Max}
        return self.select_related("exam", "session", "person__accommodation").annotate(
            **{f"own_{name}": Subquery(own.values(name)[:1]) for name in fields},
            **{f"group_{name}": Subquery(groups.annotate(best=f(name)).values("best")) for name, f in fields.items()},
        )


class Entry(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries")
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="entries")
    opens = models.DateTimeField(null=True, blank=True)
    closes = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    # Which round of the same exam this is: a renewal after expiry is a new cycle.
    cycle = models.PositiveSmallIntegerField(default=1)
    # Where and when they sit it together with others; none: an open window.
    session = models.ForeignKey(
        "assessments.ExamSession", null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    admission_number = models.CharField(_("准考证号"), max_length=24, blank=True)
    # There was none before somebody was placed in a session: without a session it opens nothing.
    for_session = models.BooleanField(default=False, editable=False)
    state = models.CharField(_("考试资格"), max_length=8, choices=EntryState.choices, default=EntryState.DUE)
    state_reason = models.CharField(_("理由"), max_length=300, blank=True)
    # How often they did not come; the next attempt is a resit then.
    absences = models.PositiveSmallIntegerField(_("缺考次数"), default=0)
    # Wrong admission codes in a row, and until when no more are taken.
    code_failures = models.PositiveSmallIntegerField(default=0)
    code_locked_until = models.DateTimeField(null=True, blank=True)
    # May sit although they wrote or published one of the questions; who allowed it and why is in the audit trail.
    author_excused = models.BooleanField(default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("考试资格")
        constraints = [
            models.UniqueConstraint(fields=["person", "exam", "cycle"], name="one_entry_per_cycle"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gt=F("opens")),
                name="entry_closes_after_open",
            ),
            models.UniqueConstraint(
                fields=["session", "admission_number"],
                condition=Q(session__isnull=False) & ~Q(admission_number=""),
                name="an_admission_number_once_per_session",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.exam}"
