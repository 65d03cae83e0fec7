"""The composition root: settings, addresses, Celery, and the screens that bring the apps together."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
