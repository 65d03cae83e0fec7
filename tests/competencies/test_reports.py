from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from competencies.enums import Standing
from competencies.reports import gaps_for_people, profile
from competencies.services import withdraw_evidence
from people.enums import Post
from people.models import User
from tests.competencies.factories import EvidenceFactory
from tests.people.factories import PlacementFactory

MORNING = datetime(2026, 6, 25, 1, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("framework")


def test_a_newcomer_is_unassessed_everywhere_and_the_post_says_what_is_needed():
    mine = profile(PlacementFactory(post=Post.NEW_GRID_WORKER).person)
    assert [row.required for row in mine.rows] == [1, 1, 1, 2, 1, 1, 1, 1]
    assert {row.state for row in mine.rows} == {Standing.UNASSESSED}
    assert not mine.has_evidence
    assert [need.words for need in mine.row("INF").missing] == ["正式考试中这一项达到 70%"]


def test_of_several_posts_the_highest_requirement_counts():
    placement = PlacementFactory(post=Post.PART_TIME_GRID_WORKER)
    PlacementFactory(person=placement.person, post=Post.MEDIATOR)
    mine = profile(placement.person)
    assert mine.posts == ["兼职网格员", "专职人民调解员"]
    assert (mine.row("MED").required, mine.row("SAF").required) == (4, 2)


def test_a_placement_that_ended_asks_for_nothing(at):
    with at(MORNING - timedelta(days=10)):
        placement = PlacementFactory(post=Post.MEDIATOR)
    placement.ends = (MORNING - timedelta(days=1)).date()
    placement.save()
    with at(MORNING):
        assert profile(placement.person).row("MED").required == 0


def test_a_level_comes_with_its_reasons_and_each_reason_with_its_evidence():
    person = PlacementFactory().person
    exam = EvidenceFactory(person=person, value=0.86)
    scenario = EvidenceFactory(person=person, scenario=True, value=0.9)
    row = profile(person).row("EMG")
    assert (row.level, row.level_name, row.state) == (3, "L3 熟练", Standing.CURRENT)
    assert [reason.evidence for reason in row.reasons] == [[scenario], [exam]]
    assert row.why == "情景模拟达到 80%，没有严重失误；正式考试中这一项达到 80%，所以是 L3"
    assert row.summary == "情景模拟 90% 等 2 条"
    assert row.goal == 4


def test_a_level_below_the_posts_is_developing_and_a_gap():
    person = PlacementFactory(post=Post.GRID_WORKER).person
    EvidenceFactory(person=person, value=0.75)
    row = profile(person).row("EMG")
    assert (row.state, row.gap, row.goal, row.meets) == (Standing.DEVELOPING, 1, 3, False)
    assert len(row.missing) == 2


def test_withdrawn_evidence_is_listed_and_not_counted():
    exam = EvidenceFactory()
    withdraw_evidence(evidence=exam, reason="误录", by=exam.person)
    row = profile(exam.person).row("EMG")
    assert (len(row.evidence), row.valid_evidence, row.level) == (1, [], 0)
    assert row.summary == "还没有依据"


def test_what_will_change_is_said_with_its_days(at):
    with at(MORNING):
        person = EvidenceFactory().person
        assert [(day.isoformat(), state) for day, state in profile(person).row("EMG").changes] == [
            ("2028-03-27", Standing.DUE),
            ("2028-06-26", Standing.STALE),
            ("2028-12-23", Standing.EXPIRED),
        ]
    with at(MORNING + timedelta(days=1500)):
        row = profile(person).row("EMG")
        assert (row.changes, row.level, row.state) == ([], 2, Standing.EXPIRED)


def queries(call):
    with CaptureQueriesContext(connection) as seen:
        call()
    return len(seen)


def test_a_profile_takes_four_queries_whatever_the_evidence():
    one, many = (EvidenceFactory(person=PlacementFactory().person) for _ in range(2))
    for code in ("EMG", "MED", "POL"):
        EvidenceFactory(person=many.person, competency=code, assessor=one.person)
        EvidenceFactory(person=many.person, competency=code, scenario=True)
    assert queries(lambda: profile(one.person)) == queries(lambda: profile(many.person)) == 4


def test_gaps_count_each_person_once_by_the_highest_post():
    grid_worker = PlacementFactory(post=Post.GRID_WORKER).person
    PlacementFactory(person=grid_worker, post=Post.GRID_LEADER)
    part_timer = PlacementFactory(post=Post.PART_TIME_GRID_WORKER).person
    for person in (grid_worker, part_timer):
        EvidenceFactory(person=person, competency="LAW", value=0.9)
    gaps = {gap.competency.code: gap for gap in gaps_for_people(User.objects.all())}
    assert (gaps["LAW"].met, gaps["LAW"].asked, gaps["LAW"].percent) == (1, 2, 50)
    assert (gaps["EMG"].met, gaps["EMG"].asked) == (0, 2)


def test_gaps_leave_out_the_people_outside_and_those_whose_level_lapsed(at):
    with at(MORNING):
        inside = PlacementFactory(post=Post.NEW_GRID_WORKER).person
        outside = PlacementFactory(post=Post.NEW_GRID_WORKER).person
        for person in (inside, outside):
            EvidenceFactory(person=person)
        gaps = gaps_for_people(User.objects.filter(pk=inside.pk))
        assert [(gap.met, gap.asked) for gap in gaps if gap.competency.code == "EMG"] == [(1, 1)]


def test_gaps_take_four_queries_at_one_and_three_people():
    EvidenceFactory(person=PlacementFactory().person)
    first = queries(lambda: gaps_for_people(User.objects.all()))
    for _ in range(2):
        EvidenceFactory(person=PlacementFactory().person)
    assert first == queries(lambda: gaps_for_people(User.objects.all())) == 4
