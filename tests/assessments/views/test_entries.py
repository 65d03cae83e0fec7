import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from tests.assessments.factories import NOON, EntryFactory, make_attempt, make_exam
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def test_somebody_without_exams_is_told_where_they_come_from(client_of):
    page = client_of(PersonFactory()).get("/assessments/")
    assert "还没有考试" in text(page)


def test_exams_are_listed_with_what_can_be_done_and_why_not(client_of, at):
    person = PersonFactory()
    with at(NOON):
        for code, rules in {
            "READY": {},
            "LATER": {"opens": NOON + timedelta(days=1)},
            "OVER": {"closes": NOON - timedelta(days=1)},
            "ONCE": {"attempts_allowed": 1},
        }.items():
            EntryFactory(person=person, exam=make_exam(code=code, kinds=["single"], **rules))
        make_attempt(entry=person.entries.get(exam__code="ONCE"), answers="wrong", submitted=True)
        page = text(client_of(person).get("/assessments/"))
    for words in ("去考试", "6月26日 12:00 开放", "6月24日 12:00 已截止", "1 次已经用完", "最好成绩 0 分"):
        assert words in page


def test_an_open_attempt_can_be_gone_on_with(client_of):
    attempt = make_attempt()
    page = text(client_of(attempt.entry.person).get("/assessments/"))
    assert "接着答" in page
    assert f"/assessments/attempts/{attempt.pk}/" in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_as_many_queries_for_three_as_for_one(client_of, number):
    person = PersonFactory()
    for code, kinds in list({"A": ["single"], "B": ["multiple"], "C": ["truefalse"]}.items())[:number]:
        make_attempt(entry=EntryFactory(person=person, exam=make_exam(code=code, kinds=kinds)), submitted=True)
    browser = client_of(person)
    with CaptureQueriesContext(connection) as captured:
        browser.get("/assessments/")
    assert len(captured) <= 8


def test_the_start_page_says_the_rules(client_of):
    entry = EntryFactory(exam=make_exam(minutes=45, pass_mark=80, must_pass=(0, 1)))
    page = text(client_of(entry.person).get(f"/assessments/entries/{entry.pk}/"))
    for words in ("45 <small>分钟", "80 <small>分", "有 2 道必答对的题", "这是第 1 次", "开始考试"):
        assert words in page
    assert not entry.attempts.exists()


def test_starting_needs_the_tick_and_leads_to_the_paper(client_of):
    entry = EntryFactory()
    address = f"/assessments/entries/{entry.pk}/"
    browser = client_of(entry.person)
    refused = browser.post(address)
    assert refused.status_code == 422
    assert "请先勾选" in text(refused)
    assert not entry.attempts.exists()
    response = browser.post(address, {"confirmed": "on"})
    assert response.url == f"/assessments/attempts/{entry.attempts.get().pk}/"


def test_a_refused_start_says_why(client_of, at):
    entry = EntryFactory(exam=make_exam(resit_hours=24))
    make_attempt(entry=entry, answers="wrong", submitted=True)
    page = client_of(entry.person).post(f"/assessments/entries/{entry.pk}/", {"confirmed": "on"}, follow=True)
    assert "离上一次考试太近" in text(page)
    assert "开始考试</span>" not in text(page)


def _plain(html, address):
    """Without what differs from request to request."""
    html = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", html)
    return html.replace(address, "").replace(address.replace("/", "%2F"), "")


@pytest.mark.anchor_34
def test_a_foreign_entry_and_a_missing_one_are_the_same(client_of):
    entry = EntryFactory()
    browser = client_of(PersonFactory())
    for method in (browser.get, browser.post):
        foreign = method(f"/assessments/entries/{entry.pk}/")
        missing = method("/assessments/entries/999999/")
        assert foreign.status_code == missing.status_code == 404
        own_address, missing_address = f"entries/{entry.pk}/", "entries/999999/"
        assert _plain(text(foreign), own_address) == _plain(text(missing), missing_address)
    assert not entry.attempts.exists()


def test_without_a_log_in_every_page_asks_for_it(client):
    for address in ("/assessments/", f"/assessments/entries/{EntryFactory().pk}/"):
        assert client.get(address).url == f"/accounts/login/?next={address}"


def test_the_start_page_tells_the_time_that_was_added(client):
    entry = EntryFactory(exam=make_exam(minutes=40))
    client.force_login(entry.person)
    page = f"/assessments/entries/{entry.pk}/"
    assert "可以加时" in client.get(page).content.decode()
    services.set_accommodation(person=entry.person, extra_percent=25, reason="手部受伤", by=None)
    html = client.get(page).content.decode()
    assert "已给您加时 10 分钟" in html
    assert "开始后倒计时 50 分钟" in html
