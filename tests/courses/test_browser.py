"""The way through a course in a real browser, and what the pages weigh."""

import pytest

from courses.models import LessonProgress
from tests.assessments.factories import OrderingFactory
from tests.assessments.sitting import put_in_order
from tests.courses.factories import CourseFactory, EnrolmentFactory, course_index, finish, lessons_of, load
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)
MOST_BYTES = 300_000


@pytest.fixture
def person():
    return PersonFactory(password=None)


def no_sideways_scroll(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_catalogue_course_and_my_learning_have_no_barrier_and_fit(page_for, axe, person, width):
    course = EnrolmentFactory(person=person, course=CourseFactory(with_exam=True)).course
    finish(person, lessons_of(course)[0])
    page = page_for(person, width=width)
    for path in (course_index().get_url(), course.get_url(), "/my/", lessons_of(course)[0].get_url()):
        page.goto(path)
        no_sideways_scroll(page)
        if width != 320:
            axe(page)


def test_a_real_lesson_is_light_fits_and_keeps_the_place(page_for, axe, person):
    course = load("POL302")
    EnrolmentFactory(person=person, course=course)
    lesson = lessons_of(course)[0]
    page = page_for(person, width=320)
    bytes_seen, cdp = [], page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.on("Network.loadingFinished", lambda event: bytes_seen.append(event["encodedDataLength"]))
    page.goto(lesson.get_url(), wait_until="networkidle")
    assert 0 < sum(bytes_seen) <= MOST_BYTES
    no_sideways_scroll(page)
    axe(page)
    with page.expect_response(lambda answer: "anchor=b-" in (answer.request.post_data or "")) as kept:
        page.mouse.wheel(0, 1500)
    assert kept.value.status == 204
    anchor = LessonProgress.objects.get().anchor
    page.reload()
    page.get_by_role("link", name="到上次读到的地方").click()
    assert page.locator(f"[id='{anchor}']").bounding_box()["y"] < page.viewport_size["height"]


def test_the_check_shows_its_result_in_place_and_the_focus_follows(page_for, axe, person):
    course = EnrolmentFactory(person=person, course=CourseFactory(with_exam=True)).course
    page = page_for(person)
    page.goto(lessons_of(course)[0].get_url())
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("还有 1 题没有作答").wait_for()
    page.get_by_role("radio", name="对", exact=True).check(force=True)
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("通过了：1 题做对 1 题").wait_for()
    assert page.evaluate("document.activeElement.id") == "check-title"
    axe(page)
    page.get_by_role("link", name="学下一节").click()
    page.get_by_text("第 2 节，共 2 节").wait_for()


def test_a_course_is_learnt_without_javascript(page_for, person):
    course = CourseFactory(with_exam=True, lessons=1)
    page = page_for(person, javascript=False)
    page.goto(course.get_url())
    page.get_by_role("button", name="报名，学第一节").click()
    page.get_by_text("打通119，先说地址。").wait_for()
    page.get_by_role("radio", name="对", exact=True).check(force=True)
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("通过了：1 题做对 1 题").wait_for()
    page.get_by_role("link", name="课都学完了，去考试").wait_for()
    page.goto("/my/")
    page.get_by_role("link", name="进入考试").wait_for()


def test_steps_are_moved_in_a_lesson_and_marked_in_place(page_for, axe, person):
    question = OrderingFactory(use="practice")
    course = CourseFactory(lessons=1)
    lesson = lessons_of(course)[0]
    lesson.body = [("check", {"questions": [question]})]
    lesson.save_revision().publish()
    EnrolmentFactory(person=person, course=course)
    page = page_for(person, width=390)
    page.goto(lesson.get_url())
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("还有 1 题没有作答").wait_for()
    put_in_order(page, "#check", question.right_answer(question.key()))
    no_sideways_scroll(page)
    axe(page)
    page.get_by_role("button", name="看结果").click()
    page.get_by_text("您排在第 1 位，正确").wait_for()
    axe(page)
