"""Whatever happens to an attempt in whatever order, it follows the table and its numbers stay true."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from assessments import services
from assessments.engine.arrival import Fate
from assessments.enums import ATTEMPT_TRANSITIONS, FINISHED_STATES, AttemptState
from assessments.models import Attempt
from assessments.services import closing, saving
from competencies.enums import EvidenceState
from competencies.models import Evidence
from core import clock
from core.errors import DomainError
from tests.assessments.factories import NOON, EntryFactory, make_exam
from tests.assessments.sessions import make_session

VALUES = {1: ["A", "B", None, "Z"], 2: [["A"], ["A", "B", "C"], ["D"], None], 3: ["true", "false", None, "?"]}


# What may be refused here; any other refusal is a failure.
REFUSALS = {
    "already_passed",
    "answer_invalid",
    "beyond_maximum",
    "attempt_finished",
    "attempt_paused",
    "entry_closed",
    "illegal_transition",
    "last_question",
    "no_attempts_left",
    "not_this_question",
    "resit_too_early",
    "result_pending",
    "session_over",
    "session_paused",
    "stale_answer",
}


# Minutes of an accommodation at most.
EXTRA = 15


class AttemptLife(RuleBasedStateMachine):
    """One entry; time passes, answers come in any order, it is handed in, swept, released, voided."""

    exam = None
    rules = {}

    def __init__(self):
        super().__init__()
        self.now = NOON
        with clock.at(self.now):
            self.entry = self.enter()
            self.attempt = services.start_attempt(entry=self.entry, by=self.entry.person, code=self.code)
        self.seen = self.attempt.state
        self.frozen = None
        self.granted = 0

    def enter(self):
        return EntryFactory(exam=type(self).exam, opens=NOON)

    @property
    def code(self):
        return self.entry.session.code if self.entry.session else ""

    def act(self, call, **kwargs):
        with clock.at(self.now):
            try:
                call(**kwargs)
            except DomainError as error:
                if error.code not in REFUSALS:
                    raise

    @rule(minutes=st.integers(1, 15))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(position=st.integers(1, 3), which=st.integers(0, 3), behind=st.sampled_from([0, 0, 0, 1]))
    def answer(self, position, which, behind):
        self.attempt.refresh_from_db()
        self.act(
            services.save_answer,
            attempt=self.attempt,
            position=position,
            value=VALUES[position][which],
            base_sequence=max(self.attempt.sequence - behind, 0),
            client_id=uuid.uuid4(),
            by=self.entry.person,
        )

    @rule()
    def start_again(self):
        self.act(services.start_attempt, entry=self.entry, by=self.entry.person, code=self.code)

    @rule()
    def hand_in(self):
        self.act(services.submit_attempt, attempt=self.attempt, submit_key=uuid.uuid4(), by=self.entry.person)

    @rule()
    def sweep(self):
        self.act(services.close_expired)
        self.act(services.release_due)

    @rule(minutes=st.sampled_from([0, 5, EXTRA]))
    def extra_time(self, minutes):
        """Given, given more, or taken back in the middle of it."""
        person = self.entry.person
        self.act(services.set_accommodation, person=person, extra_minutes=minutes, reason="手部受伤", by=None)

    @rule(minutes=st.sampled_from([1, 5]))
    def extend(self, minutes):
        """By an invigilator, to this attempt alone."""
        self.granted += minutes
        self.act(services.extend_attempt, attempt=self.attempt, minutes=minutes, reason="设备故障", by=None)

    @precondition(lambda self: self.now > NOON + timedelta(minutes=10))
    @rule(seconds=st.sampled_from([0, 60]))
    def call_in(self, seconds):
        self.act(services.call_in_attempt, attempt=self.attempt, seconds=seconds, reason="提前收卷", by=None)

    @precondition(lambda self: self.now > NOON + timedelta(minutes=30))
    @rule()
    def void(self):
        self.act(services.void_attempt, attempt=self.attempt, reason="停电", by=None)

    @invariant()
    def everything_holds(self):
        """One look at the rows for all that must be true of them."""
        self.attempt.refresh_from_db()
        self.counted = list(self.attempt.steps.filter(counted=True).order_by("sequence"))
        self.the_table_is_followed()
        self.what_is_finished_never_changes()
        self.no_time_beyond_what_was_granted()
        self.steps_are_numbered_without_a_hole()
        self.the_score_is_in_range_and_adds_up()
        self.evidence_stands_for_released_results_only()
        self.at_most_one_attempt_is_open()

    def the_table_is_followed(self):
        assert self.attempt.state in _reachable(self.seen)
        self.seen = self.attempt.state

    def what_is_finished_never_changes(self):
        if self.attempt.state not in FINISHED_STATES:
            return
        now = (self.attempt.receipt, self.attempt.sequence, self.attempt.points, self.attempt.submitted_at)
        assert self.frozen in (None, now)
        self.frozen = now

    def no_time_beyond_what_was_granted(self):
        most = self.attempt.started_at + timedelta(minutes=20 + EXTRA + self.granted)
        assert self.attempt.deadline <= most
        assert self.attempt.final_at == self.attempt.deadline + timedelta(seconds=60)
        assert all(step.received_at <= self.attempt.final_at for step in self.counted)

    def steps_are_numbered_without_a_hole(self):
        assert [step.sequence for step in self.counted] == list(range(1, self.attempt.sequence + 1))

    def the_score_is_in_range_and_adds_up(self):
        if self.attempt.points is None:
            return
        assert 0 <= self.attempt.score <= 100
        assert self.attempt.points == sum(self.attempt.items.values_list("marks__points", flat=True))

    def evidence_stands_for_released_results_only(self):
        valid = Evidence.objects.filter(dedupe_key__startswith=f"attempt:{self.attempt.pk}:", state=EvidenceState.VALID)
        assert valid.exists() == (self.attempt.state == AttemptState.RELEASED)

    def at_most_one_attempt_is_open(self):
        assert Attempt.objects.filter(entry=self.entry, state=AttemptState.IN_PROGRESS).count() <= 1


class SessionLife(AttemptLife):
    """The same in a session, whose clock stands still now and then."""

    stood_since = None

    def enter(self):
        return make_session(NOON, people=1, exam=type(self).exam, late_entry_minutes=None).entries.get()

    @rule()
    def pause(self):
        self.stood_since = self.stood_since or self.now
        self.act(services.pause_session, session=self.entry.session, message="停电", by=None)

    @rule()
    def go_on(self):
        if self.stood_since:
            self.granted += (self.now - self.stood_since) // timedelta(minutes=1)
        self.stood_since = None
        self.act(services.resume_session, session=self.entry.session, by=None)

    @rule()
    def call_everybody_in(self):
        self.go_on()
        self.act(services.call_in_session, session=self.entry.session, by=None)


class OrderedLife(AttemptLife):
    """The same where questions come in order, and nobody goes back."""

    rules = {"sequential": True}

    @rule(position=st.integers(1, 3))
    def next_question(self, position):
        self.act(services.next_question, attempt=self.attempt, position=position, by=self.entry.person)

    @rule()
    def go_forward(self):
        self.attempt.refresh_from_db()
        self.next_question(self.attempt.reached)

    @invariant()
    def nobody_goes_back_or_ahead(self):
        self.attempt.refresh_from_db()
        places = [step.item.position for step in self.attempt.steps.select_related("item").order_by("sequence")]
        assert places == sorted(places)
        assert all(place <= self.attempt.reached <= 3 for place in places)


def _reachable(state):
    found, waiting = {state}, [state]
    while waiting:
        for following in ATTEMPT_TRANSITIONS[waiting.pop()] - found:
            found.add(following)
            waiting.append(following)
    return found


def live(kind, release, examples, steps, **how):
    """So many lives of an attempt, each of so many steps at most."""
    kind.exam = make_exam(
        minutes=20,
        grace_seconds=60,
        resit_hours=0,
        release=release,
        closes=NOON + timedelta(minutes=40),
        attempts_allowed=2,
        **kind.rules,
    )
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            **how,
        ),
    )


@pytest.mark.anchor_15
@pytest.mark.django_db
@pytest.mark.parametrize("kind", [AttemptLife, SessionLife, OrderedLife])
@pytest.mark.parametrize("release", ["at_once", "after_close"])
def test_an_attempt_follows_its_table_whatever_happens(kind, release, size, figure):
    examples, steps = size(10, 500), size(15, 50)
    live(kind, release, examples, steps)
    figure(f"{examples} of {kind.__name__} with results {release}, {steps} steps each: no hole")


def sloppy(sheet, **kwargs):
    return Fate.COUNTS


@pytest.mark.anchor_15
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("module", "guard", "without"),
    [
        (saving, "judge_arrival", sloppy),
        (closing, "record_exam_evidence", lambda attempt, scored: None),
        (closing, "next_state", lambda before, after: AttemptState.VOIDED),
    ],
)
def test_control_with_a_guard_away_the_machine_finds_the_hole(monkeypatch, module, guard, without):
    monkeypatch.setattr(module, guard, without)
    with pytest.raises(AssertionError):
        live(AttemptLife, "at_once", 60, 20, database=None, phases=[Phase.generate], report_multiple_bugs=False)
