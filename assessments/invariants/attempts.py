"""States, times, papers and answers of attempts."""

from collections.abc import Iterator

from django.db.models import Count

from assessments.engine.receipt import digest
from assessments.enums import FINISHED_STATES, SCORED_STATES, AttemptState
from assessments.invariants.sittings import Sitting, of_every_attempt
from assessments.models import Attempt
from core import clock
from core.errors import DomainError
from core.invariants import PATIENCE, holds

NEVER_RELEASED = {AttemptState.IN_PROGRESS, AttemptState.SUBMITTED, AttemptState.CLOSED, AttemptState.MARKED}


@holds("assessments.one_open_attempt")
def one_open_attempt() -> Iterator[str]:
    """An entry has at most one attempt in progress."""
    several = Attempt.objects.open().order_by().values("entry").annotate(count=Count("pk")).filter(count__gt=1)
    for row in several.iterator():
        yield f"entry {row['entry']} has {row['count']} attempts in progress"


@holds("assessments.attempts_are_numbered")
def attempts_are_numbered() -> Iterator[str]:
    """The attempts of an entry are numbered from one without a gap."""
    entry, expected = None, 0
    rows = Attempt.objects.order_by("entry", "number").values_list("pk", "entry", "number")
    for pk, of, number in rows.iterator(chunk_size=2000):
        expected = expected + 1 if of == entry else 1
        entry = of
        if number != expected:
            yield f"attempt {pk} of entry {of} is number {number}, {expected} would follow"
            expected = number


@of_every_attempt("assessments.state_agrees_with_dates")
def state_agrees_with_dates(sitting: Sitting) -> Iterator[str]:
    """An attempt in progress was not handed in, a finished one was; a scored one has its score, a released one its moment."""
    attempt = sitting.attempt
    if attempt.state == AttemptState.IN_PROGRESS and (attempt.submitted_at or attempt.receipt):
        yield "is in progress and was handed in"
    ended = FINISHED_STATES - {AttemptState.VOIDED}
    if attempt.state in ended and (attempt.submitted_at is None or not attempt.receipt):
        yield f"is {attempt.state} and has no time of handing in, or no receipt"
    has_score = attempt.score is not None and attempt.passed is not None and attempt.points is not None
    if attempt.state in SCORED_STATES and (attempt.marked_at is None or not has_score):
        yield f"is {attempt.state} and has no score"
    if attempt.state == AttemptState.RELEASED and attempt.released_at is None:
        yield "is released and nobody knows since when"
    if attempt.state in NEVER_RELEASED and attempt.released_at is not None:
        yield f"is {attempt.state} and was released at {attempt.released_at:%Y-%m-%d %H:%M}"


@of_every_attempt("assessments.times_are_in_order")
def times_are_in_order(sitting: Sitting) -> Iterator[str]:
    """Begun, handed in by the end of the grace, marked, released: in this order."""
    attempt = sitting.attempt
    if attempt.final_at < attempt.started_at:
        yield "was over before it began"
    if attempt.submitted_at and not attempt.started_at <= attempt.submitted_at <= attempt.final_at:
        yield f"was handed in at {attempt.submitted_at}, outside of its time"
    moments = [attempt.submitted_at, attempt.marked_at, attempt.released_at]
    known = [moment for moment in moments if moment]
    if known != sorted(known):
        yield "was handed in, marked and released in another order"


@of_every_attempt("assessments.ended_attempts_are_closed")
def ended_attempts_are_closed(sitting: Sitting) -> Iterator[str]:
    """What the clock has ended was closed, what is due was released: a worker is up."""
    attempt, patience = sitting.attempt, clock.now() - PATIENCE
    running = attempt.state == AttemptState.IN_PROGRESS and attempt.paused_at is None
    if running and attempt.final_at < patience:
        yield f"ended at {attempt.final_at:%Y-%m-%d %H:%M} and nobody closed it"
    if attempt.state == AttemptState.MARKED and attempt.release_at and attempt.release_at < patience:
        yield f"was due at {attempt.release_at:%Y-%m-%d %H:%M} and nobody released it"


