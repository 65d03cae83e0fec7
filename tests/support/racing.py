"""The product as child processes of a test serve it, with what a race needs: `gunicorn tests.support.racing:application`.

RACE="slow unlocked": a pause between looking and writing where an attempt begins or ends; rows are read without a lock.
"""

import os
import time

from django.db.models import QuerySet

from lms.wsgi import application

__all__ = ["application"]
PAUSE = 0.1


def _slow(module, name):
    original = getattr(module, name)

    def slowed(*args, **kwargs):
        time.sleep(PAUSE)
        return original(*args, **kwargs)

    setattr(module, name, slowed)


def _prepare(wishes: list[str]) -> None:
    from assessments.services import closing, starting

    if "slow" in wishes:
        _slow(starting, "_freeze")
        _slow(closing, "_finish")
    if "unlocked" in wishes:
        QuerySet.select_for_update = lambda self, *args, **kwargs: self


_prepare(os.environ.get("RACE", "").split())
