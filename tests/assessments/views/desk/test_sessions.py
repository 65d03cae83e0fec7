from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.enums import Mode
from assessments.models import ExamSession
from core import clock
from tests.assessments.factories import EntryFactory, make_exam
from tests.assessments.views.desk.conftest import arrange

pytestmark = pytest.mark.django_db
LIST, NEW = "/manage/exams/", "/manage/exams/sessions/new/"


def form_of(street, paper, /, **changed):
    day = timezone.localtime(clock.now()).date() + timedelta(days=1)
    values = {"exam": paper.pk, "unit": street.unit.pk, "place": "活动室", "day": day.isoformat(), "starts": "14:20"}
    return {**values, "ends": "", "late_entry_minutes": "15", "early_submit_minutes": "0", **changed}


# Who may


@pytest.mark.parametrize(
    ("who", "listed"), [("invigilator", 200), ("trainer", 200), ("manager", 200), ("viewer", 403), ("editor", 403)]
)
def test_whoever_runs_exams_sees_the_list_and_nobody_else(as_staff, who, listed):
    assert as_staff(who).get(LIST).status_code == listed


@pytest.mark.parametrize(("who", "status"), [("trainer", 200), ("manager", 200), ("invigilator", 403)])
def test_trainers_and_managers_arrange_sessions_and_invigilators_do_not(as_staff, who, status, room):
    client = as_staff(who)
    assert client.get(NEW).status_code == status
    assert client.get(f"{room.path}edit/").status_code == status
    assert ("新建场次" in client.get(LIST).content.decode()) == (status == 200)


def test_a_session_of_another_street_is_missing(as_staff, room):
    client = as_staff("sibling")
    assert client.get(room.path).status_code == client.get("/manage/exams/sessions/987654/").status_code == 404
    assert room.session.place not in client.get(LIST).content.decode()


def test_somebody_named_as_invigilator_enters_without_a_role(client, street):
    person = street.worker()
    session = arrange(street.unit, make_exam(), invigilators=[person])
    client.force_login(person)
    assert client.get(LIST).status_code == 200
    assert client.get(f"/manage/exams/sessions/{session.pk}/").status_code == 200


# The list


def test_sessions_are_listed_by_what_they_are_now(as_staff, street):
    exam = make_exam()
    running = arrange(street.unit, exam, place="现在这里")
    coming = arrange(
        street.unit,
        exam,
        place="明天那里",
        starts=clock.now() + timedelta(days=1),
        ends=clock.now() + timedelta(days=1, hours=1),
    )
    past = arrange(street.unit, exam, starts=clock.now() - timedelta(hours=3), ends=clock.now() - timedelta(hours=2))
    context = as_staff().get(LIST).context
    assert [list(context[name]) for name in ("running", "coming", "page_obj")] == [[running], [coming], [past]]


def test_nothing_to_show_says_what_will_be_here(as_staff):
    assert "还没有场次" in as_staff("trainer").get(LIST).content.decode()


def test_exams_with_an_open_window_are_listed_with_the_people_of_ones_area(as_staff, street):
    exam = make_exam(code="OPEN", closes=clock.now() + timedelta(days=3))
    make_exam(code="OVER", opens=clock.now() - timedelta(days=9), closes=clock.now() - timedelta(days=1))
    for foreign in (False, False, True):
        EntryFactory(exam=exam, person=street.worker(foreign=foreign))
    lines = as_staff().get(LIST).context["windows"]
    assert [(line.exam, line.people) for line in lines] == [(exam, 2)]


def test_three_sessions_cost_as_many_queries_as_one(as_staff, street):
    client, exam, counts = as_staff("trainer"), make_exam(), []
    client.get(LIST)
    for number in (1, 2):
        for _ in range(number):
            arrange(street.unit, exam)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 16


# Arranging


