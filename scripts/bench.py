"""Run the benchmarks one after the other: every `benchmarks/bench_*.py`, or those with NAME in their name."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run them; the number of failures."""
    name = os.environ.get("NAME", "")
    chosen = [file for file in sorted((ROOT / "benchmarks").glob("bench_*.py")) if name in file.stem]
    if not chosen:
        print(f"No benchmark has {name!r} in its name; see benchmarks/README.md.")
        return 1
    failures = 0
    for file in chosen:
        print(f"\n── {file.stem} ──", flush=True)
        failures += subprocess.run([sys.executable, "-m", f"benchmarks.{file.stem}"], cwd=ROOT).returncode != 0
    return failures


if __name__ == "__main__":
    sys.exit(main())
