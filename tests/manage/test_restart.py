"""重新学一遍 ordered by a manager."""

import pytest
from django.urls import reverse

from courses.models import Restart
from people.enums import Role
from people.models import Message
from tests.courses.factories import CourseFactory, EnrolmentFactory
from tests.people.factories import PersonFactory, PlacementFactory, RoleGrantFactory, UnitFactory
from tests.support.shared import made_once

pytestmark = pytest.mark.django_db


def make_done():
    return EnrolmentFactory(
        person=PersonFactory(grid_worker=True, password=None), course=CourseFactory(lessons=1), finished=True
    )


done_of_module = made_once(make_done)


@pytest.fixture
def done(done_of_module, db):
    """A grid worker who completed a course."""
    return done_of_module()


def street_of(person):
    return person.placements.get().unit.get_parent().get_parent()


def signed_in(client, role, unit):
    grant = RoleGrantFactory(role=role, unit=unit)
    client.force_login(grant.person)
    return grant.person


def address(person):
    return reverse("manage:restart-person", args=[person.pk])


def test_the_manager_of_the_person_begins_a_new_round_once_with_a_reason(client, done):
    signed_in(client, Role.STREET_ADMIN, street_of(done.person))
    sent = {"round": f"{done.course.pk}:1", "reason": "处置流程改了"}
    assert f'value="{sent["round"]}"' in client.get(address(done.person)).content.decode()

    assert "请写明为什么要重新学" in client.post(address(done.person), {**sent, "reason": " "}).content.decode()
    for _time in range(2):
        assert client.post(address(done.person), sent)["Location"] == reverse("manage:person", args=[done.person.pk])
    assert (Restart.objects.get().cycle, Message.objects.filter(template="course_restarted").count()) == (2, 1)


@pytest.mark.parametrize("chosen", ["", "x", "1:1:1", "999999:1", f"{10**17}:1", "1:99999"])
def test_a_round_that_is_none_is_told_at_the_field(client, done, chosen):
    signed_in(client, Role.STREET_ADMIN, street_of(done.person))
    answer = client.post(address(done.person), {"round": chosen, "reason": "重学"})
    assert (answer.status_code, bool(answer.context["form"].errors["round"])) == (200, True)
    assert not Restart.objects.exists()


def test_nobody_else_does(client, done):
    street = street_of(done.person)
    sent = {"round": f"{done.course.pk}:1", "reason": "重学"}
    sibling = UnitFactory(kind=street.kind, parent=street.get_parent())
    for role, unit, status in [
        (Role.DATA_VIEWER, street, 403),
        (Role.STREET_ADMIN, sibling, 404),
        (Role.TRAINER, street, 403),
    ]:
        signed_in(client, role, unit)
        assert client.post(address(done.person), sent).status_code == status, role

    itself = signed_in(client, Role.STREET_ADMIN, street)
    PlacementFactory(person=itself, unit=street)
    EnrolmentFactory(person=itself, course=done.course, finished=True)
    assert client.post(address(itself), sent).status_code == 403
    assert not Restart.objects.exists()
