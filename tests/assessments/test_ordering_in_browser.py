"""Ordering steps in a real browser: with the keyboard alone, by dragging, without a network, without scripts."""

import pytest
from playwright.sync_api import expect

from tests.assessments.factories import EntryFactory, OrderingFactory, make_attempt, make_exam
from tests.assessments.sitting import answers, to, wait_for
from tests.assessments.test_offline_in_browser import cut, wait_for_copy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attempt():
    return make_attempt(entry=EntryFactory(exam=make_exam(kinds=["order", "single"], shuffle_options=False)))


def shown(page):
    """The letters on the page, from the top."""
    return [step.get_attribute("data-step") for step in page.locator("#q1 [data-step]").all()]


def begun(attempt):
    return list(attempt.items.select_related("version").get(position=1).version.content["starts"][0])


def up(page, letter):
    return page.locator(f"#q1 [data-step={letter}] button").first


def down(page, letter):
    return page.locator(f"#q1 [data-step={letter}] button").last


def test_steps_are_moved_with_the_keyboard_alone_and_each_move_is_said(paper, attempt, axe):
    page = paper(width=390)
    axe(page)
    first, second, third, fourth = begun(attempt)
    assert shown(page) == [first, second, third, fourth]
    expect(page.locator("#q1").get_by_text("还没作答")).to_be_visible()
    up(page, third).focus()
    page.keyboard.press("Enter")
    text = page.locator(f"#q1 [data-step={third}] .grow").inner_text()
    expect(page.locator("#q1 [data-said]")).to_have_text(f"“{text}”已移到第 2 位，共 4 位")
    expect(up(page, third)).to_be_focused()
    page.keyboard.press("Enter")
    expect(down(page, third)).to_be_focused()
    assert shown(page) == [third, first, second, fourth]
    assert wait_for(lambda: answers(attempt) == {1: [third, first, second, fourth]})
    expect(page.locator("[data-save]")).to_contain_text("已保存")
    expect(page.locator("#q1").get_by_text("还没作答")).to_be_hidden()
    axe(page)


def test_a_step_is_dragged_to_its_place(paper, attempt):
    page = paper(width=390)
    first, second, third, fourth = begun(attempt)
    grip = page.locator(f"#q1 [data-step={fourth}] [data-grip]").bounding_box()
    top = page.locator(f"#q1 [data-step={first}]").bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, (grip["y"] + top["y"]) / 2, steps=8)
    page.mouse.move(grip["x"] + 8, top["y"] + 4, steps=8)
    assert answers(attempt) == {}, "not before it is let go"
    page.mouse.up()
    assert wait_for(lambda: answers(attempt) == {1: [fourth, first, second, third]})
    assert shown(page) == [fourth, first, second, third]


def test_a_drag_that_is_given_up_leaves_everything_as_it_was(paper, attempt):
    page = paper(width=1280)
    before = begun(attempt)
    box, top = (page.locator(f"#q1 [data-step={letter}]").bounding_box() for letter in (before[3], before[0]))
    page.mouse.move(box["x"] + 60, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(top["x"] + 60, top["y"] + 4, steps=12)
    assert shown(page) != before
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown(page) == before
    expect(page.locator("#q1").get_by_text("还没作答")).to_be_visible()


def test_looking_at_the_order_is_no_answer_and_confirming_it_is(paper, attempt):
    page = paper(width=390)
    to(page, 2)
    page.get_by_role("button", name="上一题").click()
    assert answers(attempt) == {}
    page.get_by_role("button", name="就按这个次序").click()
    assert wait_for(lambda: answers(attempt) == {1: begun(attempt)})


@pytest.mark.anchor_24
def test_an_order_made_without_a_network_survives_a_killed_tab_and_arrives(paper, attempt):
    page = paper(width=390)
    first, second, third, fourth = begun(attempt)
    wait_for_copy(page, attempt)
    page.context.set_offline(True)
    cut(page)
    up(page, second).click()
    down(page, third).click()
    expect(page.locator("[data-save]")).to_contain_text("离线 · 待上传 1 条")
    again = page.context.new_page()
    page.close()
    again.goto(f"/assessments/attempts/{attempt.pk}/")
    expect(again.locator("[data-save]")).to_contain_text("待上传 1 条")
    assert shown(again) == [second, first, fourth, third]
    again.context.set_offline(False)
    assert wait_for(lambda: answers(attempt) == {1: [second, first, fourth, third]})


def test_steps_are_moved_without_scripts(paper, attempt):
    page = paper(javascript=False)
    first, second, third, fourth = begun(attempt)
    page.get_by_role("button", name="下一题").click()
    page.wait_for_url("**?q=2")
    assert answers(attempt) == {}
    page.get_by_role("button", name="上一题").click()
    up(page, second).click()
    page.wait_for_url("**?q=1")
    assert shown(page) == [second, first, third, fourth]
    assert answers(attempt) == {1: [second, first, third, fourth]}


@pytest.mark.parametrize("width", [320, 390])
def test_long_steps_fit_a_narrow_phone(page_for, width):
    exam = make_exam(kinds=["single"])
    long = OrderingFactory(
        groups=tuple((f"{number}{'先招呼墙下的人离开再报告' * 6}",) for number in "一二三四五六七八")
    )
    exam.paper.items.update(question=long)
    attempt = make_attempt(entry=EntryFactory(exam=exam))
    page = page_for(attempt.entry.person, width=width)
    page.goto(f"/assessments/attempts/{attempt.pk}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("javascript", [True, False])
def test_steps_are_moved_where_all_questions_stand_on_one_page(page_for, javascript):
    exam = make_exam(kinds=["single", "order"], shuffle_options=False, layout="all")
    attempt = make_attempt(entry=EntryFactory(exam=exam))
    letters = list(attempt.items.select_related("version").get(position=2).version.content["starts"][0])
    page = page_for(attempt.entry.person, javascript=javascript)
    page.goto(f"/assessments/attempts/{attempt.pk}/")
    if javascript:
        page.wait_for_selector("[data-sitting][data-ready]")
    page.locator("#q1 .choice").first.click()
    page.locator(f"#q2 [data-step={letters[1]}] button").first.click()
    moved = [letters[1], letters[0], *letters[2:]]
    assert wait_for(lambda: answers(attempt) == {1: "A", 2: moved})
    assert [step.get_attribute("data-step") for step in page.locator("#q2 [data-step]").all()] == moved
