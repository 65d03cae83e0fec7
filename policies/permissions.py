"""Who reads what residents said of the policies (the pages themselves are public), who answers them, and who looks after
what rests on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_permission_codename
from django.db.models import Model, Q, QuerySet
from wagtail.models import Page

from people.enums import SCOPED_READER_ROLES, Role, UnitKind
from people.models import OrgUnit, Placement, scope_paths, under_paths
from people.permissions import Viewer, has_role
from policies.enums import DESK_ROLES, RECORDING_POSTS
from policies.models import Law, PolicyPage

# They write or approve every policy page, so they read every page's figures everywhere.
EDITOR_ROLES = {Role.POLICY_EDITOR, Role.DEPARTMENT_REVIEWER}


@dataclass(frozen=True)
class AwarenessReach:
    """`paths` are the subtrees whose communities one reads, of every policy; `edits` reads everything of every policy,
    an owner everything of the policies that are theirs."""

    viewer: Viewer
    paths: tuple[str, ...]
    edits: bool

    @property
    def is_everywhere(self) -> bool:
        """Whether every policy is read with every community: editors, and whoever manages the top of the tree."""
        return self.edits or any(len(path) == OrgUnit.steplen for path in self.paths)

    def reads_everything_of(self, policy: PolicyPage) -> bool:
        return self.is_everywhere or policy.content_owner_id == self.viewer.pk

    @property
    def policies(self) -> QuerySet[PolicyPage]:
        """The policies with a check or answers, by code: all of them, or those one owns."""
        asked = PolicyPage.objects.filter(Q(live=True) | Q(awareness__isnull=False)).distinct().order_by("code")
        return asked if self.edits or self.paths else asked.filter(content_owner=self.viewer)

    @property
    def owned(self) -> QuerySet[PolicyPage]:
        """The policies of which one reads everything, also what residents wrote about them."""
        return self.policies if self.is_everywhere else self.policies.filter(content_owner=self.viewer)

    def units(self, policy: PolicyPage | None) -> QuerySet[OrgUnit]:
        """The areas whose totals and communities one may read, of this policy or of all."""
        everything = self.reads_everything_of(policy) if policy else self.is_everywhere
        return OrgUnit.objects.all() if everything else OrgUnit.objects.under(list(self.paths))


def awareness_reach(viewer: Viewer) -> AwarenessReach | None:
    """What a person reads of awareness today, or None: managers and viewers, policy editors and reviewers, owners."""
    paths, edits = tuple(scope_paths(viewer)), has_role(viewer, *EDITOR_ROLES)
    owns = viewer.is_active and PolicyPage.objects.filter(content_owner=viewer).exists()
    return AwarenessReach(viewer, paths, edits) if paths or edits or owns else None


def can_enter_desk(user: Viewer) -> bool:
    """Whether /manage/enquiries/ is theirs: a handler or a manager of some unit."""
    return has_role(user, *DESK_ROLES)


def can_see_figures(user: Viewer) -> bool:
    """Whether the report is theirs: also for who only views figures."""
    return has_role(user, *DESK_ROLES, *SCOPED_READER_ROLES)


def can_record(user: Viewer) -> bool:
    """Whether they may write down what a resident asks at the counter or on the telephone."""
    if not (user.is_authenticated and user.is_active):
        return False
    meets = Placement.objects.current().filter(person=user, post__in=RECORDING_POSTS)
    return meets.exists() or can_enter_desk(user)


def communities_for(user: Viewer) -> QuerySet[OrgUnit]:
    """The communities a resident whose words they write down may live in: those of their places, else of their scope."""
    kinds = [UnitKind.COMMUNITY, UnitKind.VILLAGE]
    opened = OrgUnit.objects.open().filter(kind__in=kinds)
    placed = Placement.objects.current().filter(person=user).values_list("unit__path", flat=True)
    own = [path[:length] for path in placed for length in range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)]
    here = opened.filter(path__in=own)
    if here.exists():
        return here
    paths = scope_paths(user, roles=DESK_ROLES)
    below = opened.filter(under_paths(paths))
    return below if below.exists() else opened


def may_change(person: Any, thing: Model) -> bool:
    """Whether the person may change or publish this page or row of a bank, and so say that they have looked at it."""
    if isinstance(thing, Page):
        may = thing.permissions_for_user(person)
        return may.can_edit() or may.can_publish()
    options = type(thing)._meta
    return person.has_perm(f"{options.app_label}.{get_permission_codename('change', options)}")


def may_see_resting(person: Any, cause: Law | PolicyPage) -> bool:
    """Whether the person may see the list of what rests on it."""
    return person.has_perm("policies.view_law") if isinstance(cause, Law) else may_change(person, cause)
