"""Marks, scores and what they say about competencies."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Prefetch

from assessments.engine import scoring
from assessments.enums import SCORED_STATES, AttemptState, MarkSource, Mode
from assessments.invariants.sittings import BATCH, Sitting, of_every_attempt
from assessments.models import AnswerStep, Attempt, AttemptItem, Mark
from assessments.services.closing import mark_item
from assessments.services.evidence import evidence_key, marking_of
from competencies.enums import EvidenceState
from competencies.models import Competency, Evidence
from core.invariants import batches, holds


@of_every_attempt("assessments.every_item_is_marked")
def every_item_is_marked(sitting: Sitting) -> Iterator[str]:
    """A scored attempt has one current mark for each item, from nothing up to what the item is worth."""
    if sitting.attempt.state not in SCORED_STATES:
        return
    items = {item.pk: item for item in sitting.items}
    if sorted(mark.item_id for mark in sitting.marks) != sorted(items):
        yield f"has {len(sitting.items)} items and {len(sitting.marks)} current marks"
    for mark in sitting.marks:
        if not 0 <= mark.points <= items[mark.item_id].points:
            yield f"item {items[mark.item_id].position} earned {mark.points} of {items[mark.item_id].points}"


@of_every_attempt("assessments.marks_add_up")
def marks_add_up(sitting: Sitting) -> Iterator[str]:
    """The points are the sum of the current marks."""
    total = sum(mark.points for mark in sitting.marks)
    if sitting.attempt.state in SCORED_STATES and total != sitting.attempt.points:
        yield f"its marks add up to {total}, its points are {sitting.attempt.points}"


@of_every_attempt("assessments.scores_follow_from_marks")
def scores_follow_from_marks(sitting: Sitting) -> Iterator[str]:
    """Score and pass are what the marks, the pass mark and the must-pass items make."""
    attempt = sitting.attempt
    if attempt.state not in SCORED_STATES:
        return
    total = scoring.total(_scored(sitting), attempt.rules["pass_mark"])
    if (total.score, total.passed) != (attempt.score, attempt.passed):
        yield f"score {attempt.score}, passed {attempt.passed}; its marks make {total.score}, {total.passed}"


def _scored(sitting: Sitting) -> list[scoring.ScoredItem]:
    items = {item.pk: item for item in sitting.items}
    return [
        scoring.ScoredItem(item.points, mark.points, item.must_pass, item.version.competency_id)
        for mark in sitting.marks
        if (item := items.get(mark.item_id))
    ]


@of_every_attempt("assessments.marks_can_be_made_again")
def marks_can_be_made_again(sitting: Sitting) -> Iterator[str]:
    """Marking the frozen answer against the frozen key gives the automatic mark that is stored."""
    items, answers = {item.pk: item for item in sitting.items}, sitting.answers
    for mark in sitting.marks:
        if mark.source != MarkSource.AUTOMATIC or sitting.attempt.state not in SCORED_STATES:
            continue
        again = mark_item(items[mark.item_id], answers.get(mark.item_id))
        if again is None or again.points != mark.points:
            yield f"item {items[mark.item_id].position} earned {mark.points}, marking again gives {again and again.points}"


@holds("assessments.marks_are_of_one_attempt")
def marks_are_of_one_attempt() -> Iterator[str]:
    """A mark rests on an answer to its own item, and an item has one mark that is not superseded."""
    items = AttemptItem.objects.prefetch_related(
        Prefetch("marks", Mark.objects.only("item", "answer_step", "superseded")),
        Prefetch("marks__answer_step", AnswerStep.objects.only("item")),
    )
    for batch in batches(items.only("pk")):
        for item in batch:
            marks = list(item.marks.all())
            if sum(not mark.superseded for mark in marks) > 1:
                yield f"item {item.pk} has several current marks"
            for mark in marks:
                if mark.answer_step and mark.answer_step.item_id != item.pk:
                    yield f"mark {mark.pk} of item {item.pk} rests on an answer to item {mark.answer_step.item_id}"


@holds("assessments.released_formal_exams_have_evidence")
def released_formal_exams_have_evidence() -> Iterator[str]:
    """A released formal exam has its evidence per competency; one that was voided supports nothing any more."""
    codes: dict[Any, str] = dict(Competency.objects.values_list("pk", "code"))
    formal = Attempt.objects.filter(rules__mode=Mode.FORMAL, state__in=[AttemptState.RELEASED, AttemptState.VOIDED])
    for batch in batches(formal, BATCH):
        marks = Mark.objects.filter(item__attempt__in=batch, superseded=False).select_related("item__version")
        marks = marks.defer("item__version__key", "item__version__content")
        scored: dict[int, list[scoring.ScoredItem]] = {attempt.pk: [] for attempt in batch}
        for mark in marks:
            item = mark.item
            scored[item.attempt_id].append(
                scoring.ScoredItem(item.points, mark.points, item.must_pass, item.version.competency_id)
            )
        again = Mark.objects.filter(item__attempt__in=batch, superseded=True).values("item__attempt")
        superseded = dict(again.annotate(number=Count("pk")).values_list("item__attempt", "number"))
        keys = {
            evidence_key(attempt.pk, codes[group], marking_of(superseded.get(attempt.pk, 0))): (attempt, share)
            for attempt in batch
            for group, share in scoring.shares(scored[attempt.pk]).items()
        }
        known = Evidence.objects.in_bulk(keys, field_name="dedupe_key")
        yield from _evidence_findings(keys, known)


def _evidence_findings(keys: dict, known: dict[str, Evidence]) -> Iterator[str]:
    for key, (attempt, share) in keys.items():
        evidence = known.get(key)
        if attempt.state == AttemptState.VOIDED:
            if evidence and evidence.state == EvidenceState.VALID:
                yield f"attempt {attempt.pk} is void, its evidence {evidence.pk} still counts"
        elif evidence is None:
            yield f"attempt {attempt.pk} is released without the evidence {key}"
        elif evidence.value != share.value:
            yield f"evidence {evidence.pk} of attempt {attempt.pk} says {evidence.value}, its marks {share.value}"
