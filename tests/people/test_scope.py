"""Who sees whom: `visible_to` against a naive oracle on random trees, and in pairs (promise 36)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from core import clock
from people.enums import SCOPED_READER_ROLES, UNIT_CHILDREN, Role, UnitKind
from people.models import OrgUnit, RoleGrant, User
from people.permissions import can_view_person
from people.services import end_placement, revoke_role
from tests.people.factories import PersonFactory, PlacementFactory, RoleGrantFactory, UnitFactory

ROLES = [Role.STREET_ADMIN, Role.AREA_ADMIN, Role.DATA_VIEWER, Role.TRAINER, Role.LEARNER]


def naive_visible(viewer, parents, placements, grants):
    """Walk up from each placement, parent by parent, looking for a unit at which the viewer holds a reading role."""
    held = {unit for person, role, unit in grants if person == viewer and role in SCOPED_READER_ROLES}
    seen = {viewer}
    for person, unit in placements:
        while unit is not None:
            if unit in held:
                seen.add(person)
            unit = parents[unit]
    return seen


@pytest.mark.anchor_36
class TestRandomTrees(TestCase):
    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_visible_to_agrees_with_a_naive_oracle(self, data):
        units, parents = [UnitFactory(kind=UnitKind.CITY)], {}
        parents[units[0].pk] = None
        for _ in range(data.draw(st.integers(5, 25))):
            parent = data.draw(st.sampled_from([unit for unit in units if UNIT_CHILDREN[unit.kind]]))
            kind = data.draw(st.sampled_from(sorted(UNIT_CHILDREN[parent.kind])))
            unit = UnitFactory(kind=kind, parent=OrgUnit.objects.get(pk=parent.pk))
            units.append(unit)
            parents[unit.pk] = parent.pk
        people = [PersonFactory(password=None) for _ in range(6)]
        placements, grants = [], []
        for person in people:
            for unit in data.draw(st.lists(st.sampled_from(units), max_size=2, unique_by=lambda unit: unit.pk)):
                PlacementFactory(person=person, unit=unit)
                placements.append((person.pk, unit.pk))
            for unit in data.draw(st.lists(st.sampled_from(units), max_size=2, unique_by=lambda unit: unit.pk)):
                role = data.draw(st.sampled_from(ROLES))
                RoleGrant.objects.create(person=person, role=role, unit=unit)
                grants.append((person.pk, role, unit.pk))
        for viewer in people:
            expected = naive_visible(viewer.pk, parents, placements, grants)
            assert set(User.objects.visible_to(viewer).values_list("pk", flat=True)) == expected
            assert User.objects.visible_to(viewer).count() == len(expected)


@pytest.fixture
def two_streets(db):
    county = UnitFactory(kind=UnitKind.COUNTY)
    streets = [UnitFactory(kind=UnitKind.STREET, parent=OrgUnit.objects.get(pk=county.pk)) for _ in range(2)]
    managers = [PersonFactory(role=Role.STREET_ADMIN, unit=street, password=None) for street in streets]
    grids = [UnitFactory(parent=UnitFactory(kind=UnitKind.COMMUNITY, parent=street)) for street in streets]
    workers = [PlacementFactory(unit=grid).person for grid in grids]
    return managers, workers


def test_a_manager_sees_the_people_of_the_own_street_and_not_of_the_next(two_streets):
    (manager, _), (own, foreign) = two_streets
    assert can_view_person(manager, own)
    assert not can_view_person(manager, foreign)


def test_a_worker_sees_only_themselves(two_streets):
    _, (own, _) = two_streets
    assert list(User.objects.visible_to(own)) == [own]
    assert not OrgUnit.objects.visible_to(own).exists()


def test_units_are_visible_in_the_own_subtree_only(two_streets):
    (manager, other), _ = two_streets
    mine, theirs = (set(OrgUnit.objects.visible_to(each)) for each in (manager, other))
    assert len(mine) == 3
    assert not mine & theirs


def test_a_trainer_sees_nobody_and_a_data_viewer_does(two_streets):
    _, (worker, _) = two_streets
    street = worker.placements.get().unit.get_parent().get_parent()
    assert not can_view_person(RoleGrantFactory(role=Role.TRAINER, unit=street).person, worker)
    assert can_view_person(RoleGrantFactory(role=Role.DATA_VIEWER, unit=street).person, worker)


def test_a_withdrawn_role_and_an_ended_placement_hide_at_once(two_streets):
    (manager, _), (own, _) = two_streets
    end_placement(placement=own.placements.get(), ends=clock.today(), by=None)
    assert can_view_person(manager, own)  # the last day counts
    revoke_role(grant=manager.role_grants.get(), by=None)
    assert not can_view_person(manager, own)


def test_a_closed_account_sees_nobody_but_its_own_name(two_streets):
    (manager, _), (own, _) = two_streets
    manager.is_active = False
    assert not can_view_person(manager, own)


def test_seeing_costs_two_queries_whatever_the_number_of_roles(two_streets, django_assert_num_queries):
    (manager, _), _ = two_streets
    for _ in range(3):
        RoleGrantFactory(person=manager, role=Role.DATA_VIEWER, unit=UnitFactory(kind=UnitKind.STREET))
    with django_assert_num_queries(2):
        list(User.objects.visible_to(manager))
