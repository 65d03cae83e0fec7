"""Who may do what in the screens of assessments."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from assessments.enums import ANSWER_ROLES, DESK_ROLES, ORGANISING_ROLES
from assessments.models import Attempt, Entry, ExamSession
from people.enums import MANAGER_ROLES
from people.models import OrgUnit, User, scope_paths


class OnlyLooking(ModelPermissionPolicy):
    """What happened is never added, changed or deleted by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission([action for action in actions if action == "view"])


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
        """Of the people of the area, and in the sessions one runs; never one's own."""
        here = Q(entry__person__in=self.people) | Q(session__in=ExamSession.objects.run_by(self.user))
        return Attempt.objects.filter(here).exclude(entry__person=self.user)


def area_of(user: User) -> Area:
    """The area of a person today; empty paths for whoever runs no exams. One query."""
    return Area(user, tuple(scope_paths(user, roles=DESK_ROLES)))


def can_adjust(user: Any, *, people: Iterable[User] = (), unit: OrgUnit | None = None) -> bool:
    """Whether the user may change times of all these people and of this unit. Nobody grants time to themselves.

    `user` None is the product itself. Two queries at most.
    """
    if user is None:
        return True
    paths = scope_paths(user, roles=DESK_ROLES)
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


def can_read_answers(user: Any, attempt: Attempt) -> bool:
    """Whether the user may read what the candidate answered: trainers and markers of their unit, once it is handed in.

    Invigilators and managers see which question was answered when: that is what they decide about.
    """
    paths = scope_paths(user, roles=ANSWER_ROLES)
    return attempt.is_finished and User.objects.filter(pk=attempt.entry.person_id).in_scope(paths).exists()


def can_organise(user: Any, unit: OrgUnit) -> bool:
    """Whether the user may arrange exam sessions of this unit: a trainer or manager at it or above it."""
    return user is None or any(unit.path.startswith(path) for path in scope_paths(user, roles=ORGANISING_ROLES))


def can_invigilate(user: Any, session: ExamSession) -> bool:
    """Whether the user may run this session: its invigilators, and invigilators, trainers and managers at its unit or
    above; never one of its candidates. `user` None is the product itself. Two queries at most.
    """
    return user is None or ExamSession.objects.run_by(user).filter(pk=session.pk).exists()


def can_enter_desk(user: Any) -> bool:
    """Whether the screens of exam sessions are theirs: a role that runs sessions, or named as an invigilator of one."""
    return bool(scope_paths(user, roles=DESK_ROLES)) or ExamSession.objects.run_by(user).exists()


def can_settle(user: Any, entry: Entry) -> bool:
    """Whether the user may say if this person is expected: who runs their session, or oversees the person. Not oneself."""
    return _runs_for(user, entry.session, entry.person)


def can_act_on(user: Any, attempt: Attempt) -> bool:
    """Whether the user may change the time of this attempt, void it or judge its late answers: who runs its session, or
    oversees the person.

    Nobody acts on their own attempt.
    """
    return _runs_for(user, attempt.session, attempt.entry.person)


def _runs_for(user: Any, session: ExamSession | None, person: User) -> bool:
    if user is None:
        return True
    if user.pk == person.pk:
        return False
    return (session is not None and can_invigilate(user, session)) or can_adjust(user, people=[person])
