"""Settings for one machine: `manage.py`, `make demo`. SQLite and an embedded worker; DEBUG=1 shows tracebacks and /design/."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import env

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "gridschool-demo")
if DEMO:
    CERTIFICATE_DIVISION = env.str("CERTIFICATE_DIVISION", "990123")
    # The people of the exam session under way go on answering.
    CELERY_BEAT_SCHEDULE["demo-goes-on"] = {"task": "lms.demo.tasks.go_on", "schedule": 20.0}  # noqa: F405
SECRET_KEY = env.str("SECRET_KEY", "a-development-key-that-protects-nothing-and-is-refused-in-production")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"])
EMBEDDED_WORKER = env.bool("EMBEDDED_WORKER", True)
if DEBUG:
    # Who works on a template sees the change.
    PUBLIC_PAGE_SECONDS = 0
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True
