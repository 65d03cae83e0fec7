"""The least a Django view can do to save an answer: session, user, ownership, upsert. Four statements, on PostgreSQL.

Served by gunicorn like the product (`benchmarks.baselines.minimal:application`), in a database of its own; `python -m
benchmarks.baselines.minimal N` makes the tables and N people, and prints their session cookies as JSON.
"""

import json
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from environs import Env

settings.configure(
    SECRET_KEY="only-for-a-benchmark",  # noqa: S106
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DATABASES={"default": {**Env().dj_db_url("DATABASE_URL"), "CONN_MAX_AGE": 60}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
)
application = get_wsgi_application()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

TABLES = """
CREATE TABLE attempt (id serial PRIMARY KEY, person integer NOT NULL);
CREATE TABLE answer (attempt integer, position integer, value text, UNIQUE (attempt, position));
"""
OWNED = "SELECT 1 FROM attempt WHERE id = %s AND person = %s"
UPSERT = "INSERT INTO answer VALUES (%s, %s, %s) ON CONFLICT (attempt, position) DO UPDATE SET value = excluded.value"


def save(request, attempt: int):
    """One answer: JSON in, JSON out."""
    data = json.loads(request.body)
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    with connection.cursor() as cursor:
        cursor.execute(OWNED, [attempt, request.user.pk])
        if not cursor.fetchone():
            return JsonResponse({}, status=404)
        cursor.execute(UPSERT, [attempt, data["position"], data["value"]])
    return JsonResponse({"position": data["position"]})


urlpatterns = [path("save/<int:attempt>/", save)]


def fill(count: int) -> list[tuple[str, int]]:
    """(session cookie, attempt) of so many people."""
    call_command("migrate", verbosity=0, run_syncdb=True)
    made = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for number in range(count):
            person = User.objects.create(username=f"minimal{number}")
            cursor.execute("INSERT INTO attempt (person) VALUES (%s) RETURNING id", [person.pk])
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.create()
            made.append((session.session_key, cursor.fetchone()[0]))
    return made


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[1]))))
