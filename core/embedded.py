"""A Celery worker and beat inside the serving process, so that one command runs the whole product.

Started only in a process that serves (gunicorn, or runserver's child) when settings.EMBEDDED_WORKER is on. The work is
safe in the Job table: a process killed in the middle leaves rows that the next one sweeps.
"""

import os
import sys
import threading

from django.conf import settings


def start_if_serving() -> None:
    """Start the threads if this process serves requests; do nothing in commands, tests and shells."""
    if settings.EMBEDDED_WORKER and _is_serving():
        threading.Thread(target=_run_worker, name="celery-embedded", daemon=True).start()
        _start_beat()


def _is_serving() -> bool:
    if os.environ.get("RUN_MAIN") == "true":
        return True
    return os.path.basename(sys.argv[0]).startswith("gunicorn")


def _run_worker() -> None:
    from celery import current_app
    from celery.worker import WorkController  # celery.apps.worker.Worker would install signal handlers: main thread only

    WorkController(
        app=current_app._get_current_object(),
        pool_cls="threads",
        concurrency=2,
        hostname="embedded@local",
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    ).start()


def _start_beat() -> None:
    from celery import current_app
    from celery.beat import EmbeddedService

    service = EmbeddedService(
        current_app._get_current_object(), thread=True, schedule_filename=str(settings.VAR_DIR / "beat-schedule")
    )
    service.daemon = True
    service.start()
