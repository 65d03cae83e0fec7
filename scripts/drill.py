"""One promise at full size; the result becomes a line of docs/benchmarks.md.

`benchmarks/drills/drill_NN.py` where there is one (ARGS go to it, its line `result: …` is noted), else the tests marked
`anchor_NN` with DRILL=1.
"""

import datetime
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "docs" / "benchmarks.md"
HEADING = "## Drills"
TABLE = f"\n{HEADING}\n\n| date | promise | commit | result |\n|---|---|---|---|\n"


def commit() -> str:
    """Short name of the commit, marked when the work tree differs from it."""
    described = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True)
    return described.stdout.strip() or "unknown"


def note(anchor: str, result: str) -> None:
    """Append the line below the heading of drills, which is the last of the page."""
    text = RESULTS.read_text() if RESULTS.exists() else "# Benchmarks\n"
    if HEADING not in text:
        text += TABLE
    today = datetime.datetime.now(tz=datetime.UTC).date()  # noqa: TID251 — the real day, not the product's
    RESULTS.write_text(f"{text.rstrip()}\n| {today} | {int(anchor):02d} | {commit()} | {result} |\n")


def main() -> int:
    """Run the drill and note it."""
    anchor = os.environ.get("ANCHOR", "")
    if not anchor.isdigit():
        print("Which promise? make drill ANCHOR=05", file=sys.stderr)
        return 2
    program = f"benchmarks.drills.drill_{int(anchor):02d}"
    if (ROOT / f"{program.replace('.', '/')}.py").exists():
        command = [sys.executable, "-m", program, *shlex.split(os.environ.get("ARGS", ""))]
        wanted = re.compile(r"^result: ")
    else:
        command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-m", f"anchor_{int(anchor):02d}", "-s"]
        wanted = re.compile(r"(passed|failed|error|deselected)")
    closing = ""
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "DRILL": "1"}, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout or []:
            print(line, end="", flush=True)
            closing = line.removeprefix("result: ") if wanted.search(line) else closing
    if not closing.strip():
        print("It came to no result; nothing is noted.", file=sys.stderr)
        return process.returncode or 1
    if process.returncode == 5:
        print(f"No test shows promise {anchor} yet.", file=sys.stderr)
        return 1
    note(anchor, closing.strip(" =\n"))
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
