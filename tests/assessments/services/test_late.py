from datetime import timedelta

import pytest

from assessments import services
from assessments.models import AnswerStep
from assessments.reports import result_for
from competencies.enums import EvidenceState
from competencies.models import Evidence
from core import invariants
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role, UnitKind
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
REASON = "考场断网，监考记录为证"


@pytest.fixture
def attempt(at):
    """Right on 1, wrong on 2; after the grace came a right answer to 2 and a wrong one to 1. 2 of 4 points, not passed."""
    with at(NOON):
        exam = make_exam(kinds=("single", "single"), minutes=10, grace_seconds=0)
        person = PersonFactory(grid_worker=True)
        attempt = make_attempt(entry=EntryFactory(exam=exam, person=person), answers={1: "A", 2: "B"})
    with at(NOON + timedelta(minutes=11)):
        answer(attempt, 1, "C")
        answer(attempt, 2, "A")
        services.close_expired()
    attempt.refresh_from_db()
    return attempt


def findings(app):
    names = [name for name in invariants.registered() if name.startswith(app)]
    return list(invariants.findings(names))


def count(attempt, *, by=None, reason=REASON):
    return services.count_late_answers(attempt=attempt, reason=reason, by=by)


def test_what_came_too_late_counts_once_somebody_says_so_and_why(attempt):
    assert (attempt.score, attempt.passed) == (50, False)
    assert result_for(attempt, attempt.entry.person).too_late == [1, 2]
    by = PersonFactory(role=Role.INVIGILATOR, unit=attempt.entry.person.placements.get().unit)
    count(attempt, by=by)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (100, True)
    line = AuditEntry.objects.get(action="assessments.late_answers_counted")
    assert (line.actor, line.reason, line.after["items"]) == (by, REASON, [2])
    result = result_for(attempt, attempt.entry.person)
    assert result.too_late == [1]
    assert [item.earned for item in result.items] == [2, 2]


def test_a_late_answer_that_earns_less_takes_nothing_away_and_steps_stay_as_they_came(attempt):
    steps = list(AnswerStep.objects.values("sequence", "value", "late", "counted"))
    count(attempt)
    assert attempt.items.get(position=1).marks.count() == 1
    assert list(AnswerStep.objects.values("sequence", "value", "late", "counted")) == steps


def test_what_would_change_is_known_before_and_nothing_is_written(attempt):
    foreseen = services.foresee_late_answers(attempt=attempt)
    assert [(answer.position, answer.now, answer.then) for answer in foreseen.answers] == [(1, 2, 0), (2, 0, 2)]
    assert (foreseen.helps, foreseen.score, foreseen.passed) == (True, 100, True)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (50, False)
    count(attempt)
    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (foreseen.score, foreseen.passed)


def test_somebody_may_decide_that_they_stay_out_and_they_may_still_be_counted_later(attempt):
    services.leave_late_answers(attempt=attempt, reason=REASON, by=None)
    attempt.refresh_from_db()
    assert attempt.score == 50
    assert AuditEntry.objects.get(action="assessments.late_answers_left").after == {"items": [1, 2]}
    count(attempt)
    attempt.refresh_from_db()
    assert attempt.score == 100


def test_an_answer_that_comes_after_the_decision_may_be_counted_too_and_the_evidence_follows_once_more(at):
    with at(NOON):
        exam = make_exam(kinds=("single", "single"), minutes=10, grace_seconds=0)
        attempt = make_attempt(entry=EntryFactory(exam=exam), answers={1: "B", 2: "B"})
    for minutes, position in ((11, 1), (15, 2)):
        with at(NOON + timedelta(minutes=minutes)):
            answer(attempt, position, "A")
            services.close_expired()
            attempt.refresh_from_db()
            count(attempt)
    valid = Evidence.objects.filter(dedupe_key__startswith=f"attempt:{attempt.pk}:", state=EvidenceState.VALID)
    assert [evidence.value for evidence in valid] == [1]
    assert findings("assessments") == []


def test_the_rows_are_as_they_must_be_after_counting(attempt):
    count(attempt)
    assert findings("assessments") == []
    services.void_attempt(attempt=attempt, reason=REASON, by=None)
    assert findings("assessments") == []


def test_the_evidence_follows(attempt):
    count(attempt)
    valid = Evidence.objects.filter(dedupe_key__startswith=f"attempt:{attempt.pk}:", state=EvidenceState.VALID)
    assert [evidence.value for evidence in valid] == [1]
    assert Evidence.objects.exclude(state=EvidenceState.VALID).count() == 1


def test_a_second_time_changes_nothing(attempt):
    count(attempt)
    with pytest.raises(DomainError, match="no_late_answers"):
        count(attempt)


def test_who_does_not_oversee_the_person_counts_nothing_and_nobody_their_own(attempt):
    elsewhere = PersonFactory(role=Role.INVIGILATOR, unit=UnitFactory(kind=UnitKind.COUNTY))
    for by in (attempt.entry.person, elsewhere):
        with pytest.raises(DomainError, match="not_allowed"):
            count(attempt, by=by)
        with pytest.raises(DomainError, match="not_allowed"):
            services.leave_late_answers(attempt=attempt, reason=REASON, by=by)
    with pytest.raises(DomainError, match="reason_missing"):
        count(attempt, reason=" ")


def test_nothing_is_counted_before_the_attempt_is_marked():
    with pytest.raises(DomainError, match="attempt_not_marked"):
        count(make_attempt())
