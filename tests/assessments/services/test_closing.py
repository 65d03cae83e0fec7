import uuid
from datetime import timedelta
from decimal import Decimal

import pytest

from assessments import services
from assessments.engine.receipt import digest
from assessments.enums import AttemptState, MarkSource, Mode
from assessments.models import Attempt, Mark
from assessments.services.closing import counted_answers, mark_item
from assessments.signals import attempt_marked
from assessments.tasks import close_expired_attempts
from competencies.enums import EvidenceState
from competencies.models import Evidence
from core.errors import DomainError
from people.models import Message
from tests.assessments.factories import (
    FACTORIES,
    NOON,
    RIGHT,
    EntryFactory,
    answer,
    competency,
    make_attempt,
    make_exam,
)
from tests.people.factories import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    """The ids announced by `attempt_marked`."""
    ids = []

    def hear(attempt_id, **kwargs):
        ids.append(attempt_id)

    attempt_marked.connect(hear)
    yield ids
    attempt_marked.disconnect(hear)


def submit(attempt, key=None):
    return services.submit_attempt(attempt=attempt, submit_key=key or uuid.uuid4(), by=attempt.entry.person)


def test_handing_in_marks_and_releases_at_once(heard, django_capture_on_commit_callbacks):
    attempt = make_attempt(answers={1: "A", 2: ["A", "B"], 3: "true"})
    with django_capture_on_commit_callbacks(execute=True):
        attempt = submit(attempt)
    assert attempt.state == AttemptState.RELEASED
    assert (attempt.points, attempt.score, attempt.passed) == (Decimal(3), Decimal("50.00"), False)
    assert list(attempt.items.values_list("marks__points", flat=True)) == [2, 1, 0]
    assert set(Mark.objects.values_list("source", flat=True)) == {MarkSource.AUTOMATIC}
    assert len(attempt.receipt) == 64
    assert heard == [attempt.pk]


@pytest.mark.anchor_02
@pytest.mark.parametrize("same_key", [True, False])
def test_handing_in_again_changes_nothing(heard, same_key, django_capture_on_commit_callbacks):
    attempt, key = make_attempt(answers="right"), uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        first = submit(attempt, key)
        again = submit(attempt, key if same_key else uuid.uuid4())
    assert (again.receipt, again.submitted_at, again.submit_key) == (first.receipt, first.submitted_at, key)
    assert heard == [attempt.pk]
    assert Evidence.objects.filter(dedupe_key__startswith=f"attempt:{attempt.pk}:").count() == 1
    assert Message.objects.filter(dedupe_key=f"attempt:{attempt.pk}").count() == 1
    assert Mark.objects.count() == 3


def test_a_foreign_attempt_is_not_handed_in():
    attempt = make_attempt()
    with pytest.raises(Attempt.DoesNotExist):
        services.submit_attempt(attempt=attempt, submit_key=uuid.uuid4(), by=PersonFactory())
    attempt.refresh_from_db()
    assert attempt.state == AttemptState.IN_PROGRESS


@pytest.mark.parametrize(("answers", "passed"), [("right", True), ("wrong", False), ({}, False)])
def test_a_must_pass_item_decides_over_the_score(answers, passed):
    attempt = make_attempt(answers=answers, submitted=True, must_pass=(0,))
    assert attempt.passed is passed


def test_one_wrong_must_pass_item_fails_a_good_score():
    exam = make_exam(kinds=["single"] * 5, must_pass=(0,))
    attempt = make_attempt(
        entry=EntryFactory(exam=exam), answers={1: "B", 2: "A", 3: "A", 4: "A", 5: "A"}, submitted=True
    )
    assert (attempt.score, attempt.passed) == (Decimal("80.00"), False)


@pytest.mark.anchor_07
def test_an_expired_attempt_reads_as_closed_before_anyone_swept_it(at):
    with at(NOON):
        attempt = make_attempt(minutes=10, grace_seconds=60)
    with at(attempt.final_at):
        assert not attempt.is_finished
    with at(attempt.final_at + timedelta(seconds=1)):
        assert attempt.is_finished
        assert attempt.state == AttemptState.IN_PROGRESS


@pytest.mark.anchor_07
def test_the_sweep_closes_every_expired_attempt_once(at, heard, size, django_capture_on_commit_callbacks):
    exam, number = make_exam(minutes=10, grace_seconds=60), size(5, 100)
    with at(NOON):
        expired = [make_attempt(entry=EntryFactory(exam=exam), answers={1: "A"}) for _ in range(number)]
    with at(NOON + timedelta(minutes=11)):
        going_on = make_attempt(entry=EntryFactory(exam=exam))
        assert services.close_expired() == 0
    with at(NOON + timedelta(minutes=11, seconds=1)), django_capture_on_commit_callbacks(execute=True):
        assert close_expired_attempts() == {"closed": number, "released": 0, "absent": 0}
        assert close_expired_attempts() == {"closed": 0, "released": 0, "absent": 0}
    assert sorted(heard) == [attempt.pk for attempt in expired]
    for attempt in expired:
        attempt.refresh_from_db()
        assert (attempt.state, attempt.points, attempt.submitted_at) == (AttemptState.RELEASED, 2, attempt.final_at)
    going_on.refresh_from_db()
    assert going_on.state == AttemptState.IN_PROGRESS


