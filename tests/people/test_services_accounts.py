"""Accounts: names, numbers, passwords, closing."""

import pytest

from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role
from people.models import Message
from people.services import create_person, deactivate_person, reactivate_person, set_password, update_person
from tests.people.factories import PASSWORD, PersonFactory, RoleGrantFactory
from tests.support.refusals import refused

pytestmark = pytest.mark.django_db


def make(**values):
    return create_person(**{"username": "li-na", "display_name": "李娜", "by": None, **values})


def test_a_person_gets_a_small_username_and_a_number_in_e164():
    person = make(username=" Li-Na ", phone="138 0013 8000", email=" li@example.org ")
    assert (person.username, person.phone, person.email) == ("li-na", "+8613800138000", "li@example.org")
    assert not person.has_usable_password()


def test_a_phone_of_the_wrong_length_says_how_many_digits_it_has():
    with pytest.raises(DomainError) as refusal:
        make(phone="1380013")
    assert (refusal.value.code, refusal.value.context["digits"]) == ("phone_length", 7)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"username": " "}, "username_missing"),
        ({"username": "13800138000"}, "username_is_phone"),
        ({"username": "li na"}, "username_invalid"),
        ({"username": "TAKEN"}, "username_taken"),
        ({"display_name": " "}, "name_missing"),
        ({"phone": "138OO138000"}, "phone_unreadable"),
        ({"phone": "29900138000"}, "phone_unknown"),
        ({"phone": "+86 139 0013 9000"}, "phone_taken"),
        ({"email": "li@"}, "email_invalid"),
        ({"password": "12345"}, "password_weak"),
    ],
)
def test_a_wrong_field_is_refused_by_name_and_leaves_nothing(values, code):
    make(username="taken", phone="13900139000")
    with refused(code):
        make(**values)
    assert AuditEntry.objects.filter(action="people.person_created").count() == 1


def test_the_audit_line_tells_that_there_is_a_number_not_which():
    make(phone="13800138000", email="li@example.org")
    line = AuditEntry.objects.get(action="people.person_created")
    assert line.after["has_phone"] is True
    assert "13800138000" not in str(line.__dict__)
    assert "li@example.org" not in str(line.__dict__)


def test_a_changed_number_is_no_longer_verified():
    person = make(phone="13800138000")
    person.phone_verified = True
    person.save()
    update_person(person=person, display_name="李娜", by=None, phone="13800138000")
    assert person.phone_verified
    update_person(person=person, display_name="李娜", by=None, phone="13900139000")
    assert not person.phone_verified


def test_a_password_set_by_somebody_else_must_be_changed_and_is_told():
    person, admin = make(), PersonFactory(password=None)
    set_password(person=person, password=PASSWORD, by=admin)
    assert person.must_change_password
    assert Message.objects.get(person=person).template == "password_set"
    set_password(person=person, password=PASSWORD + "!", by=person)
    assert not person.must_change_password
    assert Message.objects.filter(person=person).count() == 1


def test_closing_an_account_needs_a_reason_and_takes_the_roles_for_good():
    grant = RoleGrantFactory(role=Role.TRAINER)
    person = grant.person
    with refused("reason_missing"):
        deactivate_person(person=person, by=None, reason="")
    deactivate_person(person=person, by=None, reason="离岗")
    assert not person.is_active
    assert not person.groups.exists()
    reactivate_person(person=person, by=None, reason="回岗")
    assert not person.groups.exists()
    grant.refresh_from_db()
    assert grant.revoked_at is not None