def test_the_end_left_out_is_the_start_and_the_time_of_the_exam(as_staff, street):
    exam = make_exam(minutes=45)
    answer = as_staff("trainer").post(NEW, form_of(street, exam, invigilators=[street.staff["invigilator"].pk]))
    session = ExamSession.objects.get()
    assert answer["Location"] == f"/manage/exams/sessions/{session.pk}/candidates/"
    assert session.ends - session.starts == timedelta(minutes=45)
    assert timezone.localtime(session.starts).strftime("%H:%M") == "14:20"
    assert list(session.invigilators.all()) == [street.staff["invigilator"]]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"place": "  "}, "place", "请写明在哪里考"),
        ({"ends": "14:00"}, "ends", "结束要晚于开始"),
        ({"day": "2020-01-01"}, "starts", "已经过了"),
        ({"day": "明天"}, "day", "日期请写成"),
        ({"starts": "25:00"}, "starts", "时间请写成"),
        ({"ends": "x"}, "ends", "时间请写成"),
        ({"starts": "01:00", "ends": "23:00"}, "ends", "最长 12 小时"),
        ({"late_entry_minutes": "-1"}, "late_entry_minutes", "0"),
        ({"early_submit_minutes": ""}, "early_submit_minutes", "请填 0"),
        ({"exam": "987654"}, "exam", "另选一场"),
        ({"unit": "987654"}, "unit", "从列出的单位里选"),
        ({"invigilators": ["987654"]}, "invigilators", "重新选"),
        ({"invigilators": ["x"]}, "invigilators", ""),
        ({"exam": "9" * 30}, "exam", "另选一场"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(as_staff, street, changed, field, words):
    answer = as_staff("trainer").post(NEW, form_of(street, make_exam(), **changed))
    form = answer.context["form"]
    assert answer.status_code == 422
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])
    assert "活动室" in answer.content.decode() or field == "place"
    assert not ExamSession.objects.exists()


def test_a_unit_outside_ones_area_is_not_on_offer(as_staff, street):
    foreign = street.staff["sibling"].role_grants.get().unit
    answer = as_staff("trainer").post(NEW, form_of(street, make_exam(), unit=foreign.pk))
    assert list(answer.context["form"].errors) == ["unit"]


def test_practice_is_never_sat_in_a_session(as_staff, street):
    exam = make_exam()
    exam.mode = Mode.PRACTICE
    exam.save()
    assert list(as_staff("trainer").post(NEW, form_of(street, exam)).context["form"].errors) == ["exam"]


def test_only_whoever_has_the_role_in_the_area_can_be_chosen_to_invigilate(as_staff, street):
    offered = as_staff("trainer").get(NEW).context["form"].fields["invigilators"].queryset
    assert list(offered) == [street.staff["invigilator"]]


def test_once_somebody_has_begun_only_place_end_and_people_change(as_staff, room):
    room.sit()
    later = timezone.localtime(room.session.ends + timedelta(minutes=10))
    values = form_of(room.street, make_exam(code="OTHER"), place="一楼会议室", starts="01:00", ends=f"{later:%H:%M}")
    answer = as_staff("trainer").post(f"{room.path}edit/", values)
    assert answer.status_code == 302, answer.context["form"].errors
    before, room.session = room.session, ExamSession.objects.get()
    assert (room.session.exam, room.session.starts) == (before.exam, before.starts)
    assert room.session.place == "一楼会议室"


def test_a_candidate_is_not_made_invigilator_of_their_own_session(as_staff, room):
    entry = room.place()
    room.session.invigilators.add(entry.person)
    values = form_of(room.street, room.session.exam, invigilators=[entry.person_id])
    answer = as_staff("trainer").post(f"{room.path}edit/", values)
    assert str(entry.person) in str(answer.context["form"].errors["invigilators"])


@pytest.mark.parametrize(
    ("who", "room", "overview"), [("invigilator", True, False), ("manager", True, True), ("viewer", False, True)]
)
def test_the_frame_leads_everybody_to_what_is_theirs(as_staff, who, room, overview):
    page = as_staff(who).get("/manage/nowhere/").content.decode()
    assert ('href="/manage/exams/"' in page) == room
    assert ('href="/manage/people/"' in page) == overview


def test_staff_of_another_kind_who_are_named_as_invigilators_are_led_to_the_room(as_staff, room):
    assert 'href="/manage/exams/"' not in as_staff("editor").get("/my/").content.decode()
    room.session.invigilators.add(room.street.staff["editor"])
    assert 'href="/manage/exams/"' in as_staff("editor").get("/my/").content.decode()


def test_an_invigilator_finds_the_room_from_the_pages_of_a_learner(as_staff):
    assert 'href="/manage/exams/"' in as_staff().get("/my/").content.decode()
    assert 'href="/manage/exams/"' not in as_staff("viewer").get("/my/").content.decode()
