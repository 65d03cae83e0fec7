"""Who may do what in the screens of assessments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from assessments.models import Attempt
from people.enums import MANAGER_ROLES, Role
from people.models import OrgUnit, User, scope_paths


class OnlyLooking(ModelPermissionPolicy):
    """What happened is never added, changed or deleted by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission([action for action in actions if action == "view"])


# Who may grant time, at the units of the role and below.
ADJUSTING_ROLES = MANAGER_ROLES | {Role.TRAINER, Role.INVIGILATOR}


@dataclass(frozen=True)
class Area:
    """Where somebody runs exams today: the subtrees, the people placed there but for themselves, the units."""

    user: User
    paths: tuple[str, ...]

    @property
    def people(self) -> QuerySet[User]:
        return User.objects.in_scope(list(self.paths)).exclude(pk=self.user.pk)

    @property
    def units(self) -> QuerySet[OrgUnit]:
        return OrgUnit.objects.under(list(self.paths))

    @property
    def attempts(self) -> QuerySet[Attempt]:
        return Attempt.objects.filter(entry__person__in=self.people)


def area_of(user: User) -> Area:
    """The area of a person today; empty paths for whoever runs no exams. One query."""
    return Area(user, tuple(scope_paths(user, roles=ADJUSTING_ROLES)))


def can_adjust(user: Any, *, people: Iterable[User] = (), unit: OrgUnit | None = None) -> bool:
    """Whether the user may change times of all these people and of this unit. Nobody grants time to themselves.

    `user` None is the product itself. Two queries at most.
    """
    if user is None:
        return True
    paths = scope_paths(user, roles=ADJUSTING_ROLES)
    if unit is not None and not any(unit.path.startswith(path) for path in paths):
        return False
    wanted = {person.pk for person in people}
    if user.pk in wanted:
        return False
    return not wanted or User.objects.filter(pk__in=wanted).in_scope(paths).count() == len(wanted)


def can_excuse(user: Any, person: User) -> bool:
    """Whether the user, an administrator of the person's unit, may lift the bar on authors. Never for themselves."""
    if user is None:
        return True
    paths = scope_paths(user, roles=MANAGER_ROLES)
    return user.pk != person.pk and User.objects.filter(pk=person.pk).in_scope(paths).exists()


def can_count_late(user: Any, person: User) -> bool:
    """Whether the user may let answers count that came after the grace: who oversees the exam there. Not their own."""
    return can_adjust(user, people=[person])
