"""Background work with a memory: a `Job` row is written with the change that needs it, a worker takes it, a sweeper re-sends it.

An app registers what it can do in its `tasks.py`:

    @job("certificates.issue")
    def issue(handle: JobHandle, completion_id: int) -> dict: ...

and asks for it in a service with `enqueue("certificates.issue", {"completion_id": 1}, key="completion-1", by=user)`.
A job function must be safe to run twice: a worker killed in the middle is swept and the work done again.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from core.clock import now
from core.leases import take_lease
from core.models import Job, JobState

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 4
JobFunction = Callable[..., dict[str, Any] | None]
_registry: dict[str, JobFunction] = {}


@dataclass
class JobHandle:
    """What a running job may say about itself."""

    job: Job

    def progress(self, done: int, total: int) -> None:
        """Report `done` of `total` units; also the heartbeat that keeps the sweeper away."""
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, heartbeat=now())


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of jobs of this kind."""

    def register(function: JobFunction) -> JobFunction:
        _registry[kind] = function
        return function

    return register


def registered_kinds() -> dict[str, JobFunction]:
    """Every kind of job known to this process, by name."""
    return dict(_registry)


def enqueue(kind: str, params: dict[str, Any], *, key: str = "", by: Any = None) -> Job:
    """Write a job and send it to a worker when the transaction commits.

    Arguments: `params` are JSON-safe keyword arguments of the registered function; `key` names the work, the unfinished
    job with the same key is returned instead of a second one. Never fails because the broker is away: the row waits.
    """
    try:
        with transaction.atomic():
            row = Job.objects.create(kind=kind, params=params, key=key, by=by)
    except IntegrityError:
        return Job.objects.unfinished().get(kind=kind, key=key)
    transaction.on_commit(lambda: _send(row))
    return row


def _send(row: Job) -> None:
    try:
        run_job.apply_async([str(row.pk)], retry=False)
    except Exception as error:  # noqa: BLE001 - the broker may be down in any way; the sweeper sends the row again
        logger.warning("job %s waits for the sweeper: %s", row.pk, error)


@shared_task(name="core.jobs.run")
def run_job(job_id: str) -> None:
    """Take one queued job and do it; return at once if it is gone, taken, or not due."""
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED, not_before__lte=now()).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, heartbeat=now()
    )
    if not taken:
        return
    row = Job.objects.get(pk=job_id)
    try:
        result = _registry[row.kind](JobHandle(row), **row.params)
    except Exception as error:
        logger.exception("job %s (%s) failed", row.pk, row.kind)
        _put_back(row, error)
    else:
        Job.objects.filter(pk=row.pk).update(
            state=JobState.DONE, result=result or {}, error="", finished_at=now(), heartbeat=now()
        )


def _put_back(row: Job, error: Exception) -> None:
    failed = row.attempts >= MAX_ATTEMPTS
    Job.objects.filter(pk=row.pk).update(
        state=JobState.FAILED if failed else JobState.QUEUED,
        error="".join(traceback.format_exception_only(error))[-2000:],
        not_before=now() + timedelta(seconds=5 * 2**row.attempts),
        finished_at=now() if failed else None,
    )


@shared_task(name="core.jobs.sweep")
def sweep() -> int:
    """Put stale running jobs back and send every due queued job again; returns how many were sent. One process at a time."""
    if not take_lease("core.jobs.sweep", seconds=8):
        return 0
    stale = now() - timedelta(seconds=settings.JOB_STALE_SECONDS)
    abandoned = Job.objects.filter(state=JobState.RUNNING, heartbeat__lt=stale)
    abandoned.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=JobState.FAILED, error="the worker stopped too often", finished_at=now()
    )
    abandoned.filter(attempts__lt=MAX_ATTEMPTS).update(state=JobState.QUEUED)
    due = list(Job.objects.filter(state=JobState.QUEUED, not_before__lte=now()).order_by("created_at")[:200])
    for row in due:
        _send(row)
    return len(due)


def run_due_jobs_here(limit: int = 10_000) -> int:
    """Do every due job in this process, for commands and tests that have no worker; returns how many were done."""
    count = 0
    while count < limit:
        row = Job.objects.filter(state=JobState.QUEUED, not_before__lte=now()).order_by("created_at").first()
        if row is None:
            break
        run_job(str(row.pk))
        count += 1
    return count
