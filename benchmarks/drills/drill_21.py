"""Promise 21: Redis is emptied, then lost for a minute, and comes back empty, in the middle of an exam.

Nobody is logged out, no answer fails or is lost. While it is away somebody logs in, starts and hands in; the job that this
leaves is done within a minute once the worker has its broker again. Meanwhile guesses are still counted: of passwords, and
of addresses of certificates.
"""

import argparse
import asyncio
import json
import time

from benchmarks.candidate import Ledger
from benchmarks.client import Client
from benchmarks.drills.common import begin, candidates, conclude, failures, keep_answering, verdict
from benchmarks.stack import Stack, stack, wait_for
from scripts.servers import end

JOBS = "from core.models import Job; import json; print(json.dumps(list(Job.objects.values_list('state', flat=True))))"
TRIES = 25


async def exam(whole: Stack, seeded: dict, ledger: Ledger, options: argparse.Namespace) -> dict[str, bool]:
    """Everybody but two answers throughout; one has a whole journey while Redis is away, one is guessed at."""
    *everybody, late, victim = candidates(whole, seeded, ledger)
    await begin(everybody)
    until = time.monotonic() + options.away + 30
    answering = [asyncio.create_task(keep_answering(one, until, options.pause)) for one in everybody]
    await asyncio.sleep(5)
    await asyncio.to_thread(flush, whole)
    await asyncio.sleep(5)
    await asyncio.to_thread(end, whole.redis)
    began = time.monotonic()
    if not options.unguarded:
        await late.journey()
    held = await guesses(whole.port, victim.username, seeded["password"])
    await asyncio.sleep(max(0, options.away - (time.monotonic() - began)))
    await asyncio.to_thread(whole.start_redis)
    await asyncio.gather(*answering)
    return held


def flush(whole: Stack) -> None:
    """FLUSHALL."""
    import redis

    with redis.Redis(port=whole.redis_port) as client:
        client.flushall()


async def guesses(port: int, username: str, password: str) -> dict[str, bool]:
    """Whether guessing is stopped: of a password (then even the right one has to wait), and of a certificate's address."""
    client, log_in = Client(port, address="10.9.9.9"), "/accounts/login/"
    await client.get(log_in)
    for number in range(TRIES):
        await client.post(log_in, {"login": username, "password": f"wrong-{number}"})
    let_in = (await client.post(log_in, {"login": username, "password": password})).status == 302
    statuses = [(await client.get(f"/verify/guess-{number}/")).status for number in range(TRIES)]
    client.close()
    return {"log-in": not let_in, "verify": statuses[-1] == 429}


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vus", type=int, default=50, help="candidates (50)")
    parser.add_argument("--away", type=float, default=60, help="seconds that Redis is away (60)")
    parser.add_argument("--pause", type=float, default=2, help="seconds between two answers of one candidate (2)")
    parser.add_argument("--unguarded", action="store_true", help="control: sessions live in the cache alone")
    options = parser.parse_args()
    ledger = Ledger()
    with stack(settings="benchmarks.unguarded" if options.unguarded else "lms.settings.production") as whole:
        seeded = whole.seed(people=options.vus + 2, passmark=1)
        whole.start_web()
        whole.start_worker()
        held = asyncio.run(exam(whole, seeded, ledger, options))
        done = wait_for(lambda: set(jobs(whole)) == {"done"}, 60)
        states = jobs(whole)
        report = verdict(whole, ledger)
    print(f"failures seen by candidates: {failures(ledger)}; jobs: {states}; guessing stopped: {held}")
    lost, findings, failed = len(report["lost"]), report["findings"], sum(ledger.failures.values())
    return conclude(
        not (lost or findings or failed) and done is not None and all(held.values()),
        f"{options.vus} candidates, Redis emptied, then away for {options.away:.0f} s and back empty: {failed} requests "
        f"failed, {report['acknowledged']} acknowledged, {lost} lost, a whole journey meanwhile: {ledger.journeys}, jobs "
        f"undone a minute later: {sum(state != 'done' for state in states)}, guessing stopped: "
        f"{', '.join(what for what, stopped in held.items() if stopped) or 'nowhere'}, {len(findings)} findings",
        "sessions in the cache alone" if options.unguarded else "",
    )


def jobs(whole: Stack) -> list[str]:
    """States of all jobs."""
    return json.loads(whole.manage("shell", "-v0", "-c", JOBS).splitlines()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
