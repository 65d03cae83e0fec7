"""The frame: who sees which navigation, and what a public page must not do."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.test import Client, override_settings

from people.models import Message, OrgUnit, RoleGrant, User

pytestmark = pytest.mark.django_db
PUBLIC = ["/feedback/", "/privacy/", "/accessibility/", "/display/"]


@pytest.fixture
def worker():
    return User.objects.create_user("worker", display_name="周晓敏", password="a-long-password")


@pytest.fixture
def signed_in(worker):
    client = Client()
    client.force_login(worker)
    return client


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_touches_no_session_and_carries_no_token(address, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = Client().get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Session.objects.exists()
    assert "csrfmiddlewaretoken" not in answer.text
    assert 'method="post"' not in answer.text


@pytest.mark.parametrize("address", [*PUBLIC, "/accounts/login/"])
def test_a_page_has_no_inline_script_or_style_and_asks_no_other_host(address):
    html = Client().get(address).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "<style" not in html
    assert not re.search(r"\sstyle=", html)
    assert not re.search(r"\son\w+=", html)
    assert not re.search(r"(?:src|<link[^>]*href)=\"(?:https?:)?//", html)


def test_residents_get_the_emergency_strip_the_public_navigation_and_the_foot():
    html = Client().get("/feedback/").text
    assert all(f'href="tel:{number}"' in html for number in ("119", "110", "120"))
    assert "/display/?mode=elder" in html
    assert "/language/?lang=en" in html
    assert 'class="bottombar' not in html
    assert 'href="/accounts/login/"' in html


def test_learners_get_the_bar_of_five_and_their_own_menu(signed_in):
    html = signed_in.get("/accounts/password/change/").text
    bar = html[html.index('class="bottombar') :]
    assert re.findall(r'<a href="([^"]+)"', bar)[:5] == [
        "/my/",
        "/courses/",
        "/assessments/",
        "/my/competency/",
        "/my/certificates/",
    ]
    assert "周晓敏" in html
    assert "tel:119" not in html


def test_log_out_is_a_form_on_every_page_of_a_signed_in_person(signed_in):
    for address in [*PUBLIC, "/accounts/password/change/", "/accounts/2fa/", "/nowhere/", "/manage/nowhere/"]:
        html = signed_in.get(address).text
        form = re.search(r'<form method="post" action="/accounts/logout/"[^>]*>.*?</form>', html, re.S)
        assert form, address
        assert "csrfmiddlewaretoken" in form.group(0), address


def test_complaints_are_one_tap_away_for_learners(signed_in):
    assert 'href="/feedback/"' in signed_in.get("/accounts/password/change/").text


def test_unread_messages_are_counted_and_said_in_words(signed_in, worker):
    assert "有没看的消息" not in signed_in.get("/feedback/").text
    Message.objects.create(person=worker, template="x", dedupe_key="1")
    html = signed_in.get("/feedback/").text
    assert "有没看的消息" in html
    assert '<span class="tag">1</span>' in html


def test_only_roles_open_the_ways_to_manage_and_edit(signed_in, worker):
    html = signed_in.get("/feedback/").text
    assert 'href="/manage/"' not in html
    assert 'href="/cms/"' not in html
    unit = OrgUnit.add_root(name="青石街道", kind="street")
    RoleGrant.objects.create(person=worker, role="street_admin", unit=unit)
    html = signed_in.get("/feedback/").text
    assert 'href="/manage/"' in html
    assert 'href="/cms/"' not in html
    RoleGrant.objects.create(person=worker, role="course_editor", unit=unit)
    assert 'href="/cms/"' in signed_in.get("/feedback/").text


def test_managers_get_the_rail_and_a_menu_for_phones(signed_in, worker):
    RoleGrant.objects.create(person=worker, role="street_admin", unit=OrgUnit.add_root(name="青石街道", kind="street"))
    html = signed_in.get("/manage/nowhere/").text
    assert 'class="rail' in html
    assert "看情况" in html
    assert "办事情" in html
    assert 'class="foot"' not in html
    assert "tel:119" not in html


def test_a_dead_session_cookie_is_a_stranger():
    client = Client()
    client.cookies["sessionid"] = "gone"
    html = client.get("/feedback/").text
    assert "退出" not in html
    assert 'href="/accounts/login/"' in html


@override_settings(
    SITE_FOOTER={
        "organiser": "青禾县",
        "phone": "0531-12345",
        "icp": "X备1号-1",
        "police": "X公网安备2号",
        "gov_id": "3701",
    }
)
def test_the_foot_shows_the_filing_fields_that_are_set():
    html = Client().get("/feedback/").text
    assert all(words in html for words in ("青禾县", "0531-12345", "X备1号-1", "X公网安备2号", "3701"))
    assert "https://beian.miit.gov.cn/" in html


@override_settings(SITE_FOOTER={"organiser": "", "phone": "", "icp": "", "police": "", "gov_id": ""})
def test_the_foot_leaves_out_the_filing_fields_that_are_not_set():
    html = Client().get("/feedback/").text
    assert "beian" not in html
    assert "主办单位" not in html
    assert 'class="legal"' not in html


def test_demo_accounts_are_offered_in_demo_mode_only():
    assert "demo-worker" not in Client().get("/accounts/login/").text
    with override_settings(DEMO=True):
        html = Client().get("/accounts/login/").text
    assert 'data-fill-user="demo-worker"' in html
    assert "gridschool-demo" in html


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/password/reset/key/1-bad/",
    ],
)
def test_the_pages_before_log_in_look_like_ours(address):
    html = Client().get(address).text
    assert 'class="panel"' in html
    assert "网格学堂" in html
    assert html.count("<h1") == 1
    assert not re.search(r"Sign|Password Reset|Menu:", html)


@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/"])
def test_the_pages_of_ones_account_look_like_ours(signed_in, address):
    html = signed_in.get(address).text
    assert "网格学堂" in html
    assert html.count("<h1") == 1
    assert not re.search(r"Sign|Change Password|Two-Factor|Menu:", html)


def test_logging_in_and_out_says_nothing_needless(signed_in):
    answer = signed_in.post("/accounts/logout/")
    assert answer.status_code == 302
    assert "messages" not in answer.cookies


def test_the_frame_of_an_exam_has_no_navigation_but_a_way_out(worker, rf):
    request = rf.get("/assessments/attempts/1/")
    request.COOKIES["sessionid"] = "here"
    request.user = worker
    html = render_to_string("base_exam.html", {}, request)
    assert 'class="nav"' not in html
    assert 'class="bottombar' not in html
    assert 'action="/accounts/logout/"' in html
    assert "/display/?mode=elder" in html
    assert html.count("<h1") == 1


def test_the_editing_screens_carry_our_name_and_mark(worker):
    worker.is_superuser = worker.is_staff = True
    worker.save()
    client = Client()
    client.force_login(worker)
    html = client.get("/cms/").text
    assert "- 网格学堂</title>" in html
    assert "core/icons/mark.svg" in html
    assert "wagtailadmin/images/favicon.ico" not in html
