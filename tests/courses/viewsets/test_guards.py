"""Pages with records, through every way in which /cms/ deletes, moves, takes down and copies."""

import pytest

from courses.models import (
    CheckResult,
    CoursePage,
    CoursePrerequisite,
    Enrolment,
    LessonPage,
    LessonProgress,
    ModulePage,
)
from people.enums import Role
from tests.courses.factories import CourseFactory, EnrolmentFactory, ModuleFactory, course_index, finish_all, lessons_of
from tests.courses.viewsets.test_media import sign_in
from tests.support.shared import made_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    sign_in(client, Role.SYSTEM_ADMIN)
    return client


def make_learned():
    course = CourseFactory()
    finish_all(EnrolmentFactory(course=course).person, course)
    return course


learned_of_module = made_once(make_learned)


@pytest.fixture
def learned(learned_of_module, db):
    """A course of two lessons that somebody finished."""
    return learned_of_module()


def kept():
    rows = [
        model.objects.order_by("pk").values_list("pk", flat=True) for model in (Enrolment, LessonProgress, CheckResult)
    ]
    return [CoursePage.objects.count(), ModulePage.objects.count(), LessonPage.objects.count(), *map(list, rows)]


def said(response):
    """The messages that the page after a redirect shows."""
    return " ".join(str(message) for message in response.context["messages"])


def places(course):
    lesson = lessons_of(course)[0]
    return {"course": course, "module": lesson.get_parent(), "lesson": lesson, "index": course.get_parent()}


@pytest.mark.parametrize("what", ["course", "module", "lesson", "index"])
def test_a_page_with_records_is_not_deleted_nor_what_is_above_it(admin, learned, what):
    page, before = places(learned)[what], kept()
    response = admin.post(f"/cms/pages/{page.pk}/delete/", follow=True)
    assert "学习记录" in said(response)
    bulk = admin.post(
        f"/cms/bulk/wagtailcore/page/delete/?id={page.pk}&next=/cms/pages/{page.get_parent().pk}/", follow=True
    )
    assert "学习记录" in said(bulk)
    assert admin.post(f"/cms/api/main/pages/{page.pk}/action/delete/").status_code == 409
    assert kept() == before


def test_a_page_without_records_is_deleted(admin, learned):
    free = CourseFactory()
    admin.post(f"/cms/pages/{lessons_of(free)[0].pk}/delete/")
    assert len(lessons_of(free)) == 1
    admin.post(f"/cms/pages/{free.pk}/delete/")
    assert not CoursePage.objects.filter(pk=free.pk).exists()


def test_a_course_that_others_require_is_not_deleted(admin):
    needed, later = CourseFactory(lessons=0), CourseFactory(lessons=0)
    CoursePrerequisite.objects.create(course=later, requires=needed)
    assert later.title in said(admin.post(f"/cms/pages/{needed.pk}/delete/", follow=True))
    admin.post(f"/cms/pages/{later.pk}/delete/")
    admin.post(f"/cms/pages/{needed.pk}/delete/")
    assert not CoursePage.objects.exists()


@pytest.mark.parametrize("what", ["module", "lesson"])
def test_what_has_records_stays_in_its_course(admin, learned, what):
    other = CourseFactory(lessons=1)
    target = other if what == "module" else lessons_of(other)[0].get_parent()
    page = places(learned)[what]
    response = admin.post(f"/cms/pages/{page.pk}/move/{target.pk}/confirm/", follow=True)
    assert "不能移到别的课程" in said(response)
    bulk = admin.post(f"/cms/bulk/wagtailcore/page/move/?id={page.pk}", {"chooser": target.pk}, follow=True)
    assert "不能移到别的课程" in said(bulk)
    data = {"destination_page_id": target.pk, "position": "last-child"}
    assert admin.post(f"/cms/api/main/pages/{page.pk}/action/move/", data).status_code == 403
    assert len(lessons_of(learned)) == 2


def test_inside_its_course_a_lesson_moves_and_without_records_anywhere(admin, learned):
    lesson, module = lessons_of(learned)[0], ModuleFactory(parent=learned)
    admin.post(f"/cms/pages/{lesson.pk}/move/{module.pk}/confirm/")
    assert LessonPage.objects.child_of(module).get().pk == lesson.pk
    free, other = CourseFactory(lessons=1), CourseFactory(lessons=1)
    admin.post(f"/cms/pages/{lessons_of(free)[0].pk}/move/{lessons_of(other)[0].get_parent().pk}/confirm/")
    assert len(lessons_of(other)) == 2


def test_taking_a_page_down_or_giving_it_another_address_keeps_every_record(admin, learned):
    before, lesson = kept(), lessons_of(learned)[0]
    admin.post(f"/cms/pages/{lesson.pk}/unpublish/")
    admin.post(f"/cms/pages/{learned.pk}/unpublish/", {"include_descendants": "on"})
    assert not CoursePage.objects.live().exists()
    assert not LessonPage.objects.live().exists()
    learned.refresh_from_db()
    learned.slug = "new-address"
    learned.save()
    assert kept() == before


def test_a_deletion_that_comes_between_is_told_and_no_error(admin, learned, monkeypatch):
    """The record was written after the look and before the deletion."""
    monkeypatch.setattr("courses.reports.records.has_records", lambda page: False)
    before = kept()
    response = admin.post(f"/cms/pages/{learned.pk}/delete/", HTTP_REFERER="http://testserver/cms/", follow=True)
    assert response.status_code == 200
    assert kept() == before


def test_the_index_of_courses_is_not_copied_as_a_whole(admin, learned):
    response = admin.get(f"/cms/pages/{course_index().pk}/copy/", follow=True)
    assert "一门一门" in said(response)
