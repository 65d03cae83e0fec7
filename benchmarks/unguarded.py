"""Production settings with the guard of promise 21 taken away, for its control: sessions live in the cache alone."""

from lms.settings.production import *  # noqa: F403

SESSION_ENGINE = "django.contrib.sessions.backends.cache"
