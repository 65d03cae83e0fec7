"""The pages of an attempt from the paper to the result."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
PAGES = ("", "submit/", "receipt/", "result/")


def text(response):
    return response.content.decode()


def page(browser, attempt, what="", **query):
    return browser.get(f"/assessments/attempts/{attempt.pk}/{what}", query)


def test_the_paper_shows_one_question_and_holds_all(client_of):
    attempt = make_attempt()
    shown = text(page(client_of(attempt.entry.person), attempt, q=2))
    assert shown.count("data-question=") == 3
    assert shown.count('data-question="1" hidden') == shown.count('data-question="3" hidden') == 1
    assert 'data-question="2">' in shown
    assert 'name="client_id"' in shown


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "٣", "9" * 40])
def test_a_question_that_is_not_there_leads_to_one_that_is(client_of, number):
    attempt = make_attempt()
    assert page(client_of(attempt.entry.person), attempt, q=number).status_code == 200


def test_the_paper_shows_what_was_answered_and_flagged(client_of):
    attempt = make_attempt(answers={1: "A", 3: "false"})
    services.set_flag(attempt=attempt, position=2, flagged=True, by=attempt.entry.person)
    shown = text(page(client_of(attempt.entry.person), attempt))
    assert shown.count("，已答") >= 2
    assert "，未答，已标记" in shown
    assert shown.count(" checked") == 2


@pytest.mark.parametrize("kinds", [["single"], ["single", "multiple", "truefalse"] * 5])
def test_the_paper_takes_as_many_queries_whatever_the_mix(client_of, kinds):
    attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=kinds)))
    browser = client_of(attempt.entry.person)
    with CaptureQueriesContext(connection) as captured:
        page(browser, attempt)
    assert len(captured) <= 6


@pytest.mark.parametrize("what", PAGES)
def test_every_page_is_kept_by_no_cache_and_seen_by_its_owner_only(client_of, what):
    attempt = make_attempt(answers="right", submitted=what in ("receipt/", "result/"))
    response = page(client_of(attempt.entry.person), attempt, what)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    foreign = page(client_of(PersonFactory()), attempt, what)
    missing = page(client_of(PersonFactory()), type(attempt)(pk=10**6), what)
    assert foreign.status_code == missing.status_code == 404


def test_a_manager_does_not_open_another_persons_paper(client_of):
    attempt = make_attempt()
    browser = client_of(PersonFactory(admin=True))
    assert {page(browser, attempt, what).status_code for what in PAGES} == {404}


def test_before_handing_in_what_is_open_is_listed(client_of):
    attempt = make_attempt(answers={1: "A"}, must_pass=(1,))
    shown = text(page(client_of(attempt.entry.person), attempt, "submit/"))
    assert "还有 2 题未答" in shown
    assert "第 2 题必须答对，还没有答" in shown
    assert "回去答第 2 题" in shown


def test_with_everything_answered_nothing_is_asked(client_of):
    attempt = make_attempt(answers="right")
    assert "每一题都答了" in text(page(client_of(attempt.entry.person), attempt, "submit/"))


def test_a_finished_paper_leads_to_the_receipt_and_an_open_one_back_to_the_paper(client_of):
    attempt = make_attempt()
    browser, address = client_of(attempt.entry.person), f"/assessments/attempts/{attempt.pk}/"
    assert page(browser, attempt, "receipt/").url == page(browser, attempt, "result/").url == address
    browser.post(f"{address}submit/", {"submit_key": str(uuid.uuid4())})
    assert page(browser, attempt).url == page(browser, attempt, "submit/").url == f"{address}receipt/"


def test_the_receipt_says_what_was_handed_in(client_of):
    attempt = make_attempt(answers={1: "A", 2: ["A"]}, submitted=True)
    shown = text(page(client_of(attempt.entry.person), attempt, "receipt/"))
    assert attempt.receipt in shown
    assert "3 题，答了 2 题，共保存 2 次" in shown
    assert "本人交卷" in shown


@pytest.mark.anchor_07
def test_an_expired_paper_shows_as_closed_and_a_look_changes_nothing(client_of, at):
    with at(NOON):
        attempt = make_attempt(minutes=10, answers={1: "A"})
    browser = client_of(attempt.entry.person)
    with at(NOON + timedelta(hours=1)):
        assert page(browser, attempt).url.endswith("receipt/")
        assert "时间到，" in text(page(browser, attempt, "receipt/"))
        assert "正在评分" in text(page(browser, attempt, "result/"))
        assert "已交卷，正在评分" in text(browser.get("/assessments/"))
    attempt.refresh_from_db()
    assert attempt.state == "in_progress"


def test_the_result_shows_score_and_reasons(client_of):
    attempt = make_attempt(answers={1: "A", 2: ["A", "D"], 3: "false"}, submitted=True, pass_mark=60, must_pass=(0,))
    shown = text(page(client_of(attempt.entry.person), attempt, "result/"))
    for words in (
        "合格",
        "66.67",
        "及格 60",
        "必答对 1／1",
        "没得满分 1",
        "您选了，不正确",
        "您没有选，应当选",
        "先报警，再救人。",
    ):
        assert words in shown
    everything = text(page(client_of(attempt.entry.person), attempt, "result/", show="all"))
    assert everything.count("依据：消防法第四十四条") == 3


def test_a_failed_result_offers_the_way_on(client_of):
    attempt = make_attempt(answers="wrong", submitted=True)
    shown = text(page(client_of(attempt.entry.person), attempt, "result/"))
    assert "没有合格" in shown
    assert f"/assessments/entries/{attempt.entry_id}/" in shown


def test_answers_that_came_too_late_are_shown_as_not_counted(client_of, at):
    with at(NOON):
        attempt = make_attempt(minutes=10)
    with at(attempt.final_at + timedelta(seconds=5)):
        answer(attempt, 2, ["A"])
        services.close_expired()
    assert "第 2 题有答案在收卷之后才到" in text(page(client_of(attempt.entry.person), attempt, "result/"))


@pytest.mark.parametrize("submitted", [True, False])
def test_a_void_attempt_says_so_with_the_reason_and_where_to_turn(client_of, submitted):
    attempt = make_attempt(answers="right", submitted=submitted)
    services.void_attempt(attempt=attempt, reason="14:20 换了别人作答", by=None)
    client = client_of(attempt.entry.person)
    for what in ("result/", "receipt/"):
        shown = text(page(client, attempt, what)).partition("<main")[2].partition("</main")[0]
        assert "已经作废" in shown
        assert "14:20 换了别人作答" in shown
        assert "复核" in shown
        assert "100" not in shown.replace(str(attempt.entry.person), "")
        assert "到时间，保存过的答案都算" not in shown
    exams = text(client.get("/assessments/"))
    assert "第 1 次已作废" in exams
    assert f"/assessments/attempts/{attempt.pk}/result/" in exams


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_drawn_in_both_languages(client_of, settings, language):
    attempt = make_attempt()
    browser = client_of(attempt.entry.person)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for address in (
        "/assessments/",
        f"/assessments/entries/{attempt.entry_id}/",
        f"/assessments/attempts/{attempt.pk}/",
    ):
        assert browser.get(address).status_code == 200
