"""What must be true of the ledger of 学时."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from core import clock
from core.invariants import BATCH, batches, holds
from courses.engine.credits import steps_of
from courses.enums import CreditSource
from courses.models import Completion, CreditAward, LessonProgress
from courses.services import unpaid_exams, unpaid_lessons, withdrawn_but_counting

# The schedule settles the ledger each hour, some hundreds of lines at a time.
SETTLED = timedelta(days=1)


@holds("courses.credits_rest_on_what_was_done")
def credits_rest_on_what_was_done() -> Iterator[str]:
    """A line of 学时 rests on a lesson finished in its cycle, or on a completion by an exam, and gives what its rule gives."""
    for batch in batches(CreditAward.objects.exclude(source=CreditSource.CORRECTION).select_related("rule")):
        people = {row.person_id for row in batch}
        lessons, courses = {row.lesson_id for row in batch}, {row.course_id for row in batch}
        finished = {
            (row.person_id, f"lesson:{row.lesson_id}:{row.cycle}"): row.finished_at
            for row in LessonProgress.objects.filter(person__in=people, lesson__in=lessons)
            if row.finished_at
        }
        completed = {
            (row.person_id, f"exam:{row.course_id}:{row.cycle}"): row.completed_at
            for row in Completion.objects.filter(person__in=people, course__in=courses).exclude(source="checks")
        }
        for row in batch:
            moment = (finished if row.source == CreditSource.LESSON else completed).get((row.person_id, row.key))
            if moment is None:
                yield f"credit {row.pk} ({row.key}) rests on nothing that was finished"
            elif moment != row.awarded_at:
                yield f"credit {row.pk} is dated {row.awarded_at}, what it rests on {moment}"
            elif row.earned not in _given(row):
                yield f"credit {row.pk} earned {row.earned}, which version {row.rule.version} never gives"


def _given(row: CreditAward) -> set[Decimal]:
    """What its rule may have given: by the planned minutes of that day, which may have been edited since."""
    if row.source == CreditSource.EXAM:
        return {row.rule.exam_hours}
    return {hours for _longest, hours in steps_of(row.rule.lesson_steps)}


@holds("courses.credits_count_in_their_year")
def credits_count_in_their_year() -> Iterator[str]:
    """A line counts in the year of its moment in local time, a correction in that of what it corrects, for the same person."""
    for batch in batches(CreditAward.objects.select_related("corrects")):
        for row in batch:
            if row.source != CreditSource.CORRECTION:
                if timezone.localtime(row.awarded_at).year != row.year:
                    yield f"credit {row.pk} of {row.awarded_at} counts in {row.year}"
            elif row.corrects and (row.corrects.year, row.corrects.person_id) != (row.year, row.person_id):
                yield f"correction {row.pk} is of another year or person than credit {row.corrects_id}"


@holds("courses.credits_keep_to_their_caps")
def credits_keep_to_their_caps() -> Iterator[str]:
    """When a line was added, what counted with it lay below the caps of its rule; and no year lies below nothing."""
    ledger: tuple[int, int] | None = None
    sums: dict[str, Decimal] = defaultdict(Decimal)
    rows = CreditAward.objects.select_related("rule", "corrects").order_by("person", "year", "pk")
    for row in rows.iterator(chunk_size=2000):
        if ledger != (row.person_id, row.year):
            ledger, sums = (row.person_id, row.year), defaultdict(Decimal)
        source = row.corrects.source if row.corrects else row.source
        for name in ("", source):
            sums[name] += row.hours
        for name, cap in (("", row.rule.yearly_cap), (source, row.rule.source_cap(source))):
            if row.hours > 0 and cap is not None and sums[name] > cap:
                yield f"credit {row.pk}: {sums[name]} count in {row.year} {name}, at most {cap} may"
        if sums[""] < 0 or (not 0 <= row.hours <= row.earned and row.source != CreditSource.CORRECTION):
            yield f"credit {row.pk} counts {row.hours} of {row.earned}, and the year {sums['']}"


@holds("courses.withdrawn_exams_do_not_count")
def withdrawn_exams_do_not_count() -> Iterator[str]:
    """Some time after a completion was withdrawn its exam counts no more."""
    for row in withdrawn_but_counting().filter(withdrawn_at__lt=clock.now() - SETTLED):
        yield f"completion {row.pk} was withdrawn and its exam still counts"


@holds("courses.what_was_finished_counts")
def what_was_finished_counts() -> Iterator[str]:
    """Some time after it was finished, a lesson or an exam has its line of 学时."""
    before = clock.now() - SETTLED
    for row in unpaid_lessons().filter(finished_at__lt=before)[:BATCH]:
        yield f"progress {row.pk} was finished and has no credit"
    for completion in unpaid_exams().filter(completed_at__lt=before)[:BATCH]:
        yield f"completion {completion.pk} by an exam has no credit"
