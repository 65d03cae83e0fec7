import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import CheckResult, Completion, Enrolment, LessonProgress
from tests.assessments.factories import OrderingFactory
from tests.courses.factories import CourseFactory, EnrolmentFactory, finish, lessons_of
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db
ACTIONS = ["place", "check", "finish"]


def address(action, lesson):
    return reverse(f"courses:{action}", args=[lesson.pk])


def posted(lesson, answer="true"):
    return {f"q{question.pk}-answer": answer for question in lesson.questions}


def test_enrolling_leads_to_the_first_lesson(client, learner, course):
    answer = client.post(reverse("courses:enrol", args=[course.pk]))
    assert answer["Location"] == lessons_of(course)[0].get_url()
    assert Enrolment.objects.get().person == learner


def test_a_draft_course_is_as_missing_as_one_that_is_not_there(client, learner, course):
    course.unpublish()
    draft = client.post(reverse("courses:enrol", args=[course.pk]))
    missing = client.post(reverse("courses:enrol", args=[999_999]))
    assert (draft.status_code, missing.status_code) == (404, 404)
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize("action", ACTIONS)
def test_a_visitor_is_sent_to_log_in_and_then_to_the_lesson(client, course, action):
    lesson = lessons_of(course)[0]
    answer = client.post(address(action, lesson))
    assert answer["Location"].startswith("/accounts/login/?next=")
    person = EnrolmentFactory(course=course).person
    client.force_login(person)
    assert client.get(address(action, lesson))["Location"] == lesson.get_url()


@pytest.mark.parametrize("action", ACTIONS)
def test_a_lesson_of_a_course_not_enrolled_in_answers_as_a_missing_one(client, learner, course, action):
    foreign = client.post(address(action, lessons_of(course)[0]), posted(lessons_of(course)[0]))
    missing = client.post(reverse(f"courses:{action}", args=[999_999]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    own = r'lessons(/|%2F)\d+|value="\w{64}"'
    nameless = [re.sub(own, "", answer.content.decode()) for answer in (foreign, missing)]
    assert nameless[0] == nameless[1]
    assert not LessonProgress.objects.exists()


def test_the_place_is_kept(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    assert client.post(address("place", lesson)).status_code == 204
    assert client.post(address("place", lesson), {"anchor": "b-9"}).status_code == 204
    assert client.post(address("place", lesson)).status_code == 204
    assert LessonProgress.objects.get().anchor == "b-9"


def test_a_passed_check_leads_back_to_the_lesson_with_the_reason_and_the_way_on(client, enrolled):
    first, second = lessons_of(enrolled.course)
    answer = client.post(address("check", first), posted(first))
    assert answer["Location"] == f"{first.get_url()}#check"
    page = client.get(first.get_url()).content.decode()
    assert "通过了：1 题做对 1 题" in page
    assert "先报警，再救人。" in page
    assert f'href="{second.get_url()}">学下一节' in page


def test_a_failed_check_shows_the_right_answer_and_may_be_taken_again_at_once(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    client.post(address("check", lesson), posted(lesson, "false"))
    page = client.get(lesson.get_url()).content.decode()
    assert "还差一点" in page
    assert "正确答案" in page
    again = client.get(f"{lesson.get_url()}?again=1").content.decode()
    assert "data-check" in again
    assert "正确答案" not in again


def test_the_key_is_not_in_the_page_before_an_answer(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    page = client.get(lesson.get_url()).content.decode()
    assert "data-check" in page
    assert "先报警，再救人。" not in page


def test_a_script_gets_only_the_part_of_the_page(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    answer = client.post(address("check", lesson), posted(lesson), headers={"X-Requested-With": "fetch"})
    part = answer.content.decode()
    assert "通过了" in part
    assert "<html" not in part


def test_an_unanswered_question_is_named_and_nothing_is_marked(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    answer = client.post(address("check", lesson), {})
    assert answer.status_code == 422
    assert "还有 1 题没有作答" in answer.content.decode()
    assert not CheckResult.objects.exists()


def test_finishing_before_the_check_says_what_is_missing(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    answer = client.post(address("finish", lesson), follow=True)
    assert "先做完这节课末尾的小题" in answer.content.decode()
    assert not LessonProgress.objects.filter(finished_at__isnull=False).exists()


def test_a_lesson_without_a_check_is_finished_with_a_button_and_leads_on(client, learner):
    course = CourseFactory(lessons=2, lessons__check=False)
    EnrolmentFactory(person=learner, course=course)
    first, second = lessons_of(course)
    assert "学完了，看下一节" in client.get(first.get_url()).content.decode()
    assert client.post(address("finish", first))["Location"] == second.get_url()
    assert client.post(address("finish", second))["Location"] == course.get_url()
    assert Completion.objects.filter(person=learner, course=course).exists()


def test_a_post_without_a_token_changes_nothing(enrolled):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(enrolled.person)
    lesson = lessons_of(enrolled.course)[0]
    assert strict.post(address("check", lesson), posted(lesson)).status_code == 403
    assert not CheckResult.objects.exists()


def test_a_check_takes_as_many_queries_among_four_lessons_as_among_two(client, learner):
    counts = []
    for number in (2, 2, 4):
        course = CourseFactory(lessons=number, with_exam=True)
        EnrolmentFactory(person=learner, course=course)
        lesson = lessons_of(course)[0]
        client.get(lesson.get_url())
        with CaptureQueriesContext(connection) as queries:
            client.post(address("check", lesson), posted(lesson))
        counts.append(len(queries))
    assert counts[1] == counts[2], counts
    assert counts[2] <= 60


def test_another_person_does_not_see_my_result(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    finish(enrolled.person, lesson)
    other = EnrolmentFactory(course=enrolled.course, person=PersonFactory(password=None)).person
    client.force_login(other)
    assert "通过了：" not in client.get(lesson.get_url()).content.decode()


def test_steps_are_moved_by_buttons_before_a_check_is_marked(client, learner):
    question = OrderingFactory(use="practice")
    course = CourseFactory(lessons=1)
    lesson = lessons_of(course)[0]
    lesson.body = [("check", {"questions": [question]})]
    lesson.save_revision().publish()
    EnrolmentFactory(person=learner, course=course)
    name, right = f"q{question.pk}-answer", question.right_answer(question.key())
    client.get(lesson.get_url())
    swapped = [right[1], right[0], *right[2:]]
    moved = client.post(address("check", lesson), {f"{name}-shown": swapped, f"{name}-move": f"{right[0]}-up"})
    page = moved.content.decode()
    assert moved.status_code == 200
    assert f'data-order="{",".join(right)}"' in page
    assert "没有作答" not in page
    assert not CheckResult.objects.exists()
    left = client.post(address("check", lesson), {f"{name}-shown": right})
    assert left.status_code == 422, "an order that nobody confirmed is no answer"
    client.post(address("check", lesson), {name: right})
    assert CheckResult.objects.get().passed
    assert "您排在第 1 位，正确" in client.get(lesson.get_url()).content.decode()


def test_a_check_whose_questions_became_exam_questions_is_a_lesson_without_one(client, learner, course):
    enrolled = EnrolmentFactory(person=learner, course=course)
    lesson = lessons_of(enrolled.course)[0]
    data = posted(lesson)
    for question in lesson.questions:
        type(question).objects.filter(pk=question.pk).update(use="exam")
    assert client.get(lesson.get_url()).status_code == 200
    answer = client.post(address("check", lesson), data)
    assert (answer.status_code, answer["Location"]) == (302, course.get_url())
    assert client.post(address("finish", lesson)).status_code == 302
    assert LessonProgress.objects.get(lesson=lesson).finished_at
