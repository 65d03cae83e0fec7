"""What people should be able to do, and what shows that they can.

A `Competency` is one of the eight of the framework (EMG, MED …); a `LevelStatement` says what a level L1–L5 looks like
in behaviour. A `PostRequirement` is the level a post needs. `Evidence` is one observed fact about one person, never
changed, at most withdrawn. A `CompetencyStatus` is a cache of what the evidence adds up to, rebuilt at will.
The levels are the platform's own, not national grades.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from competencies.enums import EvidenceKind, EvidenceState, Standing
from core import clock
from people.enums import Post
from people.models import User


class Competency(models.Model):
    code = models.SlugField(_("代码"), max_length=8, unique=True, allow_unicode=False)
    name = models.CharField(_("名称"), max_length=40)
    # For charts and narrow columns.
    short_name = models.CharField(max_length=12, blank=True)
    name_en = models.CharField(max_length=80, blank=True)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        verbose_name = _("能力项")
        verbose_name_plural = _("能力项")

    def __str__(self) -> str:
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    @property
    def label(self) -> str:
        """The name for tags and narrow places: the short one where this language has it."""
        return self.short_name if self.short_name and not (get_language() or "").startswith("en") else str(self)


class LevelStatement(models.Model):
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="levels")
    level = models.PositiveSmallIntegerField()
    statement = models.CharField(max_length=300)

    class Meta:
        ordering = ["competency", "level"]
        constraints = [
            models.UniqueConstraint(fields=["competency", "level"], name="one_statement_per_level"),
            models.CheckConstraint(condition=models.Q(level__range=(1, 5)), name="level_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.competency_id} L{self.level}"


class PostRequirement(models.Model):
    post = models.CharField(max_length=24, choices=Post.choices)
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="requirements")
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "competency"], name="one_requirement_per_post")]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.competency_id} L{self.level}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def valid(self) -> EvidenceQuerySet:
        return self.filter(state=EvidenceState.VALID)

    def visible_to(self, user) -> EvidenceQuerySet:
        return self.filter(person__in=User.objects.visible_to(user))


class Evidence(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=16, choices=EvidenceKind.choices)
    # Where it comes from, as text, so that a lower app needs no key to a higher one: "exam:EMG101" / "attempt:123".
    source = models.CharField(max_length=120)
    source_label = models.CharField(max_length=200)
    # The share reached, 0–1; the level this fact alone can support.
    value = models.DecimalField(max_digits=5, decimal_places=4)
    level = models.PositiveSmallIntegerField()
    # How much this fact weighs beside others of its kind, 0–1.
    quality = models.DecimalField(max_digits=3, decimal_places=2, default=1)
    critical_error = models.BooleanField(default=False)
    observed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=clock.now)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Where the person worked when it was observed, as text: units move and people move on.
    unit_path = models.CharField(max_length=255, blank=True)
    unit_name = models.CharField(max_length=80, blank=True)
    post = models.CharField(max_length=24, choices=Post.choices, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=EvidenceState.choices, default=EvidenceState.VALID)
    state_reason = models.CharField(max_length=300, blank=True)
    rule_version = models.CharField(max_length=20)
    # The same fact is recorded once.
    dedupe_key = models.CharField(max_length=160, unique=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-observed_at", "-id"]
        indexes = [models.Index(fields=["person", "competency", "observed_at"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(value__range=(0, 1)), name="evidence_value_is_a_share"),
            models.CheckConstraint(condition=models.Q(level__range=(0, 5)), name="evidence_level_0_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.source_label} · {self.competency_id}"

    @property
    def percent(self) -> str:
        """The share reached in whole per cent, cut and never rounded up to a pass."""
        return f"{int(self.value * 100)}%"

    @property
    def has_lapsed(self) -> bool:
        return self.valid_until is not None and self.valid_until < clock.today()


class CompetencyStatusQuerySet(models.QuerySet["CompetencyStatus"]):
    def visible_to(self, user) -> CompetencyStatusQuerySet:
        return self.filter(person__in=User.objects.visible_to(user))


class CompetencyStatus(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="competency_statuses")
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="statuses")
    level = models.PositiveSmallIntegerField(default=0)
    # The ability shown, 0–1; age lowers `strength`, never this.
    estimate = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    strength = models.DecimalField(max_digits=5, decimal_places=4, default=0)
    state = models.CharField(max_length=12, choices=Standing.choices, default=Standing.UNASSESSED)
    as_of = models.DateTimeField(default=clock.now)
    next_change = models.DateField(null=True, blank=True)
    rule_version = models.CharField(max_length=20)
    # Keys of the evidence it rests on, and the reason in data: [{"evidence": id, "level": n}, …]
    why = models.JSONField(default=list)

    objects = CompetencyStatusQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "competency"], name="one_status_per_competency")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.competency_id} L{self.level}"
