"""Sitting an exam in a real browser: nothing is lost without a network, over a reload, or when the log-in lapses."""

import re
import time
import uuid

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from assessments import services
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.support.browser import session_cookie

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attempt():
    exam = make_exam(kinds=["single", "multiple", "truefalse", "single", "truefalse"], shuffle_options=False)
    return make_attempt(entry=EntryFactory(exam=exam))


@pytest.fixture
def paper(page_for, attempt):
    """`paper(width=390)` opens the attempt."""

    def open_paper(**kwargs):
        page = page_for(attempt.entry.person, **kwargs)
        page.goto(f"/assessments/attempts/{attempt.pk}/")
        return page

    return open_paper


def choose(page, number, place=0):
    page.locator(f"#q{number} .choice").nth(place).click()


def to(page, number):
    while not page.locator(f"#q{number}").is_visible():
        page.get_by_role("button", name="下一题").click()


def answers(attempt):
    return {step.item.position: step.value for step in attempt.steps.select_related("item").order_by("sequence")}


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return condition()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_paper_is_answered_handed_in_and_its_result_seen(paper, attempt, axe, width):
    page = paper(width=width)
    axe(page)
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("已保存")
    to(page, 2)
    for place in range(3):
        choose(page, 2, place)
    to(page, 3)
    choose(page, 3, 1)
    assert wait_for(lambda: answers(attempt) == {1: "A", 2: ["A", "B", "C"], 3: False})
    to(page, 5)
    page.get_by_role("button", name="去交卷").click()
    page.wait_for_url("**/submit/")
    expect(page.get_by_role("heading", name="还有 2 题未答")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="就这样交卷").click()
    page.wait_for_url("**/receipt/")
    axe(page)
    page.get_by_role("link", name="看成绩").click()
    expect(page.locator(".score")).to_contain_text("60")
    axe(page)


def test_a_paper_can_be_answered_with_the_keyboard_alone(paper, attempt):
    page = paper(width=1280)
    page.locator("#q1 .choice input").first.focus()
    page.keyboard.press("Space")
    assert wait_for(lambda: answers(attempt) == {1: "A"})
    page.get_by_role("button", name="下一题").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#q2 legend")).to_be_focused()


@pytest.mark.anchor(24)
def test_answers_given_without_a_network_arrive_when_it_is_back(paper, attempt):
    page = paper()
    page.context.set_offline(True)
    for number in range(1, 6):
        to(page, number)
        choose(page, number)
    expect(page.locator("[data-strip=offline]")).to_be_visible()
    expect(page.locator("[data-save]")).to_contain_text("待上传 5 条")
    assert answers(attempt) == {}
    page.context.set_offline(False)
    assert wait_for(lambda: len(answers(attempt)) == 5)
    expect(page.locator("[data-save]")).to_contain_text("已保存")
    expect(page.locator("[data-strip=offline]")).to_be_hidden()


@pytest.mark.anchor(24)
def test_an_unsent_answer_survives_closing_the_page(paper, attempt):
    page = paper()
    page.route("**/answers/", lambda route: route.abort())
    choose(page, 1, 2)
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    other = page.context.new_page()
    page.close()
    other.goto(f"/assessments/attempts/{attempt.pk}/")
    assert wait_for(lambda: answers(attempt) == {1: "C"})
    assert other.locator("#q1 .choice input").nth(2).is_checked()


@pytest.mark.anchor(25)
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
    expect(page.locator("[data-save]")).to_contain_text("已保存")
    assert lost == [200]
    assert attempt.steps.count() == 1


