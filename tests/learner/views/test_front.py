from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from courses.models import CoursePrerequisite
from lms.learner.reports import front
from people.enums import Post
from tests.assessments.factories import EntryFactory, answer, make_exam
from tests.assessments.sessions import make_session
from tests.courses.factories import (
    AssignmentFactory,
    CourseFactory,
    EnrolmentFactory,
    course_index,
    finish,
    lessons_of,
)
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = PersonFactory(password=None, post=Post.GRID_WORKER, display_name="小周")
    client.force_login(person)
    course_index()
    return person


def page_of(client) -> str:
    answer = client.get("/my/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def in_days(days: int):
    return clock.today() + timedelta(days=days)


def test_a_visitor_is_asked_to_log_in(client):
    assert client.get("/my/")["Location"] == "/accounts/login/?next=/my/"


def test_the_first_day_says_where_to_begin(client, person):
    CourseFactory(title="岗前必修", code="BAS001")
    page = page_of(client)
    assert "从这里开始" in page
    assert "“岗前必修”" in page


def test_the_first_day_without_any_course_says_what_will_come(client, person):
    assert "课程发布以后会出现在这里" in page_of(client)


def test_what_is_overdue_comes_first_and_then_by_urgency(client, person):
    titles = {"逾期的课": -5, "快到的课": 3, "以后的课": 60}
    for title, days in reversed(titles.items()):
        AssignmentFactory(person=person, course=CourseFactory(title=title), due=in_days(days))
    begun = EnrolmentFactory(person=person, course=CourseFactory(title="学到一半的课")).course
    finish(person, lessons_of(begun)[0])
    page = page_of(client)
    assert sorted([*titles, "学到一半的课"], key=page.index) == ["逾期的课", "快到的课", "学到一半的课", "以后的课"]
    assert "小周，" in page
    assert "逾期 5 天" in page
    assert f"接着学“{lessons_of(begun)[1].title}”" in page
    assert f'href="{lessons_of(begun)[1].get_url()}"' in page


def test_an_open_exam_is_one_tap_away_and_stands_once(client, person):
    course = CourseFactory(with_exam=True, title="起火先期处置")
    EnrolmentFactory(person=person, course=course, finished=True)
    AssignmentFactory(person=person, course=course, due=in_days(3))
    page = page_of(client)
    entry = person.entries.get()
    assert f'href="/assessments/entries/{entry.pk}/"' in page
    assert page.count('class="sr">起火先期处置') == 1
    assert "前考完" in page


def test_an_exam_without_a_course_is_there_too(client, person):
    entry = EntryFactory(person=person, exam=make_exam(code="KS-9"), closes=clock.now() + timedelta(days=1, hours=1))
    page = page_of(client)
    assert f'href="/assessments/entries/{entry.pk}/"' in page
    assert "还剩 1 天" in page


@pytest.mark.parametrize(("hours", "is_first"), [(2, True), (30, False)])
def test_an_exam_that_would_be_missed_by_tomorrow_comes_before_what_is_overdue(client, person, hours, is_first):
    AssignmentFactory(person=person, course=CourseFactory(title="逾期的课"), due=in_days(-5))
    entry = EntryFactory(person=person, exam=make_exam(code="KS-9"), closes=clock.now() + timedelta(hours=hours))
    page = page_of(client)
    assert (page.index(f"/assessments/entries/{entry.pk}/") < page.index("逾期的课")) == is_first


def test_an_exam_under_way_comes_before_everything(client, person):
    AssignmentFactory(person=person, course=CourseFactory(title="逾期的课"), due=in_days(-5))
    from assessments.services import start_attempt

    attempt = start_attempt(entry=EntryFactory(person=person, exam=make_exam(code="KS-9")), by=person)
    answer(attempt, 1, "A")
    page = page_of(client)
    assert page.index("回到考试") < page.index("逾期的课")
    assert f"/assessments/attempts/{attempt.pk}/" in page


def test_a_certificate_that_ends_soon_may_be_renewed_and_one_that_ended_is_gentle(client, person, at):
    ending, ended = CourseFactory(title="快到期的课", lessons=1), CourseFactory(title="到期的课", lessons=1)
    for course, days in ((ending, 680), (ended, 800)):
        with at(clock.now() - timedelta(days=days)):
            EnrolmentFactory(person=person, course=course, finished=True)
    page = page_of(client)
    assert "天后到期" in page
    assert "待复核" in page
    assert "等级不会清零" in page


def test_many_things_are_folded_and_what_is_recommended_stands_below_all_of_them(client, person, monkeypatch):
    monkeypatch.setattr(front, "SHOWN", 1)
    for number in range(4):
        AssignmentFactory(person=person, course=CourseFactory(lessons=1), due=in_days(number))
    CourseFactory(title="调解入门", competency="MED")
    page = page_of(client)
    assert "还有 2 件" in page
    assert page.index("还有 2 件") < page.index("补上“矛盾化解”L1，大约 12 分钟")


def test_of_two_ends_on_one_day_the_hour_comes_before_the_day(client, person):
    AssignmentFactory(person=person, course=CourseFactory(title="安全的课"), due=in_days(0))
    EntryFactory(person=person, exam=make_exam(code="KS-7"), closes=clock.now() + timedelta(minutes=1))
    page = page_of(client)
    assert page.index("/assessments/entries/") < page.index("安全的课")


def test_an_exam_sat_together_next_week_says_where_and_when_and_stands_with_what_presses(client, person):
    begun = EnrolmentFactory(person=person, course=CourseFactory(title="学到一半的课")).course
    finish(person, lessons_of(begun)[0])
    starts = clock.now() + timedelta(days=3)
    session = make_session(starts, exam=make_exam(code="KS-6"), unit=UnitFactory(), people=[person])
    page = page_of(client)
    assert f"开考，地点：{session.place}" in page
    assert page.index(session.place) < page.index("学到一半的课")
    assert "今天先做这一件" not in page


def test_an_assigned_course_leads_to_the_one_that_comes_first(client, person):
    course, first = CourseFactory(title="调解进阶"), CourseFactory(title="调解入门")
    CoursePrerequisite.objects.create(course=course, requires=first)
    AssignmentFactory(person=person, course=course, due=in_days(3))
    page = page_of(client)
    assert "先学完“调解入门”，才能学这门" in page
    assert f'href="{first.get_url()}">去先修课' in page


def test_all_done_says_so_and_when_the_next_end_is(client, person):
    EnrolmentFactory(person=person, course=CourseFactory(title="学完的课", lessons=1), finished=True)
    page = page_of(client)
    assert "眼下没有要办的" in page
    assert "<strong>0.25</strong>／20" in page
    assert "“学完的课”的证书到期" in page


def test_another_persons_work_is_not_on_my_page(client, person):
    AssignmentFactory(course=CourseFactory(title="别人的课"), due=in_days(1))
    EntryFactory(exam=make_exam(code="KS-8"))
    page = page_of(client)
    assert "别人的课" not in page.replace("看这门课", "").split("想多学一点")[0].split("从这里开始")[0]
    assert "进入考试" not in page


def test_the_page_measures_no_presence(client, person):
    page = page_of(client)
    for word in ("打卡", "签到", "积分", "排行", "在线时长"):
        assert word not in page


def test_the_page_takes_as_many_queries_for_three_courses_as_for_one(client, person):
    counts = []
    for number in range(3):
        course = CourseFactory(with_exam=True)
        AssignmentFactory(person=person, course=course, due=in_days(number))
        EnrolmentFactory(person=person, course=course, finished=bool(number))
        client.get("/my/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/my/")
        counts.append(len(queries))
    assert counts[1] == counts[2], counts
    assert counts[2] <= 25
