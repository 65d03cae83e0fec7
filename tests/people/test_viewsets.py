"""人员与组织 in /cms/: who enters, what each screen does, and what is walled up."""

import pytest

from core import clock
from core.models import AuditEntry
from people.enums import Role, UnitKind
from people.models import OrgUnit, RoleGrant, User
from tests.people.factories import PASSWORD, PersonFactory, PlacementFactory, RoleGrantFactory, UnitFactory

pytestmark = pytest.mark.django_db
SCREENS = ["staff", "units", "placements", "grants"]


@pytest.fixture
def admin(client):
    person = PersonFactory(admin=True, password=None)
    client.force_login(person)
    return person


def errors(response):
    return str(response.context["form"].errors)


@pytest.mark.parametrize("screen", SCREENS)
def test_the_system_administrator_lists_searches_and_opens_the_forms(client, admin, screen):
    PlacementFactory()
    for path in ("", "results/", "new/", "?q=王"):
        assert client.get(f"/cms/{screen}/{path}").status_code == 200
    pk = {"staff": User, "units": OrgUnit, "grants": RoleGrant}.get(screen, admin.placements.model).objects.first().pk
    assert client.get(f"/cms/{screen}/edit/{pk}/").status_code == 200
    for path in (f"delete/{pk}/", f"history/{pk}/", f"usage/{pk}/", f"copy/{pk}/"):
        assert client.get(f"/cms/{screen}/{path}").status_code == 404


@pytest.mark.parametrize("role", [Role.COURSE_EDITOR, Role.QUESTION_REVIEWER])
@pytest.mark.parametrize("screen", SCREENS)
def test_another_editor_neither_sees_the_menu_nor_enters(client, role, screen):
    client.force_login(RoleGrantFactory(role=role).person)
    assert "人员与组织" not in client.get("/cms/").content.decode()
    assert client.get(f"/cms/{screen}/").status_code == 302
    assert client.get(f"/cms/{screen}/new/").status_code == 302


def test_the_menu_holds_our_screens_and_not_wagtails(client, admin):
    words = client.get("/cms/").content.decode()
    assert "/cms/staff/" in words
    assert "/cms/users/" not in words
    assert "/cms/groups/" not in words


@pytest.mark.parametrize(
    "path", ["users/", "users/new/", "users/1/", "groups/", "groups/new/", "bulk/people/user/delete/"]
)
def test_wagtails_own_screens_of_users_and_groups_are_missing_pages(client, admin, path):
    assert client.get(f"/cms/{path}").status_code == 404


def test_wagtails_account_page_keeps_neither_name_nor_password(client, admin):
    words = client.get("/cms/account/").content.decode()
    for field in ("first_name", "email", "password", "avatar"):
        assert f'name="name_email-{field}"' not in words
        assert f"{field}1" not in words
    assert "theme" in words


def test_a_person_is_made_with_a_first_password_that_must_be_changed(client, admin):
    values = {"username": "li-na", "display_name": "李娜", "phone": "138 0013 8000", "email": "", "password": PASSWORD}
    assert client.post("/cms/staff/new/", values).status_code == 302
    person = User.objects.get(username="li-na")
    assert person.must_change_password
    assert person.phone == "+8613800138000"
    assert AuditEntry.objects.get(action="people.person_created", object_id=str(person.pk)).actor == admin


def test_a_wrong_number_is_shown_at_its_field_and_nothing_is_kept(client, admin):
    values = {"username": "li-na", "display_name": "李娜", "phone": "1380013", "password": PASSWORD}
    response = client.post("/cms/staff/new/", values)
    assert "手机号应当是 11 位，现在是 7 位" in errors(response)
    assert not User.objects.filter(username="li-na").exists()


def test_the_list_of_people_masks_numbers(client, admin):
    PersonFactory(phone="13800138000", password=None)
    words = client.get("/cms/staff/").content.decode()
    assert "138****8000" in words
    assert "13800138000" not in words


def test_closing_an_account_wants_a_reason_and_keeps_everything_else_when_refused(client, admin):
    person = PersonFactory(password=None, display_name="李娜")
    values = {"display_name": "李小娜", "phone": "", "email": "", "password": ""}
    response = client.post(f"/cms/staff/edit/{person.pk}/", values)
    assert "请写明原因" in errors(response)
    person.refresh_from_db()
    assert (person.is_active, person.display_name) == (True, "李娜")
    client.post(f"/cms/staff/edit/{person.pk}/", {**values, "reason": "离岗"})
    person.refresh_from_db()
    assert (person.is_active, person.display_name) == (False, "李小娜")


def test_a_unit_is_opened_moved_and_closed_with_the_rules_of_the_tree(client, admin):
    street, other = UnitFactory(kind=UnitKind.STREET), UnitFactory(kind=UnitKind.STREET)
    client.post("/cms/units/new/", {"name": "柳岸社区", "kind": "community", "parent": street.pk})
    unit = OrgUnit.objects.get(name="柳岸社区")
    response = client.post("/cms/units/new/", {"name": "网格", "kind": "grid", "parent": street.pk})
    assert "街道下面不能设网格" in errors(response)
    response = client.post(f"/cms/units/edit/{unit.pk}/", {"parent": other.pk, "reason": "", "closed_on": ""})
    assert "请写明原因" in errors(response)
    client.post(f"/cms/units/edit/{unit.pk}/", {"parent": other.pk, "reason": "区划调整", "closed_on": ""})
    assert OrgUnit.objects.get(pk=unit.pk).get_parent() == other
    client.post(f"/cms/units/edit/{unit.pk}/", {"parent": "", "reason": "", "closed_on": clock.today().isoformat()})
    assert OrgUnit.objects.get(pk=unit.pk).closed_on == clock.today()


def test_a_placement_is_made_by_phone_number_and_ended(client, admin):
    person = PersonFactory(phone="13800138000", password=None)
    values = {"unit": UnitFactory().pk, "post": "grid_worker", "employment_type": "full_time", "starts": ""}
    assert "没有这个用户名或手机号的人员" in errors(client.post("/cms/placements/new/", {**values, "person": "nobody"}))
    assert client.post("/cms/placements/new/", {**values, "person": "138-0013-8000"}).status_code == 302
    placement = person.placements.get()
    client.post(f"/cms/placements/edit/{placement.pk}/", {"ends": clock.today().isoformat()})
    placement.refresh_from_db()
    assert placement.ends == clock.today()


def test_a_role_is_granted_and_withdrawn_at_once(client, admin):
    person = PersonFactory(username="li-na", password=None)
    values = {"person": "li-na", "role": Role.TRAINER, "unit": UnitFactory().pk, "starts": "", "ends": ""}
    assert client.post("/cms/grants/new/", values).status_code == 302
    grant = person.role_grants.get()
    assert grant.granted_by == admin
    client.post(f"/cms/grants/edit/{grant.pk}/", {"ends": ""})
    assert not RoleGrant.objects.current().filter(pk=grant.pk).exists()
    assert "已经收回了" in errors(client.post(f"/cms/grants/edit/{grant.pk}/", {"ends": ""}))


@pytest.mark.parametrize("screen", SCREENS)
def test_a_list_costs_the_same_queries_for_one_and_three(client, admin, screen, django_assert_max_num_queries):
    PlacementFactory()
    client.get(f"/cms/{screen}/")
    with django_assert_max_num_queries(40) as before:
        client.get(f"/cms/{screen}/")
    for _ in range(3):
        placement = PlacementFactory()
        RoleGrantFactory(person=placement.person)
    with django_assert_max_num_queries(len(before)):
        client.get(f"/cms/{screen}/")
