"""Fields that a form does not have are not read: nobody gives themselves a role, a mark or another name."""

import uuid

import pytest

from assessments.models import Attempt
from courses.models import CheckResult, Completion, Enrolment
from people.models import RoleGrant, User
from tests.courses.factories import lessons_of
from tests.people.factories import PASSWORD
from tests.security.watching import state

pytestmark = pytest.mark.django_db
WISHES = {
    "role": "system_admin", "is_staff": "on", "is_superuser": "on", "is_active": "on", "groups": "1", "user_permissions": "1",
    "score": "100", "passed": "True", "points": "9", "state": "released", "deadline": "2099-01-01", "final_at": "2099-01-01",
    "person": "1", "person_id": "1", "cycle": "9", "right": "9", "total": "9", "due": "2099-01-01", "finished_at": "2020-01-01",
    "display_name": "另一个人", "username": "admin2", "phone": "13900139000", "must_change_password": "", "seed": "1",
}  # fmt: skip


def who_they_are():
    return list(
        User.objects.order_by("pk").values_list(
            "pk", "username", "display_name", "phone", "is_staff", "is_superuser", "is_active"
        )
    )


def test_learning_gives_what_was_learnt_and_no_more(county, client_of):
    people, grants = who_they_are(), RoleGrant.objects.count()
    client, colleague = client_of("colleague"), county.people["colleague"]
    client.post(f"/learn/courses/{county.course.pk}/enrol/", WISHES)
    assert Enrolment.objects.get(person=colleague).course == county.course
    first = lessons_of(county.course)[0]
    client.post(f"/learn/lessons/{first.pk}/place/", WISHES | {"anchor": "b-1"})
    client.post(f"/learn/lessons/{first.pk}/check/", WISHES | {f"q{first.questions[0].pk}-answer": "false"})
    result = CheckResult.objects.get(person=colleague)
    assert (result.right, result.total, result.passed) == (0, 1, False)
    client.post(f"/learn/lessons/{first.pk}/finish/", WISHES)
    assert not Completion.objects.filter(person=colleague).exists()
    assert (who_they_are(), RoleGrant.objects.count()) == (people, grants)


def test_sitting_gives_what_was_answered_and_no_more(county, client_of):
    own, client = county.of("owner"), client_of("owner")
    people = who_they_are()
    client.post(f"/assessments/entries/{own.entry.pk}/", WISHES | {"confirmed": "on"})
    attempt = Attempt.objects.get(entry=own.entry)
    assert (attempt.score, attempt.passed, attempt.state) == (None, None, "in_progress")
    assert attempt.deadline.year < 2099
    path = f"/assessments/attempts/{attempt.pk}/"
    wrong = {"position": 1, "answer": "D", "base_sequence": 0, "client_id": uuid.uuid4()}
    client.post(f"{path}answers/", WISHES | wrong)
    client.post(f"{path}submit/", WISHES | {"submit_key": uuid.uuid4()})
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (0, False)
    assert who_they_are() == people


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/my/inbox/read-all/", "/accounts/reauthenticate/"])
def test_the_own_account_cannot_be_raised(county, client_of, path):
    people, grants = who_they_are(), RoleGrant.objects.count()
    new = {
        "oldpassword": PASSWORD,
        "password1": "another long pass-phrase",
        "password2": "another long pass-phrase",
        "password": PASSWORD,
    }
    assert client_of("owner").post(path, WISHES | new).status_code == 302
    assert (who_they_are(), RoleGrant.objects.count()) == (people, grants)


def test_the_administrators_form_has_no_switch_for_superusers(county, client_of):
    person = county.people["owner"]
    values = {"display_name": person.display_name, "phone": "", "email": "", "password": "", "reason": ""}
    assert (
        client_of("admin").post(f"/cms/staff/edit/{person.pk}/", WISHES | values | {"is_active": "on"}).status_code
        == 302
    )
    person.refresh_from_db()
    assert not (person.is_staff or person.is_superuser)
    assert not RoleGrant.objects.filter(person=person).exists()
    assert not person.groups.exists()


@pytest.mark.parametrize("who", ["trainer", "author", "reviewer", "policies", "manager"])
def test_nobody_else_posts_to_the_screens_of_people(county, client_of, who):
    person = county.people["owner"]
    before = state()
    grant = {"person": who, "role": "system_admin", "unit": county.county.pk}
    for path, values in [
        ("/cms/grants/new/", grant),
        ("/cms/staff/new/", {"username": "x", "display_name": "x", "password": PASSWORD}),
        (f"/cms/staff/edit/{person.pk}/", {"display_name": "x", "password": PASSWORD}),
        (f"/cms/units/edit/{county.grid.pk}/", {"parent": county.theirs.pk}),
    ]:
        assert client_of(who).post(path, values).status_code in (302, 403, 404), path
    assert state() == before
