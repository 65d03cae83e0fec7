"""What goes wrong is said in a designed page and a clear sentence, and nothing is lost."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from playwright.sync_api import expect

from assessments.models import AnswerStep
from tests.assessments.factories import make_attempt
from tests.e2e import town as towns
from tests.people.factories import PASSWORD, PersonFactory
from tests.support.workers import eventually

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page, password, username="li-na"):
    page.get_by_label("用户名或手机号").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def said(page, words):
    """The sentence stands on a page with our heading and a way on."""
    expect(page.locator("main")).to_contain_text(words)
    assert page.locator("h1").count() == 1
    assert page.locator("main a[href], main form").count() > 0


def test_a_wrong_password_says_so_and_keeps_the_name(page_for, watch):
    PersonFactory(username="li-na")
    page = page_for()
    seen = watch(page)
    seen.visit("/accounts/login/?next=/my/")
    log_in(page, "wrong")
    said(page, "密码不对")
    seen.look()
    assert page.get_by_label("用户名或手机号").input_value() == "li-na"
    log_in(page, PASSWORD)
    page.wait_for_url("**/my/")


def test_a_throttled_log_in_says_how_long_it_takes(page_for, watch):
    PersonFactory(username="li-na")
    page = page_for()
    seen = watch(page)
    seen.visit("/accounts/login/")
    seen.allowed = {429}
    for _ in range(6):
        log_in(page, "wrong")
        page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text(re.compile("[0-9]+ ?(秒|分钟)后再试"))
    seen.look()


def test_the_attempt_of_somebody_else_is_as_good_as_missing(page_for, watch):
    attempt = make_attempt()
    page = page_for(PersonFactory(password=None))
    seen = watch(page)
    for path in ("", "submit/", "receipt/", "result/"):
        seen.visit(f"/assessments/attempts/{attempt.pk}/{path}", status=404, barriers=not path)
        foreign = page.locator("main").inner_text()
        seen.visit(f"/assessments/attempts/999999/{path}", status=404, barriers=False)
        assert page.locator("main").inner_text() == foreign
    said(page, "这一格是空的")


def test_an_answer_given_after_the_session_ended_arrives_after_the_next_log_in(page_for, watch):
    attempt = make_attempt()
    person = attempt.entry.person
    person.set_password(PASSWORD)
    person.save()
    page = page_for(person)
    seen = watch(page)
    path = f"/assessments/attempts/{attempt.pk}/"
    seen.visit(path)
    Session.objects.all().delete()
    cache.clear()
    seen.allowed = {401, 403}
    page.locator("#q1 .choice").nth(1).click()
    dialog = page.get_by_role("dialog", name="登录过期了")
    expect(dialog).to_be_visible()
    seen.look()
    assert not AnswerStep.objects.exists()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.get_by_role("button", name="登录，接着答").click()
    expect(dialog).to_be_hidden()
    assert eventually(lambda: AnswerStep.objects.filter(attempt=attempt).count() == 1)
    expect(page.locator("#q1 .choice input").nth(1)).to_be_checked()


def test_a_certificate_nobody_issued_is_said_to_be_unknown(page_for, watch):
    page = page_for()
    seen = watch(page)
    seen.visit("/verify/0123456789abcdef0123456789abcdef/", status=404)
    said(page, "查无此证")
    seen.allowed = set()
    seen.visit("/verify/")
    page.get_by_label("证书编号").fill("990123-2026-EMG101-00001")
    page.get_by_role("button", name="下一步：填姓名").click()
    page.get_by_label("持证人姓名").fill("某某")
    seen.allowed = {404}
    page.get_by_role("button", name="查验").click()
    page.wait_for_load_state()
    said(page, "查无此证")
    seen.look()


def test_a_missing_page_offers_the_search(page_for, watch, transactional_db):
    towns.ensure_site_pages()
    page = page_for()
    seen = watch(page)
    seen.visit("/policies/nothing-here/", status=404)
    said(page, "这一格是空的")
    assert page.locator("main input[type=search], main [role=search]").count() > 0
