from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from courses.models import ModulePage
from tests.courses.factories import (
    AssignmentFactory,
    CourseFactory,
    EnrolmentFactory,
    course_index,
    finish,
    lessons_of,
)
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def html(client, page, query=""):
    answer = client.get(page.get_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()


# The catalogue -------------------------------------------------------------------------------------------------------


def test_a_visitor_sees_every_published_course_and_no_draft(client, course):
    draft = CourseFactory(title="草稿课")
    draft.unpublish()
    page = html(client, course_index())
    assert course.title in page
    assert "1.5 学时" in page
    assert "草稿课" not in page


def test_what_a_visitor_gets_touches_no_session_and_holds_no_token(client, course):
    for page in (course_index(), course):
        answer = client.get(page.get_url())
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert not answer.cookies
        assert not answer.wsgi_request.session.accessed
        assert "public" in answer["Cache-Control"]


def test_a_page_for_a_person_is_kept_by_nobody_else(client, learner, course):
    for page in (course_index(), course):
        assert "private" in client.get(page.get_url())["Cache-Control"]


def test_an_empty_catalogue_says_what_will_be_there(client):
    assert "还没有公开的课程" in html(client, course_index())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=燃气", ["燃气泄漏"]),
        ("?competency=MED", ["邻里噪声"]),
        ("?audience=mediator", ["邻里噪声"]),
        ("?q=没有这样的课", []),
        ("?competency=NONE", ["燃气泄漏", "邻里噪声"]),
    ],
)
def test_the_catalogue_is_narrowed_by_text_competency_and_audience(client, query, found):
    CourseFactory(title="燃气泄漏", competency="EMG", audience=["full_time"])
    CourseFactory(title="邻里噪声", competency="MED", audience=["mediator"])
    page = html(client, course_index(), query)
    assert [title for title in ("燃气泄漏", "邻里噪声") if title in page] == found
    if not found:
        assert "没有符合这些条件的课程" in page


def test_what_is_due_comes_first_for_those_who_are_signed_in(client, learner):
    CourseFactory(title="甲课", code="AAA001")
    later = CourseFactory(title="乙课", code="BBB001")
    first = CourseFactory(title="丙课", code="CCC001")
    AssignmentFactory(person=learner, course=later, due=clock.today() + timedelta(days=3))
    AssignmentFactory(person=learner, course=first, due=clock.today() - timedelta(days=5))
    page = html(client, course_index())
    assert sorted(["甲课", "乙课", "丙课"], key=page.index) == ["丙课", "乙课", "甲课"]
    assert "逾期 5 天" in page
    assert "还剩 3 天" in page


