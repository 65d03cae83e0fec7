"""What was granted beyond an exam's own times: an `ExamOverride` for one exam to a person, to a unit with everything
below it, or to a named list of people; an `Accommodation` to a person for every exam."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from people.models import OrgUnit, Placement, User


class ExamOverrideQuerySet(models.QuerySet["ExamOverride"]):
    def for_groups_of_entry(self) -> ExamOverrideQuerySet:
        """For a subquery on entries: the overrides of the entry's exam for a group that the person is in today."""
        placed = Placement.objects.current().filter(
            person=OuterRef(OuterRef("person")), unit__path__startswith=OuterRef("unit__path")
        )
        return self.filter(exam=OuterRef("exam")).filter(Q(people=OuterRef("person")) | Exists(placed)).order_by()


class ExamOverride(models.Model):
    exam = models.ForeignKey("assessments.Exam", on_delete=models.PROTECT, related_name="overrides")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="exam_overrides"
    )
    unit = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="exam_overrides")
    # A named list of people; empty for a person or a unit.
    name = models.CharField(_("名单名称"), max_length=60, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("人员"))
    opens = models.DateTimeField(_("开放时间"), null=True, blank=True)
    closes = models.DateTimeField(_("截止时间"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("时长（分钟）"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    reason = models.CharField(_("理由"), max_length=300)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    objects = ExamOverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("考试时间调整")
        verbose_name_plural = _("考试时间调整")
        ordering = ["-changed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, unit__isnull=True, name="")
                | Q(person__isnull=True, unit__isnull=False, name="")
                | (Q(person__isnull=True, unit__isnull=True) & ~Q(name="")),
                name="override_for_one_person_unit_or_list",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=False) | Q(closes__isnull=False) | Q(minutes__isnull=False),
                name="override_says_something",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True) | Q(closes__isnull=True) | Q(closes__gt=F("opens")),
                name="override_closes_after_open",
            ),
            models.UniqueConstraint(fields=["exam", "person"], name="one_override_per_person"),
            models.UniqueConstraint(fields=["exam", "unit"], name="one_override_per_unit"),
            models.UniqueConstraint(fields=["exam", "name"], condition=~Q(name=""), name="one_override_per_list"),
        ]

    def __str__(self) -> str:
        return f"{self.exam} · {self.person or self.unit or self.name}"

    def reached(self) -> models.QuerySet[User]:
        """The people for whom it holds today."""
        if self.person_id:
            return User.objects.filter(pk=self.person_id)
        if self.unit_id:
            return User.objects.in_scope([self.unit.path])
        return self.people.all()


class Accommodation(models.Model):
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accommodation")
    # Of the two whichever is more in the exam at hand.
    extra_percent = models.PositiveSmallIntegerField(_("加时（%）"), default=0)
    extra_minutes = models.PositiveSmallIntegerField(_("加时（分钟）"), default=0)
    reason = models.CharField(_("理由"), max_length=300)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("合理便利")
        verbose_name_plural = _("合理便利")
        constraints = [
            models.CheckConstraint(
                condition=Q(extra_percent__gt=0) | Q(extra_minutes__gt=0), name="accommodation_gives_something"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
