"""People and where they belong.

A `User` is a person who can log in. An `OrgUnit` is a node of the organisation tree: an area (city, county, street or
town, community or village, grid) or a department below a city or county. An `OrgMove` remembers where a unit hung
before. A `Placement` is a person's job at a unit between two days; a person may have many. A `RoleGrant` lets a person
do something at a unit and below it, between two days: that *is* the permission model. A `Message` is something the
product told a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from core import clock
from people.enums import SCOPED_READER_ROLES, EmploymentType, Post, Role, UnitKind


def under_paths(paths: list[str], field: str = "path") -> Q:
    """A condition: the tree path in `field` is one of `paths` or below it; no paths, no rows."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


class DatedQuerySet(models.QuerySet):
    """Rows that hold from `starts` until and including `ends` (open when empty)."""

    def current(self, day: date | None = None):
        day = day or clock.today()
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)

    def lasting_beyond(self, day: date):
        """Rows that still hold after `day`, begun or not."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gt=day))


class RoleGrantQuerySet(DatedQuerySet):
    def current(self, day: date | None = None):
        """Grants that hold on `day`; one withdrawn at some moment does not hold from that day on."""
        day = day or clock.today()
        return super().current(day).filter(Q(revoked_at__isnull=True) | Q(revoked_at__date__gt=day))

    def visible_to(self, user):
        """One's own grants, and those at the units in one's scope."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person=user) | under_paths(scope_paths(user), "unit__path"))


class UserQuerySet(models.QuerySet["User"]):
    def with_ever_staff(self) -> UserQuerySet:
        """With `ever_staff`, which spares most people's requests every further question about roles."""
        beyond = RoleGrant.objects.filter(person=OuterRef("pk")).exclude(role=Role.LEARNER)
        return self.annotate(ever_staff=Exists(beyond))

    def holding(self, roles: Iterable[str]) -> UserQuerySet:
        """People who hold one of the roles today, wherever."""
        return self.filter(Exists(RoleGrant.objects.current().filter(person=OuterRef("pk"), role__in=roles)))

    def in_scope(self, paths: list[str], day: date | None = None) -> UserQuerySet:
        """People with a current placement at or below one of the tree paths."""
        current = Placement.objects.current(day).filter(under_paths(paths, "unit__path"), person=OuterRef("pk"))
        return self.filter(Exists(current))

    def visible_to(self, user) -> UserQuerySet:
        """Oneself, and the people of the subtrees at which one holds a managing or viewing role now."""
        if not user.is_authenticated:
            return self.none()
        paths = scope_paths(user)
        if not paths:
            return self.filter(pk=user.pk)
        current = Placement.objects.current().filter(under_paths(paths, "unit__path"), person=OuterRef("pk"))
        return self.filter(Q(pk=user.pk) | Exists(current))


class PeopleManager(UserManager.from_queryset(UserQuerySet)):
    """Django's account manager with our named sets of people."""

    use_in_migrations = False


class User(AbstractUser):
    first_name = None
    last_name = None
    display_name = models.CharField(_("姓名"), max_length=60)
    # E.164 ("+8613800138000"); people log in with it or with the username.
    phone = models.CharField(_("手机号"), max_length=20, null=True, blank=True, unique=True)
    phone_verified = models.BooleanField(default=False)
    must_change_password = models.BooleanField(_("首次登录须改密码"), default=False)
    # Whether a role beyond the learner's was ever granted, as far as is known: who never had one has none today.
    ever_staff = True

    objects = PeopleManager()
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        return self.display_name or self.username

    def get_short_name(self) -> str:
        return self.display_name or self.username


class OrgUnitQuerySet(MP_NodeQuerySet):
    def open(self, day: date | None = None):
        day = day or clock.today()
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gt=day), opened_on__lte=day)

    def under(self, paths: list[str]):
        return self.filter(under_paths(paths))

    def visible_to(self, user):
        """The units at or below those at which the person holds a managing or viewing role now."""
        return self.under(scope_paths(user)) if user.is_authenticated else self.none()


