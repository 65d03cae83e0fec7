"""The common run of promises 29 and 30: so many candidates answer for so long; failures, percentiles, lost answers.

Each also asks for the state every 15 s, as its page does, and loads the paper again now and then.
"""

import argparse
import asyncio
import time

from benchmarks.candidate import Ledger
from benchmarks.drills.common import again, begin, candidates, conclude, failures, keep_answering, percentile, verdict
from benchmarks.stack import stack


def run(*, doc: str, engine: str, vus: int, seconds: float, pause: float, p95: float, p99: float) -> int:
    """Parse the options, whose defaults are the full size, run and judge; `p95` and `p99` in milliseconds."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--vus", type=int, default=vus)
    parser.add_argument("--seconds", type=float, default=seconds)
    parser.add_argument("--pause", type=float, default=pause, help="seconds between two answers of one candidate")
    options = parser.parse_args()
    ledger = Ledger()

    with stack(engine=engine) as whole:
        seeded = whole.seed(people=options.vus)
        whole.start_web()

        async def exam() -> None:
            everybody = candidates(whole, seeded, ledger)
            await begin(everybody)
            until = time.monotonic() + options.seconds
            acts = [keep_answering(one, until, options.pause) for one in everybody]
            acts += [again(one, until, 15, one.browse) for one in everybody]
            await asyncio.gather(*acts)

        asyncio.run(exam())
        report = verdict(whole, ledger)
        log = (whole.folder / "web.log").read_text(errors="replace")
    print(f"failures seen by candidates: {failures(ledger)}")
    saves, lost, findings = ledger.seconds["save"], len(report["lost"]), report["findings"]
    reached, pages = (percentile(saves, 0.95), percentile(saves, 0.99)), ledger.seconds["page"]
    failed = sum(count for (_step, what), count in ledger.failures.items() if what.startswith("5"))
    locked, deadlocks = log.count("database is locked"), log.count("deadlock detected")
    return conclude(
        not (lost or findings or failed or locked or deadlocks) and reached[0] <= p95 and reached[1] <= p99,
        f"{engine}, {options.vus} candidates for {options.seconds:.0f} s, one answer each {options.pause:.0f} s: "
        f"{len(saves)} saves, p95 {reached[0]:.0f} ms, p99 {reached[1]:.0f} ms; {len(ledger.seconds['state'])} looks, "
        f"{len(pages)} pages, p95 {percentile(pages, 0.95):.0f} ms; {failed} × 5xx, {locked} × locked, "
        f"{deadlocks} deadlocks, {report['acknowledged']} acknowledged, {lost} lost, {len(findings)} findings",
    )
