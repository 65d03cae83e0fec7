"""What must be done first: an own password, a second factor; changing and resetting passwords."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from people.enums import Role
from people.services import grant_role, set_password
from tests.people.factories import PASSWORD, PersonFactory

NEW = "quite another pass-phrase"
pytestmark = pytest.mark.django_db


def change(client, old, new, **extra):
    values = {"oldpassword": old, "password1": new, "password2": new, **extra}
    return client.post("/accounts/password/change/", values)


def test_a_password_from_the_administrator_must_be_changed_first(client):
    person = PersonFactory(username="li-na")
    set_password(person=person, password=NEW, by=PersonFactory(password=None))
    client.post("/accounts/login/", {"login": "li-na", "password": NEW})
    assert client.get("/my/inbox/?page=2")["Location"] == "/accounts/password/change/?next=%2Fmy%2Finbox%2F%3Fpage%3D2"
    assert client.get("/accounts/password/change/").status_code == 200
    assert change(client, NEW, PASSWORD, next="/my/inbox/?page=2")["Location"] == "/my/inbox/?page=2"
    assert client.get("/my/inbox/").status_code == 200


def test_a_person_who_must_change_the_password_can_still_log_out(client):
    person = PersonFactory(password=None, must_change=True)
    client.force_login(person)
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_changing_ones_password_keeps_this_session_ends_the_others_and_is_audited(client):
    person = PersonFactory(username="li-na")
    other = type(client)()
    for each in (client, other):
        each.post("/accounts/login/", {"login": "li-na", "password": PASSWORD})
    assert change(client, PASSWORD, NEW)["Location"] == "/my/"
    assert client.get("/my/inbox/").status_code == 200
    assert other.get("/my/inbox/").status_code == 302
    line = AuditEntry.objects.get(action="people.password_set")
    assert line.actor_id == person.pk
    assert not line.after


def test_a_weak_new_password_is_refused(client):
    client.force_login(PersonFactory(username="li-na"))
    assert "密码不能全是数字" in change(client, PASSWORD, "1234567890").content.decode()
    assert "至少 10 位，现在是 4 位" in change(client, PASSWORD, "x9-a").content.decode()


def test_a_forgotten_password_is_reset_by_a_link_on_our_own_address(client, settings):
    settings.BASE_URL = "https://xuetang.example"
    PersonFactory(username="li-na", email="li@example.org", display_name="李娜")
    client.post("/accounts/password/reset/", {"email": "li@example.org"}, HTTP_HOST="evil.example")
    assert "李娜" in mail.outbox[0].body
    path = re.search(r"https://xuetang\.example(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert client.post("/accounts/login/", {"login": "li-na", "password": NEW}).status_code == 302


def test_resetting_an_unknown_address_sends_nothing_and_answers_the_same(client):
    PersonFactory(email="li@example.org")
    known = client.post("/accounts/password/reset/", {"email": "li@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "no@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mail.outbox) == 1


def test_a_manager_sets_up_a_second_factor_first_where_it_is_required(client, settings):
    settings.MFA_REQUIRED_FOR_MANAGERS = True
    client.force_login(PersonFactory(manager=True, password=None))
    response = client.get("/my/inbox/")
    assert response["Location"] == "/accounts/2fa/totp/activate/?next=%2Fmy%2Finbox%2F"


def test_a_learner_is_never_asked_and_nobody_where_it_is_not_required(client, settings):
    client.force_login(PersonFactory(manager=True, password=None))
    assert client.get("/my/inbox/").status_code == 200
    settings.MFA_REQUIRED_FOR_MANAGERS = True
    client.force_login(PersonFactory(grid_worker=True, password=None))
    assert client.get("/my/inbox/").status_code == 200


def test_a_manager_opens_the_second_factor_and_logs_in_with_it(client, settings, django_capture_on_commit_callbacks):
    settings.MFA_REQUIRED_FOR_MANAGERS = True
    person = PersonFactory(username="li-na", manager=True)
    client.post("/accounts/login/", {"login": "li-na", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)}).status_code == 302
    assert client.get("/my/inbox/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert AuditEntry.objects.filter(action="people.second_factor_added", object_id=str(person.pk)).exists()
    client.post("/accounts/logout/")
    step = client.post("/accounts/login/", {"login": "li-na", "password": PASSWORD})
    assert step["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/my/inbox/").status_code == 302
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    codes = person.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()
    client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert client.get("/my/inbox/").status_code == 200


def code_now(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def test_a_role_given_in_mid_session_is_asked_about_on_the_very_next_request(client, settings):
    settings.MFA_REQUIRED_FOR_MANAGERS = True
    person = PersonFactory(grid_worker=True, password=None)
    client.force_login(person)
    assert client.get("/my/inbox/").status_code == 200
    grant_role(person=person, role=Role.STREET_ADMIN, unit=person.placements.get().unit, by=None)
    assert client.get("/my/inbox/")["Location"].startswith("/accounts/2fa/totp/activate/")


def test_for_who_never_held_a_role_beyond_the_learners_no_request_asks_about_roles(client, settings):
    settings.MFA_REQUIRED_FOR_MANAGERS = True
    person = PersonFactory(grid_worker=True, password=None)
    client.force_login(person)
    client.get("/my/inbox/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/my/inbox/")
    assert [
        query for query in captured if "people_rolegrant" in query["sql"] and "people_user" not in query["sql"]
    ] == []
