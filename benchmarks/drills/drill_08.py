"""Promise 8: three hundred attempts run out within ten seconds while a hundred candidates still post.

Half of those hand in when their time is up, the others go on posting until well after the grace; the rest left long ago.
Everything is closed within 60 s after the grace, each attempt has one result, nothing is answered with 5xx.
"""

import argparse
import asyncio
import time
from contextlib import suppress

from benchmarks.candidate import Candidate, Ledger, Refused
from benchmarks.client import Broken
from benchmarks.drills.common import begin, candidates, conclude, failures, keep_answering, verdict
from benchmarks.stack import Stack, stack, wait_for

GRACE, SPREAD, PATIENCE = 10, 10, 60
OPEN = "SELECT count(*) FROM assessments_attempt WHERE state = 'in_progress'"
LEFT = "SELECT extract(epoch FROM min(deadline) - now()) FROM assessments_attempt"
# How long after its last moment each was written down as closed; handed in by a person: within its time.
SLOWEST = """SELECT coalesce(max(extract(epoch FROM a.at - t.final_at)), 0) FROM assessments_attempt t JOIN core_auditentry a
    ON a.object_id = t.id::text AND a.action = 'assessments.attempt_closed'"""
RESULTS = "SELECT count(*) FROM assessments_attempt WHERE state = 'released' AND score IS NOT NULL"
TWICE = """SELECT (SELECT count(*) FROM (SELECT item_id FROM assessments_mark GROUP BY item_id HAVING count(*) > 1) m)
    + (SELECT count(*) FROM (SELECT person_id FROM people_message WHERE template = 'exam_result'
        GROUP BY person_id HAVING count(*) > 1) p)
    + (SELECT count(*) FROM (SELECT object_id FROM core_auditentry
        WHERE action IN ('assessments.attempt_closed', 'assessments.attempt_submitted')
        GROUP BY object_id HAVING count(*) > 1) a)"""


async def stampede(whole: Stack, everybody: list[Candidate], left: float, pause: float) -> None:
    """Post until the time of the last is up and the grace over; every second candidate hands in at the end."""
    end = time.monotonic() + left
    await asyncio.gather(*(post(one, end, pause, place % 2 == 0) for place, one in enumerate(everybody)))


async def post(candidate: Candidate, end: float, pause: float, hands_in: bool) -> None:
    moment = end + candidate.draw.uniform(0, SPREAD + GRACE)
    await keep_answering(candidate, moment if hands_in else end + SPREAD + GRACE + 5, pause)
    if hands_in:
        with suppress(Broken, Refused):
            await candidate.submit()


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=300, help="attempts that run out (300)")
    parser.add_argument("--vus", type=int, default=100, help="candidates among them who still post (100)")
    parser.add_argument("--ahead", type=int, default=150, help="seconds in which everybody must have begun (150)")
    parser.add_argument("--pause", type=float, default=2, help="seconds between two answers of one candidate (2)")
    options = parser.parse_args()
    ledger = Ledger()
    with stack() as whole:
        silent = options.attempts - options.vus
        times = {"closes-in": options.ahead, "spread": SPREAD, "grace": GRACE, "minutes": 240}
        seeded = whole.seed(people=options.attempts, begun=silent, passmark=1, **times)
        whole.start_web()
        whole.start_worker()
        posting = candidates(whole, {**seeded, "people": seeded["people"][: options.vus]}, ledger)

        async def exam() -> None:
            await begin(posting)
            await stampede(whole, posting, float(whole.psql(LEFT)), options.pause)

        asyncio.run(exam())
        wait_for(lambda: whole.psql(OPEN) == "0", PATIENCE + GRACE)
        still_open, slowest = int(whole.psql(OPEN)), float(whole.psql(SLOWEST))
        results, twice = int(whole.psql(RESULTS)), int(whole.psql(TWICE))
        report = verdict(whole, ledger)
    print(f"failures seen by candidates: {failures(ledger)}")
    lost, findings = len(report["lost"]), report["findings"]
    failed = sum(count for (_step, what), count in ledger.failures.items() if what.startswith("5"))
    return conclude(
        not (still_open or twice or failed or lost or findings)
        and (
            slowest <= PATIENCE and results == options.attempts and sum(report["states"].values()) == options.attempts
        ),
        f"{options.attempts} attempts ran out within {SPREAD} s, {options.vus} candidates still posting: the slowest was "
        f"closed {slowest:.0f} s after its grace, {still_open} left open, {results} results, {twice} of anything twice, "
        f"{failed} × 5xx, {report['acknowledged']} acknowledged, {lost} lost, {len(findings)} findings",
    )


if __name__ == "__main__":
    raise SystemExit(main())
