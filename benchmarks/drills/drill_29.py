"""Promise 29: SQLite, the default, is honest: ten candidates for five minutes, no "database is locked", p95 ≤ 500 ms."""

from benchmarks.drills.load import run

if __name__ == "__main__":
    raise SystemExit(run(doc=__doc__, engine="sqlite", vus=10, seconds=300, pause=2, p95=500, p99=5000))
