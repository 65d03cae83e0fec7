"""Sitting without a network, in two places, on a shared device, with a lapsed log-in: no answer is lost or overwritten."""

import json
import re
import time
import uuid
from datetime import timedelta

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from assessments import services
from tests.assessments.sitting import address, answers, choose, kept, to, wait_for
from tests.people.factories import PersonFactory
from tests.support.browser import session_cookie

pytestmark = pytest.mark.django_db(transaction=True)


def copies(page):
    """The pages that the service worker keeps."""
    return page.evaluate(
        "async () => (await (await caches.open('gridschool-paper')).keys()).map((r) => new URL(r.url).pathname)"
    )


def elsewhere(attempt, position, value):
    """Another device of the same person saves an answer."""
    attempt.refresh_from_db()
    services.save_answer(
        attempt=attempt,
        position=position,
        value=value,
        base_sequence=attempt.sequence,
        client_id=uuid.uuid4(),
        by=attempt.entry.person,
    )


def wait_for_copy(page, attempt):
    assert wait_for(lambda: copies(page) == [address(attempt)])


def cut(page):
    """Take the network away as a phone loses it, for this page."""
    tool = page.context.new_cdp_session(page)
    tool.send("Network.enable")
    tool.send(
        "Network.emulateNetworkConditions",
        {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )


@pytest.fixture
def unreachable(monkeypatch):
    """Nothing is saved until `unreachable.undo()`: a page that is reloaded without a network may still get one request
    out on a busy machine, before the browser holds it back again."""

    def away(**kwargs):
        raise OperationalError("away")

    monkeypatch.setattr("assessments.views.answers.save_answer", away)
    return monkeypatch


@pytest.mark.anchor_24
def test_five_answers_without_a_network_survive_a_reload_and_a_killed_tab(paper, attempt, size, figure, unreachable):
    page = paper()
    wait_for_copy(page, attempt)
    context = page.context
    context.set_offline(True)
    cut(page)
    for number in range(1, 4):
        to(page, number)
        choose(page, number)
    expect(page.locator("[data-strip=offline]")).to_be_visible(timeout=5000)
    expect(page.locator("[data-save]")).to_contain_text("离线 · 待上传 3 条")
    page.wait_for_timeout(size(0, 120_000))
    page.reload()
    expect(page.locator("[data-save]")).to_contain_text("离线 · 待上传 3 条")
    assert page.locator("#q1 .choice input").first.is_checked()
    for number in (4, 5):
        to(page, number)
        choose(page, number)
    expect(page.locator("[data-save]")).to_contain_text("待上传 5 条")
    page.get_by_role("button", name="去交卷").click()
    expect(page.get_by_text("交卷要连上网。")).to_be_visible()
    assert answers(attempt) == {}

    again = context.new_page()
    page.close()
    again.goto(address(attempt))
    expect(again.locator("[data-save]")).to_contain_text("待上传 5 条")
    unreachable.undo()
    context.set_offline(False)
    back = time.monotonic()
    assert wait_for(lambda: len(answers(attempt)) == 5)
    figure(
        f"offline for {size(0, 120)} s: 5 of 5 answers at the server {time.monotonic() - back:.1f} s after the return"
    )
    assert answers(attempt) == {1: "A", 2: ["A"], 3: True, 4: "A", 5: True}
    expect(again.locator("[data-save]")).to_contain_text(re.compile(r"已保存 \d\d:\d\d"))
    expect(again.locator("[data-strip=offline]")).to_be_hidden()


@pytest.mark.anchor_24
def test_the_newest_of_several_answers_wins_when_the_network_is_back(paper, attempt):
    page = paper()
    page.context.set_offline(True)
    for place in (0, 2, 1):
        choose(page, 1, place)
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    page.context.set_offline(False)
    assert wait_for(lambda: answers(attempt) == {1: "B"})


def test_marks_given_without_a_network_survive_a_killed_tab_and_reach_the_server(paper, attempt):
    page = paper()
    wait_for_copy(page, attempt)
    context = page.context
    flagged = lambda: list(attempt.items.filter(flagged=True).values_list("position", flat=True))  # noqa: E731
    page.locator("#q1 [data-flag]").click()
    assert wait_for(lambda: flagged() == [1])
    context.set_offline(True)
    page.locator("#q1 [data-flag]").click()
    to(page, 2)
    page.locator("#q2 [data-flag]").click()
    expect(page.locator("[data-save]")).to_contain_text("离线")
    again = context.new_page()
    page.close()
    again.goto(address(attempt))
    expect(again.locator("#q2 [data-flag]")).to_have_attribute("aria-pressed", "true")
    expect(again.locator("#q1 [data-flag]")).to_have_attribute("aria-pressed", "false")
    assert flagged() == [1]
    context.set_offline(False)
    assert wait_for(lambda: flagged() == [2])
    assert wait_for(lambda: kept(again)["papers"][0]["marks"] == {})


@pytest.mark.anchor_25
def test_a_reply_that_got_lost_makes_no_second_step(paper, attempt):
    page = paper()
    lost = []

    def lose(route):
        reply = route.fetch()
        if lost:
            route.fulfill(response=reply)
        else:
            lost.append(reply.status)
            route.abort()

    page.route("**/answers/", lose)
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("离线 · 待上传 1 条")
    # Changed while the first answer is at the server without anybody here knowing: no clash with oneself, the newest wins.
    choose(page, 1, 2)
    expect(page.locator("[data-save]")).to_contain_text("已保存")
    assert answers(attempt) == {1: "C"}
    assert attempt.steps.count() == 2
    expect(page.locator("[data-strip=device]")).to_be_hidden()


@pytest.mark.anchor_03
def test_two_tabs_never_overwrite_each_other(paper, attempt):
    first = paper()
    second = first.context.new_page()
    second.goto(address(attempt))
    expect(second.get_by_text("这份卷子在另一个页面打开着。")).to_be_visible()
    assert second.locator("#q1 .choice input").first.is_disabled()
    choose(first, 1)
    assert wait_for(lambda: answers(attempt) == {1: "A"})

    second.get_by_role("button", name="在这里继续作答").focus()
    second.keyboard.press("Enter")
    expect(second.locator("#q1 .choice input").first).to_be_checked()
    expect(first.get_by_text("这份卷子在另一个页面打开着。")).to_be_visible()
    assert first.locator("#q1 .choice input").first.is_disabled()
    choose(second, 1, 1)
    assert wait_for(lambda: answers(attempt) == {1: "B"})
    assert attempt.steps.count() == 2


@pytest.mark.anchor_03
def test_a_second_device_is_never_overwritten_unasked(paper, attempt, axe):
    page = paper()
    elsewhere(attempt, 1, "B")
    elsewhere(attempt, 3, "true")
    choose(page, 1, 2)
    expect(page.locator("#q1 [data-conflict]")).to_be_visible()
    expect(page.get_by_text("这份卷子刚才在另一台设备上答过。")).to_be_visible()
    axe(page)
    assert page.locator("#q1 .choice input").first.is_disabled()
    assert page.locator("#q3 .choice input").first.is_checked(), "what changed elsewhere is taken over"
    assert answers(attempt) == {1: "B", 3: True}
    page.get_by_role("button", name="在这里继续作答").click()
    page.locator("#q1").get_by_role("button", name="留这里的答案").click()
    assert wait_for(lambda: answers(attempt) == {1: "C", 3: True})
    expect(page.locator("[data-strip=device]")).to_be_hidden()


@pytest.mark.anchor_11
def test_an_idle_page_learns_of_another_device_and_of_a_moved_deadline(paper, attempt, page_for):
    page = page_for(attempt.entry.person)
    page.clock.install()
    page.goto(address(attempt))
    page.wait_for_selector("[data-sitting][data-ready]")
    elsewhere(attempt, 1, "B")
    attempt.refresh_from_db()
    later = attempt.deadline + timedelta(minutes=30)
    type(attempt).objects.filter(pk=attempt.pk).update(deadline=later, final_at=later)
    page.clock.run_for(20_000)
    expect(page.get_by_text("这份卷子刚才在另一台设备上答过。")).to_be_visible()
    expect(page.locator("[data-timer-words]")).to_have_text(re.compile(r"1:2\d:|1:30:"))


@pytest.mark.anchor_05
@pytest.mark.parametrize("hours", [-1, 1])
def test_a_device_clock_an_hour_wrong_changes_nothing(page_for, attempt, hours):
    page = page_for(attempt.entry.person)
    page.add_init_script(f"const now = Date.now; Date.now = () => now() + {hours} * 3600 * 1000;")
    page.goto(address(attempt))
    wait_for_copy(page, attempt)
    left = re.compile(r"59:|1:00:00")
    expect(page.locator("[data-timer-words]")).to_have_text(left)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-strip=offline]")).to_be_visible()
    expect(page.locator("[data-timer-words]")).to_have_text(left)


