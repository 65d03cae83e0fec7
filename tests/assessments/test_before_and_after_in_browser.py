"""Before the first question and after the last: the check of the device, handing in, the receipt."""

import re

import pytest
from playwright.sync_api import expect

from core import clock
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.assessments.sitting import address, answers, choose, to
from tests.support.browser import session_cookie

pytestmark = pytest.mark.django_db(transaction=True)
BATTERY = "navigator.getBattery = async () => ({ level: %s, charging: false });"


@pytest.fixture
def start_page(page_for):
    """`start_page(script)` opens the page before an exam, after a script."""

    def open_page(script="", **kwargs):
        entry = EntryFactory(exam=make_exam(code="K3"))
        page = page_for(entry.person, **kwargs)
        if script:
            page.add_init_script(script)
        page.goto(f"/assessments/entries/{entry.pk}/")
        return page

    return open_page


@pytest.mark.parametrize("width", [390, 1280])
def test_a_fit_device_is_told_so_before_the_start(start_page, axe, width):
    page = start_page(BATTERY % 0.9, width=width)
    expect(page.locator("[data-sum]")).to_have_text("5 项都正常")
    expect(page.locator("[data-check=network]")).to_contain_text(re.compile(r"往返 \d+ 毫秒"))
    expect(page.locator("[data-check=clock]")).to_contain_text("和服务器一致")
    expect(page.locator("[data-check=battery]")).to_contain_text("还剩 90%")
    expect(page.locator("[data-check=browser]")).to_contain_text("Chrome 浏览器，可以考试")
    axe(page)


def test_nothing_moves_under_the_finger_while_the_device_is_looked_at(page_for):
    """A tap that goes for the box below must not land beside it when a slow network answers at last."""
    entry = EntryFactory(exam=make_exam(code="K3"))
    page, held = page_for(entry.person), []
    page.route("**/healthz", lambda route: held.append(route))
    page.goto(f"/assessments/entries/{entry.pk}/")
    expect(page.locator("[data-check=offline]")).to_contain_text("断网也能接着答")
    expect(page.locator("[data-check=network]")).to_contain_text("正在检查")
    before = page.locator("#id_confirmed").bounding_box()["y"]
    held[0].continue_()
    expect(page.locator("[data-check=clock]")).to_contain_text("和服务器一致")
    assert page.locator("#id_confirmed").bounding_box()["y"] == pytest.approx(before, abs=2)


def test_what_may_get_in_the_way_is_named_and_checked_again_on_demand(start_page):
    ahead = "const now = Date.now; Date.now = () => now() + 12000;"
    page = start_page(BATTERY % 0.34 + ahead, user_agent="Mozilla/5.0 (Linux) Chrome/120 MicroMessenger/8.0")
    expect(page.locator("[data-sum]")).to_have_text("4 项正常，1 项请留意")
    expect(page.locator("[data-check=battery]")).to_contain_text("还剩 34%，建议先接上充电器")
    expect(page.locator("[data-check=clock]")).to_contain_text(re.compile("您的设备快 1[123] 秒，不影响"))
    expect(page.locator("[data-check=browser]")).to_contain_text("微信内置浏览器，可以考试")
    page.route("**/healthz", lambda route: route.abort())
    page.get_by_role("button", name="再查一次").click()
    expect(page.locator("[data-check=network]")).to_contain_text("连不上服务器")
    expect(page.locator("[data-sum]")).to_have_text("3 项正常，2 项请留意")


def test_a_browser_that_keeps_nothing_is_told_so(start_page):
    page = start_page("IDBFactory.prototype.open = () => { throw new Error('private'); };")
    expect(page.get_by_text("本设备不支持离线作答")).to_be_visible()
    expect(page.locator("[data-check=offline]")).to_contain_text("断网时不能刷新")


def test_without_scripts_nothing_is_asked_of_the_device(start_page):
    page = start_page(javascript=False)
    expect(page.locator("[data-device]")).to_be_hidden()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="开始考试").click()
    page.wait_for_url("**/attempts/*/")


