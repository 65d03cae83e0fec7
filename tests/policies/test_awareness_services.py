"""One check per device and week, one vote per device and version, also when two come at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.models import AuditEntry
from policies.engine import check
from policies.models import AwarenessAnswer, UsefulnessVote
from policies.services import purpose_of_check, purpose_of_vote, record_check, record_vote
from tests.policies.quizzes import make_quizzed
from tests.support.threads import together

DEVICE = "d" * 64


def answers_of(policy, places=(1, 1, 1)):
    return [
        check.answer(one, 1, place) for one, place in zip(check.questions_of(policy.quiz_rows()), places, strict=True)
    ]


def record(policy, places=(1, 1, 1), device=DEVICE):
    answers = answers_of(policy, places)
    return record_check(policy=policy, device=device, answers=answers, community=None, from_poster=False)


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_first_check_of_a_week_counts_and_stays_as_it_is():
    policy = make_quizzed()
    assert record(policy) and not record(policy, (2, 2, 2))
    row = AwarenessAnswer.objects.get()
    assert row.right == sum(one.is_right for one in answers_of(policy)) and row.asked == 3
    with clock.at(clock.now() + timedelta(days=7)):
        assert record(policy)


@pytest.mark.both_databases
@pytest.mark.django_db
def test_nothing_of_the_sitting_is_kept_but_its_day_and_no_line_is_in_the_audit_trail():
    policy = make_quizzed()
    before = AuditEntry.objects.count()
    record(policy)
    record_vote(policy=policy, device=DEVICE, useful="partly", because="hard")
    assert AuditEntry.objects.count() == before
    for row in (AwarenessAnswer.objects.get(), UsefulnessVote.objects.get()):
        at = row.created_at.astimezone(clock.now().tzinfo)
        assert (at.minute, at.second, at.microsecond) == (0, 0, 0)


@pytest.mark.django_db
def test_the_purposes_of_pages_weeks_and_versions_differ():
    policy, other = make_quizzed(), make_quizzed("T2")
    this_week = {purpose_of_check(policy), purpose_of_check(other), purpose_of_vote(policy), purpose_of_vote(other)}
    with clock.at(clock.now() + timedelta(days=7)):
        later = purpose_of_check(policy)
    policy.version = 3
    assert len({*this_week, later, purpose_of_vote(policy)}) == 6


def meet_before_saving(monkeypatch, model):
    """The first two who found nothing write only when both have looked."""
    gate, original, arrived = threading.Barrier(2, timeout=10), model.save, []

    def save(self, *args, **kwargs):
        arrived.append(self)
        if len(arrived) <= 2:
            gate.wait()
        return original(self, *args, **kwargs)

    monkeypatch.setattr(model, "save", save)


def without(model, name):
    constraint = next(one for one in model._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(model, constraint)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_checks_of_one_device_at_once_count_once_because_the_database_says_so(needs_postgres, monkeypatch, guarded):
    policy, counted = make_quizzed(), []
    if not guarded:
        without(AwarenessAnswer, "one_check_per_device_and_week")
    meet_before_saving(monkeypatch, AwarenessAnswer)
    together(2, lambda: counted.append(record(policy)))
    assert sorted(counted) == ([False, True] if guarded else [True, True])
    assert AwarenessAnswer.objects.count() == (1 if guarded else 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False])
def test_two_taps_of_one_device_at_once_are_one_vote(needs_postgres, monkeypatch, guarded):
    policy = make_quizzed()
    if not guarded:
        without(UsefulnessVote, "one_vote_per_device")
    meet_before_saving(monkeypatch, UsefulnessVote)
    together(2, lambda: record_vote(policy=policy, device=DEVICE, useful="clear"))
    assert UsefulnessVote.objects.count() == (1 if guarded else 2)
