"""A save, an older save and the handing in of one paper, in every order and overlap, each on a connection of its own.

Whatever came first, the outcome must be one that they could have had one after the other: what was acknowledged is what
counts, what was stale changed nothing. The control shows that without the lock it is not.
"""

import itertools
import random
import time
import uuid
from unittest.mock import patch

import pytest
from django.db.models import QuerySet

from assessments import services
from assessments.services import closing, saving
from tests.assessments.factories import EntryFactory, make_attempt, make_exam
from tests.assessments.services.test_races import drop, together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("needs_postgres"),
    pytest.mark.anchor_03,
]
ACTS = ("old save", "save", "submit")
ORDERS = list(itertools.permutations(ACTS))
# Milliseconds by which each act begins after the one before, and the pause of each between looking and writing.
GAPS = list(itertools.product((0, 4, 30), repeat=2))
PAUSES = [0, 15]
# What a page that is behind believes: it knows of nothing, or of the first answer as the other page does.
BASES = [0, 1]
SCHEDULES = list(itertools.product(ORDERS, GAPS, PAUSES, BASES))


def one_after_the_other(order, base):
    """What each is told, and the answer that counts in the end, without any overlap; the paper has one answer, "C"."""
    sequence, value, over, told = 1, "C", False, {}
    for act in order:
        if act == "submit":
            over, told[act] = True, "done"
        elif over:
            told[act] = "attempt_finished"
        elif (1 if act == "save" else base) != sequence:
            told[act] = "stale_answer"
        else:
            sequence, value, told[act] = sequence + 1, {"save": "A", "old save": "B"}[act], "done"
    return told, value, sequence


def possible(base):
    return [one_after_the_other(order, base) for order in ORDERS]


def run(schedule):
    """Let the acts happen; what each was told, the answer that counts, the number of steps, and the points."""
    order, gaps, pause, base = schedule
    attempt = make_attempt(entry=EntryFactory(exam=make_exam(kinds=["single"])), answers={1: "C"})
    person, begins = attempt.entry.person, dict(zip(order, itertools.accumulate((0, *gaps)), strict=True))

    def save(value, base_sequence):
        services.save_answer(
            attempt=attempt.pk,
            position=1,
            value=value,
            base_sequence=base_sequence,
            client_id=uuid.uuid4(),
            by=person,
        )

    calls = {
        "save": lambda: save("A", 1),
        "old save": lambda: save("B", base),
        "submit": lambda: services.submit_attempt(attempt=attempt.pk, submit_key=None, by=person),
    }

    def late(act):
        def call():
            time.sleep(begins[act] / 1000)
            calls[act]()
            return "done"

        return call

    with pausing(saving, "_write", pause), pausing(closing, "_finish", pause):
        told = dict(zip(ACTS, together(*(late(act) for act in ACTS)), strict=True))
    attempt.refresh_from_db()
    steps = list(attempt.steps.order_by("sequence", "pk"))
    return (told, steps[-1].value, len(steps)), attempt.points


def pausing(module, name, milliseconds):
    """A pause before something is written, so that the others may look meanwhile."""
    original = getattr(module, name)

    def paused(*args, **kwargs):
        time.sleep(milliseconds / 1000)
        return original(*args, **kwargs)

    return patch.object(module, name, paused)


def wrong(outcome, points, base):
    """Whether no order explains it, or what counted is not what was acknowledged last."""
    return outcome not in possible(base) or points != (2 if outcome[1] == "A" else 0)


def chosen(number):
    """So many schedules: all of them, again and again, or a sample that is the same each time."""
    draw = random.Random(3)
    return (
        draw.sample(SCHEDULES, number)
        if number < len(SCHEDULES)
        else [*SCHEDULES, *draw.choices(SCHEDULES, k=number - len(SCHEDULES))]
    )


def test_every_order_and_overlap_has_an_outcome_of_one_after_the_other(size, figure, sound):
    schedules = chosen(size(8, 500))
    wrongs = [schedule for schedule in schedules if wrong(*run(schedule), schedule[-1])]
    assert wrongs == []
    figure(f"{len(schedules)} schedules of {len(SCHEDULES)} kinds: {len(wrongs)} wrong final answers")


def test_control_without_lock_and_constraint_some_outcomes_cannot_be_explained(size, figure):
    drop("one_step_per_sequence", "assessments_answerstep")
    drop("one_current_mark_per_item", "assessments_mark")
    close_together = [(order, (0, 0), 15, 1) for order in ORDERS]
    unlocked = patch.object(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    with unlocked, patch.object(saving, "UNCHANGED", "%s::xid IS NOT NULL"):
        wrongs = [schedule for schedule in close_together if wrong(*run(schedule), schedule[-1])]
    assert wrongs
    figure(f"control without lock and constraint: {len(wrongs)} of {len(close_together)} wrong")
