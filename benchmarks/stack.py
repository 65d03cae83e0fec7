"""The product as it is served, for benchmarks and drills: servers of our own, on loopback, in a temporary folder.

PostgreSQL (durable: fsync and synchronous commit as they come), Redis, gunicorn with the production settings and a Celery
worker with its beat, each started here and ended by its own process id. A migrated cluster with the content in it is kept
below the system's temporary folder by a hash of the migrations, so that only the first run waits for them.
"""

import hashlib
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.servers import end, free_port, postgres_binaries, postgres_problem, redis_problem, wait_until

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


class Postgres:
    """A cluster of our own; as root it runs as the user postgres. `stop(signal.SIGQUIT)` is `pg_ctl -m immediate`.

    Without `durable` a commit does not wait for the disk: the guard of promises 4 and 20 taken away, for their controls.
    """

    def __init__(self, folder: Path, durable: bool = True) -> None:
        self.durable = durable
        binaries = postgres_binaries()
        if binaries is None:
            raise SystemExit("no PostgreSQL is installed (Debian: postgresql)")
        self.binaries, self.folder, self.port = binaries, folder, free_port()
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.data, self.log = folder / "data", folder / "postgres.log"
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/gridschool"
        self.process: subprocess.Popen | None = None
        folder.mkdir(parents=True, exist_ok=True)
        if self.prefix:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)

    def make(self) -> None:
        """A new, empty cluster."""
        command = [*self.prefix, str(self.binaries / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust"]
        subprocess.run([*command, "-E", "UTF8", "--locale=C.UTF-8"], check=True, capture_output=True, cwd=self.folder)

    def start(self) -> None:
        """Start it, and wait for recovery if it was killed."""
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": str(self.folder)}
        options |= {"max_connections": 100, "random_page_cost": "1.1"}
        options |= {} if self.durable else {"synchronous_commit": "off", "wal_writer_delay": "10s"}
        command = [*self.prefix, str(self.binaries / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("a") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, cwd=self.folder)
        server = self.url.rsplit("/", 1)[0] + "/postgres"
        if not wait_until(lambda: not postgres_problem(server), self.process, 60):
            raise SystemExit(f"PostgreSQL did not start: {self.log.read_text()[-500:]}")

    @property
    def postmaster(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT: fast, with a checkpoint. SIGQUIT: at once, as if it had crashed."""
        if self.process and self.process.poll() is None:
            os.kill(self.postmaster, how)
            self.process.wait(60)


class Stack:
    """Everything together; see `stack()`."""

    def __init__(self, folder: Path, engine: str, workers: int, threads: int, durable: bool, settings: str) -> None:
        self.folder, self.engine = folder, engine
        self.port, self.redis_port = free_port(), free_port()
        self.postgres = Postgres(folder / "pg", durable) if engine == "postgresql" else None
        self.redis: subprocess.Popen | None = None
        self.web: subprocess.Popen | None = None
        self.worker: subprocess.Popen | None = None
        database = self.postgres.url if self.postgres else f"sqlite:///{folder / 'site.sqlite3'}"
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("DJANGO", "DATABASE", "REDIS"))
            },
            "DJANGO_SETTINGS_MODULE": settings,
            "SECRET_KEY": hashlib.sha256(os.urandom(32)).hexdigest(),
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "SECURE_SSL_REDIRECT": "0",
            "TRUSTED_PROXY_COUNT": "1",
            "DATABASE_URL": database,
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}/0" if self.postgres else "",
            "GRIDSCHOOL_VAR": str(folder / "var"),
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_WORKERS": str(workers),
            "WEB_THREADS": str(threads),
            "EMBEDDED_WORKER": "0" if self.postgres else "1",
            "LOG_LEVEL": "WARNING",
        }

    # --- data --------------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Migrated, with content and static files; from the cache where an earlier run left it."""
        cache = Path(tempfile.gettempdir()) / f"gridschool-bench-{os.getuid()}-{self.engine}-{_state()}"
        if cache.exists():
            self._copy(cache, self.folder)
            if self.postgres:
                self.postgres.start()
            return
        if self.postgres:
            self.postgres.make()
            self.postgres.start()
            server = self.postgres.url.rsplit("/", 1)[0] + "/postgres"
            self.psql("CREATE DATABASE gridschool TEMPLATE template0 ENCODING 'UTF8'", server)
        self.manage("migrate", "--noinput", "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        self.run("benchmarks.seed", "--content-only")
        if self.postgres:
            self.postgres.stop()
        half_made = cache.with_suffix(f".{os.getpid()}")
        self._copy(self.folder, half_made)
        try:
            half_made.rename(cache)
        except OSError:  # another run was faster
            shutil.rmtree(half_made)
        if self.postgres:
            self.postgres.start()

    def _copy(self, source: Path, target: Path) -> None:
        subprocess.run(["cp", "-a", f"{source}/.", f"{target}/"], check=True) if target.exists() else subprocess.run(
            ["cp", "-a", str(source), str(target)], check=True
        )

    def psql(self, statement: str, url: str = "") -> str:
        """What a statement answers."""
        command = [str(self.postgres.binaries / "psql"), "-Atq", url or self.postgres.url, "-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def seed(self, **options: int) -> dict:
        """People and an exam, by `benchmarks.seed`."""
        arguments = [f"--{name}={value}" for name, value in options.items()]
        return json.loads(self.run("benchmarks.seed", *arguments).splitlines()[-1])

    def run(self, module: str, *arguments: str) -> str:
        """The output of a module run with our settings."""
        return self._output([sys.executable, "-m", module, *arguments])

    def manage(self, *arguments: str) -> str:
        """The output of a management command."""
        return self._output([sys.executable, "manage.py", *arguments])

    def _output(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command[1:])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def invariants(self) -> list[str]:
        """What `manage.py check_invariants` finds."""
        command = [sys.executable, "manage.py", "check_invariants"]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        return [] if done.returncode == 0 else (done.stdout or done.stderr).strip().splitlines()

    # --- processes ---------------------------------------------------------------------------------------------------

    def start_redis(self) -> None:
        binary = shutil.which("redis-server")
        if binary is None:
            raise SystemExit("no redis-server is installed (Debian: redis-server)")
        command = [binary, "--port", str(self.redis_port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.redis = self._spawn([*command, "--dir", str(self.folder)], "redis.log")
        wait_until(lambda: not redis_problem(f"redis://127.0.0.1:{self.redis_port}"), self.redis)

    def start_web(self) -> None:
        """gunicorn, until it answers."""
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        self.web = self._spawn([gunicorn, "lms.wsgi:application"], "web.log")
        if not wait_until(self.answers, self.web, 90):
            raise SystemExit(f"the server did not start: {(self.folder / 'web.log').read_text()[-2000:]}")

    def start_worker(self) -> None:
        """A Celery worker with its beat; the processes of the pool live in it."""
        command = [sys.executable, "-m", "celery", "-A", "lms", "worker", "--beat", "-c", "2", "-l", "WARNING"]
        command += ["-s", str(self.folder / "beat"), "-n", f"bench{os.getpid()}@local"]
        self.worker = self._spawn(command, "worker.log")

    def _spawn(self, command: list[str], log: str) -> subprocess.Popen:
        with (self.folder / log).open("ab") as output:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )

    def answers(self) -> bool:
        """Whether /readyz says ready."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def web_workers(self) -> list[int]:
        """Process ids of gunicorn's workers."""
        return _children(self.web.pid)

    def cpu_seconds(self) -> dict[str, float]:
        """CPU time so far of the web server, the database, Redis and the worker, with the children each has had."""
        roots = {"web": self.web, "redis": self.redis, "worker": self.worker}
        used = {name: cpu_of_tree(process.pid) for name, process in roots.items() if process}
        if self.postgres:
            used["postgresql"] = cpu_of_tree(self.postgres.postmaster)
        return used

    def close(self) -> None:
        """End everything that was started here."""
        for process in (self.worker, self.web, self.redis):
            if process and process.poll() is None:
                end(process)
        if self.postgres:
            self.postgres.stop()


@contextmanager
def stack(
    *,
    engine: str = "postgresql",
    workers: int = 2,
    threads: int = 8,
    durable: bool = True,
    settings: str = "lms.settings.production",
) -> Iterator[Stack]:
    """A prepared product; nothing serves yet but the database and Redis. `durable` and `settings` are for controls."""
    with tempfile.TemporaryDirectory(prefix="gridschool-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        whole = Stack(folder, engine, workers, threads, durable, settings)
        try:
            if whole.postgres:
                whole.start_redis()
            whole.prepare()
            yield whole
        finally:
            whole.close()


def _state() -> str:
    """Name of what a prepared folder depends on: migrations, content, the seed."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("lms/*/migrations/*.py"), *ROOT.glob("content/**/*.yaml")]
    for file in sorted([*files, *ROOT.glob("*/static/**/*.*"), ROOT / "requirements.txt", Path(__file__)]):
        if file.is_file():
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _children(parent: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [pid for pid in pids if (fields := _stat(pid)) and int(fields[1]) == parent]


def cpu_of_tree(pid: int) -> float:
    """User and system time of a process, its ended children and all that live below it."""
    fields = _stat(pid)
    if not fields:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(cpu_of_tree(child) for child in _children(pid))


def wait_for(check, seconds: float) -> float | None:
    """How long it took until `check()` was true; None when it never was."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if check():
            return time.monotonic() - began
        time.sleep(0.2)
    return None
