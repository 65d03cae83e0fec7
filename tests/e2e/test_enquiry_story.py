"""A resident asks about a page on a telephone, a handler answers in public, the resident reads it, the report moves."""

import re

import pytest
from playwright.sync_api import expect

from people.enums import Role
from policies.models import Enquiry
from tests.people.factories import PASSWORD, PersonFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "6号楼到充电棚要走十分钟，老人推不动，能不能在西门加几个插口？我电话13800000000。"
PUBLIC = "充电棚太远，能不能在西门加几个插口？"


def ask(page, seen, town):
    """From the page of the policy to the receipt: its number and its code."""
    seen.visit(town.policy.get_url())
    page.get_by_role("link", name="就这一页提一个问题").click()
    seen.allowed = {422}
    page.get_by_label("您的问题").fill("太远了")
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("现在是 3 个字").first).to_be_visible()
    seen.look()
    page.get_by_label("您的问题").fill(WORDS)
    page.get_by_role("button", name="提交问题").click()
    page.wait_for_url("**/ask/receipt/")
    seen.look()
    number, code = page.locator(".slip__top b").all_inner_texts()
    return number, code


def answer(page, seen, number):
    """The handler accepts, answers for everybody, looks once more and publishes."""
    seen.visit("/manage/enquiries/")
    seen.allowed = {422}
    page.locator(".deskpick a").first.click()
    expect(page.locator("h1")).to_have_text(number)
    assert "13800000000" not in page.locator("main").inner_text()
    seen.look()
    page.get_by_role("link", name="受理").click()
    page.get_by_role("button", name="受理").click()
    page.get_by_role("link", name="答复").click()
    page.get_by_label("写给居民的话").fill("能加。供电公司在西门装 12 个插口，可以打13800000000问。")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("还不能公开")).to_be_visible()
    seen.look()
    page.get_by_label("写给居民的话").fill("能加。供电公司在西门装 12 个插口，月底能用。")
    page.get_by_role("button", name="答复").click()
    page.wait_for_url("**/publish/")
    seen.look()
    page.get_by_label("公开的问题").fill(PUBLIC)
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="公开答复").click()
    expect(page.get_by_text("已公开").first).to_be_visible()


def test_a_resident_asks_and_reads_the_answer(page_for, watch, town):
    unit = town.policy.unit
    someone = PersonFactory(username="handler", display_name="韩立新", password=PASSWORD)
    handler = RoleGrantFactory(person=someone, unit=unit, role=Role.ENQUIRY_HANDLER).person
    resident = page_for(width=390)
    seen = watch(resident)
    number, code = ask(resident, seen, town)
    desk = page_for(handler, width=1280)
    answer(desk, watch(desk), number)
    seen.visit("/ask/status/")
    resident.get_by_label("回执号").fill(number)
    resident.get_by_label("查询码").fill(code)
    resident.get_by_role("button", name="查进度").click()
    expect(resident.get_by_text("月底能用")).to_be_visible()
    resident.get_by_label("满意", exact=True).check()
    resident.get_by_role("button", name="提交评价").click()
    expect(resident.get_by_text("您评价：满意")).to_be_visible()
    seen.look()
    seen.visit(town.policy.get_url())
    resident.get_by_text(PUBLIC).click()
    resident.get_by_role("link", name="我也想问").click()
    resident.get_by_role("button", name="我也想问").click()
    expect(resident.get_by_text(re.compile("1 人也想问"))).to_be_visible()
    seen.look()
    desk.goto("/manage/enquiries/report/")
    expect(desk.locator("main tr", has_text=unit.name)).to_contain_text("1/1 (100%)")
    watch(desk).look()
    assert Enquiry.objects.get().me_too == 1
