"""What must be true of the stored rows, whatever happened: `manage.py check_invariants` asks every app.

An app states its own in a module or package `invariants`:

    @holds("app.things_add_up")
    def things_add_up() -> Iterator[str]:
        for thing in batches(Thing.objects.all()): ...
            yield f"thing {thing.pk}: its parts make 3, not 4"

Each yields one sentence per row that breaks it, naming the row, and walks its rows in batches, so that memory stays the
same however many there are. It changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

from core import audit
from core.clock import real
from core.jobs import MAX_ATTEMPTS, registered_kinds
from core.models import AuditSeal, Job, JobState

Invariant = Callable[[], Iterable[str]]
BATCH = 500
# How long a worker may be away before what it leaves undone counts as a finding.
PATIENCE = timedelta(minutes=10)
_registry: dict[str, Invariant] = {}


def holds(name: str) -> Callable[[Invariant], Invariant]:
    """Register an invariant under its name, "app.what_is_true"."""

    def register(check: Invariant) -> Invariant:
        _registry[name] = check
        return check

    return register


def registered() -> dict[str, Invariant]:
    """Every invariant of the product, by name."""
    autodiscover_modules("invariants")
    return dict(sorted(_registry.items()))


def findings(names: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
    """(name, sentence) of everything that is not as it must be; of all invariants, or of those named."""
    known = registered()
    for name in known if names is None else names:
        for sentence in known[name]():
            yield name, sentence


def batches(rows: QuerySet[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """The rows in lists of at most `size`, in order of their keys, each list one query."""
    ordered, last = rows.order_by("pk"), None
    while batch := list((ordered if last is None else ordered.filter(pk__gt=last))[:size]):
        yield batch
        last = batch[-1].pk


@holds("core.audit_chain_is_whole")
def audit_chain_is_whole() -> Iterable[str]:
    """No sealed line of the audit trail was changed, deleted or put in between."""
    return audit.verify()


@holds("core.audit_lines_are_sealed")
def audit_lines_are_sealed() -> Iterator[str]:
    """What was written before a line that is sealed was not slipped in later: it is sealed too, or waits its turn."""
    last = AuditSeal.objects.order_by("-id").select_related("entry").first()
    if last is None:
        return
    late = audit.unsealed().filter(at__lt=last.entry.at - PATIENCE, pk__lt=last.entry_id)
    for entry in late.iterator(chunk_size=BATCH):
        yield f"audit entry {entry.pk} is dated {entry.at:%Y-%m-%d %H:%M} and has no seal, later ones have"


@holds("core.jobs_are_in_one_state")
def jobs_are_in_one_state() -> Iterator[str]:
    """A job ended has its moment, one that waits has none, one that runs has a sign of life; each kind is known."""
    kinds, moment = registered_kinds(), real()
    for batch in batches(Job.objects.all()):
        for job in batch:
            if job.is_finished != (job.finished_at is not None):
                yield f"job {job.pk} is {job.state} and finished_at is {job.finished_at}"
            if job.state == JobState.RUNNING and (job.heartbeat is None or job.heartbeat < moment - PATIENCE):
                yield f"job {job.pk} runs without a sign of life"
            if job.attempts > MAX_ATTEMPTS:
                yield f"job {job.pk} was begun {job.attempts} times, at most {MAX_ATTEMPTS} are allowed"
            if job.kind not in kinds:
                yield f"job {job.pk} is of the unknown kind {job.kind}"
