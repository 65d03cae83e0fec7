"""The organisation tree and the jobs people have in it. The tree keeps its rules, moves and ends keep history."""

import re
from datetime import date
from typing import Any

from django.db import transaction

from core import audit, clock
from core.errors import DomainError
from people.enums import UNIT_CHILDREN, EmploymentType, Post, UnitKind
from people.models import OrgMove, OrgUnit, Placement, RoleGrant, User

# A tree starts at a city or, where a county runs its own instance, at the county.
ROOT_KINDS = {UnitKind.CITY, UnitKind.COUNTY}
# Statistical division codes: county 6, street 9, community 12; a grid adds three digits of its own.
_DIVISION_CODE = re.compile(r"\d{6}|\d{9}|\d{12}|\d{15}")


@transaction.atomic
def create_unit(
    *,
    name: str,
    kind: str,
    parent: OrgUnit | None,
    by: User | None,
    division_code: str = "",
    households: int | None = None,
    opened_on: date | None = None,
) -> OrgUnit:
    """Open a unit below `parent` (None: the top of a tree).

    Errors: unit_name_missing, unit_kind_unknown, unit_cannot_be_root, unit_kind_not_here, unit_closed,
    division_code_invalid, division_code_taken.
    """
    if not name.strip():
        raise DomainError("unit_name_missing")
    if kind not in UnitKind.values:
        raise DomainError("unit_kind_unknown", kind=kind)
    _check_code(division_code)
    values = {
        "name": name.strip(),
        "kind": kind,
        "division_code": division_code,
        "households": households,
        "opened_on": opened_on or clock.today(),
    }
    if parent is None:
        if kind not in ROOT_KINDS:
            raise DomainError("unit_cannot_be_root", kind=kind)
        unit = OrgUnit.add_root(**values)
    else:
        parent = _lock(parent)
        _check_below(kind, parent)
        unit = parent.add_child(**values)
    audit.record("people.unit_created", unit, by=by, after=_facts(unit), scope=unit.path)
    return unit


@transaction.atomic
def move_unit(*, unit: OrgUnit, new_parent: OrgUnit, reason: str, by: User | None) -> OrgUnit:
    """Hang a unit, with everything below it, under another one; people, roles and history move along.

    Errors: reason_missing, unit_below_itself, unit_already_there, unit_kind_not_here, unit_closed.
    """
    if not reason.strip():
        raise DomainError("reason_missing")
    _lock_tree()
    unit, new_parent = _fresh(unit), _fresh(new_parent)
    if new_parent.path.startswith(unit.path):
        raise DomainError("unit_below_itself")
    old_parent = unit.get_parent()
    if old_parent is not None and old_parent.pk == new_parent.pk:
        raise DomainError("unit_already_there")
    _check_below(unit.kind, new_parent)
    old_path, old_name = unit.path, old_parent.name if old_parent else ""
    unit.move(new_parent, "last-child")
    unit = _fresh(unit)
    OrgMove.objects.create(
        unit=unit,
        from_parent=old_name,
        to_parent=new_parent.name,
        from_path=old_path,
        to_path=unit.path,
        reason=reason.strip(),
        moved_at=clock.now(),
        by=by,
    )
    before, after = {"parent": old_name, "path": old_path}, {"parent": new_parent.name, "path": unit.path}
    audit.record("people.unit_moved", unit, by=by, before=before, after=after, reason=reason, scope=unit.path)
    return unit


@transaction.atomic
def close_unit(*, unit: OrgUnit, on: date, by: User | None) -> OrgUnit:
    """Close a unit from the day `on`. Whoever works in it or holds a role at it must have left by then.

    Errors: unit_closed, unit_closes_before_opening, unit_has_open_units, unit_has_people, unit_has_roles.
    """
    unit = _lock(unit)
    if unit.closed_on is not None:
        raise DomainError("unit_closed", unit=unit.name)
    if on < unit.opened_on:
        raise DomainError("unit_closes_before_opening")
    if unit.get_descendants().filter(closed_on__isnull=True).exists():
        raise DomainError("unit_has_open_units")
    if Placement.objects.lasting_beyond(on).filter(unit=unit).exists():
        raise DomainError("unit_has_people")
    if RoleGrant.objects.lasting_beyond(on).filter(unit=unit).exists():
        raise DomainError("unit_has_roles")
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    audit.record("people.unit_closed", unit, by=by, after={"closed_on": on.isoformat()}, scope=unit.path)
    return unit


