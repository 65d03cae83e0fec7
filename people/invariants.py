"""What must be true of people, units, placements and roles (core.invariants)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from core import clock
from core.invariants import batches, holds
from people.engine.phones import PhoneError, normalise
from people.enums import CMS_ROLES, UNIT_CHILDREN
from people.models import OrgUnit, Placement, RoleGrant, User
from people.services import group_of
from people.services.units import ROOT_KINDS


@holds("people.unit_tree_is_whole")
def unit_tree_is_whole() -> Iterator[str]:
    """Every unit hangs where its path says, and its parent knows how many children it has."""
    problems = OrgUnit.find_problems()
    names = ("has letters in its path", "has a path of the wrong length", "hangs nowhere", "has another depth")
    for name, keys in zip((*names, "counts its children wrongly"), problems, strict=True):
        for key in keys:
            yield f"unit {key} {name}"


@holds("people.units_hang_where_they_may")
def units_hang_where_they_may() -> Iterator[str]:
    """A unit is of a kind that may stand below its parent, and is not open below a closed one."""
    parents: dict[str, OrgUnit] = {}
    for unit in OrgUnit.objects.order_by("path").iterator(chunk_size=2000):
        parent = parents.get(unit.path[: -OrgUnit.steplen])
        parents = {path: seen for path, seen in parents.items() if unit.path.startswith(path)} | {unit.path: unit}
        if parent is None:
            if unit.kind not in ROOT_KINDS:
                yield f"unit {unit.pk} is a {unit.kind} and hangs below nothing"
            continue
        if unit.kind not in UNIT_CHILDREN[parent.kind]:
            yield f"unit {unit.pk} is a {unit.kind} and hangs below a {parent.kind}"
        if parent.closed_on and not unit.closed_on:
            yield f"unit {unit.pk} is open, its parent {parent.pk} is closed"


@holds("people.nobody_works_at_a_closed_unit")
def nobody_works_at_a_closed_unit() -> Iterator[str]:
    """Placements and roles end by the day on which their unit is closed."""
    for model in (Placement, RoleGrant):
        for batch in batches(model.objects.filter(unit__closed_on__isnull=False).select_related("unit")):
            for row in batch:
                withdrawn = getattr(row, "revoked_at", None)
                if not withdrawn and (row.ends is None or row.ends > row.unit.closed_on):
                    yield f"{model._meta.model_name} {row.pk} outlasts unit {row.unit_id}, closed on {row.unit.closed_on}"


@holds("people.groups_follow_roles")
def groups_follow_roles() -> Iterator[str]:
    """Wagtail's groups are those of the roles held; what changed with the date follows in the night."""
    names = {str(role): group_of(role).name for role in sorted(CMS_ROLES)}
    today = clock.today()
    for batch in batches(User.objects.prefetch_related("groups")):
        held: dict[int, list[set[str]]] = defaultdict(lambda: [set(), set()])
        for place, day in enumerate((today, today - timedelta(days=1))):
            grants = RoleGrant.objects.current(day).filter(person__in=batch, role__in=CMS_ROLES)
            for person, role in grants.values_list("person_id", "role"):
                held[person][place].add(names[role])
        for person in batch:
            now, before = held[person.pk]
            has = {group.name for group in person.groups.all()}
            if has - now - before:
                yield f"person {person.pk} is in the group of a role they do not hold: {', '.join(has - now - before)}"
            if (now & before) - has:
                yield f"person {person.pk} is not in the group of their role: {', '.join((now & before) - has)}"


@holds("people.closed_accounts_have_no_role")
def closed_accounts_have_no_role() -> Iterator[str]:
    """Who cannot log in holds no role."""
    grants = RoleGrant.objects.current().filter(person__is_active=False, revoked_at__isnull=True)
    for batch in batches(grants):
        for grant in batch:
            yield f"role grant {grant.pk} ({grant.role}) is held by the closed account {grant.person_id}"


@holds("people.phones_are_readable")
def phones_are_readable() -> Iterator[str]:
    """A phone number is stored as it is dialled, so that its owner can log in with it."""
    for batch in batches(User.objects.exclude(phone=None).only("phone")):
        for person in batch:
            try:
                stored = normalise(person.phone) == person.phone
            except PhoneError:
                stored = False
            if not stored:
                yield f"person {person.pk} has a phone number that nobody can log in with"
