from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar

from core import clock
from tests.assessments.factories import EntryFactory, make_exam
from tests.assessments.sessions import make_session
from tests.courses.factories import AssignmentFactory, CourseFactory, EnrolmentFactory, course_index
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
TITLE = "居民楼火灾与电动自行车起火先期处置，以及燃气泄漏、汛期暴雨、内涝与台风转移避险"


@pytest.fixture
def person(client):
    person = PersonFactory(password=None, grid_worker=True)
    client.force_login(person)
    course_index()
    return person


def calendar_of(client) -> Calendar:
    answer = client.get("/my/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = Calendar.from_ical(answer.content)
    assert not [event.errors for event in calendar.walk() if event.errors]
    return calendar


def events(client) -> dict[str, object]:
    return {str(event["SUMMARY"]): event for event in calendar_of(client).walk("VEVENT")}


def test_a_due_date_is_a_whole_day_with_one_alarm_the_day_before(client, person):
    day = clock.today() + timedelta(days=9)
    AssignmentFactory(person=person, course=CourseFactory(title=TITLE), due=day)
    event = events(client)[f"截止：{TITLE}"]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (day, day + timedelta(days=1))
    assert [alarm.decoded("TRIGGER") for alarm in event.walk("VALARM")] == [timedelta(hours=-15)]
    assert event["TRANSP"] == "TRANSPARENT"


def test_an_exam_sat_together_has_its_place_and_hours_where_it_is_used(client, person):
    starts = clock.now() + timedelta(days=3)
    session = make_session(starts, exam=make_exam(code="KS-1"), unit=UnitFactory(), people=[person])
    event = events(client)["考试：居民楼火灾先期处置"]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        session.starts.replace(microsecond=0),
        session.ends.replace(microsecond=0),
    )
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["LOCATION"] == session.place
    assert session.code not in event.to_ical().decode()
    assert [str(zone["TZID"]) for zone in calendar_of(client).walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_a_window_stands_where_it_closes(client, person):
    closes = (clock.now() + timedelta(days=9)).replace(microsecond=0)
    EntryFactory(person=person, exam=make_exam(code="KS-1"), closes=closes)
    event = events(client)["考试截止：居民楼火灾先期处置"]
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (closes - timedelta(minutes=60), closes)


def test_what_ends_is_there_and_a_key_stays_when_the_date_moves(client, person):
    course = CourseFactory(title="燃气泄漏", lessons=1)
    EnrolmentFactory(person=person, course=course, finished=True)
    other = CourseFactory(title="邻里噪声", lessons=1)
    AssignmentFactory(person=person, course=other, due=clock.today())
    before = events(client)
    assert isinstance(before["证书到期：燃气泄漏"].decoded("DTSTART"), date)
    assert not isinstance(before["证书到期：燃气泄漏"].decoded("DTSTART"), datetime)
    AssignmentFactory(person=person, course=other, due=clock.today() + timedelta(days=5))
    after = events(client)
    assert {name: event["UID"] for name, event in before.items()} == {
        name: event["UID"] for name, event in after.items()
    }
    assert before["截止：邻里噪声"]["DTSTART"] != after["截止：邻里噪声"]["DTSTART"]


def test_nothing_to_do_is_an_empty_calendar_and_nothing_of_others_is_in_it(client, person):
    AssignmentFactory(course=CourseFactory(), due=clock.today())
    assert events(client) == {}