def test_an_answer_after_the_deadline_is_told_by_its_number(paper, attempt):
    page = paper()
    page.context.set_offline(True)
    for number in (1, 2):
        to(page, number)
        choose(page, number)
    past = attempt.started_at
    type(attempt).objects.filter(pk=attempt.pk).update(deadline=past, final_at=past)
    page.context.set_offline(False)
    lines = page.locator("[data-strip=late] [data-lines] li")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("第 1 题：时间已到")
    assert page.locator("#q2 .choice input").first.is_disabled()
    assert kept(page)["answers"] == []


def test_on_a_shared_device_the_answers_of_another_person_stay_sealed(paper, attempt, live_server):
    page = paper()
    wait_for_copy(page, attempt)
    page.route("**/answers/", lambda route: route.abort())
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("dialog")).to_contain_text("还有 1 条答案没上传")
    page.get_by_role("button", name="先不退出").click()
    page.get_by_role("button", name="退出").click()
    page.get_by_role("button", name="仍然退出").click()
    page.wait_for_url(lambda url: "/assessments/" not in url)

    other = PersonFactory()
    page.unroute("**/answers/")
    page.context.add_cookies([session_cookie(other, live_server.url)])
    page.goto("/my/")
    assert page.locator("[data-unsent]").is_hidden()
    assert wait_for(lambda: copies(page) == [])
    assert page.goto(address(attempt)).status == 404
    assert [row["person"] for row in kept(page)["answers"]] == [str(attempt.entry.person_id)]
    assert answers(attempt) == {}

    page.context.add_cookies([session_cookie(attempt.entry.person, live_server.url)])
    page.goto("/my/")
    page.get_by_role("link", name="打开试卷，上传").click()
    assert wait_for(lambda: answers(attempt) == {1: "A"})


