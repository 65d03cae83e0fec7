"""A course copied from /cms/ by a job, through HTTP; and a lesson copied by Wagtail itself."""

import pytest
from django.urls import reverse

from core.errors import DomainError
from core.jobs import run_due_jobs_here
from core.models import Job
from courses.models import CoursePage, Enrolment, LessonCompetency, LessonPage
from courses.services.copying import copy_course
from people.enums import Role
from tests.courses.factories import CourseFactory, EnrolmentFactory, competency_called, finish_all, lessons_of
from tests.courses.viewsets.test_media import sign_in
from tests.support.shared import made_once

pytestmark = pytest.mark.django_db


def make_course():
    course = CourseFactory(code="EMG901", with_exam=True)
    lesson = lessons_of(course)[0]
    lesson.competencies.add(LessonCompetency(competency=competency_called("EMG"), level=2))
    lesson.save()
    finish_all(EnrolmentFactory(course=course).person, course)
    return course


course_of_module = made_once(make_course)


@pytest.fixture
def course(course_of_module, db):
    return course_of_module()


def copied(code):
    return CoursePage.objects.get(code=code)


def test_a_trainer_copies_a_whole_course(client, course):
    sign_in(client, Role.TRAINER)
    assert "复制整门课" in client.get(f"/cms/pages/{course.pk}/edit/").content.decode()
    page = client.get(f"/cms/pages/{course.pk}/copy/", follow=True)
    assert page.redirect_chain[0][0] == reverse("courses_copy", args=[course.pk])
    response = client.post(page.redirect_chain[0][0], {"code": "EMG902", "title": "先期处置（二期）"})
    job = Job.objects.get()
    assert response["Location"] == f"/jobs/{job.pk}/"
    run_due_jobs_here()
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", 4, 4)
    copy = copied("EMG902")
    assert job.result["url"] == f"/cms/pages/{copy.pk}/"
    assert client.get(job.result["url"]).status_code == 200
    assert (copy.title, copy.live, copy.exam, copy.slug) == ("先期处置（二期）", False, None, "emg902")
    assert [row.competency.code for row in copy.competencies.all()] == ["EMG"]
    assert not LessonPage.objects.descendant_of(copy).live().exists()
    ours, theirs = lessons_of(course), list(LessonPage.objects.descendant_of(copy).order_by("path"))
    assert [lesson.title for lesson in theirs] == [lesson.title for lesson in ours]
    assert [lesson.question_ids for lesson in theirs] == [lesson.question_ids for lesson in ours]
    assert [row.level for row in theirs[0].competencies.all()] == [2]
    assert not Enrolment.objects.filter(course=copy).exists()


def test_a_stopped_copy_goes_on_where_it_ended(course):
    def stop(done, total):
        if done == 3:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        copy_course(course=course, code="EMG903", title="二期", by=None, progress=stop)
    for _ in range(2):
        copy = copy_course(course=course, code="EMG903", title="二期", by=None, progress=lambda done, total: None)
    assert LessonPage.objects.descendant_of(copy).count() == 2


@pytest.mark.parametrize("code", ["EMG901", "emg901", "", "——", "E" * 21])
def test_a_code_that_is_taken_or_no_code_is_told_at_the_field(client, course, code):
    sign_in(client, Role.TRAINER)
    response = client.post(reverse("courses_copy", args=[course.pk]), {"code": code, "title": "二期"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["code"]
    assert not Job.objects.exists()


def test_who_writes_no_courses_copies_none(client, course):
    sign_in(client, Role.QUESTION_AUTHOR)
    client.post(reverse("courses_copy", args=[course.pk]), {"code": "EMG904", "title": "二期"})
    assert not Job.objects.exists()


def test_a_code_taken_meanwhile_is_refused(course):
    from courses.services.copying import check_code

    with pytest.raises(DomainError):
        check_code(page=course, code="emg901")


def test_wagtail_copies_a_lesson(client, course):
    sign_in(client, Role.TRAINER)
    lesson = lessons_of(course)[0]
    data = {"new_title": "报警（二）", "new_slug": "report-2", "new_parent_page": lesson.get_parent().pk}
    client.post(f"/cms/pages/{lesson.pk}/copy/", data)
    copy = LessonPage.objects.get(slug="report-2")
    assert (copy.live, copy.question_ids) == (False, lesson.question_ids)
    assert copy.competencies.count() == 1
