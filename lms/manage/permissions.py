"""What a manager reaches: the subtrees in which they may look, and those in which they may act. Asked on every request."""

from dataclasses import dataclass

from django.db.models import QuerySet

from people.enums import MANAGER_ROLES
from people.models import OrgUnit, User, scope_paths


@dataclass(frozen=True)
class Reach:
    """`paths` are the subtrees they may read, `managed` those in which they see names and may arrange training."""

    user: User
    paths: tuple[str, ...]
    managed: tuple[str, ...]

    @property
    def units(self) -> QuerySet[OrgUnit]:
        return OrgUnit.objects.under(list(self.paths))

    @property
    def people(self) -> QuerySet[User]:
        """The people in service at or below the units in reach."""
        return User.objects.in_scope(list(self.paths))

    @property
    def managed_people(self) -> QuerySet[User]:
        return User.objects.in_scope(list(self.managed))

    @property
    def sees_every_name(self) -> bool:
        return self.paths == self.managed

    def manages(self, unit: OrgUnit) -> bool:
        """Whether they may arrange training at this unit."""
        return unit.path.startswith(self.managed) if self.managed else False


def reach_of(user: User) -> Reach:
    """The reach of a person today; empty paths for whoever manages and views nothing."""
    return Reach(user, tuple(scope_paths(user)), tuple(scope_paths(user, roles=MANAGER_ROLES)))
