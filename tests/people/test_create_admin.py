"""`manage.py create_admin`: the way into a new instance."""

import io

import pytest
from django.core.management import CommandError, call_command

from people.enums import Role
from people.models import OrgUnit, User
from people.permissions import has_role
from tests.people.factories import PASSWORD, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    def type_in(password):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))

    return type_in


def create(unit="青禾县"):
    call_command("create_admin", "wang", "--name", "王敏", "--unit", unit, stdout=io.StringIO())


def test_a_new_instance_gets_a_top_unit_and_an_administrator_who_can_log_in(typed, client):
    typed(PASSWORD)
    create()
    person = User.objects.get(username="wang")
    assert has_role(person, Role.SYSTEM_ADMIN, unit=OrgUnit.objects.get(name="青禾县"))
    assert client.post("/accounts/login/", {"login": "wang", "password": PASSWORD})["Location"] == "/manage/"
    assert client.get("/cms/staff/").status_code == 200


def test_a_weak_password_leaves_nothing(typed):
    typed("12345")
    with pytest.raises(CommandError, match="密码太弱"):
        create()
    assert not User.objects.exists()
    assert not OrgUnit.objects.exists()


def test_a_second_tree_is_not_begun_by_a_slip_of_the_pen(typed):
    UnitFactory(kind="county", name="青禾县")
    typed(PASSWORD)
    with pytest.raises(CommandError, match="top unit"):
        create("青河县")
