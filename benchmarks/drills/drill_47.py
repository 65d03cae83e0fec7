"""Promise 47: 20,000 views of one public page within ten minutes, changed each minute, beside a running exam.

The exam's answers, looks and pages stay under 1 s (p95), every view succeeds, and 1 s after each publication nobody is shown the page
as it was.
"""

import argparse
import asyncio
import time

from benchmarks.candidate import Ledger
from benchmarks.client import Broken, Client
from benchmarks.drills.common import again, begin, candidates, conclude, failures, keep_answering, percentile, verdict
from benchmarks.public_pages import PATH
from benchmarks.stack import Stack, stack

MOST_MS, STALE_SECONDS = 1000, 1.0


class Readers:
    """Whoever opens the page: evenly over the time, each view by the next free connection."""

    def __init__(self, port: int, views: int, seconds: float) -> None:
        self.clients = [Client(port, address=f"10.9.0.{number}") for number in range(1, 17)]
        self.views, self.pause = views, seconds * len(self.clients) / views
        self.seconds: list[float] = []
        self.failed = self.stale = 0
        self.title, self.since = b"", 0.0

    async def read(self, number: int) -> None:
        """The views of one connection."""
        client, began = self.clients[number], time.monotonic()
        for view in range(self.views // len(self.clients)):
            await asyncio.sleep(max(0.0, began + view * self.pause - time.monotonic()))
            asked, title = time.monotonic(), self.title
            try:
                answer = await client.get(PATH)
            except Broken:
                self.failed += 1
                continue
            self.seconds.append(answer.seconds)
            self.failed += answer.status != 200
            self.stale += asked - self.since > STALE_SECONDS and title == self.title and title not in answer.body

    async def publish(self, whole: Stack, every: float, until: float) -> int:
        """Another title now and then, from another process; how often."""
        number = 0
        while time.monotonic() + every < until:
            await asyncio.sleep(every)
            number += 1
            title = f"drill{number}of{whole.port}"
            await asyncio.to_thread(whole.run, "benchmarks.public_pages", "--publish", title)
            self.title, self.since = title.encode(), time.monotonic()
        return number


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vus", type=int, default=100, help="candidates of the exam (100)")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--views", type=int, default=20_000)
    parser.add_argument("--every", type=float, default=60, help="seconds between two publications (60)")
    options = parser.parse_args()
    ledger = Ledger()

    with stack() as whole:
        seeded = whole.seed(people=options.vus)
        whole.start_web()
        readers = Readers(whole.port, options.views, options.seconds)

        async def exam() -> int:
            everybody = candidates(whole, seeded, ledger)
            await begin(everybody)
            until = time.monotonic() + options.seconds
            acts = [keep_answering(one, until, 10) for one in everybody]
            acts += [again(one, until, 15, one.browse) for one in everybody]
            acts += [readers.read(number) for number in range(len(readers.clients))]
            return (await asyncio.gather(readers.publish(whole, options.every, until), *acts))[0]

        published = asyncio.run(exam())
        report = verdict(whole, ledger)
    print(f"failures seen by candidates: {failures(ledger)}")
    slow = {step: percentile(ledger.seconds[step], 0.95) for step in ("save", "state", "page")}
    failed = sum(count for (_step, what), count in ledger.failures.items() if what.startswith("5"))
    lost, findings = len(report["lost"]), len(report["findings"])
    return conclude(
        not (lost or findings or failed or readers.failed or readers.stale) and max(slow.values()) < MOST_MS,
        f"{len(readers.seconds)} views in {options.seconds:.0f} s, {published} publications: {readers.failed} failed, "
        f"{readers.stale} shown as it was a second later, p95 {percentile(readers.seconds, 0.95):.0f} ms; exam of "
        f"{options.vus}: p95 of saves {slow['save']:.0f} ms, looks {slow['state']:.0f} ms, pages {slow['page']:.0f} ms; "
        f"{failed} × 5xx, {report['acknowledged']} acknowledged, {lost} lost, {findings} findings",
    )


if __name__ == "__main__":
    raise SystemExit(main())
