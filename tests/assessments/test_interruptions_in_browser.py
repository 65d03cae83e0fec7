"""What comes between a candidate and the paper: a lapsed log-in, an answer that is refused, time that runs out."""

import json
import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import expect

from core.models import AuditEntry
from tests.assessments.sitting import address, answers, choose, kept, to, wait_for
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a-long-enough-secret"


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def lapsed(paper, attempt):
    """A sitting whose log-in has run out, which the page has just learnt from an answer that it sent."""
    with_password(attempt.entry.person)
    page = paper()
    Session.objects.all().delete()
    cache.clear()
    choose(page, 1, 1)
    expect(page.get_by_role("dialog", name="登录过期了")).to_be_visible()
    assert answers(attempt) == {}
    return page


def log_in(page, password=PASSWORD, name=None):
    dialog = page.locator("#log-in")
    if name:
        dialog.locator("[name=login]").fill(name)
    dialog.locator("[name=password]").fill(password)
    page.keyboard.press("Enter")


def test_a_lapsed_log_in_is_renewed_in_place_and_the_same_attempt_goes_on(lapsed, attempt, axe):
    axe(lapsed)
    lapsed.evaluate("window.stayed = true")
    expect(lapsed.locator("#log-in [name=password]")).to_be_focused()
    log_in(lapsed, "wrong")
    expect(lapsed.locator("#log-in [role=alert]")).to_contain_text("账号或密码不对")
    log_in(lapsed)
    assert wait_for(lambda: answers(attempt) == {1: "B"})
    expect(lapsed.locator("#log-in")).to_be_hidden()
    expect(lapsed.locator("[data-strip=session]")).to_be_hidden()
    to(lapsed, 2)
    choose(lapsed, 2)
    assert wait_for(lambda: answers(attempt) == {1: "B", 2: ["A"]})
    assert lapsed.evaluate("window.stayed")
    assert attempt.entry.attempts.count() == 1
    assert AuditEntry.objects.filter(action="people.login_failed").count() == 1
    lapsed.get_by_role("button", name="退出").click()
    lapsed.wait_for_url(lambda url: "/assessments/" not in url)


def test_who_would_rather_write_on_finds_the_log_in_again(lapsed, attempt):
    lapsed.keyboard.press("Escape")
    choose(lapsed, 1, 2)
    expect(lapsed.locator("[data-save]")).to_contain_text("待上传 1 条")
    lapsed.get_by_role("button", name="登录，接着答").click()
    log_in(lapsed)
    assert wait_for(lambda: answers(attempt) == {1: "C"})


def test_another_person_who_logs_in_there_sees_and_sends_nothing(lapsed, attempt):
    other = with_password(PersonFactory())
    log_in(lapsed, name=other.username)
    expect(lapsed.get_by_text("这台设备换了人登录。")).to_be_visible()
    expect(lapsed.locator("[data-question]")).to_have_count(0)
    assert [row["person"] for row in kept(lapsed)["answers"]] == [str(attempt.entry.person_id)]
    lapsed.wait_for_timeout(500)
    assert answers(attempt) == {}
    assert not attempt.steps.exists()


def test_with_a_second_factor_the_way_on_is_named(lapsed, attempt):
    TOTP.activate(attempt.entry.person, generate_totp_secret())
    log_in(lapsed)
    lapsed.get_by_role("link", name="去填验证码").click()
    lapsed.wait_for_url("**/accounts/2fa/authenticate/**")
    assert kept(lapsed)["answers"]


# --- refused answers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"value": "Z"}, 422),
        ({"value": {"$gt": ""}}, 422),
        ({"value": "A" * 30_000}, 400),
        ({"base_sequence": -1}, 400),
    ],
)
def test_a_refused_answer_is_told_and_the_stored_one_comes_back(paper, attempt, change, status):
    page, replies = paper(), []
    choose(page, 1)
    assert wait_for(lambda: answers(attempt) == {1: "A"})
    expect(page.locator("[data-save]")).to_contain_text("已保存")
    page.on("response", lambda reply: replies.append(reply.status) if "/answers/" in reply.url else None)
    spoil = lambda route: route.continue_(post_data=json.dumps({**route.request.post_data_json, **change}))  # noqa: E731
    page.route("**/answers/", spoil)
    choose(page, 1, 2)
    expect(page.locator("[data-strip=refused] li")).to_contain_text("第 1 题：这个答案没有存上")
    expect(page.locator("#q1 .choice input").first).to_be_checked()
    expect(page.locator("[data-save]")).to_contain_text("已保存")
    assert replies == [status]
    assert answers(attempt) == {1: "A"}
    assert kept(page)["answers"] == []


def test_only_the_products_own_word_counts_as_saved(paper, attempt):
    page = paper()
    page.route("**/answers/", lambda route: route.fulfill(status=200, body="<h1>Wi-Fi log-in</h1>"))
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("离线 · 待上传 1 条")
    page.unroute("**/answers/")
    page.route("**/answers/", lambda route: route.fulfill(status=413, body="too large"))
    expect(page.locator("[data-strip=refused] li")).to_contain_text("没有存上")
    assert answers(attempt) == {}


# --- time ------------------------------------------------------------------------------------------------------------


def test_milestones_are_said_quietly_once_and_not_by_colour_alone(page_for, attempt):
    page = page_for(attempt.entry.person, width=1280)
    page.clock.install()
    page.goto(address(attempt))
    page.wait_for_selector("[data-sitting][data-ready]")
    said = page.locator("[data-timer-said]")
    expect(said).to_have_attribute("role", "status")
    expect(said).to_have_text("")
    for minutes, words in ((30, "还剩 30 分钟"), (10, "还剩 10 分钟"), (5, "还剩 5 分钟"), (1, "还剩 1 分钟")):
        page.route("**/state/*", lambda route: route.abort())
        left = page.locator("[data-timer-words]").inner_text()
        parts = [int(part) for part in left.split(":")]
        seconds = sum(part * 60**place for place, part in enumerate(reversed(parts)))
        page.clock.run_for((seconds - minutes * 60) * 1000 + 600)
        expect(said).to_have_text(words)
    expect(page.locator("[data-timer]")).to_contain_text("快到时间")
    expect(page.locator("[data-timer]")).to_have_class(re.compile("is-overdue"))


def test_a_moved_deadline_is_told(paper, attempt):
    page = paper()
    later = attempt.deadline + timedelta(minutes=30)
    type(attempt).objects.filter(pk=attempt.pk).update(deadline=later, final_at=later)
    choose(page, 1)
    expect(page.get_by_text("加时了，现在还有 90 分钟。")).to_be_visible()
    expect(page.locator("[data-timer-words]")).to_have_text(re.compile(r"1:(2|30)"))
    to(page, 2)
    expect(page.get_by_text("加时了")).to_be_hidden()
