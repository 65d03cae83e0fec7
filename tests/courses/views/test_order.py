"""What comes first, and beginning anew, on the pages of a course."""

import pytest
from django.urls import reverse

from courses.models import CoursePrerequisite, Enrolment, Restart
from courses.services import open_lesson, save_place
from tests.courses.factories import CourseFactory, EnrolmentFactory, finish, finish_all, lessons_of

pytestmark = pytest.mark.django_db


def words(client, answer) -> str:
    return client.get(answer["Location"]).content.decode()


class TestOrder:
    @pytest.fixture
    def lessons(self, learner):
        return lessons_of(EnrolmentFactory(person=learner, course=CourseFactory(lessons=2, sequential=True)).course)

    def test_a_lesson_that_waits_is_no_link_and_its_address_leads_to_the_course_with_a_word(self, client, lessons):
        first, second = lessons
        page = client.get(first.course.url).content.decode()
        assert (f'href="{first.url}"' in page, f'href="{second.url}"' in page) == (True, False)
        assert "学完前面的课才能打开" in page

        answer = client.get(second.url)
        assert answer["Location"] == first.course.url
        assert "学完前面的课，这一节就会打开" in words(client, answer)

    def test_a_lesson_that_waits_takes_nothing_and_says_why(self, client, lessons):
        for action in ("place", "check", "finish"):
            address = reverse(f"courses:{action}", args=[lessons[1].pk])
            data = {f"q{question.pk}-answer": "true" for question in lessons[1].questions}
            assert client.post(address, data)["Location"] == lessons[1].course.url
            assert client.post(address, data, headers={"x-requested-with": "fetch"}).status_code == 409

    def test_the_next_one_opens_and_the_finished_one_stays_open(self, client, learner, lessons):
        assert "下一节就会打开" in client.get(lessons[0].url).content.decode()
        finish(learner, lessons[0])
        assert [client.get(lesson.url).status_code for lesson in lessons] == [200, 200]


class TestPrerequisites:
    def test_the_course_and_the_catalogue_name_what_comes_first_and_lead_there(self, client, learner):
        course, first = CourseFactory(lessons=1), CourseFactory(lessons=1)
        CoursePrerequisite.objects.create(course=course, requires=first)

        page = client.get(course.url).content.decode()
        assert (f'href="{first.url}"' in page, "报名，学第一节" in page) == (True, False)
        assert f"先学“{first.title}”" in client.get("/courses/").content.decode()
        answer = client.post(reverse("courses:enrol", args=[course.pk]))
        assert (answer["Location"], "先学完先修课程" in words(client, answer)) == (course.url, True)
        assert not Enrolment.objects.exists()

        EnrolmentFactory(person=learner, course=first, finished=True)
        assert "报名，学第一节" in client.get(course.url).content.decode()
        client.logout()
        assert f'href="{first.url}"' in client.get(course.url).content.decode()


class TestAgain:
    @pytest.fixture
    def done(self, learner):
        return EnrolmentFactory(person=learner, course=CourseFactory(lessons=1), finished=True).course

    def test_a_completed_course_is_begun_anew_once_however_often_the_form_is_sent(self, client, done):
        address = reverse("courses:restart", args=[done.pk])
        assert address in client.get(done.url).content.decode()
        for _time in range(2):
            assert client.post(address, {"cycle": 1})["Location"] == lessons_of(done)[0].url
        assert Restart.objects.get().cycle == 2

        page = client.get(done.url).content.decode()
        assert ("上一轮的结果仍然有效" in page, address in page) == (True, False)

    def test_what_is_not_completed_is_not_begun_anew_and_nonsense_is_refused(self, client, learner, course):
        EnrolmentFactory(person=learner, course=course)
        address = reverse("courses:restart", args=[course.pk])
        assert "接着学就行" in words(client, client.post(address, {"cycle": 1}))
        for cycle in ("", "x", "-1", "９", "99999"):
            assert client.post(address, {"cycle": cycle}).status_code == 400
        assert not Restart.objects.exists()


class TestPlace:
    def test_going_on_leads_to_the_block_last_seen_on_any_device(self, client, learner, course):
        EnrolmentFactory(person=learner, course=course)
        lesson = lessons_of(course)[0]
        block = f"b-{lesson.body[0].id}"
        save_place(person=learner, lesson=lesson, anchor=block)

        for address in (course.url, "/my/"):
            assert f'href="{lesson.url}#{block}"' in client.get(address).content.decode(), address
        assert "到上次读到的地方" in client.get(lesson.url).content.decode()

    def test_a_block_that_is_gone_leads_to_the_lesson_and_a_finished_lesson_to_its_top(self, client, learner, course):
        EnrolmentFactory(person=learner, course=course)
        first, second = lessons_of(course)
        save_place(person=learner, lesson=first, anchor="b-gone")
        assert "到上次读到的地方" not in client.get(first.url).content.decode()
        finish(learner, first)
        open_lesson(person=learner, lesson=second)
        assert "#b-gone" not in client.get(course.url).content.decode()
        finish_all(learner, course)
