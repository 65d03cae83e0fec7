"""What the candidate reads when somebody decides about their exam."""

from datetime import timedelta

import pytest
from django.utils import translation

from assessments import services
from assessments.enums import Release
from core.jobs import run_due_jobs_here
from people.models import Message
from people.reports.message_text import render
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam

pytestmark = pytest.mark.django_db
REASON = "考场断网，监考记录为证"


def told(person):
    """Every message of the person but the usual result, as (subject, body), in Chinese."""
    messages = Message.objects.filter(person=person).exclude(template="exam_result").order_by("pk")
    with translation.override("zh-hans"):
        return [(render(message).subject, render(message).body) for message in messages]


def late(at, **rules):
    with at(NOON):
        exam = make_exam(kinds=("single", "single"), minutes=10, grace_seconds=0, **rules)
        attempt = make_attempt(entry=EntryFactory(exam=exam), answers={1: "A", 2: "B"})
    with at(NOON + timedelta(minutes=11)):
        answer(attempt, 2, "A")
        services.close_expired()
    attempt.refresh_from_db()
    return attempt


def test_a_void_attempt_is_told_with_its_reason_and_the_way_to_a_review():
    attempt = make_attempt()
    services.void_attempt(attempt=attempt, reason="14:20 换了别人作答", by=None)
    [(subject, body)] = told(attempt.entry.person)
    assert "已作废" in subject
    assert "14:20 换了别人作答" in body
    assert "复核" in body


def test_late_answers_that_count_are_told_with_the_new_result(at):
    attempt = late(at)
    services.count_late_answers(attempt=attempt, reason=REASON, by=None)
    [(_subject, body)] = told(attempt.entry.person)
    assert "第 2 题" in body
    assert "100 分，合格" in body


def test_before_the_release_nothing_of_the_result_is_told(at):
    with at(NOON + timedelta(minutes=12)):
        attempt = late(at, release=Release.AFTER_CLOSE, closes=NOON + timedelta(days=1))
        services.count_late_answers(attempt=attempt, reason=REASON, by=None)
    [(_subject, body)] = told(attempt.entry.person)
    assert "100" not in body
    assert "成绩公布时" in body


def test_late_answers_that_stay_out_are_told_too(at):
    attempt = late(at)
    services.leave_late_answers(attempt=attempt, reason="当时网络正常", by=None)
    [(_subject, body)] = told(attempt.entry.person)
    assert "没有计入" in body
    assert "当时网络正常" in body
    assert "复核" in body


def test_changed_times_are_told_to_those_who_still_have_to_sit_and_to_nobody_else(at):
    with at(NOON):
        exam = make_exam(minutes=60, closes=NOON + timedelta(hours=2))
        waiting, sitting, done = (EntryFactory(exam=exam) for _ in range(3))
        make_attempt(entry=sitting)
        make_attempt(entry=done, answers="right", submitted=True)
        people = [waiting.person, sitting.person, done.person]
        override = services.set_override(exam=exam, name="晚班", people=people, minutes=80, reason="停电", by=None)
        run_due_jobs_here()
        assert [len(told(person)) for person in people] == [1, 0, 0]
        [(subject, body)] = told(waiting.person)
        assert "考试时间" in subject
        assert "80 分钟" in body
    with at(NOON + timedelta(minutes=1)):
        services.remove_override(override=override, reason="来电了", by=None)
        run_due_jobs_here()
        assert "60 分钟" in told(waiting.person)[1][1]


def test_an_accommodation_is_told_without_its_reason():
    person = EntryFactory().person
    services.set_accommodation(person=person, extra_percent=25, reason="视力残疾二级", by=None)
    services.set_accommodation(person=person, reason="不再需要", by=None)
    given, taken = told(person)
    assert "25%" in given[1]
    assert "视力" not in "".join(given)
    assert "取消" in taken[0]
