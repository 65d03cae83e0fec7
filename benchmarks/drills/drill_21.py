"""Promise 21: Redis is lost in the middle of an exam and comes back empty. Nobody is logged out, no answer fails or is lost.

While it is away somebody logs in, starts and hands in; the job that this leaves is done once the worker has its broker again.
"""

import argparse
import asyncio
import json
import time

from benchmarks.candidate import Ledger
from benchmarks.drills.common import begin, candidates, conclude, failures, keep_answering, verdict
from benchmarks.stack import Stack, stack, wait_for
from scripts.servers import end

JOBS = "from core.models import Job; import json; print(json.dumps(list(Job.objects.values_list('state', flat=True))))"


async def exam(whole: Stack, seeded: dict, ledger: Ledger, options: argparse.Namespace) -> None:
    """Everybody but one answers throughout; the one has a whole journey while Redis is away."""
    *everybody, late = candidates(whole, seeded, ledger)
    await begin(everybody)
    until = time.monotonic() + 2 * options.away + 20
    answering = [asyncio.create_task(keep_answering(one, until, options.pause)) for one in everybody]
    await asyncio.sleep(options.away / 2)
    await asyncio.to_thread(end, whole.redis)
    began = time.monotonic()
    await late.journey()
    await asyncio.sleep(max(0, options.away - (time.monotonic() - began)))
    await asyncio.to_thread(whole.start_redis)
    await asyncio.gather(*answering)


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vus", type=int, default=50, help="candidates (50)")
    parser.add_argument("--away", type=float, default=30, help="seconds that Redis is away (30)")
    parser.add_argument("--pause", type=float, default=2, help="seconds between two answers of one candidate (2)")
    options = parser.parse_args()
    ledger = Ledger()
    with stack() as whole:
        seeded = whole.seed(people=options.vus, passmark=1)
        whole.start_web()
        whole.start_worker()
        asyncio.run(exam(whole, seeded, ledger, options))
        done = wait_for(lambda: set(jobs(whole)) == {"done"}, 90)
        states = jobs(whole)
        report = verdict(whole, ledger)
    print(f"failures seen by candidates: {failures(ledger)}; jobs: {states}")
    lost, findings, failed = len(report["lost"]), report["findings"], sum(ledger.failures.values())
    return conclude(
        not lost and not findings and not failed and done is not None,
        f"{options.vus} candidates, Redis away for {options.away:.0f} s: {failed} requests failed, "
        f"{report['acknowledged']} acknowledged, {lost} lost, a whole journey meanwhile: {ledger.journeys}, "
        f"jobs undone at the end: {sum(state != 'done' for state in states)}, {len(findings)} findings",
    )


def jobs(whole: Stack) -> list[str]:
    """States of all jobs."""
    return json.loads(whole.manage("shell", "-v0", "-c", JOBS).splitlines()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
