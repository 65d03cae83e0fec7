"""One way in: no other address takes a password, past the throttle and the second factor."""

import pytest

from tests.people.factories import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/_util/login/", "/cms/login/", "/cms/", "/accounts/signup/", "/accounts/password/reset/"]
)
def test_a_password_sent_to_another_door_logs_nobody_in(county, client_of, path):
    client = client_of("anonymous")
    client.post(path, {"username": "admin", "login": "admin", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_wagtails_log_in_for_restricted_pages_leads_to_ours(client_of):
    response = client_of("anonymous").get("/_util/login/?next=/courses/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/courses/")


def test_the_demo_is_refused_outside_of_it(client_of, settings):
    from django.core.management import CommandError, call_command

    assert not settings.DEMO
    for path in ("/demo/", "/demo/outbox/"):
        assert client_of("admin").get(path).status_code == 404
    with pytest.raises(CommandError):
        call_command("demo")
    assert "demo-worker" not in client_of("anonymous").get("/accounts/login/").content.decode()


def test_the_sign_up_is_closed(client_of):
    from people.models import User

    before = User.objects.count()
    client_of("anonymous").post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.count() == before