def test_the_state_is_a_filter_for_those_who_are_signed_in_only(client, learner, course):
    other = CourseFactory(title="没开始的课")
    finish(EnrolmentFactory(person=learner, course=course).person, lessons_of(course)[0])
    page = html(client, course_index(), "?state=learning")
    assert course.title in page
    assert other.title not in page
    client.logout()
    assert other.title in html(client, course_index(), "?state=learning")


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_catalogue_takes_as_many_queries_for_three_courses_as_for_one(client, signed_in):
    person = PersonFactory(password=None)
    if signed_in:
        client.force_login(person)
    counts = []
    for _round in range(3):
        EnrolmentFactory(person=person, course=CourseFactory(with_exam=True))
        client.get(course_index().get_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(course_index().get_url())
        counts.append(len(queries))
    assert counts[0] == counts[2], counts
    assert counts[2] <= 30


# A course ------------------------------------------------------------------------------------------------------------


def test_a_visitor_sees_the_course_and_is_asked_to_log_in_for_its_lessons(client, course):
    page = html(client, course)
    assert lessons_of(course)[0].title in page
    assert lessons_of(course)[0].get_url() not in page
    assert f"/accounts/login/?next={course.get_url()}" in page


def test_a_person_may_enrol_and_then_sees_what_is_missing(client, learner, course):
    assert "报名，学第一节" in html(client, course)
    EnrolmentFactory(person=learner, course=course)
    page = html(client, course)
    assert "拿证书，还差 2 步" in page
    assert lessons_of(course)[0].get_url() in page
    assert "报名，学第一节" not in page


def test_what_there_is_to_do_stands_above_the_outline_on_a_phone_and_beside_it_elsewhere(client, learner, course):
    page = html(client, course)
    outline = page.index(lessons_of(course)[0].title)
    above, beside = page.index("only-narrow stack"), page.index("only-wide", page.index("only-narrow stack"))
    assert above < page.index("报名，学第一节") < outline < beside < page.rindex("报名，学第一节")


def test_one_law_is_named_once_for_its_articles(client, course):
    course.legal_basis = [("basis", {"law": "消防法", "article": article}) for article in ("第五条", "第四十四条")]
    course.save_revision().publish()
    assert "消防法第五条、第四十四条。" in html(client, course)


def test_all_lessons_finished_leads_to_the_exam(client, learner, course):
    EnrolmentFactory(person=learner, course=course, finished=True)
    page = html(client, course)
    assert "还差 1 步" in page
    assert "去考试" in page


def test_a_practical_is_shown_as_to_come(client, course):
    course.has_practical = True
    course.save()
    assert "由讲师另行安排，不影响先拿证书" in html(client, course)


def test_a_module_leads_to_its_place_on_the_course_page(client, course):
    module = ModulePage.objects.get()
    assert client.get(module.get_url())["Location"] == f"{course.get_url()}#{module.anchor}"


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_course_takes_as_many_queries_with_three_lessons_as_with_one(client, signed_in):
    person, counts = PersonFactory(password=None), []
    if signed_in:
        client.force_login(person)
    for number in (1, 3):
        course = CourseFactory(lessons=number, with_exam=True)
        finish(EnrolmentFactory(person=person, course=course).person, lessons_of(course)[0])
        client.get(course.get_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(course.get_url())
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
    assert counts[1] <= 30


# A lesson ------------------------------------------------------------------------------------------------------------


def test_a_visitor_is_asked_to_log_in_and_comes_back_to_the_lesson(client, course):
    url = lessons_of(course)[0].get_url()
    assert client.get(url)["Location"] == f"/accounts/login/?next={url}"


def test_without_enrolment_a_lesson_leads_to_the_course_with_a_word_about_it(client, learner, course):
    answer = client.get(lessons_of(course)[0].get_url(), follow=True)
    assert answer.redirect_chain == [(course.get_url(), 302)]
    assert "先报名这门课" in answer.content.decode()


def test_an_enrolled_person_reads_the_lesson_and_no_cache_keeps_it(client, enrolled):
    answer = client.get(lessons_of(enrolled.course)[0].get_url())
    assert "打通119，先说地址。" in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


def test_a_lesson_says_where_it_stands_and_leads_back_and_on(client, enrolled):
    first, second = lessons_of(enrolled.course)
    page = html(client, second)
    assert "第 2 节，共 2 节" in page
    assert first.get_url() in page
    assert enrolled.course.get_url() in page


def test_a_lesson_offers_the_place_of_the_last_time(client, enrolled):
    lesson = lessons_of(enrolled.course)[0]
    assert "到上次读到的地方" not in html(client, lesson)
    anchor = f"b-{lesson.body[0].id}"
    client.post(f"/learn/lessons/{lesson.pk}/place/", {"anchor": anchor})
    assert f'href="#{anchor}"' in html(client, lesson)
    assert f'id="{anchor}"' in html(client, lesson)


def test_a_lesson_takes_as_many_queries_among_three_as_alone(client, learner):
    counts = []
    for number in (1, 3):
        course = CourseFactory(lessons=number)
        EnrolmentFactory(person=learner, course=course)
        lesson = lessons_of(course)[0]
        client.get(lesson.get_url())
        with CaptureQueriesContext(connection) as queries:
            client.get(lesson.get_url())
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
    assert counts[1] <= 35
