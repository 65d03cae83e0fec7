import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import services
from assessments.enums import AttemptState
from assessments.models import AnswerStep, Attempt, AttemptItem, Entry
from core.errors import DomainError
from tests.assessments.factories import (
    NOON,
    EntryFactory,
    SingleChoiceFactory,
    answer,
    make_attempt,
    make_exam,
)
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


def statements(captured):
    """What the database was asked, without the brackets of transactions."""
    skipped = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(skipped)]


def start(entry):
    return services.start_attempt(entry=entry, by=entry.person)


def save(attempt, position=1, value="A", *, base=0, client_id=None, by=None):
    return services.save_answer(
        attempt=attempt,
        position=position,
        value=value,
        base_sequence=base,
        client_id=client_id or uuid.uuid4(),
        by=by or attempt.entry.person,
    )


# --- starting --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kinds", [["single"] * 2, ["single", "multiple", "truefalse"] * 7])
def test_starting_takes_at_most_six_statements_whatever_the_mix(kinds):
    reverse("assessments:exams")  # loads /cms/ with what it connects to signals, as in a web process
    entry = EntryFactory(exam=make_exam(kinds=kinds))
    with CaptureQueriesContext(connection) as captured:
        start(entry)
    assert len(statements(captured)) <= 6


def test_starting_freezes_paper_rules_and_time(at):
    with at(NOON):
        entry = EntryFactory(exam=make_exam(minutes=30, grace_seconds=45, pass_mark=80, must_pass=(1,)))
        attempt = start(entry)
    assert attempt.deadline == NOON + timedelta(minutes=30)
    assert attempt.final_at == attempt.deadline + timedelta(seconds=45)
    assert attempt.rules["pass_mark"] == 80
    assert [item.must_pass for item in attempt.items.all()] == [False, True, False]
    assert attempt.points_possible == 6


def test_starting_twice_gives_the_same_open_attempt():
    entry = EntryFactory()
    assert start(entry) == start(entry)
    assert entry.attempts.count() == 1


def test_a_foreign_entry_is_not_found():
    with pytest.raises(Entry.DoesNotExist):
        services.start_attempt(entry=EntryFactory(), by=PersonFactory())


def test_an_attempt_ends_where_the_window_closes(at):
    with at(NOON):
        entry = EntryFactory(exam=make_exam(minutes=60), closes=NOON + timedelta(minutes=10))
        assert start(entry).deadline == NOON + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("window", "code"),
    [
        ({"opens": NOON + timedelta(seconds=1)}, "entry_not_open"),
        ({"closes": NOON}, "entry_closed"),
    ],
)
def test_outside_of_the_window_no_attempt_begins(at, window, code):
    with at(NOON):
        entry = EntryFactory(**window)
        with pytest.raises(DomainError, match=code):
            start(entry)
    assert not entry.attempts.exists()


def test_a_resit_waits_for_the_hours_between(at):
    with at(NOON):
        entry = EntryFactory(exam=make_exam(resit_hours=24))
        make_attempt(entry=entry, answers="wrong", submitted=True)
    with at(NOON + timedelta(hours=23, minutes=59)), pytest.raises(DomainError) as caught:
        start(entry)
    assert (caught.value.code, caught.value.context["at"]) == ("resit_too_early", NOON + timedelta(hours=24))
    with at(NOON + timedelta(hours=24)):
        assert start(entry).number == 2


@pytest.mark.anchor_01
def test_after_the_last_try_no_attempt_begins(at):
    entry = EntryFactory(exam=make_exam(attempts_allowed=2, resit_hours=0))
    for _ in range(2):
        make_attempt(entry=entry, answers="wrong", submitted=True)
    with pytest.raises(DomainError, match="no_attempts_left"):
        start(entry)


def test_a_void_attempt_uses_up_no_try():
    entry = EntryFactory(exam=make_exam(attempts_allowed=1, resit_hours=0))
    attempt = make_attempt(entry=entry, answers="wrong", submitted=True)
    services.void_attempt(attempt=attempt, reason="停电", by=None)
    assert start(entry).number == 2