class OrgUnitManager(MP_NodeManager.from_queryset(OrgUnitQuerySet)):
    """treebeard's manager (ordered by path) with our named sets of units."""

    def get_queryset(self):
        return OrgUnitQuerySet(self.model, using=self._db).order_by("path")


class OrgUnit(MP_Node):
    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类别"), max_length=12, choices=UnitKind.choices)
    # 12-digit statistical division code; a grid adds three digits of its own.
    division_code = models.CharField(_("区划代码"), max_length=15, blank=True)
    households = models.PositiveIntegerField(_("户数"), null=True, blank=True)
    opened_on = models.DateField(_("设立日期"), default=clock.today)
    closed_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = OrgUnitManager()
    node_order_by: list[str] = []

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints = [
            models.UniqueConstraint(
                fields=["division_code"], condition=~Q(division_code=""), name="one_unit_per_division_code"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def full_name(self) -> str:
        """The name outside its community: 柳岸社区第3网格. One query for a grid whose parent is not known yet."""
        parent = self.get_parent() if self.kind == UnitKind.GRID else None
        return self.name if parent is None or self.name.startswith(parent.name) else f"{parent.name}{self.name}"

    @property
    def is_area(self) -> bool:
        return self.kind != UnitKind.DEPARTMENT


def know_parents(units: Iterable[OrgUnit]) -> None:
    """Let `full_name` of many units cost one query together."""
    units = list(units)
    parents = {unit.path: unit for unit in OrgUnit.objects.filter(path__in={u.path[: -OrgUnit.steplen] for u in units})}
    for unit in units:
        unit._cached_parent_obj = parents.get(unit.path[: -OrgUnit.steplen])


class OrgMove(models.Model):
    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="moves")
    from_parent = models.CharField(max_length=80)
    to_parent = models.CharField(max_length=80)
    from_path = models.CharField(max_length=255)
    to_path = models.CharField(max_length=255)
    reason = models.CharField(max_length=300, blank=True)
    moved_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-moved_at"]

    def __str__(self) -> str:
        return f"{self.from_parent} → {self.to_parent}"


class Placement(models.Model):
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="placements")
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="placements")
    post = models.CharField(_("岗位"), max_length=24, choices=Post.choices)
    employment_type = models.CharField(_("专兼职"), max_length=12, choices=EmploymentType.choices)
    starts = models.DateField(default=clock.today)
    ends = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        indexes = [models.Index(fields=["person", "starts", "ends"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="placement_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "unit", "post"],
                condition=Q(ends__isnull=True),
                name="one_open_placement_per_unit_and_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit} · {self.get_post_display()}"


class RoleGrant(models.Model):
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("角色"), max_length=24, choices=Role.choices)
    unit = models.ForeignKey(OrgUnit, on_delete=models.PROTECT, related_name="role_grants")
    starts = models.DateField(default=clock.today)
    ends = models.DateField(null=True, blank=True)
    # Withdrawn before its time, effective at once; `ends` alone counts whole days.
    revoked_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        verbose_name = _("角色")
        verbose_name_plural = _("角色")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="grant_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(ends__isnull=True),
                name="one_open_grant_per_role_and_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.unit}"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user) -> MessageQuerySet:
        return self.filter(person=user) if user.is_authenticated else self.none()

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)


class Message(models.Model):
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="messages")
    template = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=160)
    created_at = models.DateTimeField(default=clock.now)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "dedupe_key"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.template} → {self.person}"


def scope_paths(user, roles=SCOPED_READER_ROLES, day: date | None = None) -> list[str]:
    """The tree paths of the units at which the person holds one of `roles` now; paths below another are left out.

    An inactive account has no scope. One query; a revoked grant is gone on the next request.
    """
    if not (user.is_authenticated and user.is_active):
        return []
    grants = RoleGrant.objects.current(day).filter(person=user, role__in=roles)
    paths = sorted(set(grants.values_list("unit__path", flat=True)))
    return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