@transaction.atomic
def place(
    *,
    person: User,
    unit: OrgUnit,
    post: str,
    employment_type: str,
    by: User | None,
    starts: date | None = None,
) -> Placement:
    """Give a person a job at a unit from `starts` (today) on.

    Errors: post_unknown, employment_type_unknown, person_inactive, unit_closed, already_placed.
    """
    starts = starts or clock.today()
    if post not in Post.values:
        raise DomainError("post_unknown", post=post)
    if employment_type not in EmploymentType.values:
        raise DomainError("employment_type_unknown")
    if not person.is_active:
        raise DomainError("person_inactive")
    unit = _lock(unit)
    _check_open(unit)
    if Placement.objects.filter(person=person, unit=unit, post=post, ends__isnull=True).exists():
        raise DomainError("already_placed")
    placement = Placement.objects.create(
        person=person, unit=unit, post=post, employment_type=employment_type, starts=starts
    )
    audit.record("people.placed", placement, by=by, after=_placement_facts(placement), scope=unit.path)
    return placement


@transaction.atomic
def end_placement(*, placement: Placement, ends: date, by: User | None) -> Placement:
    """End a job; `ends` is its last day. Errors: ends_before_start."""
    placement = Placement.objects.select_for_update(of=["self"]).select_related("unit", "person").get(pk=placement.pk)
    if ends < placement.starts:
        raise DomainError("ends_before_start")
    before = _placement_facts(placement)
    placement.ends = ends
    placement.save(update_fields=["ends"])
    after = _placement_facts(placement)
    audit.record("people.placement_ended", placement, by=by, before=before, after=after, scope=placement.unit.path)
    return placement


def current_placement(person: User, day: date | None = None) -> Placement | None:
    """The job a person has on `day` (today), the latest begun if there are several; its unit comes with it."""
    return (
        Placement.objects.current(day).filter(person=person).select_related("unit").order_by("-starts", "-id").first()
    )


def _fresh(unit: OrgUnit) -> OrgUnit:
    return OrgUnit.objects.get(pk=unit.pk)


def _lock(unit: OrgUnit) -> OrgUnit:
    """The unit as it is now, kept from changing until the transaction ends."""
    return OrgUnit.objects.select_for_update().get(pk=unit.pk)


def _lock_tree() -> None:
    """One move at a time: a move rewrites the paths of whole subtrees."""
    list(OrgUnit.objects.filter(depth=1).select_for_update().values_list("pk", flat=True))


def _check_below(kind: str, parent: OrgUnit) -> None:
    if kind not in UNIT_CHILDREN[parent.kind]:
        raise DomainError("unit_kind_not_here", kind=UnitKind(kind).label, parent=parent.get_kind_display())
    _check_open(parent)


def _check_open(unit: OrgUnit) -> None:
    if unit.closed_on is not None:
        raise DomainError("unit_closed", unit=unit.name)


def _check_code(code: str) -> None:
    if not code:
        return
    if not _DIVISION_CODE.fullmatch(code):
        raise DomainError("division_code_invalid", division_code=code)
    if OrgUnit.objects.filter(division_code=code).exists():
        raise DomainError("division_code_taken", division_code=code)


def _facts(unit: OrgUnit) -> dict[str, Any]:
    return {"name": unit.name, "kind": unit.kind, "path": unit.path, "division_code": unit.division_code}


def _placement_facts(placement: Placement) -> dict[str, Any]:
    return {
        "unit": placement.unit.name,
        "post": placement.post,
        "starts": placement.starts.isoformat(),
        "ends": placement.ends.isoformat() if placement.ends else None,
    }
