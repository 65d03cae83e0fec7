"""The Celery application. Brokers, queues and the schedule are settings (`CELERY_*`)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

app = Celery("gridschool")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
