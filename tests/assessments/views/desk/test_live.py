"""The desk: who is there, and what changes while one looks."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import Attempt
from core import clock
from tests.assessments.factories import make_exam
from tests.assessments.views.desk.conftest import arrange

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def text(client, room, **query):
    answer = client.get(room.path, query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_desk_shows_everybody_with_what_they_answered(as_staff, room):
    room.sit(room.street.worker("周晓岚"), answers={1: "A", 2: ["A"]})
    room.sit(room.street.worker("欧阳兰"), submitted=True)
    room.place(room.street.worker("吴为民"))
    page = text(as_staff(), room)
    for words in ("周晓岚", "2／3", "在答题", "欧阳兰", "已交卷", "吴为民", "未到", "3 人"):
        assert words in page


@pytest.mark.parametrize(
    ("show", "names"), [("", 3), ("answering", 1), ("handed_in", 1), ("missing", 1), ("offline", 0), ("nonsense", 3)]
)
def test_each_figure_filters_the_table(as_staff, room, show, names):
    room.sit(), room.sit(submitted=True), room.place()
    answer = as_staff().get(room.path, {"show": show})
    assert len(answer.context["rows"]) == names


def test_htmx_gets_what_changes_and_a_reader_the_whole_page(as_staff, room):
    client = as_staff()
    assert "<html" not in client.get(room.path, headers=HTMX).content.decode()
    assert "<html" in client.get(room.path).content.decode()


def test_a_log_in_that_lapsed_is_told_to_a_page_that_asks_in_the_background(client, room):
    assert client.get(room.path, headers=HTMX).status_code == 401
    assert client.get(room.path)["Location"].startswith("/accounts/login/")


def test_the_code_is_shown_with_how_long_it_is_good_for(as_staff, room, at):
    code = room.session.code
    assert f"{code[:3]} {code[3:]}" in text(as_staff(), room)
    with at(room.session.last_entry + timedelta(minutes=1)):
        assert "已失效" in text(as_staff(), room)


def test_a_session_without_candidates_says_what_to_do(as_staff, room):
    assert "这一场还没有考生" in text(as_staff("trainer"), room)
    assert "选考生" in text(as_staff("trainer"), room)


def test_nobody_having_come_is_said(as_staff, room):
    room.place()
    assert "还没有人开始" in text(as_staff(), room)


def test_before_the_start_there_is_nothing_to_collect(as_staff, street):
    later = clock.now() + timedelta(hours=2)
    session = arrange(street.unit, make_exam(), starts=later, ends=later + timedelta(hours=1))
    page = as_staff().get(f"/manage/exams/sessions/{session.pk}/").content.decode()
    assert "全场收卷" not in page
    assert "开考" in page


def test_after_the_end_the_desk_is_a_record_and_asks_no_more(as_staff, room, at):
    room.sit(submitted=True)
    with at(room.session.ends + timedelta(hours=1)):
        page = text(as_staff(), room)
    assert "这一场已经结束" in page
    assert "hx-get" not in page
    assert "全场加时" not in page


def test_a_pause_is_shown_with_its_words_and_the_way_out(as_staff, room):
    room.sit()
    services.pause_session(session=room.session, message="楼里停电", by=room.street.staff["invigilator"])
    page = text(as_staff(), room)
    assert "全场暂停" in page and "楼里停电" in page and "恢复答题" in page


def test_what_was_done_is_listed_with_who_and_why(as_staff, room):
    attempt = room.sit(room.street.worker("刘建军"))
    invigilator = room.street.staff["invigilator"]
    services.extend_attempt(attempt=attempt, minutes=5, reason="网络中断", by=invigilator)
    page = text(as_staff(), room)
    assert "刘建军：加时 5 分钟" in page
    assert f"{invigilator} · 理由：网络中断" in page


def test_candidates_of_another_session_are_not_here(as_staff, room):
    other = arrange(room.street.unit, make_exam(code="OTHER"))
    attempt = room.sit()
    Attempt.objects.filter(pk=attempt.pk).update(session=other)
    path = f"/manage/exams/sessions/{other.pk}/attempts/{attempt.pk}/extend/"
    assert as_staff().get(path).status_code == 200
    assert as_staff().get(f"{room.path}attempts/{attempt.pk}/extend/").status_code == 404


def test_whoever_sits_in_a_session_does_not_run_it(client, room):
    entry = room.place()
    room.session.invigilators.add(entry.person)
    client.force_login(entry.person)
    assert client.get(room.path).status_code in (403, 404)


def test_three_candidates_cost_as_many_queries_as_one(as_staff, room):
    client, counts = as_staff(), []
    room.sit(answers="right")
    client.get(room.path)
    for more in (0, 2):
        for _ in range(more):
            room.sit(answers="right")
        with CaptureQueriesContext(connection) as captured:
            client.get(room.path)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 24
