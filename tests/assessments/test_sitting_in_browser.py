"""Sitting an exam in a real browser, from the first question to the result (without a network: test_offline_in_browser)."""

import pytest
from playwright.sync_api import expect

from assessments.models import Attempt
from core.models import AuditEntry
from people.models import Message
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.assessments.sitting import answers, choose, to, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.mark.anchor_02
def test_a_double_click_hands_in_once(paper, attempt):
    page = paper()
    page.goto(f"/assessments/attempts/{attempt.pk}/submit/")
    page.get_by_role("button", name="就这样交卷").dblclick()
    page.wait_for_url("**/receipt/")
    page.wait_for_load_state("networkidle")
    acts = AuditEntry.objects.filter(action="assessments.attempt_submitted", object_id=attempt.pk)
    assert (acts.count(), Message.objects.filter(template="exam_result").count()) == (1, 1)


@pytest.mark.anchor_09
def test_the_back_button_after_the_end_leads_to_nothing_that_can_be_edited(paper, attempt):
    page = paper()
    choose(page, 1)
    assert wait_for(lambda: answers(attempt) == {1: "A"})
    page.goto("/assessments/")
    past = attempt.started_at
    Attempt.objects.filter(pk=attempt.pk).update(deadline=past, final_at=past)
    page.go_back()
    page.wait_for_url("**/receipt/")
    assert page.locator("#q1").count() == 0
    assert answers(attempt) == {1: "A"}


def test_a_paper_can_be_answered_with_the_keyboard_alone(paper, attempt):
    page = paper(width=1280)
    page.locator("#q1 .choice input").first.focus()
    page.keyboard.press("Space")
    assert wait_for(lambda: answers(attempt) == {1: "A"})
    page.keyboard.press("Enter")
    expect(page.locator("#q1 [data-flag]")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="下一题").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#q2 legend")).to_be_focused()


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
