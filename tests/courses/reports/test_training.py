"""The figures of the training report, against its definitions and against a naive count."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.enums import AttemptState
from assessments.models import Attempt, Entry
from core import clock
from courses.enums import TrainingState
from courses.reports.training import (
    Share,
    headcount,
    state_of,
    training_by_unit,
    training_figures,
    training_records,
)
from people.enums import Post, UnitKind
from people.models import OrgUnit, Placement, User
from people.services import move_unit
from tests.assessments.factories import make_exam
from tests.courses.factories import CourseFactory
from tests.manage import world
from tests.manage.world import assigned, began, completed, worker
from tests.people.factories import PlacementFactory, UnitFactory
from tests.support.shared import made_once

town_of_module = made_once(world.build)


@pytest.fixture
def town(town_of_module, db):
    return town_of_module()


def figures(town, **more):
    return training_figures([town.ours.path], **more)


def test_nobody_assigned_is_all_noughts(town):
    worker(town.grids[0])
    assert (figures(town).should, figures(town).people) == (0, 0)


def test_each_state_counts_what_its_definition_says(town):
    people = [worker(town.grids[0]) for _ in range(5)]
    for person in people[:4]:
        assigned(person, town.course)
    assigned(people[4], town.course, due_in=-1)
    began(people[0], town.course)
    completed(people[1], town.course)
    completed(people[2], town.course, holds_for=20)
    now = figures(town)
    assert (now.should, now.started, now.completed, now.certified) == (5, 3, 2, 2)
    assert (now.overdue, now.expiring, now.expiring_60, now.expiring_30) == (1, 1, 1, 1)


def test_sitting_and_passing_are_counted_by_the_attempts_of_the_cycle(town):
    exam = make_exam(code="KS-EMG101")
    town.course.exam = exam
    town.course.save()
    sitting, failed, passed, voided, earlier = (worker(town.grids[0]) for _ in range(5))
    for person, state, result, cycle in (
        (sitting, AttemptState.IN_PROGRESS, None, 1),
        (failed, AttemptState.RELEASED, False, 1),
        (passed, AttemptState.MARKED, True, 1),
        (voided, AttemptState.VOIDED, True, 1),
        (earlier, AttemptState.RELEASED, True, 1),
    ):
        assigned(person, town.course, cycle=2 if person is earlier else 1)
        entry = Entry.objects.create(person=person, exam=exam, cycle=cycle)
        Attempt.objects.create(
            entry=entry,
            number=1,
            state=state,
            passed=result,
            deadline=clock.now(),
            final_at=clock.now(),
            points_possible=10,
        )
    now = figures(town)
    assert (now.sat, now.passed, now.passed_share) == (2, 1, Share(1, 2))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (None, (1, 0, 0, 0)),
        (91, (1, 0, 0, 0)),
        (90, (1, 1, 0, 0)),
        (60, (1, 1, 1, 0)),
        (30, (1, 1, 1, 1)),
        (0, (1, 1, 1, 1)),
    ],
)
def test_the_days_of_expiring_are_counted_to_the_last_day(town, days, expected):
    person = worker(town.grids[0])
    assigned(person, town.course)
    completed(person, town.course, holds_for=days)
    now = figures(town)
    assert (now.certified, now.expiring, now.expiring_60, now.expiring_30) == expected


def test_an_expired_or_withdrawn_completion_certifies_nobody(town):
    for number, more in enumerate(({"holds_for": -1}, {"withdrawn_at": clock.now()})):
        person = worker(town.grids[number])
        assigned(person, town.course)
        completed(person, town.course, **more)
    now = figures(town)
    assert (now.certified, now.completed) == (0, 1)


def test_a_renewal_ends_the_expiring(town):
    person = worker(town.grids[0])
    assigned(person, town.course, cycle=2)
    completed(person, town.course, holds_for=10)
    assert (figures(town).expiring, figures(town).completed) == (1, 0)
    completed(person, town.course, holds_for=700, cycle=2)
    assert (figures(town).expiring, figures(town).completed) == (0, 1)


def test_the_excused_and_those_who_left_should_not_train(town):
    excused, left, closed = (worker(town.grids[0]) for _ in range(3))
    assigned(excused, town.course, excused_at=clock.now())
    assigned(left, town.course)
    assigned(closed, town.course)
    Placement.objects.filter(person=left).update(
        starts=clock.today() - timedelta(days=9), ends=clock.today() - timedelta(days=1)
    )
    User.objects.filter(pk=closed.pk).update(is_active=False)
    assert figures(town).should == 0


def test_only_the_latest_cycle_counts(town):
    person = worker(town.grids[0])
    assigned(person, town.course, due_in=-400, cycle=1)
    assigned(person, town.course, due_in=30, cycle=2)
    assert (figures(town).should, figures(town).overdue) == (1, 0)


def test_the_due_day_itself_is_not_overdue(town):
    assigned(worker(town.grids[0]), town.course, due_in=0)
    assert figures(town).overdue == 0
    assert training_figures([town.ours.path], day=clock.today() + timedelta(days=1)).overdue == 1


def test_progress_of_another_course_or_cycle_is_no_start(town):
    person = worker(town.grids[0])
    other = CourseFactory(lessons=1, lessons__check=False)
    assigned(person, town.course, cycle=2)
    began(person, town.course, cycle=1)
    began(person, other, cycle=2)
    assert figures(town).started == 0


def test_one_course_may_be_asked_for(town):
    person = worker(town.grids[0])
    other = CourseFactory(lessons=0)
    assigned(person, town.course)
    assigned(person, other)
    assert (figures(town).should, figures(town).people) == (2, 1)
    assert figures(town, course=other).should == 1


def test_two_placements_count_once_in_the_total_and_once_in_each_unit(town):
    person = worker(town.grids[0])
    PlacementFactory(person=person, unit=town.grids[1], post=Post.GRID_LEADER)
    PlacementFactory(person=person, unit=town.grids[0], post=Post.MEDIATOR)
    assigned(person, town.course)
    rows = training_by_unit(town.grids, parent=town.community)
    assert [(row.headcount, row.figures.should, row.figures.people) for row in rows] == [(1, 1, 1), (1, 1, 1)]
    assert (figures(town).should, headcount([town.ours.path])) == (1, 1)


def test_people_of_the_chosen_unit_itself_have_a_row_of_their_own(town):
    assigned(worker(town.community), town.course)
    assigned(worker(town.grids[0]), town.course)
    rows = training_by_unit(town.grids, parent=town.community)
    assert [(row.unit, row.own, row.figures.should) for row in rows] == [
        (town.grids[0], False, 1),
        (town.grids[1], False, 0),
        (town.community, True, 1),
    ]


def test_nothing_of_a_sibling_street_is_counted(town):
    assigned(worker(town.foreign_grid), town.course)
    assert (figures(town).should, headcount([town.ours.path])) == (0, 0)
    assert [row.figures.should for row in training_by_unit([town.community], parent=town.ours)] == [0]
    assert not training_records([town.ours.path]).exists()


def test_no_scope_is_no_figures(town):
    assigned(worker(town.grids[0]), town.course)
    assert (training_figures([]).should, headcount([])) == (0, 0)
    assert training_by_unit([]) == []


def test_every_number_opens_to_as_many_records(town):
    for number in range(6):
        person = worker(town.grids[number % 2])
        assigned(person, town.course, due_in=-2 if number % 2 else 5)
        if number > 1:
            began(person, town.course)
        if number > 3:
            completed(person, town.course, holds_for=20)
    now = figures(town)
    for state in TrainingState:
        expected = now.should - now.started if state == TrainingState.NOT_STARTED else getattr(now, state.value)
        assert training_records([town.ours.path], state=state).count() == expected, state


def test_a_record_says_the_one_thing_that_matters(town):
    late, begun, new, done, lapsing = (worker(town.grids[0]) for _ in range(5))
    for person in (late, begun, new, done, lapsing):
        assigned(person, town.course, due_in=-1 if person is late else 9)
    began(begun, town.course)
    completed(done, town.course)
    completed(lapsing, town.course, holds_for=5)
    states = {record.person: state_of(record) for record in training_records([town.ours.path])}
    assert states == {
        late: TrainingState.OVERDUE,
        begun: TrainingState.STARTED,
        new: TrainingState.NOT_STARTED,
        done: TrainingState.CERTIFIED,
        lapsing: TrainingState.EXPIRING,
    }


@pytest.mark.parametrize(("n", "of", "percent"), [(3, 9, None), (0, 0, None), (9, 10, 90), (2, 30, 6)])
def test_a_percentage_needs_ten(n, of, percent):
    assert Share(n, of).percent == percent


def test_the_same_number_of_queries_for_one_unit_and_three(town):
    def queries(units):
        with CaptureQueriesContext(connection) as seen:
            training_by_unit(units, parent=town.community)
            training_figures([town.community.path])
        return len(seen)

    assigned(worker(town.grids[0]), town.course)
    one = queries(town.grids[:1])
    town.grids.append(UnitFactory(parent=town.community))
    for grid in town.grids:
        assigned(worker(grid), town.course)
    assert one == queries(town.grids) == 3


def naive(path, day):
    """(should, completed) by walking every person in Python."""
    should = done = 0
    for person in User.objects.filter(is_active=True):
        here = any(
            job.unit.path.startswith(path) and job.starts <= day and (job.ends is None or job.ends >= day)
            for job in person.placements.select_related("unit")
        )
        for assignment in person.assignments.all() if here else []:
            if assignment.excused_at is None:
                should += 1
                done += person.completions.filter(course=assignment.course, withdrawn_at=None).exists()
    return should, done


@pytest.mark.parametrize("seed", range(4))
def test_random_trees_agree_with_a_naive_count_also_after_a_move(town, seed):
    rng = random.Random(seed)
    units = [town.ours, town.theirs, town.community, *town.grids, town.foreign_grid]
    for _ in range(4):
        parent = rng.choice([unit for unit in units if unit.kind in (UnitKind.STREET, UnitKind.COMMUNITY)])
        kind = UnitKind.COMMUNITY if parent.kind == UnitKind.STREET else UnitKind.GRID
        units.append(UnitFactory(kind=kind, parent=OrgUnit.objects.get(pk=parent.pk)))
    for _ in range(10):
        person = worker(rng.choice(units))
        if rng.random() < 0.4:
            PlacementFactory(person=person, unit=rng.choice(units), post=Post.GRID_LEADER)
        if rng.random() < 0.8:
            assigned(person, town.course, excused_at=clock.now() if rng.random() < 0.2 else None)
        if rng.random() < 0.5:
            completed(person, town.course)
    move_unit(unit=town.community, new_parent=town.theirs, reason="区划调整", by=None)
    for unit in OrgUnit.objects.all():
        now = training_figures([unit.path])
        assert (now.should, now.completed) == naive(unit.path, clock.today()), unit
        children = list(unit.get_children())
        for row in training_by_unit(children, parent=unit):
            if not row.own:
                assert (row.figures.should, row.figures.completed) == naive(row.unit.path, clock.today())
