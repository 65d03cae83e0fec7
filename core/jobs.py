"""Background work with a memory: a `Job` row is written with the change that needs it, a worker takes it, a sweeper re-sends it.

An app registers what it can do in its `tasks.py`:

    @job("app.work")
    def work(handle: JobHandle, thing_id: int) -> dict: ...

and asks for it in a service with `enqueue("app.work", {"thing_id": 1}, key="thing-1", by=user)`. A result with a "url"
(a path) gives the person who waits a link.
A job function must be safe to run twice: a worker killed in the middle is swept and the work done again.
"""

import logging
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Q
from django.utils.module_loading import autodiscover_modules

from core.clock import now, real
from core.errors import DomainError
from core.leases import take_lease
from core.models import Job, JobState

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 4
# A job that has not ended by then hangs: its heart is stopped, so that it is swept.
MAX_SECONDS = 3600
# At most one sweep in so many seconds, however many processes have a beat.
SWEEP_SECONDS = 8
# A message that was sent and not taken is sent again after this time; it may only be waiting in a long queue.
RESEND_SECONDS = 30
# Finding out that the broker is away takes seconds: after the first time nobody in this process tries for a while.
BROKER_REST_SECONDS = 20
_broker_rests_until = 0.0
# Whether a worker runs inside this process (core.embedded): only it hears a broker that lives in memory.
has_own_worker = False
JobFunction = Callable[..., dict[str, Any] | None]
_registry: dict[str, JobFunction] = {}


@dataclass
class JobHandle:
    """What a running job may say about itself."""

    job: Job

    def progress(self, done: int, total: int) -> None:
        """Report `done` of `total` units, for the person who waits."""
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total)


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of jobs of this kind."""

    def register(function: JobFunction) -> JobFunction:
        _registry[kind] = function
        return function

    return register


def registered_kinds() -> dict[str, JobFunction]:
    """Every kind of job of the product, by name."""
    _load_tasks()
    return dict(_registry)


@cache
def _load_tasks() -> None:
    autodiscover_modules("tasks")


def enqueue(kind: str, params: dict[str, Any], *, key: str = "", by: Any = None) -> Job:
    """Write a job and send it to a worker when the transaction commits.

    Arguments: `params` are JSON-safe keyword arguments of the registered function; `key` names the work, the unfinished
    job with the same key is returned instead of a second one. Never fails because the broker is away: the row waits.
    """
    while True:
        try:
            with transaction.atomic():
                row = Job.objects.create(kind=kind, params=params, key=key, by=by)
        except IntegrityError:
            if not key:
                raise
            unfinished = Job.objects.unfinished().filter(kind=kind, key=key).first()
            if unfinished:
                return unfinished
            continue  # it ended in this moment
        transaction.on_commit(partial(_send, row))
        return row


def _send(row: Job) -> None:
    global _broker_rests_until
    in_memory = str(current_app.conf.broker_url).startswith("memory:")
    if time.monotonic() < _broker_rests_until or (in_memory and not has_own_worker):
        return
    try:
        run_job.apply_async([str(row.pk)], retry=False)
    except Exception as error:  # noqa: BLE001 - the broker may be down in any way; the sweeper sends the row again
        _broker_rests_until = time.monotonic() + BROKER_REST_SECONDS
        logger.warning("job %s waits for the sweeper: %s", row.pk, error)
    else:
        Job.objects.filter(pk=row.pk, state=JobState.QUEUED).update(sent_at=real())


@shared_task(name="core.jobs.run")
def run_job(job_id: str) -> None:
    """Take one queued job and do it; return at once if it is gone, taken, or not due."""
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED, not_before__lte=real()).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, heartbeat=real()
    )
    if not taken:
        return
    row = Job.objects.get(pk=job_id)
    try:
        with _heartbeat(row):
            result = registered_kinds()[row.kind](JobHandle(row), **row.params)
    except DomainError as refusal:
        logger.warning("job %s (%s) was refused: %s", row.pk, row.kind, refusal.code)
        _end(row, JobState.FAILED, error=refusal.code)
    except Exception as error:
        logger.exception("job %s (%s) failed", row.pk, row.kind)
        _put_back(row, error)
    else:
        _end(row, JobState.DONE, result=result or {}, error="")


def _mine(row: Job) -> Any:
    """The row while this attempt holds it: one that was swept and taken by another worker is no longer ours to change."""
    return Job.objects.filter(pk=row.pk, state=JobState.RUNNING, attempts=row.attempts)


def _end(row: Job, state: JobState, **values: Any) -> None:
    _mine(row).update(state=state, finished_at=now(), **values)


def _put_back(row: Job, error: Exception) -> None:
    words = "".join(traceback.format_exception_only(error))[-2000:]
    if row.attempts >= MAX_ATTEMPTS:
        _end(row, JobState.FAILED, error=words)
        return
    _mine(row).update(
        state=JobState.QUEUED, error=words, sent_at=None, not_before=real() + timedelta(seconds=5 * 2**row.attempts)
    )


@contextmanager
def _heartbeat(row: Job) -> Iterator[None]:
    """Keep the sweeper away while this process works on the job, however long it says nothing itself."""
    ended = threading.Event()
    beat = threading.Thread(target=_beat, args=(row, ended), name=f"heartbeat-{row.pk}", daemon=True)
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def _beat(row: Job, ended: threading.Event) -> None:
    seconds = settings.JOB_STALE_SECONDS / 4
    try:
        for _ in range(int(MAX_SECONDS / seconds)):
            if ended.wait(seconds):
                return
            try:
                _mine(row).update(heartbeat=real())
            except DatabaseError as error:
                logger.warning("heartbeat of job %s missed: %s", row.pk, error)
                connection.close()
        logger.error("job %s (%s) has run for too long", row.pk, row.kind)
    finally:
        connection.close()


@shared_task(name="core.jobs.sweep")
def sweep(afresh: bool = False) -> int:
    """Put stale running jobs back and send due queued jobs again; returns how many were sent. One process at a time.

    Arguments: `afresh` after a start, when what was sent before may have been lost with the process it was sent to.
    """
    if afresh:
        Job.objects.filter(state=JobState.QUEUED).update(sent_at=None)
    if not take_lease("core.jobs.sweep", seconds=min(SWEEP_SECONDS, settings.JOB_STALE_SECONDS)):
        return 0
    moment = real()
    abandoned = Job.objects.filter(
        state=JobState.RUNNING, heartbeat__lt=moment - timedelta(seconds=settings.JOB_STALE_SECONDS)
    )
    abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, error="the worker stopped too often", finished_at=now()
    )
    abandoned.filter(attempts__lt=MAX_ATTEMPTS).update(state=JobState.QUEUED, sent_at=None)
    unsent = Q(sent_at=None) | Q(sent_at__lt=moment - timedelta(seconds=RESEND_SECONDS))
    due = list(_due().filter(unsent).order_by("created_at")[:200])
    for row in due:
        _send(row)
    return len(due)


def _due() -> Any:
    return Job.objects.filter(state=JobState.QUEUED, not_before__lte=real())


def run_due_jobs_here(limit: int = 10_000) -> int:
    """Do every due job in this process, for commands and tests that have no worker; returns how many were done."""
    count = 0
    while count < limit:
        row = _due().order_by("created_at").first()
        if row is None:
            break
        run_job(str(row.pk))
        count += 1
    return count
