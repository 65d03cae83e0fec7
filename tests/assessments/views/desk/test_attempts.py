from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.enums import AttemptState
from assessments.models import Attempt
from core import clock
from core.models import AuditEntry
from people.enums import Role
from people.models import Message
from tests.assessments.factories import EntryFactory, SingleChoiceFactory, answer, make_attempt, make_exam
from tests.people.factories import PersonFactory, PlacementFactory, RoleGrantFactory

pytestmark = pytest.mark.django_db
SAW = "14:20 起由别人代答，监考记录为证"


@pytest.fixture
def ask(client, street):
    """`ask("trainer", attempt, "void/", {...})`: what that member of staff gets at the attempt's record and below."""

    def go(who, attempt, path="", data=None):
        client.force_login(street.staff[who])
        address = f"/manage/exams/attempts/{getattr(attempt, 'pk', attempt)}/{path}"
        return client.get(address) if data is None else client.post(address, data)

    return go


@pytest.fixture
def attempt(street):
    return make_attempt(entry=EntryFactory(person=street.worker("周敏")), answers="right", submitted=True)


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "status"), [("invigilator", 200), ("manager", 200), ("viewer", 403), ("editor", 403)])
@pytest.mark.parametrize("path", ["", "late/", "void/"])
def test_whoever_runs_exams_there_reads_and_decides_and_nobody_else(ask, attempt, who, status, path):
    assert ask(who, attempt, path).status_code == status


def test_an_attempt_of_another_area_is_as_good_as_missing_and_so_is_ones_own(ask, street, attempt):
    PlacementFactory(person=street.staff["trainer"], unit=street.grid)
    own = make_attempt(entry=EntryFactory(person=street.staff["trainer"], exam=make_exam(code="KS-2")))
    for path in ("", "late/", "void/"):
        for who, which in (("sibling", attempt), ("sibling", 987654), ("trainer", own)):
            assert ask(who, which, path).status_code == 404
            assert ask(who, which, path, {"reason": SAW, "decision": "count"}).status_code in (404, 405)
    assert not Attempt.objects.filter(state=AttemptState.VOIDED).exists()


def test_whoever_is_named_for_the_session_reads_and_decides_wherever_the_candidate_works(client, street, attempt):
    exam = make_exam(code="KS-2")
    named = PersonFactory(password=None)
    now = clock.now()
    session = services.save_session(
        session=None,
        exam=exam,
        unit=street.unit,
        place="活动室",
        starts=now,
        ends=now + timedelta(hours=2),
        late_entry_minutes=None,
        early_submit_minutes=0,
        invigilators=[named],
        by=street.staff["manager"],
    )
    there = make_attempt(entry=EntryFactory(person=street.worker(foreign=True), exam=exam))
    Attempt.objects.filter(pk=there.pk).update(session=session)
    client.force_login(named)
    assert client.get(f"/manage/exams/attempts/{there.pk}/").status_code == 200
    assert client.get(f"/manage/exams/attempts/{there.pk}/void/").status_code == 200
    assert client.get(f"/manage/exams/attempts/{attempt.pk}/").status_code == 404


# --- what it says ----------------------------------------------------------------------------------------------------


def test_what_was_answered_is_read_by_trainers_and_markers_once_it_is_handed_in(ask, street, attempt):
    RoleGrantFactory(person=street.staff["invigilator"], unit=street.unit, role=Role.MARKER)
    for who, reads in (("trainer", True), ("invigilator", True), ("manager", False)):
        page = ask(who, attempt)
        assert ("打119" in page.content.decode()) == reads
        assert [step.answer is not None for step in page.context["record"].steps] == [reads] * 3
    sitting = make_attempt(entry=EntryFactory(person=street.worker(), exam=make_exam(code="KS-2")), answers="right")
    assert "打119" not in ask("trainer", sitting).content.decode()


def test_no_key_and_no_explanation_is_in_it(ask, street):
    attempt = make_attempt(entry=EntryFactory(person=street.worker()), answers="wrong", submitted=True)
    with CaptureQueriesContext(connection) as captured:
        text = ask("trainer", attempt).content.decode()
    assert not [query for query in captured.captured_queries if '"assessments_questionversion"."key"' in query["sql"]]
    for secret in ("打119", "先报警，再救人", "消防法"):
        assert secret not in text


def test_every_step_stands_in_order_with_what_became_of_it(ask, late_attempt):
    attempt = late_attempt(answers={1: "B", 2: "A"})
    services.count_late_answers(attempt=attempt, reason="考场断网，监考为证", by=None)
    page = ask("invigilator", attempt)
    steps = [(step.position, step.counted, step.counted_later) for step in page.context["record"].steps]
    assert steps == [(1, True, False), (2, True, False), (1, False, False), (2, False, True)]
    assert "迟到，后来计入" in page.content.decode()
    assert "迟到，不计分" in page.content.decode()


@pytest.mark.both_databases
def test_every_change_stands_with_who_and_why(ask, street):
    attempt = make_attempt(entry=EntryFactory(person=street.worker()))
    by = street.staff["invigilator"]
    services.extend_attempt(attempt=attempt, minutes=5, reason="考场断网", by=by)
    services.set_accommodation(person=attempt.entry.person, extra_minutes=20, reason="视力残疾二级", by=by)
    page = ask("manager", attempt)
    assert ("某invigilator", "考场断网") in [(event.by, event.reason) for event in page.context["record"].events]
    assert "视力残疾" not in page.content.decode()


