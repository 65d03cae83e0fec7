"""Logging in over HTTP: names, numbers, the throttle, where one lands, closed accounts, the closed doors."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user

from core import clock, throttle
from core.models import AuditEntry
from people.enums import Post, Role, UnitKind
from people.services import deactivate_person, set_password
from tests.people.factories import PASSWORD, PersonFactory, UnitFactory

LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db


def log_in(client, login, password=PASSWORD, address="127.0.0.1", **extra):
    return client.post(LOGIN, {"login": login, "password": password, **extra}, REMOTE_ADDR=address)


def is_in(client):
    return get_user(client).is_authenticated


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "１３８００１３８０００",
        "+8613800138000",
        "86 138-0013-8000",
        "Li-Na",
        " li-na ",
    ],
)
def test_a_person_logs_in_by_username_or_phone_however_it_is_typed(client, typed):
    PersonFactory(username="li-na", phone="13800138000")
    assert log_in(client, typed).status_code == 302
    assert is_in(client)


def test_a_wrong_password_says_so_in_the_same_words_as_an_unknown_account(client):
    PersonFactory(username="li-na", phone="13800138000")
    answers = [log_in(client, login, "wrong").context["form"].errors for login in ("li-na", "13800138000", "nobody")]
    assert "账号或密码不对" in str(answers[0])
    assert str(answers[0]) == str(answers[1]) == str(answers[2])
    assert not is_in(client)


def test_a_closed_account_gets_the_same_answer_as_a_wrong_password(client):
    person = PersonFactory(username="li-na")
    deactivate_person(person=person, by=None, reason="离岗")
    response = log_in(client, "li-na")
    assert response.status_code == 200
    assert "账号或密码不对" in response.content.decode()


def test_an_account_closed_in_mid_session_is_out_on_the_next_request(client):
    person = PersonFactory(username="li-na")
    log_in(client, "li-na")
    assert client.get("/my/inbox/").status_code == 200
    deactivate_person(person=person, by=None, reason="离岗")
    assert client.get("/my/inbox/")["Location"].startswith(LOGIN)


def test_the_sixth_wrong_password_is_throttled_from_any_address_and_spelling(client):
    PersonFactory(username="li-na", phone="13800138000")
    spellings = ["li-na", "Li-Na", "13800138000", "+86 138 0013 8000", "１３８００１３８０００"]
    for number, spelling in enumerate(spellings):
        assert "账号或密码不对" in log_in(client, spelling, "wrong", f"10.0.0.{number}").content.decode()
    words = log_in(client, "LI-NA", "wrong", "10.9.9.9").content.decode()
    assert "请 5 分钟后再试" in words
    # the right password waits too
    assert log_in(client, "li-na").status_code == 200
    assert not is_in(client)


def test_after_five_minutes_the_right_password_works_again(client):
    PersonFactory(username="li-na")
    for _ in range(6):
        log_in(client, "li-na", "wrong")
    with clock.at(clock.now() + timedelta(seconds=301)):
        assert log_in(client, "li-na").status_code == 302


def test_a_new_password_from_the_administrator_ends_the_wait(client):
    person = PersonFactory(username="li-na")
    for _ in range(6):
        log_in(client, "li-na", "wrong")
    set_password(person=person, password="another long pass-phrase", by=None)
    assert log_in(client, "li-na", "another long pass-phrase").status_code == 302


def test_right_passwords_do_not_use_up_the_tries(client):
    PersonFactory(username="li-na")
    for _ in range(7):
        assert log_in(client, "li-na").status_code == 302
        client.post("/accounts/logout/")
    for _ in range(5):
        log_in(client, "li-na", "wrong")
    assert "分钟后再试" in log_in(client, "li-na", "wrong").content.decode()


def test_two_hundred_people_log_in_from_one_address_within_a_minute(client):
    moment = clock.now()
    people = [PersonFactory() for _ in range(200)]
    with clock.at(moment):
        for person in people:
            assert log_in(client, person.username).status_code == 302
            client.session.flush()
            client.cookies.clear()


def test_one_locked_account_does_not_use_up_the_tries_of_its_address(client):
    PersonFactory(username="li-na")
    PersonFactory(username="other")
    for _ in range(80):
        log_in(client, "li-na", "wrong")
    assert log_in(client, "other").status_code == 302


def test_sixty_wrong_ones_of_many_accounts_close_the_address_for_a_minute(client):
    PersonFactory(username="li-na")
    for number in range(60):
        log_in(client, f"guess-{number}", "wrong", "10.1.1.1")
    assert "分钟后再试" in log_in(client, "li-na", PASSWORD, "10.1.1.1").content.decode()
    assert log_in(client, "li-na", PASSWORD, "10.1.1.2").status_code == 302


def test_a_throttle_that_cannot_count_lets_nobody_in(client, monkeypatch):
    PersonFactory(username="li-na")

    def broken(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(throttle, "allow", broken)
    with pytest.raises(ConnectionError):
        log_in(client, "li-na")
    assert not is_in(client)


@pytest.mark.parametrize(
    ("traits", "landing"),
    [
        ({"post": Post.GRID_WORKER}, "/my/"),
        ({"post": Post.GRID_WORKER, "role": Role.STREET_ADMIN}, "/my/"),
        ({"role": Role.STREET_ADMIN}, "/manage/"),
        ({"post": Post.CADRE, "role": Role.STREET_ADMIN}, "/manage/"),
        ({"role": Role.DATA_VIEWER}, "/manage/"),
        ({"role": Role.QUESTION_REVIEWER}, "/cms/"),
        ({}, "/my/"),
    ],
)
def test_each_lands_where_their_work_is(client, traits, landing):
    PersonFactory(username="li-na", unit=UnitFactory(kind=UnitKind.STREET), **traits)
    assert log_in(client, "li-na")["Location"] == landing


def test_the_page_asked_for_comes_first_and_a_foreign_one_never(client):
    PersonFactory(username="li-na")
    assert log_in(client, "li-na", next="/my/inbox/")["Location"] == "/my/inbox/"
    client.post("/accounts/logout/")
    assert log_in(client, "li-na", next="https://evil.example/")["Location"] == "/my/"


def test_log_in_failure_and_log_out_leave_audit_lines_without_the_password(client):
    person = PersonFactory(username="li-na")
    log_in(client, "li-na", "my-secret-guess")
    log_in(client, "li-na")
    client.post("/accounts/logout/")
    lines = AuditEntry.objects.filter(object_id=str(person.pk), action__startswith="people.log").order_by("id")
    assert [line.action for line in lines] == ["people.login_failed", "people.logged_in", "people.logged_out"]
    assert all("my-secret-guess" not in str(line.__dict__) for line in lines)
    assert lines[1].address == "127.0.0.1"


@pytest.mark.parametrize(
    "path",
    [
        "inactive/",
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "password/set/",
        "login/code/confirm/",
        "phone/change/",
    ],
)
def test_doors_that_we_do_not_offer_are_missing_pages(client, path):
    client.force_login(PersonFactory(password=None))
    assert client.get(f"/accounts/{path}").status_code == 404


def test_signing_up_is_closed(client):
    response = client.get("/accounts/signup/")
    assert "账号由管理员开通" in response.content.decode()
    client.post("/accounts/signup/", {"username": "intruder", "password1": PASSWORD})
    assert not type(PersonFactory(password=None)).objects.filter(username="intruder").exists()
