"""WSGI entry point for gunicorn and runserver; here, and only here, the embedded worker is started."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402

if settings.EMBEDDED_WORKER:
    from core import embedded

    embedded.start()
