"""A prepared query answers like the query set it was made of, on both databases."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.db.utils import OperationalError

from core import prepared
from core.models import AuditEntry
from core.prepared import Prepared, blank
from people.models import User
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def by_name():
    return Prepared(lambda: User.objects.filter(username=blank("name")).only("display_name", "is_active", "last_login"))


@pytest.mark.both_databases
def test_the_same_query_is_asked_with_other_values():
    query = by_name()
    for day in (1, 2):
        person = PersonFactory(password=None)
        person.last_login = datetime(2026, 6, day, tzinfo=UTC)
        person.save()
        found = query.first(name=person.username)
        assert found == {
            "id": person.pk,
            "display_name": person.display_name,
            "is_active": True,
            "last_login": person.last_login,
        }
    assert query.first(name="nobody") is None


def test_the_orm_writes_it_once():
    built = []

    def build():
        built.append(1)
        return User.objects.filter(pk=blank("pk"))

    query = Prepared(build)
    for _ in range(3):
        query.first(pk=1)
    assert len(built) == 1


@pytest.mark.both_databases
def test_json_and_annotations_come_as_the_orm_gives_them():
    entry = AuditEntry.objects.create(action="x", before={"a": [1]})
    query = Prepared(lambda: AuditEntry.objects.filter(pk=blank("pk")).annotate(said=F("before")).only("action"))
    assert query.first(pk=entry.pk) == {"id": entry.pk, "action": "x", "said": {"a": [1]}}


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_died_between_two_requests_is_opened_anew(needs_postgres):
    query, person = by_name(), PersonFactory(password=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        process = cursor.fetchone()[0]
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [process])
    other.close()
    assert query.first(name=person.username)["id"] == person.pk


def test_inside_of_a_transaction_nothing_is_asked_twice(monkeypatch):
    asked = []

    def die(sql, params):
        asked.append(sql)
        raise OperationalError

    monkeypatch.setattr(prepared, "_fetch", die)
    with transaction.atomic(), pytest.raises(OperationalError):
        by_name().first(name="x")
    assert len(asked) == 1


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [2**63, -(10**30)])
def test_a_number_that_no_column_can_hold_finds_nothing(number):
    assert Prepared(lambda: User.objects.filter(pk=blank("pk"))).first(pk=number) is None


def test_postgresql_keeps_the_plan_whatever_the_size_of_the_number(needs_postgres):
    query = Prepared(lambda: User.objects.filter(pk=blank("pk")).only("username").order_by("-pk"))
    for number in (1, 10**6, 10**12):
        query.first(pk=number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%ORDER BY%people_user%'")
        assert cursor.fetchone()[0] == 1
