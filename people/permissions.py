"""May this person…? Each answer asks the role grants of today; an inactive account may nothing."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from people.enums import CMS_ROLES, MANAGER_ROLES, MFA_ROLES, SCOPED_READER_ROLES, Post, Role
from people.models import OrgUnit, Placement, RoleGrant, User, scope_paths

# Whoever looks: a User or an AnonymousUser (Django's own types tell them apart only by `is_authenticated`).
Viewer = Any

# Who may give which role, at the unit of their own role and below it: never one's own rank or above it, but for the
# system administrator, who answers for the instance.
# Not the trainer: that role reads the whole bank, which the instance shares.
_LOCAL_ROLES = {Role.LEARNER, Role.MARKER, Role.INVIGILATOR, Role.ENQUIRY_HANDLER, Role.DATA_VIEWER}
GRANTABLE: dict[str, set[str]] = {
    Role.SYSTEM_ADMIN: {*Role},
    Role.AREA_ADMIN: {*Role} - {Role.SYSTEM_ADMIN, Role.AREA_ADMIN},
    Role.STREET_ADMIN: {*_LOCAL_ROLES},
}


def has_role(user: Viewer, *roles: str, unit: OrgUnit | None = None) -> bool:
    """Whether the person holds one of `roles` today: anywhere, or such that it reaches `unit`."""
    if not (user.is_authenticated and user.is_active):
        return False
    if unit is not None:
        return any(unit.path.startswith(path) for path in scope_paths(user, roles=roles))
    return RoleGrant.objects.current().filter(person=user, role__in=roles).exists()


def is_manager(user: Viewer) -> bool:
    """Whether /manage/ is theirs: a managing or a viewing role somewhere."""
    return has_role(user, *SCOPED_READER_ROLES)


def is_system_admin(user: Viewer) -> bool:
    """Whether the screens of people and organisation in /cms/ are theirs."""
    return has_role(user, Role.SYSTEM_ADMIN)


def needs_second_factor(user: Viewer) -> bool:
    """Whether the person holds a role that must use a second factor."""
    return has_role(user, *MFA_ROLES)


def can_view_person(user: Viewer, person: User) -> bool:
    """Whether `person` is the viewer or stands in the viewer's scope."""
    return User.objects.visible_to(user).filter(pk=person.pk).exists()


def can_manage_unit(user: Viewer, unit: OrgUnit) -> bool:
    """Whether the person manages `unit` (a managing role at it or above it); viewers do not."""
    return has_role(user, *MANAGER_ROLES, unit=unit)


def can_grant(user: Viewer, role: str, unit: OrgUnit) -> bool:
    """Whether the person may give or withdraw `role` at `unit`."""
    givers = [giver for giver, roles in GRANTABLE.items() if role in roles]
    return has_role(user, *givers, unit=unit)


def lands_at(user: Viewer) -> str:
    """The first page of a person: learners learn, managers manage, editors edit.

    Somebody with a post that is trained (any but 干部) or the learner's role is a learner first.
    """
    learns = Placement.objects.current().filter(person=user).exclude(post=Post.CADRE).exists()
    if learns or has_role(user, Role.LEARNER):
        return "/my/"
    if is_manager(user):
        return "/manage/"
    if has_role(user, Role.ENQUIRY_HANDLER):
        return "/manage/enquiries/"
    return "/cms/" if has_role(user, *CMS_ROLES) else "/my/"


def lacks_second_factor(user: Viewer) -> bool:
    """Whether the person holds such a role today and has no authenticator; at most one query."""
    if not user.ever_staff:
        return False
    grants = RoleGrant.objects.current().filter(person=user, role__in=MFA_ROLES)
    return grants.exclude(person__authenticator__type=Authenticator.Type.TOTP).exists()


class SystemAdminPolicy(BasePermissionPolicy):
    """Wagtail's question about the screens of 人员与组织: the system administrator adds, changes and sees; nobody deletes."""

    actions = frozenset({"add", "change", "view"})

    def user_has_permission(self, user: Viewer, action: str) -> bool:
        return self.user_has_any_permission(user, {action})

    def user_has_any_permission(self, user: Viewer, actions: Iterable[str]) -> bool:
        # Asked once per row of a list: remembered on the person, that is, for one request.
        if not hasattr(user, "_system_admin_perm_cache"):
            user._system_admin_perm_cache = is_system_admin(user)
        return user._system_admin_perm_cache and bool(self.actions & set(actions))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        if not self.actions & set(actions):
            return User.objects.none()
        grants = RoleGrant.objects.current().filter(role=Role.SYSTEM_ADMIN)
        return User.objects.filter(is_active=True, role_grants__in=grants).distinct()
