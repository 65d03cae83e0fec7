"""The manager's screens and the competency pages in a real browser: no barrier, nothing wider than the screen."""

import pytest

from people.enums import Post
from tests.competencies.factories import EvidenceFactory
from tests.manage.world import assigned, began, completed, worker


@pytest.mark.parametrize("width", [320, 1280])
def test_the_managers_screens_have_no_barriers_and_fit(page_for, axe, town, width):
    for number in range(12):
        person = worker(town.grids[number % 2], f"员工{number}", phone=f"+861381234{number:04}")
        assigned(person, town.course, due_in=-1 if number < 4 else 20)
        began(person, town.course)
        EvidenceFactory(person=person, value=0.86)
        if number % 3 == 0:
            completed(person, town.course, holds_for=20)
    page = page_for(town.manager, width=width)
    for address in (
        "/manage/",
        f"/manage/units/{town.grids[0].pk}/",
        "/manage/people/",
        "/manage/people/?state=overdue",
        "/manage/people/?state=sat",
        f"/manage/people/{person.pk}/",
        f"/manage/units/{town.community.pk}/assign/",
    ):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.parametrize("width", [320, 1280])
def test_the_competency_pages_have_no_barriers_and_fit(page_for, axe, town, width):
    person = worker(town.grids[0])
    person.placements.update(post=Post.GRID_LEADER)
    page = page_for(person, width=width)
    page.goto("/my/competency/")
    axe(page)
    EvidenceFactory(person=person, value=0.86)
    EvidenceFactory(person=person, scenario=True, value=0.9)
    for address in ("/my/competency/", "/my/competency/EMG/", "/my/competency/MED/"):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_training_is_arranged_without_scripts(page_for, town):
    worker(town.grids[0])
    page = page_for(town.manager, javascript=False)
    page.goto(f"/manage/units/{town.community.pk}/")
    page.get_by_role("link", name="安排培训").click()
    page.get_by_label("课程").select_option(label="EMG101 突发事件先期处置")
    page.get_by_role("button", name="看看涉及多少人").click()
    page.get_by_role("button", name="安排 1 人").click()
    page.get_by_text("已安排 1 人").wait_for()
