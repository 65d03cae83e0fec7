from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from competencies.engine import rules
from competencies.enums import EvidenceKind, EvidenceState, Standing
from competencies.models import Competency, CompetencyStatus, Evidence, LevelStatement, PostRequirement
from competencies.services import (
    load_framework,
    rebuild_statuses,
    record_evidence,
    refresh_due_statuses,
    status_differences,
    withdraw_evidence,
)
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Post, UnitKind
from people.services import end_placement, move_unit
from tests.competencies.factories import FRAMEWORK, EvidenceFactory
from tests.people.factories import PersonFactory, PlacementFactory, UnitFactory

MORNING = datetime(2026, 6, 25, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("framework")


def status(person, code="EMG"):
    return CompetencyStatus.objects.get(person=person, competency__code=code)


def test_the_framework_loads_once_and_a_second_load_changes_nothing():
    def rows():
        return [list(model.objects.order_by("pk").values()) for model in (Competency, LevelStatement, PostRequirement)]

    before = rows()
    loaded = load_framework(framework=FRAMEWORK)
    assert rows() == before
    assert (loaded.competencies, loaded.statements, loaded.requirements) == (8, 40, 48)


def test_a_requirement_that_left_the_file_goes_and_a_competency_stays():
    smaller = type(FRAMEWORK)(FRAMEWORK.version, FRAMEWORK.competencies[:7], {"mediator": {"MED": 4}})
    load_framework(framework=smaller)
    assert Competency.objects.count() == 8
    assert [str(row.level) for row in PostRequirement.objects.all()] == ["4"]


def test_a_recorded_fact_keeps_every_field_and_where_the_person_worked(at):
    with at(MORNING - timedelta(days=30)):
        placement = PlacementFactory(unit__name="第3网格", post=Post.GRID_LEADER)
    assessor = PersonFactory(password=None)
    with at(MORNING):
        evidence = record_evidence(
            person=placement.person,
            competency="MED",
            kind=EvidenceKind.EXAM,
            source="exam:MED201",
            source_label="MED201 正式考试",
            value=Decimal("0.75"),
            quality=Decimal("0.9"),
            observed_at=MORNING,
            dedupe_key="attempt:1:MED",
            assessor=assessor,
        )
    evidence.refresh_from_db()
    assert (evidence.unit_name, evidence.unit_path) == (placement.unit.full_name, placement.unit.path)
    assert evidence.unit_name.endswith("第3网格")
    assert (evidence.post, evidence.level, evidence.rule_version) == (Post.GRID_LEADER, 2, rules.VERSION)
    assert (evidence.valid_until, evidence.recorded_at) == (date(2028, 6, 25), MORNING)
    assert (evidence.assessor, evidence.quality, evidence.value) == (assessor, Decimal("0.90"), Decimal("0.7500"))


def test_the_unit_is_the_one_of_the_day_observed_and_does_not_move_with_the_tree(at):
    old, new = UnitFactory(name="老网格"), UnitFactory(name="新网格")
    with at(MORNING - timedelta(days=100)):
        first = PlacementFactory(unit=old)
    end_placement(placement=first, ends=(MORNING - timedelta(days=50)).date(), by=None)
    with at(MORNING - timedelta(days=49)):
        PlacementFactory(person=first.person, unit=new)
    with at(MORNING):
        evidence = EvidenceFactory(person=first.person, observed_at=MORNING - timedelta(days=60))
        name, path = old.full_name, old.path
        move_unit(unit=old, new_parent=UnitFactory(kind=UnitKind.COMMUNITY), reason="调整", by=None)
    evidence.refresh_from_db()
    assert (evidence.unit_name, evidence.unit_path) == (name, path)


def test_the_same_fact_is_recorded_once():
    first = EvidenceFactory(dedupe_key="attempt:7:EMG", value=0.9)
    again = EvidenceFactory(person=first.person, dedupe_key="attempt:7:EMG", value=0.1)
    assert (again.pk, again.value) == (first.pk, Decimal("0.9"))
    assert AuditEntry.objects.filter(action="competencies.evidence_recorded").count() == 1


@pytest.mark.parametrize("value", [-0.01, 1.01, float("nan"), float("inf"), "much"])
def test_a_value_outside_nought_to_one_is_refused_and_writes_nothing(value):
    with pytest.raises(DomainError) as refused:
        EvidenceFactory(value=value)
    assert refused.value.code == "value_out_of_range"
    assert not Evidence.objects.exists()


def test_the_database_refuses_a_value_outside_too():
    evidence = EvidenceFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(value=Decimal("1.5"))


def test_a_share_is_cut_and_never_rounded_up_to_a_pass():
    assert EvidenceFactory(value=Decimal("0.699999")).level == 0


def test_a_quality_outside_and_an_unknown_competency_are_refused():
    with pytest.raises(DomainError) as refused:
        EvidenceFactory(quality=2)
    assert refused.value.code == "quality_out_of_range"
    with pytest.raises(DomainError) as refused:
        EvidenceFactory(competency="XXX")
    assert refused.value.code == "unknown_competency"


def test_each_fact_refreshes_the_status_with_its_reasons():
    exam = EvidenceFactory(value=0.85)
    assert (status(exam.person).level, status(exam.person).state) == (2, Standing.CURRENT)
    scenario = EvidenceFactory(person=exam.person, scenario=True, value=0.9)
    now = status(exam.person)
    assert now.level == 3
    assert [(ground["kind"], ground["evidence"]) for ground in now.why] == [
        ("scenario", [scenario.pk]),
        ("exam", [exam.pk]),
    ]
    assert now.estimate == Decimal("0.8750")


def test_a_withdrawn_fact_counts_no_longer_and_stays_readable():
    exam = EvidenceFactory(value=0.85)
    admin = PersonFactory(password=None)
    withdraw_evidence(evidence=exam, reason="试题有误", by=admin)
    exam.refresh_from_db()
    assert (exam.state, exam.state_reason) == (EvidenceState.WITHDRAWN, "试题有误")
    assert not CompetencyStatus.objects.filter(person=exam.person).exists()
    assert AuditEntry.objects.get(action="competencies.evidence_withdrawn").reason == "试题有误"


def test_withdrawing_needs_a_reason_and_happens_once():
    exam, admin = EvidenceFactory(), PersonFactory(password=None)
    with pytest.raises(DomainError) as refused:
        withdraw_evidence(evidence=exam, reason=" ", by=admin)
    assert refused.value.code == "reason_required"
    withdraw_evidence(evidence=exam, reason="误录", by=admin)
    with pytest.raises(DomainError) as refused:
        withdraw_evidence(evidence=exam, reason="误录", by=admin)
    assert refused.value.code == "evidence_already_withdrawn"


def test_a_check_names_what_differs_and_a_rebuild_mends_it():
    exam = EvidenceFactory(value=0.85)
    CompetencyStatus.objects.update(level=5)
    stray = CompetencyStatus.objects.create(
        person=PersonFactory(password=None), competency=exam.competency, rule_version="1"
    )
    found = {(d.person_id, d.field, d.stored, d.computed) for d in status_differences()}
    assert found == {(exam.person_id, "level", 5, 2), (stray.person_id, "status", "unassessed", None)}
    assert CompetencyStatus.objects.get(person=exam.person).level == 5
    rebuild_statuses()
    assert status_differences() == []
    assert status(exam.person).level == 2


def test_a_rebuild_of_some_people_leaves_the_others_alone():
    one, other = EvidenceFactory(), EvidenceFactory()
    CompetencyStatus.objects.update(level=5)
    rebuild_statuses([one.person])
    assert (status(one.person).level, status(other.person).level) == (2, 5)


def test_the_passing_of_time_changes_the_state_on_its_day_and_never_the_level(at):
    with at(MORNING):
        person = EvidenceFactory(value=0.85).person
    states = []
    for days in (0, 645, 735, 1200):
        with at(MORNING + timedelta(days=days)):
            refresh_due_statuses()
            states.append((status(person).state, status(person).level, status(person).estimate))
            assert status_differences() == []
    assert [state for state, _, _ in states] == [Standing.CURRENT, Standing.DUE, Standing.STALE, Standing.EXPIRED]
    assert {(level, estimate) for _, level, estimate in states} == {(2, Decimal("0.8500"))}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(EvidenceKind.values), st.decimals(0, 1, places=4), st.integers(0, 900), st.booleans()
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_recording_one_by_one_gives_what_a_rebuild_gives(facts):
    person = PersonFactory(password=None)
    for kind, value, days, withdrawn in facts:
        fact = EvidenceFactory(person=person, kind=kind, value=value, observed_at=MORNING - timedelta(days=days))
        if withdrawn:
            withdraw_evidence(evidence=fact, reason="误录", by=person)
    assert status_differences([person]) == []