@pytest.mark.anchor(3)
def test_a_second_device_is_never_overwritten_unasked(paper, attempt):
    page = paper()
    person = attempt.entry.person

    def elsewhere(position, value, base):
        services.save_answer(
            attempt=attempt, position=position, value=value, base_sequence=base, client_id=uuid.uuid4(), by=person
        )

    elsewhere(1, "B", 0)
    choose(page, 1, 2)
    expect(page.locator("#q1 [data-conflict]")).to_be_visible()
    assert answers(attempt) == {1: "B"}
    page.locator("#q1").get_by_role("button", name="留这里的答案").click()
    assert wait_for(lambda: answers(attempt) == {1: "C"})
    elsewhere(3, "true", 2)
    to(page, 2)
    choose(page, 2, 0)
    assert wait_for(lambda: answers(attempt) == {1: "C", 2: ["A"], 3: True})
    assert page.locator("#q3 .choice input").first.is_checked(), "what changed elsewhere is taken over"


def test_a_lapsed_log_in_keeps_the_answer_and_goes_on_after_it(paper, attempt, live_server):
    page = paper()
    Session.objects.all().delete()
    page.context.clear_cookies(name="sessionid")
    choose(page, 1, 1)
    expect(page.get_by_text("登录过期了，答案都在本机。")).to_be_visible()
    assert answers(attempt) == {}
    link = page.get_by_role("link", name="登录，接着答").get_attribute("href")
    assert re.search(rf"next=/assessments/attempts/{attempt.pk}/$", link)
    page.context.add_cookies([session_cookie(attempt.entry.person, live_server.url)])
    page.goto(f"/assessments/attempts/{attempt.pk}/")
    assert wait_for(lambda: answers(attempt) == {1: "B"})


@pytest.mark.anchor(5)
def test_a_device_clock_an_hour_wrong_changes_nothing(page_for, attempt):
    page = page_for(attempt.entry.person)
    page.add_init_script("const now = Date.now; Date.now = () => now() + 3600 * 1000;")
    page.goto(f"/assessments/attempts/{attempt.pk}/")
    expect(page.locator("[data-timer-words]")).to_have_text(re.compile(r"59:|1:00:00"))


def test_the_paper_works_without_scripts(paper, attempt):
    page = paper(javascript=False)
    page.locator("#q1 .choice").nth(1).click()
    page.get_by_role("button", name="下一题").click()
    page.wait_for_url("**?q=2")
    assert answers(attempt) == {1: "B"}
    page.get_by_role("button", name="标记").click()
    page.wait_for_url("**?q=2")
    assert attempt.items.get(position=2).flagged


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_its_window(page_for, width):
    attempt = make_attempt(answers="wrong", submitted=True)
    open_one = make_attempt(entry=EntryFactory(person=attempt.entry.person, exam=make_exam(code="K2")))
    page = page_for(attempt.entry.person, width=width)
    own, other = f"/assessments/attempts/{open_one.pk}/", f"/assessments/attempts/{attempt.pk}/"
    start = f"/assessments/entries/{open_one.entry_id}/"
    for address in ("/assessments/", start, own, f"{own}submit/", f"{other}receipt/", f"{other}result/?show=all"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_the_first_load_of_a_paper_is_small(page_for):
    exam = make_exam(kinds=["single", "multiple"] * 10)
    attempt = make_attempt(entry=EntryFactory(exam=exam))
    page, bytes_ = page_for(attempt.entry.person), []
    page.on("response", lambda response: bytes_.append(len(response.body()) if response.ok else 0))
    page.goto(f"/assessments/attempts/{attempt.pk}/")
    page.wait_for_load_state("networkidle")
    assert 20_000 < sum(bytes_) <= 300_000


def test_nothing_of_the_paper_stays_on_the_device_after_handing_in(paper, attempt):
    page = paper()
    page.route("**/answers/", lambda route: route.abort())
    choose(page, 1)
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    assert "gridschool" in page.evaluate("JSON.stringify(localStorage)")
    page.unroute("**/answers/")
    page.goto(f"/assessments/attempts/{attempt.pk}/submit/")
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="就这样交卷").click()
    page.wait_for_url("**/receipt/")
    assert page.evaluate("localStorage.length") == 0
    assert answers(attempt) == {1: "A"}