def test_over_plain_http_the_start_page_says_that_it_cannot_go_offline(page_for, live_server):
    entry = EntryFactory(exam=make_exam(code="K3"))
    page = page_for(entry.person, base_url="http://exam.test")
    page.context.add_cookies([{**session_cookie(entry.person, live_server.url), "url": "http://exam.test"}])

    def hand_on(route):
        route.fulfill(response=route.fetch(url=route.request.url.replace("http://exam.test", live_server.url)))

    page.route("http://exam.test/**", hand_on)
    page.goto(f"/assessments/entries/{entry.pk}/")
    expect(page.get_by_text("本设备不支持离线作答")).to_be_visible()
    safe = page_for(entry.person)
    safe.goto(f"/assessments/entries/{entry.pk}/")
    expect(safe.get_by_text("断网也能接着答")).to_be_visible()
    expect(safe.get_by_text("本设备不支持离线作答")).to_be_hidden()
    page.unroute_all(behavior="wait")


# --- handing in ------------------------------------------------------------------------------------------------------


def test_what_waits_is_sent_first_and_then_the_paper_is_handed_in(paper, attempt, axe):
    page = paper()
    page.route("**/answers/", lambda route: route.abort())
    for number in (1, 2):
        to(page, number)
        choose(page, number)
    page.goto(address(attempt, "submit/"))
    expect(page.get_by_text("有 2 条答案还没传上去")).to_be_visible()
    expect(page.get_by_text("第 1、2 题的答案存在这台设备上")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="就这样交卷").click()
    expect(page.get_by_text("正在交卷")).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.submitted_at is None
    page.unroute("**/answers/")
    page.wait_for_url("**/receipt/")
    assert answers(attempt) == {1: "A", 2: ["A"]}


def test_handing_in_without_a_network_is_done_when_it_is_back(paper, attempt):
    page = paper()
    page.goto(address(attempt, "submit/"))
    page.context.set_offline(True)
    page.get_by_role("button", name="就这样交卷").click()
    expect(page.get_by_text("正在交卷")).to_be_visible()
    expect(page.locator("[data-save]")).to_contain_text("离线")
    page.context.set_offline(False)
    page.wait_for_url("**/receipt/")
    attempt.refresh_from_db()
    assert attempt.submitted_at


def test_open_questions_are_named_and_lead_back_to_themselves(page_for):
    attempt = make_attempt(answers={1: "A"}, must_pass=(1,))
    page = page_for(attempt.entry.person)
    page.goto(address(attempt, "submit/"))
    expect(page.get_by_text("第 2 题必须答对，还没有答")).to_be_visible()
    page.get_by_role("link", name=attempt.items.get(position=2).version.content["stem"][:20]).click()
    expect(page.locator("#q2")).to_be_visible()


def test_who_may_not_hand_in_yet_is_told_why(paper, attempt):
    # A service worker that has taken the page over hides its requests from `route`.
    page = paper(service_workers="block")
    page.goto(address(attempt, "submit/"))
    type(attempt).objects.filter(pk=attempt.pk).update(paused_at=clock.now())
    page.get_by_role("button", name="就这样交卷").click()
    expect(page.get_by_role("heading", name="考试暂停")).to_be_visible()
    type(attempt).objects.filter(pk=attempt.pk).update(paused_at=None)
    page.goto(address(attempt, "submit/"))
    told = {"code": "too_early_to_submit", "message": "还不到交卷的时间。"}
    page.route("**/submit/", lambda route: route.fulfill(status=409, json=told))
    page.get_by_role("button", name="就这样交卷").click()
    expect(page.locator("[data-strip=notnow]")).to_contain_text("还不到交卷的时间。")
    expect(page.get_by_text("正在交卷")).to_be_hidden()


# --- the receipt -----------------------------------------------------------------------------------------------------


def test_the_receipt_is_one_printed_page_with_its_code(page_for):
    attempt = make_attempt(answers={1: "A"}, submitted=True)
    page = page_for(attempt.entry.person)
    page.goto(address(attempt, "receipt/"))
    expect(page.get_by_role("img", name="回执二维码")).to_be_visible()
    expect(page.get_by_role("button", name="打印回执")).to_be_visible()
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