def test_a_sealed_journal_is_purged_seven_days_after_its_deadline(paper, attempt):
    page = paper()
    page.route("**/answers/", lambda route: route.abort())
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    week = (attempt.deadline.timestamp() + 7 * 24 * 3600) * 1000
    purge = "async (now) => (await import('/static/assessments/store.js')).purge(now)"
    page.evaluate(purge, week - 60_000)
    assert len(kept(page)["answers"]) == 1
    page.evaluate(purge, week + 60_000)
    assert kept(page) == {"papers": [], "answers": []}


def test_logging_in_where_somebody_left_answers_asks_first(paper, attempt):
    page = paper()
    page.route("**/answers/", lambda route: route.abort())
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/")
    page.wait_for_selector("#login[data-confirm]")
    page.locator("#login [name=login]").fill("somebody")
    page.locator("#login [name=password]").fill("something")
    page.locator("#login [type=submit]").click()
    expect(page.get_by_role("dialog")).to_contain_text("还有 1 条答案没上传")


def test_nothing_of_the_paper_stays_on_the_device_after_handing_in(paper, attempt):
    page = paper()
    wait_for_copy(page, attempt)
    page.route("**/answers/", lambda route: route.abort())
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    assert len(kept(page)["answers"]) == 1
    page.unroute("**/answers/")
    page.goto(address(attempt, "submit/"))
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="就这样交卷").click()
    page.wait_for_url("**/receipt/")
    assert wait_for(lambda: kept(page) == {"papers": [], "answers": []})
    assert wait_for(lambda: copies(page) == [])
    assert answers(attempt) == {1: "A"}


def test_the_worker_keeps_every_file_of_the_sitting_page_and_no_other_page(paper, attempt):
    page = paper()
    wait_for_copy(page, attempt)
    asked = page.evaluate("performance.getEntriesByType('resource').map((e) => new URL(e.name).pathname)")
    files = page.evaluate(
        "async () => { const name = (await caches.keys()).find((n) => n.startsWith('gridschool-files'));"
        "return (await (await caches.open(name)).keys()).map((r) => new URL(r.url).pathname); }"
    )
    assert {path for path in asked if path.startswith("/static/")} <= set(files)
    page.goto(address(attempt, "submit/"))
    page.goto("/assessments/")
    page.goto("/my/")
    assert copies(page) == [address(attempt)]
    stored = page.evaluate(
        "async () => (await (await caches.open('gridschool-paper')).match((await (await caches.open("
        "'gridschool-paper')).keys())[0])).text()"
    )
    assert 'data-question="1"' in stored
    for secret in ("explanation", "correct", "解析"):
        assert secret not in json.dumps(stored, ensure_ascii=False)
