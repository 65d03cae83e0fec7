"""Attempts: the frozen paper, the answers as they came, and the marks."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments.enums import FINISHED_STATES, SCORED_STATES, AttemptState, Layout, MarkSource, Occasion
from assessments.models.bank import QuestionVersion
from assessments.models.exams import Entry
from core import clock
from people.models import User


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> AttemptQuerySet:
        return self.filter(state=AttemptState.IN_PROGRESS)

    def expired(self, moment: datetime | None = None) -> AttemptQuerySet:
        """Still marked as in progress although the last moment at which anything counts has passed."""
        return self.open().filter(paused_at__isnull=True, final_at__lt=moment or clock.now())

    def awaiting_release(self) -> AttemptQuerySet:
        """Marked, and the result may not be seen yet: until everybody is done (services.closing.release_due)."""
        return self.filter(state=AttemptState.MARKED)

    def overseen_by(self, user) -> AttemptQuerySet:
        """Attempts of the people whom `user` may see: for read-only lists of staff."""
        return self.filter(entry__person__in=User.objects.visible_to(user))

    def scored(self) -> AttemptQuerySet:
        return self.filter(state__in=SCORED_STATES)

    def visible_to(self, user) -> AttemptQuerySet:
        """An attempt is its candidate's. Managers read results through reports, markers through their queue."""
        return self.filter(entry__person=user) if user.is_authenticated else self.none()


class Attempt(models.Model):
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("第几次"))
    occasion = models.CharField(_("首考或补考"), max_length=6, choices=Occasion.choices, default=Occasion.FIRST)
    session = models.ForeignKey(
        "assessments.ExamSession", null=True, blank=True, on_delete=models.PROTECT, related_name="attempts"
    )
    state = models.CharField(max_length=14, choices=AttemptState.choices, default=AttemptState.IN_PROGRESS)
    # The rules as they were when it began (pass mark, shuffling, release …), so that later edits change nothing.
    rules = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=clock.now)
    # The server's clock decides: answers count until `deadline`, are taken as late until `final_at`.
    deadline = models.DateTimeField()
    final_at = models.DateTimeField()
    # Given to this attempt alone, on top of every rule: by an invigilator, and for the time of pauses.
    added_seconds = models.PositiveIntegerField(default=0)
    # Its clock stands still since then; nothing is taken until it goes on.
    paused_at = models.DateTimeField(null=True, blank=True)
    # An invigilator collects it at this moment, whatever time would be left.
    called_in_at = models.DateTimeField(null=True, blank=True)
    # How far a candidate has come who may only go forward (rules["sequential"]).
    reached = models.PositiveSmallIntegerField(default=1)
    # From when the result may be seen, as far as it is known; none: as soon as it is marked, or nobody can tell yet.
    release_at = models.DateTimeField(null=True, blank=True)
    # The number of the last accepted step; a write that does not follow it is stale.
    sequence = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # How often the page was left while it was answered: shown to candidate and staff, never punished by itself.
    times_left = models.PositiveSmallIntegerField(_("离开页面次数"), default=0)
    seconds_away = models.PositiveIntegerField(_("离开页面共几秒"), default=0)
    submit_key = models.UUIDField(null=True, blank=True)
    receipt = models.CharField(max_length=64, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    points = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    points_possible = models.DecimalField(max_digits=7, decimal_places=2)
    score = models.DecimalField(_("百分制得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "number"]
        verbose_name = _("答卷")
        verbose_name_plural = _("答卷")
        indexes = [models.Index(fields=["state", "final_at"])]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="in_progress"), name="one_open_attempt_per_entry"
            ),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(0, 100)), name="score_0_to_100"),
            models.CheckConstraint(condition=Q(final_at__gte=F("deadline")), name="grace_follows_deadline"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} #{self.number}"

    @property
    def moment(self) -> datetime:
        """Now, by the clock of this attempt: it stands still while the attempt is paused."""
        return self.paused_at or clock.now()

    @property
    def is_sequential(self) -> bool:
        """The candidate sees one question at a time and never goes back."""
        return bool(self.rules.get("sequential"))

    @property
    def is_on_one_page(self) -> bool:
        """All questions are seen at once; where the order is held they never are."""
        return self.rules.get("layout") == Layout.ALL and not self.is_sequential

    def is_open_at(self, position: int) -> bool:
        """Whether the question at this position may be read and answered now, as far as the order goes."""
        return not self.is_sequential or position == self.reached

    @property
    def ends(self) -> datetime:
        """The deadline as it stands; while it is paused it moves away with every second."""
        return self.deadline if self.paused_at is None else self.deadline + (clock.now() - self.paused_at)

    @property
    def may_submit_from(self) -> datetime | None:
        """From when it may be handed in, where the session says so; at its deadline in any case."""
        told = self.rules.get("submit_from")
        return min(datetime.fromisoformat(told), self.deadline) if told else None

    @property
    def is_finished(self) -> bool:
        """Nothing more is accepted: its state says so, or its time is over whether or not a worker has swept it."""
        return self.state in FINISHED_STATES or self.moment > self.final_at

    @property
    def ended_by_clock(self) -> bool:
        """Its time ran out before it was handed in, whether or not a worker has swept it."""
        if self.state == AttemptState.VOIDED:
            return False
        return self.is_finished and (self.submitted_at is None or self.submitted_at >= self.final_at)

    @property
    def is_scored(self) -> bool:
        return self.state in SCORED_STATES

    @property
    def is_released(self) -> bool:
        """The candidate may see the result."""
        return self.state == AttemptState.RELEASED

    @property
    def time_left(self) -> timedelta:
        return max(self.deadline - self.moment, timedelta())


class AttemptItem(models.Model):
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="attempt_items")
    seed = models.PositiveIntegerField(default=0)
    points = models.DecimalField(max_digits=5, decimal_places=2)
    must_pass = models.BooleanField(default=False)
    flagged = models.BooleanField(default=False)

    class Meta:
        ordering = ["attempt", "position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="one_item_per_position"),
            models.UniqueConstraint(fields=["attempt", "version"], name="a_version_once_per_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}:{self.position}"


class AnswerStep(models.Model):
    """One answer as it came; migration 0002 refuses update and delete.

    The current answer of an item is its last counted step. A late step came after the deadline; within the grace it
    counts all the same, after it is only kept and shown.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="steps")
    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="steps")
    sequence = models.PositiveIntegerField()
    client_id = models.UUIDField()
    value = models.JSONField(null=True)
    received_at = models.DateTimeField(default=clock.now)
    late = models.BooleanField(default=False)
    counted = models.BooleanField(default=True)

    class Meta:
        ordering = ["attempt", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "sequence"], name="one_step_per_sequence"),
            models.UniqueConstraint(fields=["attempt", "client_id"], name="a_client_id_once_per_attempt"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.sequence}"


class Mark(models.Model):
    """What an item earned; the current mark is the one without a successor."""

    item = models.ForeignKey(AttemptItem, on_delete=models.PROTECT, related_name="marks")
    source = models.CharField(max_length=10, choices=MarkSource.choices)
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    points = models.DecimalField(max_digits=5, decimal_places=2)
    feedback = models.CharField(max_length=500, blank=True)
    answer_step = models.ForeignKey(AnswerStep, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    superseded = models.BooleanField(default=False)

    class Meta:
        ordering = ["item", "created_at"]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(superseded=False), name="one_current_mark_per_item")
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.points}"
