"""Real processes for tests: a Celery worker on Redis, a server with the embedded worker. Ended by their own id."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from scripts.servers import free_port


class Child:
    """A process in a session of its own; `kill()` is SIGKILL for it and its children."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, env=environment, cwd=settings.BASE_DIR, stdout=output, stderr=output, start_new_session=True
            )

    def wait_for(self, ready, what: str, seconds: float = 40) -> None:
        """Return when `ready()` is true; fail with the log when it does not become so."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            if ready():
                return
            time.sleep(0.1)
        pytest.fail(f"{what} did not come\n{self.log.read_text(errors='replace')[-3000:]}")

    def kill(self) -> None:
        """At once, without a chance to tidy up."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


def eventually(check, seconds: float = 20):
    """The first true answer of `check()`, asked again and again; its last answer when the time is over."""
    end = time.monotonic() + seconds
    while not (answer := check()) and time.monotonic() < end:
        # SQLite: a reader of this thread must not keep an old view of the file
        connection.close()
        time.sleep(0.1)
    return answer


@pytest.fixture
def worker_environment(child_environment) -> dict[str, str]:
    """Environment of a child process on the test database with the settings for workers."""
    return {**child_environment, "DJANGO_SETTINGS_MODULE": "tests.support.worker_settings"}


@pytest.fixture
def redis_broker(needs_redis, monkeypatch) -> str:
    """Makes this process send its jobs to a real Redis; gives its address."""
    monkeypatch.setattr(current_app.conf, "broker_url", needs_redis)
    monkeypatch.setattr(current_app.conf, "broker_write_url", needs_redis)
    _forget_connections()
    yield needs_redis
    monkeypatch.undo()
    _forget_connections()


def _forget_connections() -> None:
    current_app.pool.force_close_all()
    current_app._pool = None
    current_app.amqp._producer_pool = None


@pytest.fixture
def celery_worker_process(worker_environment, redis_broker, tmp_path):
    """`start()` → a real `celery worker` with beat on Redis and the test database; killed by its id at the end.

    Needs `transactional_db` data (it comes with `child_environment`), and PostgreSQL for anything but a trickle.
    """
    children = []

    def start() -> Child:
        log = tmp_path / f"worker{len(children)}.log"
        command = [sys.executable, "-m", "celery", "-A", "lms", "worker", "--beat", "-c", "2", "-l", "INFO"]
        command += ["-s", str(tmp_path / f"beat{len(children)}"), "-n", f"test{os.getpid()}-{len(children)}@local"]
        child = Child(command, {**worker_environment, "REDIS_URL": redis_broker}, log)
        children.append(child)
        child.wait_for(lambda: " ready." in log.read_text(errors="replace"), "the worker")
        return child

    yield start
    for child in children:
        child.kill()


@pytest.fixture
def serving_process(worker_environment, tmp_path):
    """`start()` → gunicorn with the embedded worker on the test database, answering /healthz."""
    children = []

    def start() -> Child:
        port = free_port()
        environment = {
            **worker_environment,
            "EMBEDDED_WORKER": "1",
            "REDIS_URL": "",
            "WEB_WORKERS": "1",
            "BIND": f"127.0.0.1:{port}",
            "GRIDSCHOOL_VAR": str(tmp_path / "var"),
        }
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        child = Child([gunicorn, "lms.wsgi:application"], environment, tmp_path / f"server{len(children)}.log")
        children.append(child)
        child.wait_for(lambda: _answers(port), "the server")
        return child

    yield start
    for child in children:
        child.kill()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
