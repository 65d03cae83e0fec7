import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.models import Accommodation, ExamOverride
from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role, UnitKind
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam
from tests.people.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def statements(captured):
    skipped = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(skipped)]


def start(entry):
    return services.start_attempt(entry=entry, by=entry.person)


def give(exam, *, by=None, reason="延迟发卷", **given):
    return services.set_override(exam=exam, by=by, reason=reason, **given)


@pytest.fixture
def worker(at):
    with at(NOON):
        return PersonFactory(grid_worker=True)


@pytest.fixture
def street(worker):
    return worker.placements.get().unit.get_parent().get_parent()


def invigilator(unit):
    with clock.at(NOON):
        return PersonFactory(role=Role.INVIGILATOR, unit=unit)


# --- what holds at the start -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["person", "unit", "list"])
def test_an_override_for_a_person_their_unit_or_a_list_holds_at_the_start(at, worker, street, target):
    given = {"person": {"person": worker}, "unit": {"unit": street}, "list": {"name": "夜班", "people": [worker]}}
    with at(NOON):
        exam = make_exam(minutes=60, closes=NOON + 70 * MINUTE)
        give(exam, minutes=80, **given[target])
        entry, other = EntryFactory(exam=exam, person=worker), EntryFactory(exam=exam)
        assert start(entry).deadline == NOON + 80 * MINUTE
        assert start(other).deadline == NOON + 60 * MINUTE


def test_an_override_of_another_exam_or_another_unit_says_nothing_here(at, worker):
    with at(NOON):
        exam = make_exam(minutes=60)
        give(make_exam(code="KS-2"), minutes=80, person=worker)
        give(exam, minutes=80, unit=UnitFactory(kind=UnitKind.STREET))
        assert start(EntryFactory(exam=exam, person=worker)).deadline == NOON + 60 * MINUTE


def test_the_most_lenient_group_wins_and_a_personal_override_beats_it(at, worker, street):
    with at(NOON):
        exam = make_exam(minutes=60)
        give(exam, minutes=70, unit=street)
        give(exam, minutes=90, name="夜班", people=[worker, PersonFactory()])
        entry = EntryFactory(exam=exam, person=worker)
        attempt = start(entry)
        assert attempt.deadline == NOON + 90 * MINUTE
        give(exam, minutes=65, person=worker)
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 65 * MINUTE


def test_a_later_close_lets_a_person_begin_after_the_exam_has_closed(at, worker):
    with at(NOON):
        exam = make_exam(closes=NOON + MINUTE, minutes=60)
        mine, other = EntryFactory(exam=exam, person=worker), EntryFactory(exam=exam)
        give(exam, closes=NOON + 90 * MINUTE, person=worker)
    with at(NOON + 10 * MINUTE):
        assert start(mine).deadline == NOON + 70 * MINUTE
        with pytest.raises(DomainError, match="entry_absent"):
            start(other)


def test_an_accommodation_holds_in_every_exam(at, worker):
    services.set_accommodation(person=worker, extra_percent=25, reason="视力残疾二级", by=None)
    with at(NOON):
        for code in ("KS-1", "KS-2"):
            entry = EntryFactory(exam=make_exam(code=code, minutes=60, closes=NOON + 60 * MINUTE), person=worker)
            assert start(entry).deadline == NOON + 75 * MINUTE


def test_with_overrides_of_every_sort_a_start_takes_six_statements_and_a_save_four(worker, street):
    exam = make_exam(kinds=["single", "multiple", "truefalse"] * 4)
    give(exam, minutes=70, unit=street)
    give(exam, minutes=80, name="夜班", people=[worker])
    give(exam, minutes=90, person=worker)
    services.set_accommodation(person=worker, extra_minutes=10, reason="手部受伤", by=None)
    entry = EntryFactory(exam=exam, person=worker)
    with CaptureQueriesContext(connection) as starting:
        attempt = start(entry)
    assert len(statements(starting)) <= 6
    assert attempt.deadline - attempt.started_at == 100 * MINUTE
    with CaptureQueriesContext(connection) as saving:
        services.save_answer(
            attempt=attempt.pk,
            position=1,
            value="A",
            base_sequence=0,
            client_id="7b3f1e8e-6e0a-4a84-9d7c-1f3f1f3f1f3f",
            by=worker,
        )
    assert len(statements(saving)) <= 4


