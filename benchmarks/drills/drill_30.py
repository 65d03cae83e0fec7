"""Promise 30: 300 candidates on PostgreSQL for five minutes, an answer each ten seconds; p95 ≤ 500 ms, p99 ≤ 1.5 s."""

from benchmarks.drills.load import run

if __name__ == "__main__":
    raise SystemExit(run(doc=__doc__, engine="postgresql", vus=300, seconds=300, pause=10, p95=500, p99=1500))
