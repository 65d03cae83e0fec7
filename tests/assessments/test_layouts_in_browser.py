"""All questions on one page, and one question after the other in an order that is held."""

import pytest
from playwright.sync_api import expect

from assessments.enums import Layout
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.assessments.sitting import address, answers, choose, kept, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def attempt_with(**rules):
    exam = make_exam(kinds=["single", "multiple", "truefalse"], shuffle_options=False, **rules)
    return make_attempt(entry=EntryFactory(exam=exam))


@pytest.fixture
def open_paper(page_for):
    def open_it(attempt, **kwargs):
        page = page_for(attempt.entry.person, **kwargs)
        page.goto(address(attempt))
        if kwargs.get("javascript", True):
            page.wait_for_selector("[data-sitting][data-ready]")
        return page

    return open_it


@pytest.mark.parametrize("width", [390, 1280])
def test_all_questions_on_one_page_each_with_its_own_state(open_paper, axe, width):
    attempt = attempt_with(layout=Layout.ALL)
    page = open_paper(attempt, width=width)
    for number in (1, 2, 3):
        expect(page.locator(f"#q{number}")).to_be_visible()
    choose(page, 1)
    expect(page.locator("#q1 [data-own-state]")).to_have_text("已保存")
    page.context.set_offline(True)
    choose(page, 3)
    expect(page.locator("#q3 [data-own-state]")).to_have_text("待上传")
    expect(page.locator("#q2 [data-own-state]")).to_have_text("")
    axe(page)
    page.context.set_offline(False)
    assert wait_for(lambda: answers(attempt) == {1: "A", 3: True})
    expect(page.locator("#q3 [data-own-state]")).to_have_text("已保存")


def test_the_sheet_jumps_on_one_page_and_the_keyboard_takes_it_along(open_paper):
    attempt = attempt_with(layout=Layout.ALL)
    page = open_paper(attempt, width=1280, height=500)
    page.locator("aside [data-go='3']").click()
    expect(page.locator("#q3 legend")).to_be_focused()
    expect(page.locator("#q3 legend")).to_be_in_viewport()
    page.locator("#q2 .choice input").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("aside [data-go='2']")).to_have_attribute("aria-current", "true")
    assert wait_for(lambda: answers(attempt) == {2: ["A"]})


def test_without_scripts_one_button_saves_the_whole_page(open_paper):
    attempt = attempt_with(layout=Layout.ALL)
    page = open_paper(attempt, javascript=False)
    choose(page, 1, 1)
    choose(page, 3)
    page.locator("#q2 [data-flag]").click()
    assert answers(attempt) == {1: "B", 3: True}
    assert attempt.items.get(position=2).flagged
    assert page.url.endswith("?q=2#q2")
    choose(page, 2)
    page.locator("summary").click()
    page.locator("details").get_by_role("button", name="交卷").click()
    page.wait_for_url("**/submit/")
    assert answers(attempt) == {1: "B", 2: ["A"], 3: True}


def test_in_a_held_order_going_on_is_asked_and_for_good(open_paper, axe):
    attempt = attempt_with(sequential=True)
    page = open_paper(attempt)
    expect(page.locator("[data-question]")).to_have_count(1)
    page.get_by_role("button", name="下一题").click()
    dialog = page.get_by_role("dialog", name="去下一题吗？")
    expect(dialog).to_contain_text("这一题还没有答")
    axe(page)
    page.keyboard.press("Escape")
    choose(page, 1)
    expect(page.locator(".exambar [data-answered]")).to_have_text("1")
    page.get_by_role("button", name="下一题").click()
    expect(dialog.locator("[data-blank]")).to_be_hidden()
    page.get_by_role("button", name="去下一题，不返回").click()
    expect(page.locator("#q2")).to_be_visible()
    page.wait_for_selector("[data-sitting][data-ready]")
    assert answers(attempt) == {1: "A"}
    expect(page.locator("[data-question]")).to_have_count(1)
    expect(page.locator(".exambar [data-answered]")).to_have_text("1")
    page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="去下一题，不返回").click()
    expect(page.locator("#q3")).to_be_visible()
    page.wait_for_selector("[data-sitting][data-ready]")
    choose(page, 3)
    page.get_by_role("button", name="去交卷").click()
    page.wait_for_url("**/submit/")
    expect(page.get_by_text("还有 1 题未答")).to_be_visible()


def test_without_a_network_the_next_question_has_to_wait(open_paper):
    attempt = attempt_with(sequential=True)
    page = open_paper(attempt)
    page.context.set_offline(True)
    choose(page, 1)
    page.get_by_role("button", name="下一题").click()
    expect(page.get_by_text("下一题要连上网才能看。")).to_be_visible()
    assert len(kept(page)["answers"]) == 1
    page.context.set_offline(False)
    assert wait_for(lambda: answers(attempt) == {1: "A"})
    page.get_by_role("button", name="下一题").click()
    page.get_by_role("button", name="去下一题，不返回").click()
    expect(page.locator("#q2")).to_be_visible()


def test_a_page_that_another_one_has_overtaken_says_so(open_paper):
    attempt = attempt_with(sequential=True)
    page = open_paper(attempt)
    type(attempt).objects.filter(pk=attempt.pk).update(reached=2)
    choose(page, 1)
    expect(page.locator("[data-strip=refused] li")).to_contain_text("第 1 题：")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("link", name="去现在这一题").click()
    expect(page.locator("#q2")).to_be_visible()
    assert answers(attempt) == {}
