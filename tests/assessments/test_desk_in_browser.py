"""The invigilation desk in a real browser, beside a candidate's page in another one."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from assessments.models import Attempt, ExamSession
from assessments.services import place_entries
from core import clock
from people.enums import Role
from tests.assessments.factories import answer, make_attempt, make_exam
from tests.assessments.sessions import candidate, make_session, sit
from tests.assessments.sitting import wait_for
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
# An open page asks every fifteen seconds, a little more or less.
SOON = 20_000


@pytest.fixture
def invigilator():
    return PersonFactory(role=Role.INVIGILATOR, display_name="何子涵", password=None)


@pytest.fixture
def session(invigilator):
    exam = make_exam(shuffle_options=False, grace_seconds=0)
    starts = clock.now() - timedelta(minutes=10)
    return make_session(starts, exam=exam, ends=starts + timedelta(hours=2), invigilators=[invigilator])


def seat(session, name="周晓岚", **more):
    """Somebody who is answering in the session."""
    [entry] = place_entries(session=session, people=[candidate(display_name=name)], by=None)
    sit(entry)
    return make_attempt(entry=entry, **more)


@pytest.fixture
def desk(page_for, invigilator, session):
    """`desk(width=1280)` is the open desk."""

    def open_desk(**kwargs):
        page = page_for(invigilator, **{"width": 1280, **kwargs})
        page.goto(f"/manage/exams/sessions/{session.pk}/")
        return page

    return open_desk


def look(page):
    """What the page does by itself every ten seconds."""
    page.evaluate("htmx.trigger(document.querySelector('[data-desk]'), 'desk:look')")


def choose(page, name, act):
    page.locator("tr", has_text=name).locator("summary").click()
    page.get_by_role("link", name=act).click()
    expect(page.locator("#ask")).to_be_visible()


def test_what_the_invigilator_does_reaches_the_candidates_page(desk, page_for, session):
    attempt = seat(session)
    candidate, page = page_for(attempt.entry.person), desk()
    candidate.goto(f"/assessments/attempts/{attempt.pk}/")
    candidate.wait_for_selector("[data-sitting][data-ready]")
    left = seconds(candidate)

    choose(page, "周晓岚", "加时间")
    page.locator("#ask").get_by_role("button", name="加时间").click()
    expect(page.locator("#ask")).to_be_hidden()
    assert wait_for(lambda: seconds(candidate) > left + 200, SOON / 1000)
    expect(page.locator("#desk")).to_contain_text("周晓岚：加时 5 分钟")

    page.get_by_role("link", name="全场暂停").click()
    page.get_by_label("给考生看的一句话").fill("楼里停电，请坐在原位。")
    page.get_by_role("button", name="暂停 1 人").click()
    expect(page.locator("#desk")).to_contain_text("起全场暂停")
    asks(candidate)
    expect(candidate.get_by_text("楼里停电，请坐在原位。").first).to_be_visible(timeout=SOON)
    expect(candidate.locator("#q1")).to_be_hidden()

    page.get_by_role("button", name="恢复答题").click()
    asks(candidate)
    expect(candidate.locator("#q1")).to_be_visible(timeout=SOON)
    candidate.locator("#q1 .choice").first.click()
    assert wait_for(lambda: attempt.steps.count() == 1)

    page.get_by_role("link", name="全场收卷").click()
    page.get_by_label("先给 1 分钟提示").uncheck()
    page.get_by_role("button", name="全场收卷").click()
    expect(page.locator("#desk")).to_contain_text("这一场已经结束")
    asks(candidate)
    candidate.wait_for_url("**/receipt/", timeout=SOON)


def asks(page):
    """The page asks now; that it does by itself every 15 s was seen at the first act."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def seconds(page):
    """What the clock on a sitting page says."""
    total = 0
    for part in page.locator("[data-timer-words]").inner_text().split(":"):
        total = total * 60 + int(part)
    return total


