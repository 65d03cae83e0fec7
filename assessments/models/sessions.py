"""Sessions of an exam: sat together, at a place and between two moments, under the eyes of invigilators."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import DESK_ROLES
from assessments.models.exams import Entry, Exam
from core import clock
from people.models import OrgUnit, scope_paths, under_paths


class ExamSessionQuerySet(models.QuerySet["ExamSession"]):
    def run_by(self, user) -> ExamSessionQuerySet:
        """Sessions that the user invigilates, or oversees by a role at their unit or above; never one they sit in.

        One query for the roles, none of its own.
        """
        if not (user.is_authenticated and user.is_active):
            return self.none()
        named = ExamSession.invigilators.through.objects.filter(examsession=OuterRef("pk"), user=user)
        sits = Entry.objects.filter(session=OuterRef("pk"), person=user)
        reached = under_paths(scope_paths(user, roles=DESK_ROLES), "unit__path")
        return self.filter(Exists(named) | reached).exclude(Exists(sits))

    def locked(self) -> ExamSessionQuerySet:
        """To be changed, with exam and unit. A start only refers to the session: it need not wait (`no_key`), and whoever
        holds a session may wait for the entry that it holds.
        """
        return self.select_for_update(of=("self",), no_key=True).select_related("exam", "unit")


class ExamSession(models.Model):
    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("考试"))
    # Who organises it; whoever invigilates or manages at this unit or above may run it.
    unit = models.ForeignKey(
        OrgUnit, on_delete=models.PROTECT, related_name="exam_sessions", verbose_name=_("组织单位")
    )
    place = models.CharField(_("地点"), max_length=80)
    starts = models.DateTimeField(_("开始"))
    ends = models.DateTimeField(_("结束"))
    late_entry_minutes = models.PositiveSmallIntegerField(
        _("迟到多久不得入场（分钟）"), null=True, blank=True, default=15, help_text=_("空着：结束前都可以入场。")
    )
    early_submit_minutes = models.PositiveSmallIntegerField(
        _("开考多久后可以交卷（分钟）"), default=0, help_text=_("0：随时可以交卷。")
    )
    # Told to the candidates on the spot; shown to invigilators only.
    code = models.CharField(_("准考码"), max_length=6, validators=[RegexValidator(r"^\d{6}$")])
    invigilators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="invigilated_sessions", verbose_name=_("监考员")
    )
    # The clocks of its attempts stand still since then, and what the candidates are told meanwhile.
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_message = models.CharField(_("给考生看的一句话"), max_length=120, blank=True)
    # Everybody's paper is collected at this moment; nobody begins after it.
    called_in_at = models.DateTimeField(null=True, blank=True)
    # How many admission numbers were given out: none is given twice, also after somebody was taken out again.
    numbers_given = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    objects = ExamSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("考试场次")
        verbose_name_plural = _("考试场次")
        ordering = ["-starts", "pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="session_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.exam} · {self.place}"

    @property
    def last_entry(self) -> datetime:
        """Until when one may come in: the code is good for nothing after it."""
        if self.late_entry_minutes is None:
            return self.ends
        return min(self.starts + timedelta(minutes=self.late_entry_minutes), self.ends)

    @property
    def submit_from(self) -> datetime:
        """From when a paper may be handed in."""
        return self.starts + timedelta(minutes=self.early_submit_minutes)

    @property
    def is_over(self) -> bool:
        """Nobody comes in any more: its end has passed, or the papers were called in."""
        now = clock.now()
        return self.ends < now or (self.called_in_at is not None and self.called_in_at < now)
