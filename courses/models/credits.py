"""学时: what finished learning counts, by a rule with a version, in a ledger per person and year (domain.md 7.3).

Time spent on a page is never measured: an award rests on a finished lesson with its passed check, or on a passed exam.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from core import clock
from courses.enums import CreditSource
from courses.models.pages import CoursePage, LessonPage
from courses.models.records import OwnedQuerySet


class CreditRuleQuerySet(models.QuerySet["CreditRule"]):
    def for_day(self, day: date) -> CreditRule | None:
        """The rule in force on a day: the latest that has begun, and before any the first."""
        begun = self.filter(effective_from__lte=day).order_by("-effective_from", "-version").first()
        return begun or self.order_by("effective_from", "version").first()


class CreditRule(models.Model):
    """How much is awarded for what. A version in use is never changed: another one follows it."""

    version = models.PositiveSmallIntegerField(_("版本"), unique=True)
    effective_from = models.DateField(_("从哪天起"))
    # [[15, "0.25"], [30, "0.5"], [null, "1.0"]]: the longest planned minutes of a lesson, and its hours.
    lesson_steps = models.JSONField(_("每节课的学时"))
    exam_hours = models.DecimalField(_("正式考试通过"), max_digits=4, decimal_places=2, default=Decimal("0.25"))
    # What counts at most in a year, in all and by source ({"lesson": "40"}); what lies above is noted and does not count.
    yearly_cap = models.DecimalField(_("每年最多"), max_digits=6, decimal_places=2, null=True, blank=True)
    source_caps = models.JSONField(_("各来源每年最多"), default=dict, blank=True)
    yearly_target = models.DecimalField(_("每年要求"), max_digits=6, decimal_places=2, default=Decimal(20))
    note = models.CharField(_("说明"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = CreditRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("学时规则")
        verbose_name_plural = _("学时规则")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"v{self.version}"

    def source_cap(self, source: str) -> Decimal | None:
        """What counts at most in a year from a source; None where there is no cap."""
        cap = self.source_caps.get(source)
        return None if cap is None else Decimal(str(cap))


class CreditAwardQuerySet(OwnedQuerySet):
    def hours(self) -> Decimal:
        """What these lines come to."""
        return self.aggregate(total=Sum("hours"))["total"] or Decimal(0)

    def defer_text(self) -> CreditAwardQuerySet:
        """Without the texts of the pages they are about."""
        return self.defer("lesson__body", "lesson__legal_basis", "course__objectives", "course__legal_basis")

    def of_source(self, source: str) -> CreditAwardQuerySet:
        """The lines from a source with what was corrected in them."""
        return self.filter(Q(source=source) | Q(corrects__source=source))


class CreditAward(models.Model):
    """A line of the ledger; never changed: a mistake is put right by another line (`CreditSource.CORRECTION`)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="credit_awards")
    # The calendar year it counts in: of `awarded_at` in local time, a correction in that of what it corrects; nothing is
    # carried over.
    year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=12, choices=CreditSource.choices)
    course = models.ForeignKey(
        CoursePage, null=True, blank=True, on_delete=models.PROTECT, related_name="credit_awards"
    )
    lesson = models.ForeignKey(
        LessonPage, null=True, blank=True, on_delete=models.PROTECT, related_name="credit_awards"
    )
    cycle = models.PositiveSmallIntegerField(default=1)
    # What the rule gives, and what counts of it below the caps (negative in a correction).
    earned = models.DecimalField(max_digits=6, decimal_places=2)
    hours = models.DecimalField(max_digits=6, decimal_places=2)
    rule = models.ForeignKey(CreditRule, on_delete=models.PROTECT, related_name="awards")
    # What happened, once per person: "lesson:12:1" (lesson, cycle), "exam:3:1" (course, cycle), "correction:<uuid>".
    key = models.CharField(max_length=60)
    # "check:45", "attempt:12": what it rests on, as text.
    basis = models.CharField(max_length=60, blank=True)
    # The line that a correction corrects, and why.
    corrects = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField(max_length=200, blank=True)
    awarded_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = CreditAwardQuerySet.as_manager()

    class Meta:
        ordering = ["-awarded_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="awarded_once"),
            models.CheckConstraint(
                condition=Q(source=CreditSource.CORRECTION) | Q(hours__gte=0), name="only_a_correction_takes_away"
            ),
        ]
        indexes = [models.Index(fields=["person", "year"], name="credit_person_year")]

    def __str__(self) -> str:
        return f"{self.person} · {self.year} · {self.hours}"
