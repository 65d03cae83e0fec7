"""A Celery worker and beat inside the serving process, so that one command runs the whole product.

`lms.wsgi` starts them, so commands, tests and shells have none. Each serving process has its own; jobs stay single
because they are claimed by a conditional update. The work is safe in the Job table: a process killed in the middle
leaves rows that the next one sweeps.
"""

import logging
import threading

from celery import current_app
from celery.beat import EmbeddedService, Scheduler
from celery.worker import WorkController  # celery.apps.worker.Worker would install signal handlers: main thread only

from core import jobs

logger = logging.getLogger(__name__)


def start() -> None:
    """Start worker and beat as threads that end with the process."""
    jobs.has_own_worker = True
    threading.Thread(target=_run_worker, name="celery-embedded", daemon=True).start()
    # A schedule in memory: several processes would quarrel over a file, and every task of ours may be missed or doubled.
    EmbeddedService(current_app._get_current_object(), thread=True, scheduler_cls=Scheduler).start()
    # What the last process left undone need not wait for the first tick.
    jobs.sweep.delay(afresh=True)


def _run_worker() -> None:
    try:
        WorkController(
            app=current_app._get_current_object(),
            pool_cls="threads",
            concurrency=2,
            hostname="embedded@local",
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
        ).start()
    finally:
        logger.error("the embedded worker has ended: background work waits until this process is started again")
