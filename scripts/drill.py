"""One promise at full size; the result becomes a line of docs/benchmarks.md.

`benchmarks/drills/drill_NN.py` where there is one (its line `result: …` is noted), else the tests marked `anchor_NN` with
DRILL=1, on SQLite and then on PostgreSQL and Redis as in the suite (what they give to `figure` is noted). ARGS go to either.
"""

import datetime
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from scripts import servers
from scripts.run_tests import NO_TESTS, ON_SERVERS, environment

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "benchmarks.md"
HEADING = "## Drills"
TABLE = f"\n{HEADING}\n\n| date | promise | commit | result |\n|---|---|---|---|\n"


@dataclass
class Outcome:
    """What a run came to: its status (0 when the promise was kept), and what is worth noting."""

    status: int
    told: list[str] = field(default_factory=list)


def commit() -> str:
    """Short name of the commit, marked when the work tree differs from it in more than the notes of drills."""
    described = subprocess.run(["git", "describe", "--always"], cwd=ROOT, capture_output=True, text=True)
    changed = ["git", "diff", "--quiet", "HEAD", "--", ".", f":!{RESULTS.relative_to(ROOT)}"]
    dirty = subprocess.run(changed, cwd=ROOT, capture_output=True).returncode == 1
    return (described.stdout.strip() or "unknown") + ("-dirty" if dirty else "")


def note(anchor: str, result: str) -> None:
    """Append the line below the heading of drills, which is the last of the page."""
    text = RESULTS.read_text() if RESULTS.exists() else "# Benchmarks\n"
    if HEADING not in text:
        text += TABLE
    today = datetime.datetime.now(tz=datetime.UTC).date()  # noqa: TID251 — the real day, not the product's
    RESULTS.write_text(f"{text.rstrip()}\n| {today} | {anchor} | {commit()} | {result} |\n")


def run(command: list[str], wanted: str, values: dict[str, str]) -> Outcome:
    """Run it, show its output as it comes and keep what `wanted` finds in it."""
    told = []
    with subprocess.Popen(
        command, cwd=ROOT, env={**values, "DRILL": "1"}, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or []:
            print(line, end="", flush=True)
            if found := re.search(wanted, line):
                told.append(found[1].strip())
    return Outcome(process.returncode, told)


def parts(anchor: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Name, marks and environment of each run of the tests."""
    with ExitStack() as stack:
        temporary = stack.enter_context(tempfile.TemporaryDirectory(prefix="gridschool-drill-"))
        postgres, redis = stack.enter_context(servers.postgres()), stack.enter_context(servers.redis())
        on_file = environment(temporary, f"sqlite:///{temporary}/test.sqlite3", redis.url)
        yield "SQLite", f"anchor_{anchor} and not postgres and not redis", on_file
        if postgres.url:
            name = f"PostgreSQL ({postgres.how})"
            yield name, f"anchor_{anchor} and ({ON_SERVERS})", environment(temporary, postgres.url, redis.url)


def run_tests(anchor: str, arguments: list[str]) -> Outcome:
    """The tests of a promise on each kind of server."""
    whole = Outcome(0)
    for name, marks, values in parts(anchor):
        command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-n0", "-m", marks, *arguments]
        one = run(command, r"^(?:figure: |=+ (?=\d+ (?:passed|failed|error|skipped)))([^=]*)", values)
        if one.status != NO_TESTS:
            whole.status = whole.status or one.status
            *figures, summary = one.told or ["no result"]
            whole.told.append(f"{name}: {'; '.join([*figures, re.sub(r', [0-9]+ deselected', '', summary.strip())])}")
    return whole


def main() -> int:
    """Run the drill and note it."""
    if not os.environ.get("ANCHOR", "").isdigit():
        print("Which promise? make drill ANCHOR=05", file=sys.stderr)
        return 2
    anchor, arguments = f"{int(os.environ['ANCHOR']):02d}", shlex.split(os.environ.get("ARGS", ""))
    program = f"benchmarks.drills.drill_{anchor}"
    if (ROOT / f"{program.replace('.', '/')}.py").exists():
        outcome = run([sys.executable, "-m", program, *arguments], r"^result: (.*)", dict(os.environ))
        result = " ".join(outcome.told)
    else:
        outcome = run_tests(anchor, arguments)
        word, load = "BROKEN" if outcome.status else "kept", f"load {os.getloadavg()[1]:.1f}"
        result = f"{word}: {'. '.join([*outcome.told, load])}" if outcome.told else ""
    if not result:
        print(f"Promise {anchor} came to no result; nothing is noted.", file=sys.stderr)
        return outcome.status or 1
    note(anchor, result)
    return outcome.status


if __name__ == "__main__":
    sys.exit(main())