def test_handing_in_after_the_grace_is_a_closing_by_the_clock(at):
    with at(NOON):
        attempt = make_attempt(minutes=10, grace_seconds=60, answers="right")
    with at(attempt.final_at + timedelta(hours=1)):
        attempt = submit(attempt)
    assert attempt.ended_by_clock
    assert (attempt.submitted_at, attempt.submit_key) == (attempt.final_at, None)


def test_handing_in_within_the_grace_is_the_candidates(at):
    with at(NOON):
        attempt = make_attempt(minutes=10, grace_seconds=60)
    with at(attempt.final_at - timedelta(seconds=1)):
        assert not submit(attempt).ended_by_clock


@pytest.mark.anchor_37
def test_a_result_released_after_the_close_waits_for_it(at, heard, django_capture_on_commit_callbacks):
    closes = NOON + timedelta(days=1)
    with django_capture_on_commit_callbacks(execute=True):
        with at(NOON):
            attempt = make_attempt(answers="right", submitted=True, release="after_close", closes=closes)
            assert (attempt.state, attempt.is_released) == (AttemptState.MARKED, False)
        # In the grace somebody's answer may still be on its way.
        with at(closes + timedelta(seconds=60)):
            assert services.release_due() == 0
            assert not attempt.is_released
    assert not heard
    assert not Evidence.objects.exists()
    assert not Message.objects.filter(template="exam_result").exists()
    with at(closes + timedelta(seconds=61)), django_capture_on_commit_callbacks(execute=True):
        assert (services.release_due(), services.release_due()) == (1, 0)
    assert heard == [attempt.pk]
    assert Evidence.objects.count() == 1


def test_a_formal_exam_shows_one_share_per_competency():
    questions = [
        FACTORIES[kind](competency=competency(code)) for kind, code in [("single", "EMG"), ("truefalse", "LAW")]
    ]
    questions.append(FACTORIES["multiple"](competency=competency("EMG")))
    paper = services.save_paper(code="P", title="试卷", items=[(q, 2, q is questions[0]) for q in questions], by=None)
    exam = services.save_exam(code="EMG101", title="火灾", paper=paper, by=None, shuffle_items=False)
    attempt = make_attempt(entry=EntryFactory(exam=exam), answers={1: "B", 2: "false", 3: ["A", "B"]}, submitted=True)
    shown = {e.competency.code: e for e in Evidence.objects.select_related("competency")}
    assert {code: evidence.value for code, evidence in shown.items()} == {"EMG": Decimal("0.2500"), "LAW": Decimal(1)}
    assert (shown["EMG"].critical_error, shown["LAW"].critical_error) == (True, False)
    assert (shown["EMG"].source, shown["EMG"].source_label, shown["EMG"].kind) == ("exam:EMG101", "火灾", "exam")
    assert shown["EMG"].dedupe_key == f"attempt:{attempt.pk}:EMG"
    assert shown["EMG"].observed_at == attempt.submitted_at


@pytest.mark.parametrize("mode", [Mode.PRACTICE, Mode.MOCK])
def test_practice_is_no_evidence(mode):
    make_attempt(answers="right", submitted=True, mode=mode)
    assert not Evidence.objects.exists()


def test_a_void_attempt_takes_its_evidence_back():
    entry = EntryFactory(exam=make_exam(), person=PersonFactory(grid_worker=True))
    attempt = make_attempt(entry=entry, answers="right", submitted=True)
    voided = services.void_attempt(attempt=attempt, reason="代考", by=PersonFactory(admin=True))
    assert voided.state == AttemptState.VOIDED
    assert set(Evidence.objects.values_list("state", flat=True)) == {EvidenceState.WITHDRAWN}


def test_voiding_needs_a_reason_and_happens_once():
    attempt = make_attempt()
    with pytest.raises(DomainError, match="reason_missing"):
        services.void_attempt(attempt=attempt, reason=" ", by=None)
    services.void_attempt(attempt=attempt, reason="停电", by=None)
    with pytest.raises(DomainError, match="illegal_transition"):
        services.void_attempt(attempt=attempt, reason="停电", by=None)


@pytest.mark.anchor_14
def test_marks_can_be_computed_again_from_the_steps(size):
    exam = make_exam(kinds=["single", "multiple", "truefalse"], points="1.35", resit_hours=0, attempts_allowed=500)
    answers = [{1: "A", 2: ["A"], 3: "true"}, {1: "B", 2: ["A", "D"], 3: "false"}, {2: ["A", "B", "C"]}, {}]
    for number in range(size(8, 400)):
        make_attempt(entry=EntryFactory(exam=exam), answers=answers[number % len(answers)], submitted=True)
    checked = 0
    for attempt in Attempt.objects.all():
        steps = counted_answers(attempt)
        for item in attempt.items.select_related("version"):
            stored = item.marks.get(superseded=False)
            again = mark_item(item, steps.get(item.pk))
            assert (again.points, again.answer_step) == (stored.points, stored.answer_step)
            checked += 1
        assert attempt.points == sum(attempt.items.values_list("marks__points", flat=True))
    assert checked == size(8, 400) * 3


def test_the_receipt_can_be_computed_again_from_the_steps():
    attempt = make_attempt(answers="wrong")
    answer(attempt, 1, RIGHT["single"])
    attempt = submit(attempt)
    positions = dict(attempt.items.values_list("pk", "position"))
    answers = {positions[item]: step.value for item, step in counted_answers(attempt).items()}
    again = digest(attempt=attempt.pk, sequence=4, answers=answers, at=attempt.submitted_at)
    assert again == attempt.receipt
