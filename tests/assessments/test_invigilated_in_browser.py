"""What the invigilator does reaches the page of the candidate: pause, going on, calling in; leaving the page is told."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from tests.assessments.sitting import address, answers, choose, kept, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def set_attempt(attempt, **fields):
    type(attempt).objects.filter(pk=attempt.pk).update(**fields)


def look(page):
    """The page asks the server now, as it does within 15 seconds."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def test_a_pause_puts_the_questions_away_and_the_paper_goes_on_by_itself(paper, attempt, axe):
    page = paper()
    set_attempt(attempt, paused_at=clock.now())
    choose(page, 1)
    expect(page.locator("[data-pause]")).to_contain_text("考试暂停，请坐在原位稍等。")
    expect(page.locator("[data-paper]")).to_be_hidden()
    expect(page.locator("[data-save]")).to_contain_text("待上传 1 条")
    axe(page)
    left = page.locator("[data-timer-words]").inner_text()
    page.wait_for_timeout(1500)
    assert page.locator("[data-timer-words]").inner_text() == left
    assert answers(attempt) == {}
    assert len(kept(page)["answers"]) == 1
    later = attempt.deadline + timedelta(minutes=10)
    set_attempt(attempt, paused_at=None, deadline=later, final_at=later)
    look(page)
    expect(page.locator("[data-paper]")).to_be_visible()
    expect(page.get_by_text("考试恢复了，时间接着走")).to_be_visible()
    assert wait_for(lambda: answers(attempt) == {1: "A"})
    expect(page.locator("[data-timer-words]")).to_have_text(re.compile("1:09|1:10"))


def test_a_pause_is_learnt_by_an_idle_page(paper, attempt):
    page = paper()
    set_attempt(attempt, paused_at=clock.now())
    look(page)
    expect(page.locator("[data-pause]")).to_be_visible()
    set_attempt(attempt, paused_at=None)
    look(page)
    expect(page.locator("[data-pause]")).to_be_hidden()
    choose(page, 1)
    assert wait_for(lambda: answers(attempt) == {1: "A"})


def test_a_paper_that_is_called_in_says_how_long_is_left(paper, attempt):
    page = paper()
    soon = clock.now() + timedelta(minutes=1)
    set_attempt(attempt, called_in_at=soon, deadline=soon, final_at=soon)
    look(page)
    expect(page.get_by_text("监考人要收卷，还有 1 分钟。")).to_be_visible()
    expect(page.locator("[data-timer]")).to_have_class(re.compile("is-overdue"))


HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_leaving_the_page_is_counted_with_its_seconds_and_shown_on_the_receipt(paper, attempt):
    def facts():
        attempt.refresh_from_db()
        return attempt.times_left, attempt.seconds_away

    page = paper()
    page.evaluate(HIDE, True)
    assert wait_for(lambda: facts() == (1, 0))
    page.wait_for_timeout(1200)
    page.evaluate(HIDE, False)
    assert wait_for(lambda: facts()[1] in (1, 2))
    page.reload()
    page.wait_for_selector("[data-sitting][data-ready]")
    page.goto(address(attempt, "submit/"))
    page.get_by_role("button", name="就这样交卷").click()
    page.wait_for_url("**/receipt/")
    assert facts()[0] == 1, "turning to another page of the exam is no leaving"
    expect(page.locator(".slip")).to_contain_text(re.compile("离开页面 1 次，共 [12] 秒"))
