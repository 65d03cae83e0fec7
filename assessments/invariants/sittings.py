"""One attempt with everything below it, loaded in batches, and the way to state something about every attempt."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from assessments.models import AnswerStep, Attempt, AttemptItem, Mark, QuestionVersion
from core.invariants import batches, holds

# Attempts per batch: with 50 items each, 10,000 rows at a time.
BATCH = 200


@dataclass
class Sitting:
    """An attempt (with entry and exam), its items by position (with version and key), steps in sequence, current marks."""

    attempt: Attempt
    items: list[AttemptItem] = field(default_factory=list)
    steps: list[AnswerStep] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    @property
    def counted(self) -> list[AnswerStep]:
        return [step for step in self.steps if step.counted]

    @property
    def answers(self) -> dict[int, AnswerStep]:
        """The current answer of each item by the item's id, as `assessments.services.closing` counts it."""
        last = {step.item_id: step for step in self.counted}
        return {item: step for item, step in last.items() if step.value is not None}


SittingCheck = Callable[[Sitting], Iterable[str]]


def of_every_attempt(name: str) -> Callable[[SittingCheck], SittingCheck]:
    """Register a check of one sitting as an invariant over all attempts; one it cannot read at all is a finding too."""

    def register(check: SittingCheck) -> SittingCheck:
        def over_all() -> Iterator[str]:
            for sitting in sittings():
                try:
                    yield from (f"attempt {sitting.attempt.pk}: {sentence}" for sentence in check(sitting))
                except Exception as error:  # noqa: BLE001 - broken rows break a check in any way
                    yield f"attempt {sitting.attempt.pk}: cannot be read: {type(error).__name__} {error}"

        over_all.__doc__ = check.__doc__
        holds(name)(over_all)
        return check

    return register


def sittings() -> Iterator[Sitting]:
    """Every attempt, in batches: five queries each, whatever its size."""
    for batch in batches(Attempt.objects.select_related("entry__exam"), BATCH):
        yield from _load(batch)


def _load(attempts: list[Attempt]) -> Iterable[Sitting]:
    found = {attempt.pk: Sitting(attempt) for attempt in attempts}
    items = AttemptItem.objects.filter(attempt__in=found).order_by("attempt", "position")
    versions = QuestionVersion.objects.in_bulk({item.version_id for item in items})
    attempt_of = {}
    for item in items:
        item.version = versions[item.version_id]
        item.attempt = found[item.attempt_id].attempt
        attempt_of[item.pk] = item.attempt_id
        found[item.attempt_id].items.append(item)
    for step in AnswerStep.objects.filter(attempt__in=found).order_by("attempt", "sequence"):
        found[step.attempt_id].steps.append(step)
    marks: dict[int, list[Mark]] = defaultdict(list)
    for mark in Mark.objects.filter(item__attempt__in=found, superseded=False):
        marks[attempt_of[mark.item_id]].append(mark)
    for pk, sitting in found.items():
        sitting.marks = marks[pk]
    return found.values()
