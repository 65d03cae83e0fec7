import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from tests.assessments.factories import NOON, EntryFactory, make_attempt, make_exam
from tests.assessments.sessions import make_session
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


# --- sessions, codes -------------------------------------------------------------------------------------------------


@pytest.fixture
def placed(at):
    """An entry in a session that has just begun."""
    with at(NOON - timedelta(days=1)):
        session = make_session(NOON, people=[PersonFactory()], early_submit_minutes=20)
    with at(NOON):
        yield session.entries.get()


def begin(browser, entry, **data):
    return browser.post(f"/assessments/entries/{entry.pk}/", {"confirmed": "on", **data})


def test_the_start_page_of_a_session_asks_for_its_code_and_never_shows_it(client_of, placed):
    browser = client_of(placed.person)
    for page in (
        browser.get(f"/assessments/entries/{placed.pk}/"),
        begin(browser, placed, code="1"),
        browser.get("/assessments/"),
    ):
        assert placed.session.code not in text(page)
    page = text(browser.get(f"/assessments/entries/{placed.pk}/"))
    for words in ("准考码", 'inputmode="numeric"', "柳岸社区活动室", placed.admission_number, "20 分钟后才能交卷"):
        assert words in page


@pytest.mark.parametrize(
    ("code", "words"), [("4817", "现在是 4 位。还可以试 5 次"), ("", "请填监考人现场告诉您的 6 位准考码")]
)
def test_what_cannot_be_a_code_is_told_at_the_field_and_is_no_try(client_of, placed, code, words):
    reply = begin(client_of(placed.person), placed, code=code)
    assert reply.status_code == 422
    assert words in text(reply)
    assert re.search(r'<input(?=[^>]*id="id_code")[^>]*aria-invalid="true"', text(reply))
    placed.refresh_from_db()
    assert placed.code_failures == 0


def test_a_wrong_code_says_how_many_tries_are_left_and_then_until_when_none_is(client_of, placed):
    browser, wrong = client_of(placed.person), f"{(int(placed.session.code) + 1) % 10**6:06}"
    for left in (4, 3, 2, 1):
        reply = begin(browser, placed, code=wrong)
        assert (reply.status_code, f"还可以试 {left} 次" in text(reply)) == (422, True)
        assert " checked" in text(reply), "what was ticked stays ticked"
    assert "6月25日 12:10 以前不能再试" in text(begin(browser, placed, code=wrong))
    assert "以前不能再试" in text(begin(browser, placed, code=placed.session.code))
    assert not placed.attempts.exists()


def test_with_the_right_code_it_begins_and_goes_on_without(client_of, placed):
    browser = client_of(placed.person)
    attempt_page = begin(browser, placed, code=placed.session.code).url
    assert begin(browser, placed).url == attempt_page


def test_a_password_is_asked_for_and_never_shown(client_of):
    entry = EntryFactory(exam=make_exam(password="liuan-2026"))
    browser = client_of(entry.person)
    page = text(browser.get(f"/assessments/entries/{entry.pk}/"))
    assert "考试口令" in page
    assert "liuan-2026" not in page
    assert begin(browser, entry, code="x").status_code == 422
    assert begin(browser, entry, code="liuan-2026").status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": "deferred"}, "已缓考"),
        ({"state": "exempt"}, "免考，不用再考"),
        ({"state": "absent"}, "记为缺考"),
        ({"session": None, "for_session": True}, "还没排进考场"),
    ],
)
def test_who_is_not_expected_reads_why(client_of, placed, change, words):
    type(placed).objects.filter(pk=placed.pk).update(**change)
    browser = client_of(placed.person)
    for address in ("/assessments/", f"/assessments/entries/{placed.pk}/"):
        assert words in text(browser.get(address))


def test_who_is_too_late_reads_what_to_do(client_of, placed, at):
    with at(NOON + timedelta(minutes=16)):
        page = text(client_of(placed.person).get(f"/assessments/entries/{placed.pk}/"))
    assert "12:15 以后不能入场" in page
    assert "请找监考人" in page


def test_too_early_a_paper_is_not_taken_and_the_page_says_from_when(client_of, placed):
    browser = client_of(placed.person)
    address = begin(browser, placed, code=placed.session.code).url
    assert "12:20 起可以交卷" in text(browser.get(f"{address}submit/"))
    reply = browser.post(f"{address}submit/")
    assert (reply.status_code, "12:20 起可以交卷" in text(reply)) == (409, True)
    told = browser.post(f"{address}submit/", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (409, "too_early_to_submit")
    assert not placed.attempts.get().is_finished
