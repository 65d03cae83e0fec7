"""May this person…? Each answer asks the role grants of today; an inactive account may nothing."""

from allauth.mfa.models import Authenticator

from people.enums import CMS_ROLES, MANAGER_ROLES, MFA_ROLES, SCOPED_READER_ROLES, Post, Role
from people.models import OrgUnit, Placement, RoleGrant, User, scope_paths

# Who may give which role, at the unit of their own role and below it: never one's own rank or above it, but for the
# system administrator, who answers for the instance.
_LOCAL_ROLES = {Role.LEARNER, Role.MARKER, Role.INVIGILATOR, Role.TRAINER, Role.ENQUIRY_HANDLER, Role.DATA_VIEWER}
GRANTABLE: dict[str, set[str]] = {
    Role.SYSTEM_ADMIN: set(Role.values),
    Role.AREA_ADMIN: set(Role.values) - {Role.SYSTEM_ADMIN, Role.AREA_ADMIN},
    Role.STREET_ADMIN: _LOCAL_ROLES,
}


def has_role(user, *roles: str, unit: OrgUnit | None = None) -> bool:
    """Whether the person holds one of `roles` today: anywhere, or such that it reaches `unit`."""
    if not (user.is_authenticated and user.is_active):
        return False
    if unit is not None:
        return any(unit.path.startswith(path) for path in scope_paths(user, roles=roles))
    return RoleGrant.objects.current().filter(person=user, role__in=roles).exists()


def is_manager(user) -> bool:
    """Whether /manage/ is theirs: a managing or a viewing role somewhere."""
    return has_role(user, *SCOPED_READER_ROLES)


def is_system_admin(user) -> bool:
    """Whether the screens of people and organisation in /cms/ are theirs."""
    return has_role(user, Role.SYSTEM_ADMIN)


def needs_second_factor(user) -> bool:
    """Whether the person holds a role that must use a second factor."""
    return has_role(user, *MFA_ROLES)


def can_view_person(user, person: User) -> bool:
    """Whether `person` is the viewer or stands in the viewer's scope."""
    return User.objects.visible_to(user).filter(pk=person.pk).exists()


def can_manage_unit(user, unit: OrgUnit) -> bool:
    """Whether the person manages `unit` (a managing role at it or above it); viewers do not."""
    return has_role(user, *MANAGER_ROLES, unit=unit)


def can_grant(user, role: str, unit: OrgUnit) -> bool:
    """Whether the person may give or withdraw `role` at `unit`."""
    givers = [giver for giver, roles in GRANTABLE.items() if role in roles]
    return has_role(user, *givers, unit=unit)


def lands_at(user) -> str:
    """The first page of a person: learners learn, managers manage, editors edit.

    Somebody with a post that is trained (any but 干部) or the learner's role is a learner first.
    """
    learns = Placement.objects.current().filter(person=user).exclude(post=Post.CADRE).exists()
    if learns or has_role(user, Role.LEARNER):
        return "/my/"
    if is_manager(user):
        return "/manage/"
    return "/cms/" if has_role(user, *CMS_ROLES) else "/my/"


def lacks_second_factor(user) -> bool:
    """Whether the person holds such a role today and has no authenticator; one query."""
    grants = RoleGrant.objects.current().filter(person=user, role__in=MFA_ROLES)
    return grants.exclude(person__authenticator__type=Authenticator.Type.TOTP).exists()