def test_who_has_passed_does_not_sit_again():
    entry = EntryFactory()
    make_attempt(entry=entry, answers="right", submitted=True)
    with pytest.raises(DomainError, match="already_passed"):
        start(entry)


def test_before_the_release_a_resit_is_refused_without_telling_the_result(at):
    with at(NOON):
        codes = set()
        for answers in ("right", "wrong"):
            exam = make_exam(code=answers, release="after_close", closes=NOON + timedelta(days=1), resit_hours=0)
            entry = EntryFactory(exam=exam)
            make_attempt(entry=entry, answers=answers, submitted=True)
            with pytest.raises(DomainError) as caught:
                start(entry)
            codes.add(caught.value.code)
    assert codes == {"result_pending"}


def test_a_start_closes_the_expired_attempt_it_finds(at):
    with at(NOON):
        attempt = make_attempt(resit_hours=0)
    with at(NOON + timedelta(days=2)):
        second = start(attempt.entry)
    attempt.refresh_from_db()
    assert (attempt.state, second.number) == (AttemptState.RELEASED, 2)


def test_a_paper_with_an_unpublished_question_is_not_ready():
    question = SingleChoiceFactory(published=False)
    paper = services.save_paper(code="P", title="试卷", items=[(question, 1, False)], by=None)
    entry = EntryFactory(exam=services.save_exam(code="K", title="考试", paper=paper, by=None))
    with pytest.raises(DomainError, match="paper_not_ready"):
        start(entry)


def test_a_retired_question_is_given_to_nobody_new():
    exam = make_exam()
    services.retire_question(question=exam.paper.items.first().question, by=None)
    assert start(EntryFactory(exam=exam)).items.count() == 2


@pytest.mark.anchor_12
def test_the_paper_is_pinned_whatever_happens_to_the_bank():
    attempt = make_attempt(shuffle_items=True, minutes=600)
    before = [(item.position, item.version_id, item.seed) for item in attempt.items.all()]
    for row in attempt.entry.exam.paper.items.all():
        question = row.question
        question.stem = "改过的题干"
        question.save()
        services.publish_question(question=question, by=None)
        services.retire_question(question=question, by=None)
    services.save_paper(
        code=attempt.entry.exam.paper.code, title="换了", items=[(SingleChoiceFactory(), 1, False)], by=None
    )
    after = [(item.position, item.version_id, item.seed) for item in Attempt.objects.get(pk=attempt.pk).items.all()]
    assert after == before
    assert not any("改过" in item.version.content["stem"] for item in attempt.items.all())


# --- answering -------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_saving_takes_two_statements_and_four_on_sqlite():
    attempt = make_attempt()
    person = attempt.entry.person
    with CaptureQueriesContext(connection) as captured:
        save(attempt.pk, by=person)
    assert len(statements(captured)) == (2 if connection.vendor == "postgresql" else 4)


def test_an_answer_becomes_a_step_and_the_last_one_is_current():
    attempt = make_attempt()
    assert save(attempt, value="B").sequence == 1
    receipt = save(attempt, value="A", base=1)
    assert (receipt.sequence, receipt.value, receipt.late, receipt.counted) == (2, "A", False, True)
    assert [step.value for step in attempt.steps.all()] == ["B", "A"]


@pytest.mark.anchor_25
def test_the_same_write_again_gets_the_same_receipt():
    attempt, key = make_attempt(), uuid.uuid4()
    first = save(attempt, client_id=key)
    assert save(attempt, client_id=key) == first
    assert save(attempt, client_id=key, base=1) == first
    assert attempt.steps.count() == 1


@pytest.mark.anchor_25
@pytest.mark.parametrize("change", [{"value": "B"}, {"position": 2, "value": ["A"]}])
@pytest.mark.parametrize("base", [0, 1])
def test_the_same_key_with_another_body_is_refused(change, base):
    attempt, key = make_attempt(), uuid.uuid4()
    save(attempt, client_id=key)
    with pytest.raises(DomainError, match="client_id_reused"):
        save(attempt, client_id=key, base=base, **change)
    assert attempt.steps.count() == 1


