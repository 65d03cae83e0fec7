"""What residents say of a policy page without a name: the three questions of its check, and whether it helped.

Whoever answers is known by nobody: `device` is a keyed hash of a random token of the device, the page and the period, so
that one device counts once in a period and two rows of one device cannot be told to be of the same one.
"""

from django.db import models

from core import clock
from people.models import OrgUnit
from policies.enums import Useful, UselessBecause
from policies.models.page import PolicyPage


class AwarenessAnswer(models.Model):
    """One check taken: its questions are blocks of the page, known by the block's id."""

    policy = models.ForeignKey(PolicyPage, on_delete=models.PROTECT, related_name="awareness")
    policy_version = models.PositiveSmallIntegerField()
    community = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    # The Monday of the week: one answer per device and week.
    week = models.DateField()
    device = models.CharField(max_length=64)
    # [{"id": "…", "chosen": 2, "right": false}]: the block's id and the 1-based option as the editor wrote them.
    answers = models.JSONField()
    asked = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    from_poster = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "week", "device"], name="one_check_per_device_and_week"),
            models.CheckConstraint(condition=models.Q(right__lte=models.F("asked")), name="no_more_right_than_asked"),
        ]
        indexes = [models.Index(fields=["policy", "community", "week"], name="awareness_cell")]

    def __str__(self) -> str:
        return f"{self.policy} · {self.week} · {self.right}/{self.asked}"


class UsefulnessVote(models.Model):
    """这页有用吗？ One per device and version of the page; a later tap replaces it."""

    policy = models.ForeignKey(PolicyPage, on_delete=models.CASCADE, related_name="votes")
    policy_version = models.PositiveSmallIntegerField()
    device = models.CharField(max_length=64)
    useful = models.CharField(max_length=12, choices=Useful.choices)
    because = models.CharField(max_length=12, choices=UselessBecause.choices, blank=True)
    words = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "policy_version", "device"], name="one_vote_per_device")
        ]

    def __str__(self) -> str:
        return f"{self.policy} · {self.get_useful_display()}"