# --- a running attempt -----------------------------------------------------------------------------------------------


@pytest.mark.anchor_11
@pytest.mark.parametrize("target", ["person", "unit", "list", "accommodation"])
def test_a_change_reaches_a_running_attempt_with_who_and_why(at, client, worker, street, target):
    by = invigilator(street)
    with at(NOON):
        exam = make_exam(minutes=60, grace_seconds=30)
        attempt = make_attempt(entry=EntryFactory(exam=exam, person=worker))
        other = make_attempt(entry=EntryFactory(exam=exam))
    client.force_login(worker)
    with at(NOON + 20 * MINUTE):
        if target == "accommodation":
            services.set_accommodation(person=worker, extra_minutes=15, reason="停电", by=by)
        else:
            given = {"person": {"person": worker}, "unit": {"unit": street}, "list": {"name": "甲", "people": [worker]}}
            give(exam, minutes=75, reason="停电", by=by, **given[target])
        state = client.get(f"/assessments/attempts/{attempt.pk}/state/?sequence=0").json()
        assert state["deadline"] == (NOON + 75 * MINUTE).isoformat()
        assert answer(attempt, 1, "A").deadline == NOON + 75 * MINUTE
    attempt.refresh_from_db()
    assert attempt.final_at == attempt.deadline + timedelta(seconds=30)
    line = AuditEntry.objects.get(action="assessments.deadline_changed")
    # Why a person needs more time in every exam may be about health: it is not repeated with each attempt.
    why = "合理便利" if target == "accommodation" else "停电"
    assert (line.actor, line.reason, line.object_id) == (by, why, str(attempt.pk))
    other.refresh_from_db()
    assert other.deadline == NOON + 60 * MINUTE


@pytest.mark.anchor_11
def test_an_idle_page_learns_the_deadline_with_one_query(client):
    attempt = make_attempt(answers="right")
    client.force_login(attempt.entry.person)
    address = f"/assessments/attempts/{attempt.pk}/state/"
    with CaptureQueriesContext(connection) as captured:
        state = client.get(f"{address}?sequence=3").json()
    ours = [
        sql for sql in statements(captured) if "django_session" not in sql and 'WHERE "people_user"."id"' not in sql
    ]
    assert len(ours) <= 1
    assert state.keys() == {"sequence", "finished", "deadline", "now", "paused", "called_in"}
    assert client.get(f"{address}?sequence=2").json()["answers"] == {"1": "A", "2": ["A", "B", "C"], "3": False}


def test_taking_it_back_shortens_the_time_to_come_only(at, worker):
    with at(NOON):
        exam = make_exam(minutes=60, grace_seconds=0)
        override = give(exam, minutes=90, person=worker)
        attempt = make_attempt(entry=EntryFactory(exam=exam, person=worker))
    with at(NOON + 70 * MINUTE):
        answer(attempt, 1, "A")
        services.remove_override(override=override, reason="给错人了", by=None)
        attempt.refresh_from_db()
        assert attempt.deadline == NOON + 70 * MINUTE
    assert not ExamOverride.objects.exists()
    assert AuditEntry.objects.filter(action="assessments.override_removed", reason="给错人了").exists()


@pytest.mark.anchor_09
def test_what_the_clock_has_ended_is_not_opened_again(at, worker):
    with at(NOON):
        exam = make_exam(minutes=60, grace_seconds=0)
        attempt = make_attempt(entry=EntryFactory(exam=exam, person=worker))
    with at(NOON + 61 * MINUTE):
        give(exam, minutes=90, person=worker)
        attempt.refresh_from_db()
        assert attempt.is_finished
        assert attempt.deadline == NOON + 60 * MINUTE


def test_whoever_leaves_a_list_loses_what_it_gave(at, worker):
    with at(NOON):
        exam, other = make_exam(minutes=60), PersonFactory()
        give(exam, minutes=90, name="夜班", people=[worker, other])
        attempt = make_attempt(entry=EntryFactory(exam=exam, person=worker))
        give(exam, minutes=90, name="夜班", people=[other])
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 60 * MINUTE
    assert ExamOverride.objects.count() == 1


