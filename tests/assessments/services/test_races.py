"""Two people's hands at once, on PostgreSQL with real connections. Each race has its control: with the guard away it fails."""

import threading
import time
import uuid
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import IntegrityError, close_old_connections, connection
from django.db.models import QuerySet

from assessments import services
from assessments.enums import AttemptState
from assessments.models import Attempt, Mark
from assessments.services import admission, allowances, closing, saving, starting
from assessments.signals import attempt_marked
from core import clock
from core.errors import DomainError
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.assessments.sessions import make_session
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("needs_postgres")]


def together(*calls):
    """Run the calls at the same moment, each on a connection of its own; their results, or the codes they were refused with."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        close_old_connections()
        gate.wait(timeout=20)
        try:
            results[number] = call()
        except DomainError as error:
            results[number] = error.code
        except IntegrityError:
            results[number] = "constraint"
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def without_locks():
    """The guard away: rows are read without being locked."""
    return patch.object(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)


def slowly(module, name, parties=2, patience=1.0):
    """Between looking and writing each waits for the others, so that all have looked before one writes.

    Whom a guard holds up never comes; nobody waits longer than `patience` seconds for them.
    """
    original, gate = getattr(module, name), threading.Barrier(parties)

    def slowed(*args, **kwargs):
        try:
            gate.wait(timeout=patience)
        except threading.BrokenBarrierError:
            pass
        return original(*args, **kwargs)

    return patch.object(module, name, slowed)


@contextmanager
def meanwhile(module, name, act, patience=1.0):
    """`act`, on a connection of its own, between looking and writing: `name` goes on once it is done or held up."""
    original, threads, results = getattr(module, name), [], []

    def run():
        try:
            results.append(act())
        finally:
            connection.close()

    def interrupted(*args, **kwargs):
        if not threads:
            threads.append(threading.Thread(target=run))
            threads[0].start()
            threads[0].join(timeout=patience)
        return original(*args, **kwargs)

    with patch.object(module, name, interrupted):
        yield results
    for thread in threads:
        thread.join(timeout=60)


def drop(constraint, table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {constraint}")
        cursor.execute(f"DROP INDEX IF EXISTS {constraint}")


def start_many(number=6):
    entry = EntryFactory(exam=make_exam(attempts_allowed=1, kinds=["single"]))
    with slowly(starting, "_freeze", parties=number):
        results = together(*[lambda: services.start_attempt(entry=entry, by=entry.person).pk] * number)
    return entry, results


@pytest.mark.anchor_01
def test_many_starts_at_once_make_one_attempt(size):
    for _ in range(size(2, 50)):
        entry, results = start_many()
        assert len(set(results)) == 1, "everyone gets the same attempt"
        assert entry.attempts.count() == 1


@pytest.mark.anchor_01
def test_control_without_lock_and_constraints_the_limit_is_broken():
    drop("one_open_attempt_per_entry", "assessments_attempt")
    drop("one_attempt_per_number", "assessments_attempt")
    with without_locks():
        entry, _results = start_many()
    assert entry.attempts.count() > 1


@pytest.mark.anchor_01
def test_without_the_lock_the_constraint_still_holds():
    with without_locks():
        entry, results = start_many()
    assert entry.attempts.count() == 1
    assert "constraint" in results


def begin_while_time_is_given():
    """The start has read the times and not yet written; the change is committed in between."""
    entry = EntryFactory(exam=make_exam(minutes=10, kinds=["single"]))
    has_read, original = threading.Event(), starting._paper_rows

    def read_slowly(*args):
        has_read.set()
        time.sleep(0.4)
        return original(*args)

    def give():
        has_read.wait(timeout=20)
        services.set_accommodation(person=entry.person, extra_minutes=30, reason="手部受伤", by=None)

    with patch.object(starting, "_paper_rows", read_slowly):
        attempt, _given = together(lambda: services.start_attempt(entry=entry, by=entry.person), give)
    attempt.refresh_from_db()
    return (attempt.deadline - attempt.started_at).total_seconds() / 60


@pytest.mark.anchor_11
def test_time_given_in_the_very_moment_of_a_start_reaches_the_attempt():
    assert begin_while_time_is_given() == 40


@pytest.mark.anchor_11
def test_control_without_the_second_look_it_is_lost():
    with patch.object(allowances, "_catch_starts", lambda *args: None):
        assert begin_while_time_is_given() == 10


def guess_many(number=20):
    session = make_session(clock.now(), exam=make_exam(kinds=["single"]), people=[PersonFactory()])
    entry = session.entries.get()
    wrong = f"{(int(session.code) + 1) % 10**6:06}"
    with slowly(admission, "_note", parties=number):
        return together(*[lambda: services.start_attempt(entry=entry, by=entry.person, code=wrong)] * number)


def test_many_guesses_at_once_are_still_five_guesses():
    assert Counter(guess_many()) == {"code_wrong": 4, "code_locked": 16}


def test_control_without_the_lock_there_are_more_guesses():
    with without_locks():
        assert Counter(guess_many())["code_wrong"] > 4


def submit_many(same_key, number=6):
    attempt = make_attempt(answers="right")
    person, key = attempt.entry.person, uuid.uuid4()

    def submit():
        own = services.submit_attempt(attempt=attempt.pk, submit_key=key if same_key else uuid.uuid4(), by=person)
        return own.receipt

    with slowly(closing, "_finish", parties=number):
        return attempt, together(*[submit] * number)


@pytest.mark.anchor_02
@pytest.mark.parametrize("same_key", [True, False])
def test_many_submits_at_once_have_one_result(same_key, announced):
    attempt, results = submit_many(same_key)
    assert len(set(results)) == 1
    assert announced == [attempt.pk]
    assert Mark.objects.filter(item__attempt=attempt).count() == 3


@pytest.mark.anchor_02
def test_control_without_lock_and_constraint_a_paper_is_marked_twice():
    drop("one_current_mark_per_item", "assessments_mark")
    with without_locks():
        attempt, _results = submit_many(same_key=True)
    assert Mark.objects.filter(item__attempt=attempt).count() > 3


@pytest.fixture
def announced():
    ids = []

    def hear(attempt_id, **kwargs):
        ids.append(attempt_id)

    attempt_marked.connect(hear)
    yield ids
    attempt_marked.disconnect(hear)


def save(attempt, person, value, base=0):
    return lambda: (
        services.save_answer(
            attempt=attempt.pk, position=1, value=value, base_sequence=base, client_id=uuid.uuid4(), by=person
        ).value
    )


@pytest.mark.anchor_03
def test_two_saves_at_once_one_counts_and_the_other_is_told(size):
    for _ in range(size(3, 100)):
        attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["single"])))
        person = attempt.entry.person
        results = together(save(attempt, person, "A"), save(attempt, person, "B"))
        assert Counter(results)["stale_answer"] == 1
        kept = next(value for value in results if value in ("A", "B"))
        assert [step.value for step in attempt.steps.all()] == [kept]


@pytest.mark.anchor_03
def test_a_save_judged_on_an_old_row_is_judged_again():
    attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["single"])))
    person = attempt.entry.person
    with slowly(saving, "_write"):
        results = together(save(attempt, person, "A"), save(attempt, person, "B"))
    assert Counter(results)["stale_answer"] == 1
    assert attempt.steps.count() == 1


@pytest.mark.anchor_03
def test_control_without_comparison_and_constraint_both_saves_count():
    drop("one_step_per_sequence", "assessments_answerstep")
    attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["single"])))
    person = attempt.entry.person
    with patch.object(saving, "UNCHANGED", "%s::xid IS NOT NULL"), slowly(saving, "_write"):
        together(save(attempt, person, "A"), save(attempt, person, "B"))
    assert attempt.steps.filter(sequence=1).count() == 2


@pytest.mark.anchor_03
def test_a_save_and_a_submit_at_once_agree_on_what_counts(size):
    seen = set()
    for number in range(size(4, 200)):
        attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["single"])), answers={1: "B"})
        person = attempt.entry.person
        calls = [
            save(attempt, person, "A", base=1),
            lambda attempt=attempt, person=person: (
                services.submit_attempt(attempt=attempt.pk, submit_key=None, by=person).pk
            ),
        ]
        saved, _submitted = together(*(calls if number % 2 else reversed(calls)))[:: 1 if number % 2 else -1]
        attempt.refresh_from_db()
        assert attempt.state == AttemptState.RELEASED
        assert saved in ("A", "attempt_finished")
        assert attempt.points == (2 if saved == "A" else 0), "acknowledged means counted"
        seen.add(saved)
    assert seen


@pytest.mark.anchor_07
def test_two_sweeps_at_once_close_each_attempt_once(announced, at):
    exam = make_exam(kinds=["single"], minutes=10)
    with at(clock.now() - timedelta(hours=1)):
        expired = [make_attempt(entry=EntryFactory(exam=exam)) for _ in range(4)]
    results = together(*[services.close_expired] * 2)
    assert sum(results) == len(expired)
    assert sorted(announced) == sorted(attempt.pk for attempt in expired)
    assert not Attempt.objects.open().exists()


@pytest.mark.anchor_07
def test_control_without_the_lock_two_sweeps_close_the_same_attempt(announced, at):
    drop("one_current_mark_per_item", "assessments_mark")
    with at(clock.now() - timedelta(hours=1)):
        attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["single"], minutes=10)))
    with without_locks(), slowly(closing, "_finish"):
        together(*[services.close_expired] * 2)
    assert Mark.objects.filter(item__attempt=attempt).count() > 1
