"""The whole suite: on SQLite, then what needs or suits PostgreSQL and Redis. The last lines say what ran and what did not.

Arguments go to pytest in both parts. Exit status 1 when a test failed, or, in CI, when something could not run.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scripts import po, servers
from scripts.tools import TEST_TOOLS, install_missing

ROOT = Path(__file__).resolve().parent.parent
ON_SERVERS = "postgres or redis or both_databases"
NO_TESTS = 5  # pytest's exit status when everything was deselected


@dataclass
class Part:
    """One run of pytest: how it ended, and the lines that are worth repeating at the end."""

    name: str
    status: int
    summary: str = "(no summary)"
    skipped: list[str] = field(default_factory=list)


def in_ci() -> bool:
    """Whether nothing may be left out."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def pytest(name: str, arguments: list[str], environment: dict[str, str]) -> Part:
    """Run pytest, show its output as it comes and keep its closing lines."""
    print(f"\n── {name} ──", flush=True)
    command = [sys.executable, "-m", "pytest", "-rs", f"-n{os.cpu_count()}", "--dist=worksteal", *arguments]
    part = Part(name, 1)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or []:
            print(line, end="", flush=True)
            if line.startswith("SKIPPED ["):
                part.skipped.append(line.strip())
            elif re.match(r"=+ .*(passed|failed|error|no tests ran|deselected|skipped).* =+$", line.strip()):
                part.summary = line.strip()
    part.status = 0 if process.returncode == NO_TESTS and arguments else process.returncode
    return part


def environment(temporary: str, database: str, redis: str) -> dict[str, str]:
    """What the tests see of the outside; a `.env` of the developer must not reach them."""
    values = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "GRIDSCHOOL_VAR": f"{temporary}/var",
        "REDIS_URL": "",
        "TEST_FILES_DIR": f"{temporary}/files",
        "TEST_REDIS_URL": redis,
        "TMPDIR": temporary,
    }
    return {**os.environ, **values}


def main(arguments: list[str]) -> int:
    """Run both parts and tell."""
    po.compile_folder(ROOT / "locale")
    lacking = install_missing(TEST_TOOLS if not in_ci() else {**TEST_TOOLS, **servers_to_install()})
    left_out = [f"tests that need {what}: {why}" for what, why in lacking.items()]
    temporary = tempfile.mkdtemp(prefix="gridschool-test-")
    parts = []
    try:
        with ExitStack() as stack:
            postgres, redis = stack.enter_context(servers.postgres()), stack.enter_context(servers.redis())
            print(f"PostgreSQL: {postgres.how}\nRedis: {redis.how}")
            Path(temporary, "var").mkdir()
            sqlite = environment(temporary, f"sqlite:///{temporary}/var/test.sqlite3", redis.url)
            # Measuring costs a fifth of the time, so it is asked for: COVERAGE=1 make test.
            coverage = ["--cov", "--cov-report=term:skip-covered"] if os.environ.get("COVERAGE") else []
            parts.append(pytest("SQLite", ["-m", "not postgres and not redis", *coverage, *arguments], sqlite))
            if postgres.url:
                marks = ON_SERVERS if redis.url else "(postgres or both_databases) and not redis"
                on_postgres = environment(temporary, postgres.url, redis.url)
                parts.append(pytest("PostgreSQL and Redis", ["-m", marks, *arguments], on_postgres))
            elif redis.url:
                parts.append(pytest("Redis", ["-m", "redis and not postgres", *arguments], sqlite))
            if not postgres.url:
                left_out.append(f"tests on PostgreSQL: {postgres.how}")
            if not redis.url:
                left_out.append(f"tests with Redis: {redis.how}")
    except servers.NamedServerFails as problem:
        print(problem, file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return tell(parts, left_out)


def servers_to_install() -> dict[str, tuple[str, str]]:
    """In CI the servers are installed too, unless they are there or named."""
    wanted = {}
    usable = os.environ.get("TEST_DATABASE_URL") or not servers.postgres_problem(servers.LOCAL_POSTGRES)
    if not usable and not servers.postgres_binaries():
        wanted["PostgreSQL"] = ("postgres", "postgresql")
    if not os.environ.get("TEST_REDIS_URL") and servers.redis_problem(servers.LOCAL_REDIS):
        wanted["Redis"] = ("redis-server", "redis-server")
    return wanted


def closing_line(parts: list[Part]) -> str:
    """The sum of the parts in the plain form that other tools read."""
    total: Counter[str] = Counter()
    for part in parts:
        for number, what in re.findall(r"(\d+) (passed|failed|skipped|errors?)", part.summary):
            total["failed" if what.startswith("error") else what] += int(number)
    return f"tests: {total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped"


def tell(parts: list[Part], left_out: list[str]) -> int:
    """Print the closing lines; the exit status."""
    print("\n── what ran ──")
    for part in parts:
        print(f"{part.name}: {'passed' if not part.status else 'FAILED'}")
        print(part.summary)
    skipped = [line for part in parts for line in part.skipped]
    for line in skipped:
        print(line)
    for line in left_out:
        print(f"SKIPPED {line}")
    if left_out and in_ci():
        print("CI leaves nothing out, so the run has failed.")
    print(closing_line(parts))
    return int(any(part.status for part in parts) or bool(left_out and in_ci()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