def test_a_running_attempt_keeps_the_rules_it_began_with(at, worker):
    with at(NOON):
        exam = make_exam(minutes=60, closes=NOON + 3 * 60 * MINUTE)
        attempt = make_attempt(entry=EntryFactory(exam=exam, person=worker))
        exam.minutes, exam.closes = 10, NOON + 30 * MINUTE
        exam.save()
        services.set_accommodation(person=worker, extra_minutes=5, reason="手部受伤", by=None)
    attempt.refresh_from_db()
    assert attempt.deadline == NOON + 65 * MINUTE


# --- who may, and what is refused ------------------------------------------------------------------------------------


def test_an_invigilator_of_the_street_grants_time_there_and_one_of_another_does_not(worker, street):
    exam = make_exam()
    other = invigilator(UnitFactory(kind=UnitKind.STREET))
    for given in ({"person": worker}, {"unit": street}, {"name": "甲", "people": [worker]}):
        with pytest.raises(DomainError, match="not_allowed"):
            give(exam, minutes=70, by=other, **given)
        assert give(exam, minutes=70, by=invigilator(street), **given).minutes == 70
    with pytest.raises(DomainError, match="not_allowed"):
        services.set_accommodation(person=worker, extra_minutes=5, reason="手部受伤", by=other)
    with pytest.raises(DomainError, match="not_allowed"):
        services.remove_override(override=ExamOverride.objects.get(person=worker), reason="错了", by=other)
    assert not Accommodation.objects.exists()


def test_a_list_is_granted_only_by_whoever_oversees_everybody_on_it(worker, street):
    elsewhere = UnitFactory(kind=UnitKind.COMMUNITY, parent=UnitFactory(kind=UnitKind.STREET))
    people = [worker, PersonFactory(grid_worker=True, unit=UnitFactory(parent=elsewhere))]
    with pytest.raises(DomainError, match="not_allowed"):
        give(make_exam(), minutes=70, by=invigilator(street), name="甲", people=people)
    assert give(make_exam(code="KS-2"), minutes=70, by=invigilator(street), name="甲", people=people[:1])


def test_nobody_grants_time_to_themselves(street):
    by = PersonFactory(role=Role.INVIGILATOR, unit=street, post="grid_worker")
    with pytest.raises(DomainError, match="not_allowed"):
        give(make_exam(), minutes=70, person=by, by=by)


def test_a_learner_grants_nothing(worker):
    with pytest.raises(DomainError, match="not_allowed"):
        give(make_exam(), minutes=70, person=worker, by=PersonFactory())


@pytest.mark.anchor_11
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"minutes": 481}, "beyond_maximum"),
        ({"closes": NOON + timedelta(days=61)}, "beyond_maximum"),
        ({}, "override_empty"),
        ({"opens": NOON, "closes": NOON}, "closes_before_opens"),
        ({"minutes": 70, "reason": " "}, "reason_missing"),
        ({"minutes": 70, "name": "甲"}, "override_target"),
    ],
)
def test_what_no_override_may_say(worker, given, code):
    exam = make_exam(minutes=60, closes=NOON)
    with pytest.raises(DomainError, match=code):
        give(exam, person=worker, **given)
    assert not ExamOverride.objects.exists()


@pytest.mark.anchor_11
@pytest.mark.parametrize("given", [{"extra_percent": 101}, {"extra_minutes": 121}])
def test_extra_time_is_bounded(worker, given):
    with pytest.raises(DomainError, match="beyond_maximum"):
        services.set_accommodation(person=worker, reason="视力残疾", by=None, **given)


def test_nothing_takes_an_accommodation_back(worker):
    services.set_accommodation(person=worker, extra_minutes=5, reason="手部受伤", by=None)
    assert services.set_accommodation(person=worker, reason="已痊愈", by=None) is None
    assert not Accommodation.objects.exists()
    lines = AuditEntry.objects.filter(action="assessments.accommodation_set").order_by("pk")
    assert [json.dumps(line.after) for line in lines][-1] == '{"percent": 0, "minutes": 0}'
