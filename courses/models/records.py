"""What people did: plain rows, never edited by hand."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from courses.enums import RENEWAL_DAYS
from courses.models.pages import CoursePage, LessonPage
from people.models import User


class OwnedQuerySet(models.QuerySet):
    """Rows about a person: shown to that person and to whoever may see that person."""

    def visible_to(self, user):
        return self.filter(person__in=User.objects.visible_to(user))


class Assignment(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="assignments")
    cycle = models.PositiveSmallIntegerField(default=1)
    due = models.DateField(_("完成期限"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    excused_at = models.DateTimeField(null=True, blank=True)
    excused_reason = models.CharField(max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "course", "cycle"], name="one_assignment_per_cycle")]

    def __str__(self) -> str:
        return f"{self.person} · {self.course}"


class Enrolment(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField(default=clock.now)
    last_lesson = models.ForeignKey(LessonPage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="one_enrolment_per_course")]

    def __str__(self) -> str:
        return f"{self.person} · {self.course}"


class LessonProgress(models.Model):
    """That a lesson was opened, where in it, and when it was finished; not when it was opened, since that would be a
    reading time (domain.md 7.9)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="lesson_progress")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="progress")
    cycle = models.PositiveSmallIntegerField(default=1)
    # The anchor of the block last seen, to resume there on any device.
    anchor = models.CharField(max_length=60, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "lesson", "cycle"], name="one_progress_per_lesson")]

    def __str__(self) -> str:
        return f"{self.person} · {self.lesson}"


class CheckResult(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="check_results")
    lesson = models.ForeignKey(LessonPage, on_delete=models.PROTECT, related_name="check_results")
    cycle = models.PositiveSmallIntegerField(default=1)
    # What was asked and what came of it, frozen for the person to read again:
    # question, version, stem, options, answer, given, correct, explanation, basis and share ("1") of each.
    answers = models.JSONField()
    right = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    taken_at = models.DateTimeField(default=clock.now)
    # Answered without a network: the device's name for this try, sent again it is the same try; and when by its own clock.
    client_id = models.UUIDField(null=True, blank=True)
    device_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-taken_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "client_id"], condition=Q(client_id__isnull=False), name="one_check_per_client_id"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.lesson} {self.right}/{self.total}"


class Restart(models.Model):
    """A new round of a course that somebody ordered before the old one had ended; the old one stays as it was."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="restarts")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="restarts")
    # The cycle that begins with it.
    cycle = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    restarted_at = models.DateTimeField(default=clock.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-restarted_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "course", "cycle"], name="one_restart_per_cycle")]

    def __str__(self) -> str:
        return f"{self.person} · {self.course} · {self.cycle}"


class CompletionQuerySet(OwnedQuerySet):
    def standing(self) -> CompletionQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def valid_on(self, day: date | None = None) -> CompletionQuerySet:
        """Not withdrawn and not past its last day."""
        day = day or clock.today()
        return self.standing().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    def expiring(self, days: int = RENEWAL_DAYS, day: date | None = None) -> CompletionQuerySet:
        """Valid now, and ending within so many days."""
        day = day or clock.today()
        return self.valid_on(day).filter(valid_until__lte=day + timedelta(days=days))


class Completion(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="completions")
    cycle = models.PositiveSmallIntegerField(default=1)
    completed_at = models.DateTimeField(default=clock.now)
    # The last day on which it holds; empty: does not expire.
    valid_until = models.DateField(null=True, blank=True)
    # The exam's score out of 100, where the course has an exam.
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    # "attempt:123" or "checks": what completed it, as text.
    source = models.CharField(max_length=60)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["-completed_at"]
        constraints = [models.UniqueConstraint(fields=["person", "course", "cycle"], name="completed_once_per_cycle")]

    def __str__(self) -> str:
        return f"{self.person} · {self.course} · {self.completed_at:%Y-%m-%d}"

    @property
    def is_valid(self) -> bool:
        return self.withdrawn_at is None and (self.valid_until is None or self.valid_until >= clock.today())

    @property
    def is_expiring(self) -> bool:
        return (
            self.is_valid
            and self.valid_until is not None
            and self.valid_until <= clock.today() + timedelta(days=RENEWAL_DAYS)
        )