@pytest.mark.anchor_03
@pytest.mark.parametrize("base", [0, 2, 99])
def test_a_write_that_does_not_follow_the_last_one_changes_nothing(base):
    attempt = make_attempt()
    save(attempt, value="A")
    with pytest.raises(DomainError) as caught:
        save(attempt, value="B", base=base)
    assert (caught.value.code, caught.value.context["sequence"]) == ("stale_answer", 1)
    assert [step.value for step in attempt.steps.all()] == ["A"]


@pytest.mark.parametrize(("position", "foreign"), [(99, False), (1, True)])
def test_a_missing_item_and_a_foreign_one_are_the_same(position, foreign):
    attempt = make_attempt()
    with pytest.raises(AttemptItem.DoesNotExist):
        save(attempt, position, by=PersonFactory() if foreign else None)


def test_what_is_not_an_option_is_refused_and_nothing_is_written():
    attempt = make_attempt()
    with pytest.raises(DomainError, match="answer_invalid"):
        save(attempt, value="Z")
    assert not attempt.steps.exists()


def test_an_answer_can_be_taken_back():
    attempt = make_attempt(answers="right")
    answer(attempt, 1, None)
    submitted = services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
    assert submitted.points == 4


@pytest.mark.anchor_05
@pytest.mark.parametrize(
    ("seconds", "late", "counted"), [(-1, False, True), (0, False, True), (60, True, True), (61, True, False)]
)
def test_the_deadline_is_the_servers(at, seconds, late, counted):
    with at(NOON):
        attempt = make_attempt(minutes=10, grace_seconds=60)
    with at(attempt.deadline + timedelta(seconds=seconds)):
        receipt = save(attempt)
    assert (receipt.late, receipt.counted) == (late, counted)
    step = AnswerStep.objects.get()
    assert (step.late, step.counted) == (late, counted)
    with at(attempt.deadline + timedelta(minutes=5)):
        services.close_expired()
    attempt.refresh_from_db()
    assert attempt.points == (2 if counted else 0)


@pytest.mark.anchor_05
def test_a_too_late_answer_is_kept_once_per_item_and_closes_nothing_open(at):
    with at(NOON):
        attempt = make_attempt(minutes=10, grace_seconds=60)
    with at(attempt.final_at + timedelta(seconds=1)):
        assert not save(attempt).counted
        with pytest.raises(DomainError, match="attempt_finished"):
            save(attempt, value="B")
        assert not save(attempt, position=2, value=["A"]).counted
    attempt.refresh_from_db()
    assert attempt.sequence == 0


@pytest.mark.anchor_09
def test_coming_back_after_the_end_does_not_reopen_time(at):
    with at(NOON):
        attempt = make_attempt(minutes=10, grace_seconds=0, answers={1: "A"})
    with at(attempt.deadline + timedelta(seconds=5)):
        assert attempt.is_finished
        services.close_expired()
        assert not save(attempt, position=1, value="B", base=1).counted
    attempt.refresh_from_db()
    assert attempt.points == 2


def test_after_handing_in_nothing_is_taken():
    attempt = make_attempt(answers="right", submitted=True)
    with pytest.raises(DomainError, match="attempt_finished"):
        save(attempt, value="B", base=attempt.sequence)
    assert attempt.steps.count() == 3


def test_after_handing_in_nothing_is_taken_when_the_time_is_over_either(at):
    with at(NOON):
        attempt = make_attempt(submitted=True)
    with at(NOON + timedelta(days=1)), pytest.raises(DomainError, match="attempt_finished"):
        save(attempt)


def test_a_flag_is_put_and_taken_away_until_the_end():
    attempt = make_attempt()
    for flagged in (True, False):
        services.set_flag(attempt=attempt, position=1, flagged=flagged, by=attempt.entry.person)
        assert attempt.items.get(position=1).flagged is flagged
    with pytest.raises(AttemptItem.DoesNotExist):
        services.set_flag(attempt=attempt, position=1, flagged=True, by=PersonFactory())
    services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
    with pytest.raises(DomainError, match="attempt_finished"):
        services.set_flag(attempt=attempt, position=1, flagged=True, by=attempt.entry.person)
