"""Promise 4: an answer acknowledged with 2xx is never lost.

Candidates keep saving; at random moments a serving process gets SIGKILL, then the database is stopped as if it had crashed
and started again. Every acknowledged answer must be in the database afterwards, as it was acknowledged, once.
"""

import argparse
import asyncio
import os
import random
import signal
import time
from contextlib import suppress

from benchmarks.candidate import Ledger
from benchmarks.drills.common import begin, candidates, conclude, failures, keep_answering, verdict
from benchmarks.stack import Stack, stack, wait_for


async def rounds(whole: Stack, seeded: dict, ledger: Ledger, options: argparse.Namespace) -> None:
    """All candidates answer while the rounds of killing go by."""
    everybody, draw = candidates(whole, seeded, ledger, options.seed), random.Random(options.seed)
    await begin(everybody)
    until = time.monotonic() + 600
    answering = [asyncio.create_task(keep_answering(one, until, options.pause)) for one in everybody]
    for number in range(options.rounds):
        await asyncio.sleep(draw.uniform(1, 4))
        victim = draw.choice(await asyncio.to_thread(whole.web_workers) or [0])
        if victim:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        await asyncio.sleep(draw.uniform(1, 4))
        await asyncio.to_thread(whole.postgres.stop, signal.SIGQUIT)
        await asyncio.to_thread(whole.postgres.start)
        back = await asyncio.to_thread(wait_for, whole.answers, 60)
        print(f"round {number + 1}: {len(ledger.acknowledged)} acknowledged, ready again after {back} s", flush=True)
    await asyncio.sleep(3)
    for task in answering:
        task.cancel()
    await asyncio.gather(*answering, return_exceptions=True)


def main() -> int:
    """Run the rounds and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vus", type=int, default=50, help="candidates (50)")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of two kills (20)")
    parser.add_argument("--pause", type=float, default=2, help="seconds between two answers of one candidate (2)")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--unguarded", action="store_true", help="control: commits do not wait for the disk")
    options = parser.parse_args()
    ledger = Ledger()
    with stack(durable=not options.unguarded) as whole:
        seeded = whole.seed(people=options.vus)
        whole.start_web()
        asyncio.run(rounds(whole, seeded, ledger, options))
        report = verdict(whole, ledger)
    lost, twice, findings = report["lost"], report["twice"], report["findings"]
    print(f"failures seen by candidates: {failures(ledger)}")
    return conclude(
        not lost and not twice and not findings and not ledger.crashes(),
        f"{options.vus} candidates, {options.rounds} rounds of kill -9 and an immediate stop of PostgreSQL: "
        f"{report['acknowledged']} acknowledged, {len(lost)} lost, {len(twice)} twice, {ledger.crashes()} answers of 500, "
        f"{len(findings)} findings",
        "commits that do not wait for the disk" if options.unguarded else "",
    )


if __name__ == "__main__":
    raise SystemExit(main())
