"""Test databases that are copies of one migrated template, so that neither a worker nor a test waits for migrations.

SQLite: the template is a file in `var/test-cache`, named after a hash of every migration; it is built once and copied.
PostgreSQL: the template is a database of this run; workers and tests get `CREATE DATABASE … TEMPLATE`.
A transactional test (live server, real commits) is followed by a fresh copy instead of Django's flush, which would
also remove what migrations put there (Wagtail's root page, the locale, the roles).
"""

import fcntl
import hashlib
import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

CACHE = Path(settings.BASE_DIR) / "var" / "test-cache"
# Not only migrations fill a database: these run on `post_migrate`.
AFTER_MIGRATE = (
    "apps.py",
    "receivers.py",
    "roles.py",
    "enums.py",
    "wagtail_hooks.py",
    "viewsets.py",
    "services/groups.py",
)


def migrations_hash() -> str:
    """Name of the state that all migrations of all installed apps lead to."""
    digest = hashlib.sha256(importlib.metadata.version("Django").encode())
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        folder = Path(config.path)
        own = folder.is_relative_to(settings.BASE_DIR) and ".venv" not in folder.parts
        files = sorted((folder / "migrations").glob("*.py"))
        if own:
            files += [folder / name for name in AFTER_MIGRATE if (folder / name).exists()]
        for file in files:
            digest.update(f"{config.name}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def run_name() -> str:
    """The same for every worker of one run, different for every run."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", f"pid{os.getpid()}")[:12]


def worker_name() -> str:
    """This xdist worker, or `main` without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one process of the machine at a time pass."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    """Point Django, in this and in every thread to come, to the database called `name`."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def migrate() -> None:
    """Bring the database in use to the state of the migrations."""
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


class SQLiteDatabase:
    """One file per worker, copied from the template."""

    def __init__(self) -> None:
        self.template = CACHE / f"{migrations_hash()}.sqlite3"
        self.folder = Path(tempfile.mkdtemp(prefix="gridschool-db-"))
        self.name = str(self.folder / f"{worker_name()}.sqlite3")

    def create(self) -> None:
        """Build the template unless an earlier run did, and take a copy."""
        with only_one("sqlite"):
            if not self.template.exists():
                self._build()
        self.restore()

    def _build(self) -> None:
        for old in sorted(CACHE.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-3]:
            old.unlink()
        half_made = self.folder / "template.sqlite3"
        use(str(half_made))
        migrate()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
        connections.close_all()
        shutil.move(half_made, self.template)

    def restore(self) -> None:
        """Throw away what the last test committed."""
        connections.close_all()
        for suffix in ("", "-wal", "-shm"):
            Path(self.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.name)
        use(self.name)

    def drop(self) -> None:
        """Leave nothing behind but the template."""
        connections.close_all()
        shutil.rmtree(self.folder, ignore_errors=True)


class PostgreSQLDatabase:
    """One database per worker, created from this run's template."""

    def __init__(self) -> None:
        self.template = f"gridschool_test_{run_name()}"
        self.name = f"{self.template}_{worker_name()}"
        self.users = CACHE / f"{self.template}.users"

    @contextmanager
    def _server(self) -> Iterator:
        connections.close_all()
        with connection._nodb_cursor() as cursor:
            yield cursor

    def create(self) -> None:
        """Build the template unless another worker of this run did, and take a copy."""
        with only_one("postgresql"):
            with self._server() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template])
                exists = cursor.fetchone()
                if not exists:
                    cursor.execute(f"CREATE DATABASE \"{self.template}\" ENCODING 'UTF8' TEMPLATE template0")
            if not exists:
                use(self.template)
                migrate()
            with self.users.open("a") as file:
                file.write(f"{worker_name()}\n")
            self.restore()

    def restore(self) -> None:
        """Throw away what the last test committed."""
        with self._server() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template}"')
        use(self.name)

    def drop(self) -> None:
        """Remove the copy; the worker that is last to leave removes the template."""
        with only_one("postgresql"), self._server() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            left = [name for name in self.users.read_text().split() if name != worker_name()]
            self.users.write_text("".join(f"{name}\n" for name in left))
            if not left:
                self.users.unlink()
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.template}" WITH (FORCE)')


def test_database() -> SQLiteDatabase | PostgreSQLDatabase:
    """The database of this worker, for the engine that the settings name."""
    return PostgreSQLDatabase() if connection.vendor == "postgresql" else SQLiteDatabase()


test_database.__test__ = False  # type: ignore[attr-defined]


def database_url() -> str:
    """Address of the test database in use, for a process that a test starts."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    login = f"{values['USER']}:{values['PASSWORD']}".rstrip(":")
    return f"postgresql://{login}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
