"""When something goes wrong, the page says what, whether anything was lost, and where to go."""

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import path

from lms import errors
from lms.urls import *  # noqa: F403
from lms.urls import urlpatterns as product
from people.models import User

pytestmark = pytest.mark.django_db


def broken(request):
    raise RuntimeError("broken on purpose")


def forbidden(request):
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def away(request):
    raise OperationalError("the connection is closed")


def faulty(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM no_such_table")


urlpatterns = [
    path("broken/", broken),
    path("away/", away),
    path("faulty/", faulty),
    path("forbidden/", forbidden),
    *product,
]


@pytest.fixture
def worker():
    return User.objects.create_user("worker", display_name="周晓敏", password="a-long-password")


def test_a_missing_page_offers_search_and_ways_on_without_a_session():
    answer = Client().get("/no-such-page/")
    assert answer.status_code == 404
    assert "这一格是空的" in answer.text
    assert 'action="/search/"' in answer.text
    assert 'href="/feedback/"' in answer.text
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.text


@pytest.mark.urls(__name__)
def test_a_forbidden_page_says_whom_to_ask(worker):
    client = Client()
    client.force_login(worker)
    answer = client.get("/forbidden/")
    assert answer.status_code == 403
    assert "联系上级管理员" in answer.text
    assert 'href="/my/"' in answer.text


@pytest.mark.urls(__name__)
def test_a_crash_says_it_is_our_fault_and_gives_a_number():
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert "是我们这边出了问题" in answer.text
    assert f"E-{answer['X-Request-ID'][:8].upper()}" in answer.text
    assert "RuntimeError" not in answer.text


@pytest.mark.urls(__name__)
def test_a_database_that_is_away_means_try_again_soon():
    answer = Client(raise_request_exception=False).get("/away/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "是我们这边出了问题" in answer.text


@pytest.mark.urls(__name__)
def test_what_saves_in_the_background_learns_from_a_code_that_the_database_is_away():
    client = Client(raise_request_exception=False)
    assert client.get("/away/", headers={"accept": "application/json"}).json()["code"] == "temporarily_unavailable"
    assert client.get("/broken/", headers={"accept": "application/json"}).json()["code"] == "server_error"


@pytest.mark.urls(__name__)
def test_faulty_sql_is_a_crash_and_nothing_to_wait_for():
    answer = Client(raise_request_exception=False).get("/faulty/")
    assert answer.status_code == 500
    assert "Retry-After" not in answer


def test_the_page_of_a_crash_needs_no_database(django_assert_num_queries):
    request = RequestFactory().get("/broken/")
    request.COOKIES = {"sessionid": "anything", "gs_mode": "elder"}
    with django_assert_num_queries(0):
        answer = errors.server_error(request)
    assert answer.status_code == 500
    assert 'data-mode="elder"' in answer.text


def test_a_form_without_a_token_is_explained_and_leads_back():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", headers={"referer": "http://testserver/accounts/login/?a=1"})
    assert answer.status_code == 403
    assert "页面放久了" in answer.text
    assert 'href="/accounts/login/?a=1"' in answer.text


def test_a_foreign_referer_is_not_led_back_to():
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", headers={"referer": "https://evil.example/"})
    assert "evil.example" not in answer.text
    assert 'href="/"' in answer.text


def test_a_form_sent_after_the_log_in_ran_out_asks_to_log_in_again():
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = "run-out"
    answer = client.post("/accounts/password/change/", headers={"referer": "http://testserver/feedback/"})
    assert answer.status_code == 403
    assert "太久没动" in answer.text
    assert "/accounts/login/?next=%2Ffeedback%2F" in answer.text


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_a_page_that_saves_in_the_background_gets_a_fragment(headers):
    request = RequestFactory().get("/", headers=headers)
    answer = errors.session_expired(request)
    assert answer.status_code == 401
    assert "data-session-expired" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_too_many_tries_say_how_long_to_wait():
    answer = errors.too_many(RequestFactory().get("/"), 90)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "90"
    assert "请 90 秒后再试" in answer.content.decode()


def test_a_bad_request_says_nothing_was_changed():
    answer = errors.bad_request(RequestFactory().get("/"), ValueError())
    assert answer.status_code == 400
    assert "没有改动任何数据" in answer.content.decode()
