"""Promise 20: PostgreSQL is restarted in the middle of an exam. Candidates see 503 and go on; no 500, no lost answer."""

import argparse
import asyncio
import signal
import time

from benchmarks.candidate import Ledger
from benchmarks.drills.common import begin, candidates, conclude, failures, keep_answering, verdict
from benchmarks.stack import Stack, stack, wait_for


async def exam(whole: Stack, seeded: dict, ledger: Ledger, options: argparse.Namespace) -> float:
    """Everybody answers; the database goes away for some seconds; returns how long until the server was ready again."""
    everybody = candidates(whole, seeded, ledger)
    await begin(everybody)
    until = time.monotonic() + 3 * options.away
    answering = [asyncio.create_task(keep_answering(one, until, options.pause)) for one in everybody]
    await asyncio.sleep(options.away)
    await asyncio.to_thread(whole.postgres.stop, signal.SIGINT)
    await asyncio.sleep(options.away)
    await asyncio.to_thread(whole.postgres.start)
    back = await asyncio.to_thread(wait_for, whole.answers, 60)
    await asyncio.gather(*answering)
    return -1.0 if back is None else back


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vus", type=int, default=50, help="candidates (50)")
    parser.add_argument("--away", type=float, default=15, help="seconds that the database is away (15)")
    parser.add_argument("--pause", type=float, default=2, help="seconds between two answers of one candidate (2)")
    options = parser.parse_args()
    ledger = Ledger()
    with stack() as whole:
        seeded = whole.seed(people=options.vus)
        whole.start_web()
        back = asyncio.run(exam(whole, seeded, ledger, options))
        report = verdict(whole, ledger)
    print(f"failures seen by candidates: {failures(ledger)}")
    lost, findings = len(report["lost"]), report["findings"]
    kept = not lost and not findings and not ledger.crashes() and 0 <= back <= 30
    return conclude(
        kept,
        f"{options.vus} candidates, PostgreSQL away for {options.away:.0f} s: ready {back:.1f} s after its start, "
        f"{ledger.failures['save', '503']} × 503, {ledger.crashes()} × 500, {report['acknowledged']} acknowledged, "
        f"{lost} lost, {len(findings)} findings",
    )


if __name__ == "__main__":
    raise SystemExit(main())
