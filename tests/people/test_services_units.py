"""The tree keeps its rules; moves, placements and closings keep history."""

from datetime import date, timedelta

import pytest

from core import clock
from core.models import AuditEntry
from people.enums import EmploymentType, Post, UnitKind
from people.models import OrgMove, OrgUnit
from people.services import close_unit, create_unit, current_placement, end_placement, grant_role, move_unit, place
from tests.people.factories import PersonFactory, PlacementFactory, UnitFactory
from tests.support.refusals import refused

pytestmark = pytest.mark.django_db


def test_a_tree_starts_at_a_city_or_a_county():
    assert create_unit(name="青禾县", kind=UnitKind.COUNTY, parent=None, by=None).is_root()
    with refused("unit_cannot_be_root"):
        create_unit(name="青石街道", kind=UnitKind.STREET, parent=None, by=None)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (UnitKind.GRID, UnitKind.STREET),
        (UnitKind.COMMUNITY, UnitKind.COUNTY),
        (UnitKind.DEPARTMENT, UnitKind.STREET),
        (UnitKind.GRID, UnitKind.GRID),
        (UnitKind.GRID, UnitKind.DEPARTMENT),
    ],
)
def test_a_unit_hangs_only_where_its_kind_belongs(kind, parent):
    with refused("unit_kind_not_here"):
        create_unit(name="x", kind=kind, parent=UnitFactory(kind=parent), by=None)


def test_a_division_code_is_digits_of_a_known_length_and_used_once():
    county = UnitFactory(kind=UnitKind.COUNTY)
    create_unit(name="a", kind=UnitKind.STREET, parent=county, by=None, division_code="370102001")
    with refused("division_code_taken"):
        create_unit(name="b", kind=UnitKind.STREET, parent=county, by=None, division_code="370102001")
    with refused("division_code_invalid"):
        create_unit(name="b", kind=UnitKind.STREET, parent=county, by=None, division_code="3701")


def test_a_move_takes_everything_below_along_and_is_remembered():
    community = UnitFactory(kind=UnitKind.COMMUNITY)
    grid = UnitFactory(kind=UnitKind.GRID, parent=community)
    placement = PlacementFactory(unit=grid)
    old_street = community.get_parent()
    street = UnitFactory(kind=UnitKind.STREET, parent=UnitFactory(kind=UnitKind.COUNTY))
    old_path = community.path
    moved = move_unit(unit=community, new_parent=street, reason="区划调整", by=None)
    grid = OrgUnit.objects.get(pk=grid.pk)
    assert grid.path.startswith(moved.path)
    assert moved.path.startswith(OrgUnit.objects.get(pk=street.pk).path)
    assert current_placement(placement.person).unit == grid
    move = OrgMove.objects.get()
    assert (move.from_parent, move.to_parent) == (old_street.name, street.name)
    assert (move.from_path, move.to_path) == (old_path, moved.path)
    assert OrgUnit.find_problems() == ([], [], [], [], [])
    assert AuditEntry.objects.get(action="people.unit_moved").reason == "区划调整"


def test_a_unit_cannot_be_moved_below_itself_nor_to_a_wrong_kind_nor_without_a_reason():
    street = UnitFactory(kind=UnitKind.STREET)
    community = UnitFactory(kind=UnitKind.COMMUNITY, parent=street)
    grid = UnitFactory(kind=UnitKind.GRID, parent=community)
    with refused("unit_below_itself"):
        move_unit(unit=community, new_parent=grid, reason="x", by=None)
    with refused("unit_below_itself"):
        move_unit(unit=community, new_parent=community, reason="x", by=None)
    with refused("unit_kind_not_here"):
        move_unit(unit=grid, new_parent=street, reason="x", by=None)
    with refused("unit_already_there"):
        move_unit(unit=grid, new_parent=community, reason="x", by=None)
    with refused("reason_missing"):
        move_unit(unit=grid, new_parent=UnitFactory(kind=UnitKind.COMMUNITY), reason=" ", by=None)


def test_a_unit_in_use_cannot_be_closed():
    community = UnitFactory(kind=UnitKind.COMMUNITY)
    grid = UnitFactory(kind=UnitKind.GRID, parent=community)
    placement = PlacementFactory(unit=grid)
    today = clock.today()
    with refused("unit_has_open_units"):
        close_unit(unit=community, on=today, by=None)
    with refused("unit_has_people"):
        close_unit(unit=grid, on=today, by=None)
    end_placement(placement=placement, ends=today, by=None)
    closed = close_unit(unit=grid, on=today, by=None)
    assert closed not in OrgUnit.objects.open()
    with refused("unit_closed"):
        close_unit(unit=grid, on=today, by=None)
    with refused("unit_closed"):
        PlacementFactory(unit=grid)


def test_a_unit_at_which_a_role_is_held_cannot_be_closed():
    grid = UnitFactory()
    grant_role(person=PersonFactory(password=None), role="trainer", unit=grid, by=None)
    with refused("unit_has_roles"):
        close_unit(unit=grid, on=clock.today(), by=None)


def test_a_person_can_have_several_jobs_but_not_the_same_one_twice():
    first = PlacementFactory()
    person = first.person
    with refused("already_placed"):
        PlacementFactory(person=person, unit=first.unit)
    second = place(
        person=person,
        unit=first.unit,
        post=Post.GRID_LEADER,
        employment_type=EmploymentType.PART_TIME,
        by=None,
        starts=clock.today(),
    )
    assert current_placement(person) == second


def test_a_placement_counts_from_its_first_to_its_last_day():
    placement = PlacementFactory(starts=date(2026, 3, 1))
    end_placement(placement=placement, ends=date(2026, 6, 30), by=None)
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [bool(current_placement(placement.person, day)) for day in days] == [False, True, True, False]
    with refused("ends_before_start"):
        end_placement(placement=placement, ends=date(2026, 2, 1), by=None)


def test_services_take_their_day_from_the_clock():
    with clock.at(clock.now() - timedelta(days=200)):
        unit = UnitFactory()
        placement = PlacementFactory(unit=unit)
        then = clock.today()
    assert (unit.opened_on, placement.starts) == (then, then)
