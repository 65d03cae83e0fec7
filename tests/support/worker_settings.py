"""Settings of child processes that tests start: the suite's, with a real broker or an embedded worker, and impatient."""

import os

from lms.settings.test import *  # noqa: F403
from lms.settings.test import CELERY_BEAT_SCHEDULE, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.support.slow"]
EMBEDDED_WORKER = os.environ.get("EMBEDDED_WORKER") == "1"
CELERY_BROKER_URL = os.environ.get("REDIS_URL") or "memory://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 5} if os.environ.get("REDIS_URL") else {}
JOB_STALE_SECONDS = 2
CELERY_BEAT_SCHEDULE = {**CELERY_BEAT_SCHEDULE, "sweep-jobs": {"task": "core.jobs.sweep", "schedule": 1.0}}
if os.environ.get("DRILL") != "1":
    CELERY_BEAT_SCHEDULE["close-expired-attempts"] = {**CELERY_BEAT_SCHEDULE["close-expired-attempts"], "schedule": 1.0}
