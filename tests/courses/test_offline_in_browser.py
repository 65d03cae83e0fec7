"""A course learnt without a network, on a phone that somebody else uses afterwards."""

import pytest
from playwright.sync_api import expect

from courses.models import CheckResult, LessonProgress
from tests.assessments.sitting import wait_for
from tests.courses.factories import CourseFactory, EnrolmentFactory, LessonFactory, lessons_of
from tests.people.factories import PersonFactory
from tests.support.browser import session_cookie

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def course():
    course = CourseFactory(lessons=2)
    LessonFactory(parent=lessons_of(course)[0].get_parent(), check=False)
    return course


@pytest.fixture
def person(course):
    person = PersonFactory(password=None)
    EnrolmentFactory(person=person, course=course)
    return person


def save(page, course):
    """Save the course and wait until it is on the shelf and the worker runs."""
    page.goto(course.get_url())
    page.get_by_role("button", name="存到本机").click()
    expect(page.locator("[data-save-offline] [data-now]")).to_contain_text("已存在本机")
    assert wait_for(lambda: page.evaluate("navigator.serviceWorker.controller !== null"))


def right(page):
    page.get_by_role("radio", name="对", exact=True).check(force=True)
    page.get_by_role("button", name="看结果").click()


def stored(page):
    """All that the caches hold, as text, and the paths of the pages."""
    return page.evaluate(
        """async () => { const found = {};
        for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) {
          const path = new URL(request.url).pathname;
          if (!path.startsWith("/static/")) found[path] = await (await (await caches.open(name)).match(request)).text();
        } return found; }"""
    )


def test_a_saved_course_is_learnt_offline_reaches_the_server_and_is_nobody_elses(
    page_for, axe, course, person, live_server
):
    first, second, third = lessons_of(course)
    page = page_for(person)
    save(page, course)
    axe(page)
    texts = stored(page)
    assert {course.get_url(), *(lesson.get_url() for lesson in (first, second, third)), "/my/offline/"} <= set(texts)
    for text in texts.values():
        assert "csrfmiddlewaretoken" not in text
        assert person.display_name not in text
        assert first.questions[0].explanation not in text

    page.context.set_offline(True)
    page.goto(first.get_url())
    expect(page.locator("[data-saved-strip]")).to_contain_text("离线副本")
    right(page)
    expect(page.locator("[data-check-area]")).to_contain_text("等着上传")
    expect(page.locator("[data-sync]")).to_contain_text("待上传 1 条")
    page.get_by_role("link", name="下一节").click()
    page.wait_for_url(f"**{second.get_url()}")
    page.get_by_role("button", name="看结果").click()
    expect(page.locator("[data-check-area]")).to_contain_text("还有 1 题没有作答")
    axe(page)
    page.goto(third.get_url())
    page.get_by_role("button", name="学完了").click()
    expect(page.locator("[data-sync]")).to_contain_text("待上传 2 条")
    page.goto("/my/")
    expect(page.get_by_role("heading", name="离线内容")).to_be_visible()
    expect(page.locator("[data-slot=courses]")).to_contain_text(course.title)
    expect(page.locator("[data-slot=work] li")).to_have_count(2)
    axe(page)
    assert not CheckResult.objects.exists()

    page.context.set_offline(False)
    assert wait_for(lambda: LessonProgress.objects.filter(finished_at__isnull=False).count() == 2)
    result = CheckResult.objects.get()
    assert (result.lesson, result.passed, result.client_id is not None) == (first, True, True)
    expect(page.locator("[data-slot=work]")).to_contain_text("已上传，1／1")

    other = PersonFactory(password=None)
    EnrolmentFactory(person=other, course=course)
    page.context.add_cookies([session_cookie(other, live_server.url)])
    page.goto("/my/")
    assert wait_for(lambda: not any(path.startswith("/courses/") for path in stored(page)))
    page.goto("/my/offline/")
    expect(page.get_by_text("本机还没有存东西")).to_be_visible()
    assert page.locator("[data-slot=work] li").count() == 0
    page.context.set_offline(True)
    page.goto(first.get_url())
    expect(page.get_by_text("这一页没有存在本机")).to_be_visible()
    expect(page.get_by_text("本机还没有存东西")).to_be_visible()
    assert first.title not in page.content()


# What became of work that was sent, as the device notes it: `put` a row, `count` the rows.
RESULTS = """
([does, ...row]) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("gridschool-learning", 1)
  opening.onerror = reject
  opening.onsuccess = () => {
    const asked = opening.result.transaction("results", "readwrite").objectStore("results")[does](...row)
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result) }
  }
})
"""


def test_logging_out_clears_asks_and_seals_and_a_broken_saving_changes_nothing(page_for, course, person, live_server):
    first, second, _third = lessons_of(course)
    page = page_for(person)
    page.route(f"**{second.get_url()}", lambda route: route.abort())
    page.goto(course.get_url())
    page.get_by_role("button", name="存到本机").click()
    panel = page.locator("[data-save-offline]")
    expect(panel).to_contain_text(f"没存完：{second.title} 没有取到")
    page.unroute(f"**{second.get_url()}")
    panel.get_by_role("button", name="再试一次").click()
    expect(panel.locator("[data-now]")).to_contain_text("已存在本机")

    page.goto(first.get_url())
    page.route("**/learn/**", lambda route: route.abort())
    right(page)
    expect(page.locator("[data-check-area]")).to_contain_text("等着上传")
    page.evaluate(RESULTS, ["put", {"person": str(person.pk), "lesson": "0", "title": first.title}])
    page.locator("summary", has_text=person.display_name).click()
    page.get_by_role("button", name="退出", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("还有 1 条学习记录没上传")
    dialog.get_by_role("button", name="封存，退出").click()
    page.wait_for_url(lambda url: url.rstrip("/").count("/") == 2)
    assert wait_for(lambda: not any(path.startswith("/courses/") for path in stored(page)))
    assert wait_for(lambda: page.evaluate(RESULTS, ["count"]) == 0)
    page.unroute("**/learn/**")

    other = PersonFactory(password=None)
    page.context.add_cookies([session_cookie(other, live_server.url)])
    page.goto("/my/")
    page.goto("/my/offline/")
    assert page.locator("[data-slot=work] li").count() == 0
    assert not CheckResult.objects.exists()
    page.context.add_cookies([session_cookie(person, live_server.url)])
    page.goto("/my/")
    assert wait_for(lambda: CheckResult.objects.filter(person=person, passed=True).count() == 1)