@of_every_attempt("assessments.paper_is_whole")
def paper_is_whole(sitting: Sitting) -> Iterator[str]:
    """The items are numbered from one without a gap, and their points make what can be reached."""
    positions = [item.position for item in sitting.items]
    if not positions or positions != list(range(1, len(positions) + 1)):
        yield f"has items at {positions}"
    possible = sum(item.points for item in sitting.items)
    if possible != sitting.attempt.points_possible:
        yield f"its items are worth {possible}, it says {sitting.attempt.points_possible}"


@of_every_attempt("assessments.paper_is_pinned")
def paper_is_pinned(sitting: Sitting) -> Iterator[str]:
    """The rules are frozen on the attempt, and no version is younger than the attempt or of a question asked twice."""
    attempt = sitting.attempt
    missing = {"pass_mark", "mode", "release", "minutes"} - set(attempt.rules)
    if missing:
        yield f"its rules lack {', '.join(sorted(missing))}"
    elif not 1 <= attempt.rules["pass_mark"] <= 100:
        yield f"its pass mark is {attempt.rules['pass_mark']}"
    for item in sitting.items:
        if item.version.created_at > attempt.started_at:
            yield f"item {item.position} is of a version made after it began"
    if len({item.version.question_id for item in sitting.items}) < len(sitting.items):
        yield "asks a question twice"


@of_every_attempt("assessments.answers_are_in_sequence")
def answers_are_in_sequence(sitting: Sitting) -> Iterator[str]:
    """Counted answers are numbered from one without a gap, up to the attempt's own number; what is not counted follows."""
    counted = [step.sequence for step in sitting.counted]
    if counted != list(range(1, len(counted) + 1)):
        yield f"its counted answers are numbered {counted}"
    if len(counted) != sitting.attempt.sequence:
        yield f"counted {len(counted)} answers, its own number is {sitting.attempt.sequence}"


@of_every_attempt("assessments.answers_belong_to_their_item")
def answers_belong_to_their_item(sitting: Sitting) -> Iterator[str]:
    """Each answer is to an item of the same attempt, and is one that this question can have."""
    items = {item.pk: item for item in sitting.items}
    for step in sitting.steps:
        item = items.get(step.item_id)
        if item is None:
            yield f"answer {step.sequence} is to an item of another attempt"
        elif not _possible(item.version, step.value):
            yield f"answer {step.sequence} is no answer to item {item.position}"


@of_every_attempt("assessments.the_order_is_held")
def the_order_is_held(sitting: Sitting) -> Iterator[str]:
    """Where the order is held, the answers go forward, and none is to a question that was not reached."""
    attempt = sitting.attempt
    if not attempt.is_sequential:
        return
    if not 1 <= attempt.reached <= len(sitting.items):
        yield f"has reached question {attempt.reached} of {len(sitting.items)}"
    position_of = {item.pk: item.position for item in sitting.items}
    places = [position_of[step.item_id] for step in sitting.counted if step.item_id in position_of]
    if places != sorted(places) or any(place > attempt.reached for place in places):
        yield f"its questions were answered in the order {places}, {attempt.reached} is reached"


def _possible(version, value) -> bool:
    try:
        return version.kind.clean_answer(version.content, value) == value
    except DomainError:
        return False


@of_every_attempt("assessments.no_answer_counts_after_the_end")
def no_answer_counts_after_the_end(sitting: Sitting) -> Iterator[str]:
    """An answer that came before the start, after the grace or after handing in does not count."""
    attempt = sitting.attempt
    end = min(moment for moment in (attempt.final_at, attempt.submitted_at) if moment)
    for step in sitting.counted:
        if not attempt.started_at <= step.received_at <= end:
            yield f"answer {step.sequence} came at {step.received_at} and counts"


@of_every_attempt("assessments.receipts_agree")
def receipts_agree(sitting: Sitting) -> Iterator[str]:
    """The receipt is that of the answers as they are now."""
    attempt = sitting.attempt
    if not attempt.receipt or attempt.submitted_at is None:
        return
    answers = sitting.answers
    values = {item.position: answers[item.pk].value for item in sitting.items if item.pk in answers}
    made = digest(attempt=attempt.pk, sequence=attempt.sequence, answers=values, at=attempt.submitted_at)
    if made != attempt.receipt:
        yield "its receipt is not that of its answers"