def test_an_update_takes_neither_focus_nor_an_open_menu_away(desk, session):
    first, second = seat(session), seat(session, "欧阳兰")
    page = desk()
    row = page.locator("tr", has_text="欧阳兰")
    row.locator("summary").click()
    row.get_by_role("link", name="加时间").focus()
    answer(first, 1, "A"), answer(second, 1, "A")
    look(page)
    expect(page.locator("tr", has_text="周晓岚")).to_contain_text("1／3")
    expect(row).to_contain_text("1／3")
    expect(row.get_by_role("link", name="加时间")).to_be_focused()
    expect(row.locator("details")).to_have_attribute("open", "")
    # Somebody new comes in: the others stay where they are.
    seat(session, "吴为民")
    look(page)
    expect(page.locator("tr", has_text="吴为民")).to_be_visible()
    expect(row.get_by_role("link", name="加时间")).to_be_focused()


def test_the_desk_looks_by_itself(desk, session):
    attempt = seat(session)
    page = desk()
    answer(attempt, 1, "A")
    expect(page.locator("tr", has_text="周晓岚")).to_contain_text("1／3", timeout=SOON)


def test_an_update_that_fails_is_said_until_one_succeeds(desk, session):
    seat(session)
    page = desk()
    page.context.set_offline(True)
    look(page)
    expect(page.locator("[data-desk-lost]")).to_be_visible()
    page.context.set_offline(False)
    look(page)
    expect(page.locator("[data-desk-lost]")).to_be_hidden()


def test_a_lapsed_log_in_leaves_the_desk_as_it_was_and_says_so(desk, session):
    seat(session)
    page = desk()
    page.context.clear_cookies()
    look(page)
    expect(page.locator("[data-desk-lost]")).to_be_visible()
    expect(page.locator("tr", has_text="周晓岚")).to_be_visible()


def test_a_dialog_says_what_is_missing_and_gives_the_focus_back(desk, session):
    attempt = seat(session)
    page = desk()
    choose(page, "周晓岚", "作废")
    dialog = page.locator("#ask")
    dialog.get_by_label("事实和理由").fill("太短")
    # The browser would stop a text that is too short; the server says the same.
    dialog.locator("form").evaluate("form => form.noValidate = true")
    dialog.get_by_role("button", name="作废这一次").click()
    expect(dialog).to_contain_text("至少 10 个字")
    expect(dialog.get_by_label("事实和理由")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("tr", has_text="周晓岚").locator("summary")).to_be_focused()
    choose(page, "周晓岚", "作废")
    dialog.get_by_label("事实和理由").fill("14:52 由旁边的人代为作答，已当场核对")
    dialog.get_by_role("button", name="作废这一次").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("tr", has_text="周晓岚")).to_contain_text("已作废")
    assert Attempt.objects.get(pk=attempt.pk).state == "voided"


def test_own_minutes_are_asked_for_only_where_they_are_meant(desk, session):
    attempt = seat(session)
    page = desk()
    choose(page, "周晓岚", "加时间")
    dialog = page.locator("#ask")
    expect(dialog.get_by_label("其他分钟数")).to_be_hidden()
    dialog.get_by_label("其他", exact=True).check()
    dialog.get_by_label("其他分钟数").fill("7")
    dialog.get_by_label("理由", exact=True).select_option("其他原因")
    dialog.get_by_label("其他理由").fill("送来的平板坏了")
    dialog.get_by_role("button", name="加时间").click()
    expect(dialog).to_be_hidden()
    assert Attempt.objects.get(pk=attempt.pk).added_seconds == 420


def test_everything_is_done_without_scripts_too(desk, session):
    attempt = seat(session)
    page = desk(javascript=False)
    page.locator("tr", has_text="周晓岚").locator("summary").click()
    page.get_by_role("link", name="加时间").click()
    page.get_by_role("button", name="加时间").click()
    expect(page.locator("main")).to_contain_text("给周晓岚加了 5 分钟")
    assert Attempt.objects.get(pk=attempt.pk).added_seconds == 300
    page.get_by_role("link", name="全场暂停").click()
    page.get_by_role("button", name="暂停 1 人").click()
    assert ExamSession.objects.get().paused_at


@pytest.mark.parametrize("width", [390, 1280])
def test_the_desk_has_no_barrier_and_is_no_wider_than_its_window(desk, session, axe, width):
    seat(session, "欧阳兰", answers="right", submitted=True)
    seat(session)
    page = desk(width=width, reduced_motion="reduce")
    axe(page)
    page.locator("tr", has_text="周晓岚").locator("summary").click()
    axe(page)
    page.get_by_role("link", name="加时间").click()
    expect(page.locator("#ask")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    for narrow in (width, 320):
        page.set_viewport_size({"width": narrow, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= narrow
