"""May this person…? Each answer asks the role grants of today."""

from __future__ import annotations

from django.db.models import QuerySet

from people.enums import Role
from people.models import User, scope_paths
from people.permissions import Viewer, is_system_admin


def credit_people(user: Viewer) -> QuerySet[User]:
    """Whose 学时 the person may correct: everybody's as system administrator, as trainer (the training body) those of the
    people at or below the units of the role; never one's own."""
    if is_system_admin(user):
        return User.objects.exclude(pk=user.pk)
    return User.objects.in_scope(scope_paths(user, roles={Role.TRAINER})).exclude(pk=user.pk)


def can_correct_credit(user: Viewer, person: User) -> bool:
    """Whether the person may correct the 学时 of `person`."""
    return credit_people(user).filter(pk=person.pk).exists()
