"""留言与建议: what residents ask, who deals with it and by when, and what became of it.

An `Enquiry` is found by its number *and* its code, which only its author got. `EnquiryEvent`s are its log, only added to.
A `MeToo` is one more who wants to know. `ReadyAnswer` and `Holiday` are what handlers keep.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from people.enums import SCOPED_READER_ROLES
from people.models import OrgUnit, scope_paths, under_paths
from policies.enums import DESK_ROLES, OPEN_STATES, Channel, EnquiryState, EnquiryStep, ReferTo
from policies.models.duties import DutyPage
from policies.models.groups import Topic
from policies.models.page import PolicyPage

STILL_OPEN = [EnquiryState.SCREENING, EnquiryState.NEW, EnquiryState.ACCEPTED]
CLOSED = [EnquiryState.ANSWERED, EnquiryState.REFERRED, EnquiryState.REFUSED]


def private_storage() -> Any:
    return storages["private"]


def photo_path(instance: Enquiry, filename: str) -> str:
    """A random name: the address of a photo says nothing about it."""
    return f"enquiries/{uuid.uuid4().hex}{PurePath(filename).suffix.lower()}"


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, user: Any) -> EnquiryQuerySet:
        """Those that lie at a unit at or below which the person handles enquiries or manages today."""
        return self.filter(under_paths(scope_paths(user, roles=DESK_ROLES), "unit__path"))

    def counted_for(self, user: Any) -> EnquiryQuerySet:
        """Those that figures shown to the person are made of: also for who only views figures."""
        return self.filter(under_paths(scope_paths(user, roles=DESK_ROLES | SCOPED_READER_ROLES), "unit__path"))

    def open(self) -> EnquiryQuerySet:
        """Those at the desk that are not closed."""
        return self.filter(state__in=OPEN_STATES)

    def unfinished(self) -> EnquiryQuerySet:
        """Those that somebody waits for: also what is still to be looked at, since its deadlines run too."""
        return self.filter(state__in=STILL_OPEN)

    def waiting(self) -> EnquiryQuerySet:
        """Those that nobody has accepted yet."""
        return self.filter(state__in=[EnquiryState.SCREENING, EnquiryState.NEW])

    def by_deadline(self) -> EnquiryQuerySet:
        """What is urgent first, then what is due first."""
        due = models.Case(
            models.When(state=EnquiryState.ACCEPTED, then="answer_by"),
            default="accept_by",
            output_field=models.DateTimeField(),
        )
        return self.annotate(due=due).order_by("-is_urgent", "due", "pk")

    def published(self) -> EnquiryQuerySet:
        """Those that everybody may read, newest answer first."""
        return self.filter(published_at__isnull=False).order_by("-published_at")


class Enquiry(models.Model):
    # Printed on the receipt: LY-20261124-0007; says nothing without the code.
    number = models.CharField(max_length=20, unique=True)
    # Keyed hash of the code on the receipt; the code itself is kept nowhere.
    code = models.CharField(max_length=64)
    # What it is about: a page, and the part of it (`points`, `how`, `qa` …, the anchors of the page).
    policy = models.ForeignKey(PolicyPage, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    duty = models.ForeignKey(DutyPage, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    anchor = models.CharField(max_length=20, blank=True)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="enquiries")
    community = models.ForeignKey(OrgUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    text = models.TextField(max_length=1000)
    contact = models.CharField(max_length=60, blank=True)
    photo = models.FileField(upload_to=photo_path, storage=private_storage, blank=True)
    may_publish = models.BooleanField(default=True)
    # Words in it made the red notice (call 119, 110, 120) appear.
    is_urgent = models.BooleanField(default=False)

    state = models.CharField(max_length=12, choices=EnquiryState.choices, default=EnquiryState.NEW)
    # The unit that deals with it now.
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="enquiries")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    accept_by = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField()
    extended_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.CharField(max_length=200, blank=True)
    # The end: answered, referred or refused.
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    refer_to = models.CharField(max_length=12, choices=ReferTo.choices, blank=True)
    # To the author; also the reason of a refusal or of referring it on.
    answer = models.TextField(max_length=500, blank=True)
    # To everybody, once personal data are masked and somebody has looked.
    public_text = models.TextField(max_length=1000, blank=True)
    public_answer = models.TextField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # 1 不满意, 2 一般, 3 满意
    satisfaction = models.PositiveSmallIntegerField(null=True, blank=True)
    satisfaction_words = models.CharField(max_length=200, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    me_too = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    # Why somebody looks at it before it counts (policies.engine.screening.Reason), with commas between.
    look_because = models.CharField(max_length=60, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, state__in=STILL_OPEN)
                | Q(closed_at__isnull=False, state__in=CLOSED),
                name="an_enquiry_is_open_or_closed",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(may_publish=True, state=EnquiryState.ANSWERED),
                name="only_an_answer_its_author_allows_is_public",
            ),
            models.CheckConstraint(
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__gte=1, satisfaction__lte=3),
                name="satisfaction_is_one_to_three",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="enquiry_desk"),
            models.Index(fields=["policy", "published_at"], name="enquiry_on_page"),
            models.Index(fields=["created_at"], name="enquiry_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in STILL_OPEN

    @property
    def is_accepting(self) -> bool:
        """Nobody has accepted it: the deadline that runs is the one for accepting."""
        return self.accepted_at is None

    @property
    def deadline(self) -> datetime | None:
        """What runs: to be accepted, then to be answered; nothing once it is closed."""
        if not self.is_open:
            return None
        return self.accept_by if self.is_accepting else self.answer_by

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def page(self) -> PolicyPage | DutyPage | None:
        """The page it is about."""
        return self.policy or self.duty

    @property
    def may_be_extended(self) -> bool:
        return self.state == EnquiryState.ACCEPTED and self.extended_at is None


class EnquiryEvent(models.Model):
    """One line of the log. The author sees the step, the units and `told`; never a name."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(max_length=12, choices=EnquiryStep.choices)
    at = models.DateTimeField(default=clock.now)
    from_unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(OrgUnit, null=True, on_delete=models.PROTECT, related_name="+")
    # For the author, and for handlers only.
    told = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # The deadline that the clock reminded of or reported; empty for what a person did.
    due = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquiry", "step", "due"], condition=Q(due__isnull=False), name="the_clock_says_it_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enquiry} · {self.get_step_display()}"


class MeToo(models.Model):
    """One more who wants to know, once per device."""

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="me_toos")
    device = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enquiry", "device"], name="me_too_once_per_device")]

    def __str__(self) -> str:
        return str(self.enquiry_id)


class ReadyAnswer(models.Model):
    """Words for what comes again and again, and for what the desk must pass on."""

    title = models.CharField(_("名称"), max_length=40, unique=True)
    text = models.TextField(_("答复"), max_length=500)
    refer_to = models.CharField(_("转到"), max_length=12, choices=ReferTo.choices, blank=True)
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("主题")
    )

    class Meta:
        verbose_name = _("常用答复")
        verbose_name_plural = _("常用答复")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Holiday(models.Model):
    """A day that differs from its weekday: a public holiday, or a weekend day that is worked (调休)."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"), default=False, help_text=_("周末调休上班的勾上；放假的不勾。"))
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("节假日")
        verbose_name_plural = _("节假日")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
