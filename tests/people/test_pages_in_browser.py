"""The log-in page and the inbox in a real browser: no barriers, nothing wider than the screen, the throttle in words."""

import pytest

from people.services import notify
from tests.people.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_inbox_has_no_barriers_and_fits(page_for, axe, width):
    person = PersonFactory(grid_worker=True, password=None)
    for number in range(3):
        context = {"role_name": "讲师", "unit": "青石街道", "starts": "2026-11-24", "url": "/my/" if number else ""}
        notify(person, "role_granted", context, str(number))
    page = page_for(person, width=width)
    page.goto("/my/inbox/")
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="全部标为已读").click()
    page.get_by_text("全部标为已读了").wait_for()
    assert page.get_by_text("未读：").count() == 0


def test_a_wrong_password_and_the_throttle_are_said_on_the_log_in_page(page_for, axe):
    PersonFactory(username="li-na", phone="13800138000")
    page = page_for()
    page.goto("/accounts/login/?next=/my/inbox/")
    for _ in range(6):
        page.get_by_label("用户名或手机号").fill("138 0013 8000")
        page.get_by_label("密码", exact=True).fill("wrong")
        page.get_by_role("button", name="登录").click()
        page.locator(".alert, [role=alert], .errors").first.wait_for()
    assert "分钟后再试" in page.locator("main").inner_text()
    axe(page)
    assert fits(page)


def test_logging_in_works_without_scripts(page_for):
    PersonFactory(username="li-na")
    page = page_for(javascript=False)
    page.goto("/accounts/login/?next=/my/inbox/")
    page.get_by_label("用户名或手机号").fill("LI-NA")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("heading", name="消息", exact=True).wait_for()
