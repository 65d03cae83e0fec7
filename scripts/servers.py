"""PostgreSQL and Redis for the suite: the ones named, else those of this machine, else temporary ones of our own.

A temporary server lives in a folder under the system's temporary directory, listens on 127.0.0.1 at a free port, writes
without fsync, and is ended by its process id.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOCAL_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379"


@dataclass(frozen=True)
class Server:
    """A server to test with (`url` set), or the reason why there is none (`url` empty)."""

    url: str
    how: str


class NamedServerFails(Exception):
    """TEST_DATABASE_URL or TEST_REDIS_URL names a server that does not answer."""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def postgres_problem(url: str) -> str:
    """Why databases cannot be created at `url`; empty when they can."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            may = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return "" if may and may[0] else "its user may not create databases"


def redis_problem(url: str) -> str:
    """Why Redis does not answer at `url`; empty when it does."""
    import redis

    try:
        with redis.Redis.from_url(url, socket_connect_timeout=3) as client:
            client.ping()
    except redis.RedisError as error:
        return str(error)
    return ""


def wait_until(ready: Callable[[], bool], process: subprocess.Popen, seconds: float = 20) -> bool:
    """Whether `ready()` became true before `process` ended or the time was over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        if ready():
            return True
        time.sleep(0.1)
    return False


def end(process: subprocess.Popen) -> None:
    """End a server that was started here."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def postgres_binaries() -> Path | None:
    """Folder with initdb and postgres of the newest installed version."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name.split(".")[0])
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.insert(0, Path(on_path).parent)
    whole = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return whole[-1] if whole else None


@contextmanager
def temporary_postgres(binaries: Path) -> Iterator[Server]:
    """A cluster of our own; as root it runs as the user postgres, since PostgreSQL refuses root."""
    prefix: list[str] = []
    folder = Path(tempfile.mkdtemp(prefix="gridschool-pg-"))
    if os.geteuid() == 0:
        try:
            owner = pwd.getpwnam("postgres")
        except KeyError:
            folder.rmdir()
            yield Server("", "PostgreSQL refuses to run as root and there is no user postgres")
            return
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        prefix = ["runuser", "-u", "postgres", "--"]
    data, log = folder / "data", folder / "log"
    try:
        initdb = [*prefix, str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        made = subprocess.run([*initdb, "--locale=C.UTF-8", "--no-sync"], capture_output=True, text=True, cwd=folder)
        if made.returncode:
            yield Server("", f"initdb failed: {made.stderr.strip().splitlines()[-1]}")
            return
        port = free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": str(folder),
            "fsync": "off",
        }
        options |= {"synchronous_commit": "off", "full_page_writes": "off", "max_connections": 200}
        command = [*prefix, str(binaries / "postgres"), "-D", str(data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with log.open("w") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        try:
            if wait_until(lambda: not postgres_problem(url), process):
                yield Server(url, "temporary server")
            else:
                yield Server("", f"a temporary server did not start: {log.read_text()[-300:].strip()}")
        finally:
            end(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary_redis(binary: str) -> Iterator[Server]:
    """A Redis of our own that keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="gridschool-redis-") as folder:
        port = free_port()
        command = [
            binary,
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder,
        ]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        url = f"redis://127.0.0.1:{port}"
        try:
            started = wait_until(lambda: not redis_problem(url), process)
            yield Server(url, "temporary server") if started else Server("", "a temporary server did not start")
        finally:
            end(process)


@contextmanager
def postgres() -> Iterator[Server]:
    """The PostgreSQL of this run, or the reason why there is none."""
    named = os.environ.get("TEST_DATABASE_URL", "")
    if named:
        if problem := postgres_problem(named):
            raise NamedServerFails(f"TEST_DATABASE_URL does not work: {problem}")
        yield Server(named, "TEST_DATABASE_URL")
        return
    problem = postgres_problem(LOCAL_POSTGRES)
    if not problem:
        yield Server(LOCAL_POSTGRES, "127.0.0.1:5432")
    elif binaries := postgres_binaries():
        with temporary_postgres(binaries) as server:
            yield server
    else:
        yield Server("", "no usable server at 127.0.0.1:5432 and no PostgreSQL installed (Debian: postgresql)")


@contextmanager
def redis() -> Iterator[Server]:
    """The Redis of this run, or the reason why there is none."""
    named = os.environ.get("TEST_REDIS_URL", "")
    if named:
        if problem := redis_problem(named):
            raise NamedServerFails(f"TEST_REDIS_URL does not work: {problem}")
        yield Server(named, "TEST_REDIS_URL")
        return
    if not redis_problem(LOCAL_REDIS):
        yield Server(LOCAL_REDIS, "127.0.0.1:6379")
    elif binary := shutil.which("redis-server"):
        with temporary_redis(binary) as server:
            yield server
    else:
        yield Server("", "no server at 127.0.0.1:6379 and no redis-server installed (Debian: redis-server)")
