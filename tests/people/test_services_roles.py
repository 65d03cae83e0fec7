"""Role grants and the groups of /cms/ that follow them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import GroupPagePermission, Page

from core import clock
from core.models import AuditEntry
from people.enums import CMS_ROLES, Role, UnitKind
from people.models import Message, User
from people.permissions import has_role
from people.services import ensure_groups, grant_role, group_of, move_unit, revoke_role
from people.tasks import sync_expired_grants
from tests.people.factories import PersonFactory, RoleGrantFactory, UnitFactory
from tests.support.refusals import refused

pytestmark = pytest.mark.django_db


def test_a_grant_opens_cms_and_its_withdrawal_closes_it_on_the_very_next_request(client):
    person = PersonFactory(password=None)
    client.force_login(person)
    assert client.get("/cms/", follow=True).status_code == 403
    grant = grant_role(person=person, role=Role.COURSE_EDITOR, unit=UnitFactory(kind=UnitKind.COUNTY), by=None)
    assert client.get("/cms/").status_code == 200
    revoke_role(grant=grant, by=None)
    assert client.get("/cms/", follow=True).status_code == 403


@pytest.mark.parametrize("role", sorted(CMS_ROLES))
def test_every_cms_role_enters_cms(client, role):
    client.force_login(RoleGrantFactory(role=role).person)
    assert client.get("/cms/").status_code == 200


@pytest.mark.parametrize("role", sorted(set(Role.values) - CMS_ROLES))
def test_no_other_role_enters_cms(client, role):
    client.force_login(RoleGrantFactory(role=role).person)
    assert client.get("/cms/", follow=True).status_code == 403


def test_a_second_grant_of_the_role_keeps_the_group_when_one_is_withdrawn():
    first = RoleGrantFactory(role=Role.TRAINER)
    grant_role(person=first.person, role=Role.TRAINER, unit=UnitFactory(kind=UnitKind.COUNTY), by=None)
    revoke_role(grant=first, by=None)
    assert [group.name for group in first.person.groups.all()] == ["讲师"]


def test_a_grant_withdrawn_on_its_first_day_is_gone_at_once():
    grant = revoke_role(grant=RoleGrantFactory(), by=None)
    assert not has_role(grant.person, Role.STREET_ADMIN)
    assert has_role(RoleGrantFactory().person, Role.STREET_ADMIN)


def test_a_grant_may_end_later_and_begin_later():
    today = clock.today()
    grant = RoleGrantFactory(role=Role.TRAINER, starts=today + timedelta(days=2))
    revoke_role(grant=grant, ends=today + timedelta(days=3), by=None)
    seen = []
    for days in range(5):
        with clock.at(clock.now() + timedelta(days=days)):
            sync_expired_grants()
            seen.append((has_role(grant.person, Role.TRAINER), grant.person.groups.exists()))
    assert seen == [(False, False), (False, False), (True, True), (True, True), (False, False)]


def test_the_daily_task_changes_nobody_twice():
    RoleGrantFactory(role=Role.TRAINER, ends=clock.today())
    with clock.at(clock.now() + timedelta(days=1)):
        assert sync_expired_grants() == 1
        assert sync_expired_grants() == 0


def test_what_is_granted_is_audited_with_its_scope_and_told():
    grant = RoleGrantFactory(role=Role.TRAINER)
    assert AuditEntry.objects.get(action="people.role_granted").scope == grant.unit.path
    assert Message.objects.get(person=grant.person).context["role_name"] == "讲师"


def test_the_same_role_at_the_same_unit_is_not_granted_twice():
    grant = RoleGrantFactory()
    with refused("role_already_held"):
        grant_role(person=grant.person, role=grant.role, unit=grant.unit, by=None)


@pytest.mark.parametrize(
    ("giver", "role", "allowed"),
    [
        (Role.STREET_ADMIN, Role.INVIGILATOR, True),
        (Role.STREET_ADMIN, Role.TRAINER, False),
        (Role.STREET_ADMIN, Role.STREET_ADMIN, False),
        (Role.STREET_ADMIN, Role.QUESTION_REVIEWER, False),
        (Role.AREA_ADMIN, Role.STREET_ADMIN, True),
        (Role.AREA_ADMIN, Role.AREA_ADMIN, False),
        (Role.AREA_ADMIN, Role.SYSTEM_ADMIN, False),
        (Role.SYSTEM_ADMIN, Role.SYSTEM_ADMIN, True),
        (Role.DATA_VIEWER, Role.LEARNER, False),
    ],
)
def test_nobody_gives_a_role_of_their_own_rank_or_above(giver, role, allowed):
    county = UnitFactory(kind=UnitKind.COUNTY)
    by = PersonFactory(role=giver, unit=county, password=None)
    give = {"person": PersonFactory(password=None), "role": role, "unit": UnitFactory(kind=UnitKind.STREET), "by": by}
    if allowed:
        assert grant_role(**give).granted_by == by
    else:
        with refused("may_not_grant"):
            grant_role(**give)


def test_a_role_is_given_and_withdrawn_in_ones_own_subtree_only():
    here, there = UnitFactory(kind=UnitKind.STREET), UnitFactory(kind=UnitKind.STREET)
    by = PersonFactory(role=Role.STREET_ADMIN, unit=here, password=None)
    with refused("may_not_grant"):
        grant_role(person=PersonFactory(password=None), role=Role.INVIGILATOR, unit=there, by=by)
    foreign = RoleGrantFactory(role=Role.INVIGILATOR, unit=there)
    with refused("may_not_grant"):
        revoke_role(grant=foreign, by=by)
    assert has_role(foreign.person, Role.INVIGILATOR)


def test_a_moved_unit_leaves_the_scope_of_its_old_manager_on_the_next_question():
    community = UnitFactory(kind=UnitKind.COMMUNITY)
    person = PersonFactory(post="grid_worker", unit=UnitFactory(parent=community), password=None)
    manager = PersonFactory(role=Role.STREET_ADMIN, unit=community.get_parent(), password=None)
    assert person in User.objects.visible_to(manager)
    move_unit(unit=community, new_parent=UnitFactory(kind=UnitKind.STREET), reason="区划调整", by=None)
    assert person not in User.objects.visible_to(manager)


def test_groups_are_what_the_tables_say_and_making_them_again_changes_nothing():
    group = group_of(Role.QUESTION_AUTHOR)
    expected = set(group.permissions.values_list("codename", flat=True))
    assert {"access_admin", "add_singlechoicequestion", "change_truefalsequestion"} <= expected
    assert not {name for name in expected if name.startswith(("publish_", "delete_"))}
    group.permissions.clear()
    count = Group.objects.count()
    ensure_groups()
    ensure_groups()
    assert set(group.permissions.values_list("codename", flat=True)) == expected
    assert Group.objects.count() == count


def test_nobody_may_change_what_records_the_past():
    for role in CMS_ROLES:
        names = set(group_of(role).permissions.values_list("codename", flat=True))
        for model in ("attempt", "answerstep", "evidence", "certificate", "auditentry", "questionversion", "user"):
            assert not names & {f"{verb}_{model}" for verb in ("add", "change", "delete")}, role


def test_page_rights_follow_when_the_index_pages_come_and_stay_in_their_branch():
    root = Page.objects.get(depth=1)
    ensure_groups()
    editors = group_of(Role.POLICY_EDITOR)
    assert not GroupPagePermission.objects.filter(group=editors).exists()
    policies = root.add_child(instance=policy_index())
    ensure_groups()
    rights = GroupPagePermission.objects.filter(group=editors)
    assert {(right.page_id, right.permission.codename) for right in rights} == {
        (policies.pk, "add_page"),
        (policies.pk, "change_page"),
    }
    reviewers = GroupPagePermission.objects.filter(group=group_of(Role.DEPARTMENT_REVIEWER))
    assert "publish_page" in {right.permission.codename for right in reviewers}


def test_asking_for_a_role_is_one_query():
    grant = RoleGrantFactory()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        has_role(grant.person, Role.STREET_ADMIN, unit=grant.unit)
    assert len(queries) == 1


def policy_index():
    from policies.models import PolicyIndexPage

    return PolicyIndexPage(title="政策", slug="policies-here")
