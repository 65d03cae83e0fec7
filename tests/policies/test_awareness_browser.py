"""From the poster in the stairwell to a counted check and a tap, on a phone; no script is needed."""

import pytest

from people.enums import UnitKind
from policies.models import AwarenessAnswer, UsefulnessVote
from tests.people.factories import UnitFactory
from tests.policies.quizzes import make_quizzed

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "990123001001"


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("javascript", [False, True])
def test_a_resident_scans_the_poster_answers_three_questions_and_says_whether_it_helped(page_for, axe, javascript):
    community = UnitFactory(kind=UnitKind.COMMUNITY, name="青松社区", division_code=CODE)
    policy = make_quizzed()
    page = page_for(width=390, javascript=javascript)
    page.goto(f"{policy.get_url()}?at={CODE}001")
    page.locator("#quiz").get_by_role("link", name="不可以").click()
    for number, words in enumerate(["不可以", "停用，请网点检测", "夜里"]):
        assert page.get_by_text(f"第 {number + 1} 题，共 3 题").is_visible()
        if not number:
            assert page.get_by_role("radio", name=words).is_checked()
            assert page.get_by_text("只统计青松社区").is_visible()
        page.get_by_role("radio", name=words).check(force=True)
        if javascript:
            axe(page)
        page.get_by_role("button", name="看答案").click()
        assert page.get_by_role("status").is_visible()
        if javascript:
            axe(page)
            assert fits(page)
        page.get_by_role("link", name="看结果" if number == 2 else "下一题").click()
    assert page.get_by_role("heading", name="3 题答对 2 题").is_visible()
    if javascript:
        axe(page)
    row = AwarenessAnswer.objects.get()
    assert (row.community, row.from_poster, row.right) == (community, True, 2)

    page.get_by_role("link", name="回去看").first.click()
    page.wait_for_url("**/policies/policy-t1/#*")
    page.get_by_role("link", name="没解决").click()
    page.get_by_label("没看懂、没解决，主要因为").select_option("missing")
    if javascript:
        axe(page)
    page.get_by_role("button", name="告诉我们").click()
    assert page.get_by_role("heading", name="谢谢，记下了").is_visible()
    assert UsefulnessVote.objects.get().because == "missing"


def test_the_check_fits_in_large_print_on_the_narrowest_phone(page_for, axe):
    make_quizzed()
    page = page_for(width=320)
    page.goto("/")
    page.context.add_cookies([{"name": "gs_mode", "value": "elder", "url": page.url}])
    page.goto("/public/policies/policy-t1/check/")
    assert fits(page)
    axe(page)
    page.locator("main .choice").first.click()
    page.get_by_role("button", name="看答案").click()
    assert fits(page)
    axe(page)