def test_a_longer_record_costs_as_many_queries(ask, street):
    counts = []
    for number in (1, 3):
        attempt = make_attempt(entry=EntryFactory(person=street.worker(), exam=make_exam(code=f"KS-{number}")))
        for position in range(1, number + 1):
            answer(attempt, position, {1: "A", 2: ["A"], 3: True}[position])
            services.extend_attempt(attempt=attempt, minutes=1, reason="考场断网", by=street.staff["trainer"])
        ask("trainer", attempt)
        with CaptureQueriesContext(connection) as captured:
            assert len(ask("trainer", attempt).context["record"].steps) == number
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- late answers ----------------------------------------------------------------------------------------------------


def test_what_would_change_is_said_before_and_then_it_is_done(ask, street, late_attempt):
    attempt = late_attempt(street.worker("周敏"), answers={1: "B", 2: "A"})
    page = ask("invigilator", attempt, "late/")
    text = page.content.decode()
    assert "由 50 分变为 100 分" in text
    assert "由没有合格变为合格" in text
    assert ask("invigilator", attempt, "late/", {"decision": "count", "reason": ""}).status_code == 422
    assert ask("invigilator", attempt, "late/", {"reason": "考场断网"}).status_code == 422
    attempt.refresh_from_db()
    assert attempt.score == 50
    assert ask("invigilator", attempt, "late/", {"decision": "count", "reason": "考场断网"}).status_code == 302
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (100, True)
    assert Message.objects.filter(person=attempt.entry.person, template="late_answers_counted").exists()
    again = ask("invigilator", attempt, "late/", {"decision": "count", "reason": "考场断网"})
    assert again.status_code == 422
    assert "已经计入" in again.content.decode()


def test_leaving_them_out_is_a_decision_too(ask, late_attempt):
    attempt = late_attempt()
    ask("manager", attempt, "late/", {"decision": "leave", "reason": "当时网络正常"})
    attempt.refresh_from_db()
    assert attempt.score == 50
    assert AuditEntry.objects.get(action="assessments.late_answers_left").reason == "当时网络正常"


def test_before_it_is_marked_nothing_is_decided(ask, street):
    attempt = make_attempt(entry=EntryFactory(person=street.worker()))
    assert "还没评完分" in ask("manager", attempt, "late/").content.decode()
    page = ask("manager", attempt, "late/", {"decision": "leave", "reason": "当时网络正常"})
    assert page.status_code == 422


# --- making it void --------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_follows_is_said_before_and_then_it_is_void(ask, street, attempt):
    plan = ask("invigilator", attempt, "void/").context["plan"]
    assert (plan.used, plan.used_then, plan.withdraws, plan.stops) == (1, 0, True, False)
    for reason, words in (("", "请写明理由"), ("作弊", "10 个字")):
        page = ask("invigilator", attempt, "void/", {"reason": reason})
        assert page.status_code == 422
        assert words in str(page.context["form"].errors["reason"])
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.RELEASED
    assert ask("invigilator", attempt, "void/", {"reason": SAW}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.VOIDED
    line = AuditEntry.objects.get(action="assessments.attempt_voided")
    assert (line.actor, line.reason) == (street.staff["invigilator"], SAW)
    assert SAW in ask("manager", attempt).content.decode()
    assert ask("manager", attempt, "void/", {"reason": SAW}).status_code == 302
    assert AuditEntry.objects.filter(action="assessments.attempt_voided").count() == 1


# --- excusing an author ----------------------------------------------------------------------------------------------


@pytest.fixture
def author_entry(street):
    question = SingleChoiceFactory(owner=street.worker("命题人周"))
    paper = services.save_paper(code="P-A", title="试卷", items=[(question, 2, False)], by=None)
    exam = services.save_exam(code="KS-A", title="考试", paper=paper, by=None, minutes=60)
    return EntryFactory(exam=exam, person=question.owner)


def test_a_manager_excuses_an_author_with_a_reason_and_then_they_may_begin(client, street, author_entry):
    client.force_login(street.staff["manager"])
    times = f"/manage/exams/{author_entry.exam_id}/times/?person=命题人周"
    path = f"/manage/exams/entries/{author_entry.pk}/excuse/"
    assert path in client.get(times).content.decode()
    assert client.post(path, {"reason": ""}).status_code == 422
    assert client.post(path, {"reason": "全县只有这一套卷子"}).status_code == 302
    author_entry.refresh_from_db()
    assert author_entry.author_excused
    assert services.start_attempt(entry=author_entry, by=author_entry.person).state == AttemptState.IN_PROGRESS
    assert path not in client.get(times).content.decode()


def test_an_invigilator_or_another_street_excuses_nobody(client, street, author_entry):
    path = f"/manage/exams/entries/{author_entry.pk}/excuse/"
    for who in ("invigilator", "trainer", "sibling"):
        client.force_login(street.staff[who])
        assert client.get(path).status_code == 404
        assert client.post(path, {"reason": "全县只有这一套卷子"}).status_code == 404
    author_entry.refresh_from_db()
    assert not author_entry.author_excused
