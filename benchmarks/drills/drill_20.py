"""Promise 20: PostgreSQL crashes and comes back, again and again, in the middle of an exam.

Candidates see 503 with a time to come back, never 500; each goes on within 15 s of its start without logging in again; no
serving process is replaced; nothing acknowledged is lost.
"""

import argparse
import asyncio
import signal
import time

from benchmarks.candidate import Ledger
from benchmarks.drills.common import begin, candidates, conclude, failures, keep_answering, verdict
from benchmarks.stack import Stack, stack

PATIENCE = 15


async def rounds(whole: Stack, seeded: dict, ledger: Ledger, options: argparse.Namespace) -> float:
    """Everybody answers while the database goes away and comes back; how long the slowest was until it went on."""
    everybody = candidates(whole, seeded, ledger)
    await begin(everybody)
    answering = [asyncio.create_task(keep_answering(one, time.monotonic() + 1800, options.pause)) for one in everybody]
    slowest = 0.0
    for number in range(options.rounds):
        await asyncio.sleep(options.away / 2)
        await asyncio.to_thread(whole.postgres.stop, signal.SIGQUIT)
        await asyncio.sleep(options.away)
        await asyncio.to_thread(whole.postgres.start)
        back = time.monotonic()
        await asyncio.sleep(PATIENCE)
        waits = [wait(ledger.heard[one.attempt], back) for one in everybody]
        slowest = max(slowest, *waits)
        print(f"round {number + 1}: the slowest went on after {max(waits):.1f} s", flush=True)
    for task in answering:
        task.cancel()
    await asyncio.gather(*answering, return_exceptions=True)
    return slowest


def wait(moments: list[float], back: float) -> float:
    """Seconds from `back` to the first acknowledgement after it."""
    return next((moment - back for moment in moments if moment > back), float("inf"))


def main() -> int:
    """Run the rounds and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vus", type=int, default=50, help="candidates (50)")
    parser.add_argument("--rounds", type=int, default=5, help="crashes of the database (5)")
    parser.add_argument("--away", type=float, default=10, help="seconds that the database is away (10)")
    parser.add_argument("--pause", type=float, default=2, help="seconds between two answers of one candidate (2)")
    parser.add_argument("--unguarded", action="store_true", help="control: commits do not wait for the disk")
    options = parser.parse_args()
    ledger = Ledger()
    with stack(durable=not options.unguarded) as whole:
        seeded = whole.seed(people=options.vus)
        whole.start_web()
        serving = whole.web_workers()
        slowest = asyncio.run(rounds(whole, seeded, ledger, options))
        replaced = len(set(serving) - set(whole.web_workers()))
        report = verdict(whole, ledger)
    print(f"failures seen by candidates: {failures(ledger)}")
    lost, findings = len(report["lost"]), report["findings"]
    out = sum(ledger.failures["save", status] for status in ("302", "401", "403"))
    return conclude(
        not (lost or findings or ledger.crashes() or replaced or out) and slowest <= PATIENCE,
        f"{options.vus} candidates, {options.rounds} crashes of PostgreSQL, away for {options.away:.0f} s each: the slowest "
        f"went on {slowest:.1f} s after its start, {ledger.failures['save', '503']} × 503 with Retry-After, "
        f"{ledger.crashes()} × 500, {out} logged out, {replaced} serving processes replaced, {report['acknowledged']} "
        f"acknowledged, {lost} lost, {len(findings)} findings",
        "commits that do not wait for the disk" if options.unguarded else "",
    )


if __name__ == "__main__":
    raise SystemExit(main())
