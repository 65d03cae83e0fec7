"""Whole exam journeys against the product as it is served, and its save beside a minimal Django view, interleaved.

Log in → course → rules → start → sitting page → 20 answers → submit → receipt → result, so many candidates at once; then
rounds of saves only, each as long against the product as against `baselines/minimal.py`, with the same number of processes
and threads on the same PostgreSQL. Everything is ours, on loopback, bounded, and ended by process id; client and server
share the cores, so what counts is the ratio and the CPU-milliseconds of the server's processes (PostgreSQL's included).
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.candidate import Candidate, Ledger, Refused
from benchmarks.client import Answer, Broken, Client
from benchmarks.drills.common import candidates, failures, percentile, verdict
from benchmarks.stack import Stack, cpu_of_tree, stack
from scripts.servers import end, free_port, wait_until


class Minimal:
    """The baseline: its own database on the same cluster, its own gunicorn of the same size."""

    def __init__(self, whole: Stack, count: int) -> None:
        self.port, server = free_port(), whole.postgres.url.rsplit("/", 1)[0]
        whole.psql("CREATE DATABASE minimal", f"{server}/postgres")
        bind, database = f"127.0.0.1:{self.port}", f"{server}/minimal"
        environment = {**whole.environment, "DATABASE_URL": database, "BIND": bind}
        root = Path(__file__).resolve().parent.parent
        command = [sys.executable, "-m", "benchmarks.baselines.minimal", str(count)]
        made = subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True)
        self.people = json.loads(made.stdout.splitlines()[-1])
        gunicorn = [str(Path(sys.executable).with_name("gunicorn")), "benchmarks.baselines.minimal:application"]
        with (whole.folder / "minimal.log").open("wb") as log:
            self.process = subprocess.Popen(
                gunicorn, env=environment, cwd=root, stdout=log, stderr=log, start_new_session=True
            )
        self.clients = [Client(self.port, cookies={"sessionid": session}) for session, _attempt in self.people]
        if not wait_until(lambda: asyncio.run(self._answers()), self.process, 30):
            raise SystemExit("the minimal view did not start: " + (whole.folder / "minimal.log").read_text()[-1500:])

    async def _answers(self) -> bool:
        client = Client(self.port, cookies=dict(self.clients[0].cookies))
        try:
            return (await self.save(client, self.people[0][1], 1)).status == 200
        except Broken:
            return False
        finally:
            client.close()

    async def save(self, client: Client, attempt: int, position: int) -> Answer:
        return await client.post(f"/save/{attempt}/", as_json={"position": position, "value": "A"})


async def journeys(everybody: list[Candidate], at_once: int, seconds: float) -> float:
    """Whole journeys, `at_once` at a time, begun until the time is over; returns how long it took."""
    waiting, began = iter(everybody), time.monotonic()

    async def one_after_the_other() -> None:
        for candidate in waiting:
            if time.monotonic() - began > seconds:
                return
            with suppress(Broken, Refused):
                await candidate.journey()

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))
    return time.monotonic() - began


async def few_at_a_time(everybody: list[Candidate], work, at_once: int = 8) -> None:
    """`work` of each candidate."""
    gate = asyncio.Semaphore(at_once)

    async def one(candidate: Candidate) -> None:
        async with gate:
            await work(candidate)

    await asyncio.gather(*(one(candidate) for candidate in everybody))


async def closing(work, everybody: list[Candidate]):
    """What `work` gives, with the connections closed in the loop they were opened in."""
    try:
        return await work
    finally:
        for candidate in everybody:
            candidate.client.close()


async def saves(everybody: list[Candidate], seconds: float) -> tuple[int, list[float]]:
    """Saves without a pause; how many, and how long each took."""
    until, ledger = time.monotonic() + seconds, everybody[0].ledger
    before = len(ledger.seconds["save"])

    async def one(candidate: Candidate) -> None:
        while time.monotonic() < until:
            with suppress(Broken, Refused):
                await candidate.save(candidate.draw.randint(1, candidate.questions))

    await asyncio.gather(*(one(candidate) for candidate in everybody))
    taken = ledger.seconds["save"][before:]
    return len(taken), taken


async def minimal_saves(minimal: Minimal, seconds: float) -> tuple[int, list[float]]:
    """The same against the minimal view."""
    until, taken = time.monotonic() + seconds, []

    async def one(client: Client, attempt: int) -> None:
        position = 0
        while time.monotonic() < until:
            position = position % 20 + 1
            answer = await minimal.save(client, attempt, position)
            if answer.status == 200:
                taken.append(answer.seconds)

    pairs = zip(minimal.clients, minimal.people, strict=True)
    await asyncio.gather(*(one(client, attempt) for client, (_session, attempt) in pairs))
    for client in minimal.clients:
        client.close()
    return len(taken), taken


def spent(before: dict[str, float], after: dict[str, float]) -> float:
    """CPU-seconds of all server processes between two readings."""
    return sum(after.values()) - sum(before.values())


def side_by_side(whole: Stack, minimal: Minimal, everybody: list[Candidate], options: argparse.Namespace) -> None:
    """Rounds of saves, ours and the minimal view's by turns; prints medians and their ratio."""
    rates: dict[str, list[float]] = {"ours": [], "minimal": []}
    cpu: dict[str, list[float]] = {"ours": [], "minimal": []}
    by_process: dict[str, list[dict[str, float]]] = {"ours": [], "minimal": []}
    slow: dict[str, list[float]] = {"ours": [], "minimal": []}
    for _round in range(options.rounds):
        for name in rates:
            before = {**whole.cpu_seconds(), "minimal": cpu_of_tree(minimal.process.pid)}
            work = (
                closing(saves(everybody, options.seconds), everybody)
                if name == "ours"
                else minimal_saves(minimal, options.seconds)
            )
            count, taken = asyncio.run(work)
            after = {**whole.cpu_seconds(), "minimal": cpu_of_tree(minimal.process.pid)}
            rates[name].append(count / options.seconds)
            cpu[name].append(1000 * spent(before, after) / max(count, 1))
            by_process[name].append({part: 1000 * (after[part] - before[part]) / max(count, 1) for part in after})
            slow[name].append(percentile(taken, 0.95))
    print(f"\nsave one answer, {options.vus} at once, {options.rounds} rounds of {options.seconds:.0f} s each, medians")
    median = statistics.median
    for name in rates:
        print(
            f"  {name:<8}{median(rates[name]):8.0f} /s   p95 {median(slow[name]):6.0f} ms   {median(cpu[name]):6.2f} CPU-ms"
            f"   {_parts(by_process[name])}"
        )
    print(f"  ours ÷ minimal: {median(rates['ours']) / max(median(rates['minimal']), 1):.2f} (target ≥ 0.80)")


def _parts(rounds: list[dict[str, float]]) -> str:
    """Whose CPU-milliseconds they are, medians: "web 1.20, postgresql 0.61"."""
    names = [
        "minimal" if "minimal" in rounds[0] and rounds[0]["minimal"] > rounds[0]["web"] else "web",
        "postgresql",
        "redis",
    ]
    return ", ".join(f"{name} {statistics.median(part[name] for part in rounds):.2f}" for name in names)


def print_journeys(ledger: Ledger, seconds: float, used: float) -> None:
    """Rate, CPU and the steps."""
    done = max(ledger.journeys, 1)
    print(
        f"journeys: {ledger.journeys} in {seconds:.1f} s = {ledger.journeys / seconds:.2f}/s, {1000 * used / done:.0f} CPU-ms each"
    )
    print(f"{'step':<14}{'count':>7}{'p50':>9}{'p95':>9}{'p99':>9}  ms")
    for step, taken in ledger.seconds.items():
        values = "".join(f"{percentile(taken, share):9.0f}" for share in (0.5, 0.95, 0.99))
        print(f"{step:<14}{len(taken):>7}{values}")


def main() -> int:
    """Run both parts and judge what must hold whatever the speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vus", type=int, default=32, help="candidates at once (32)")
    parser.add_argument("--seconds", type=float, default=10, help="length of each round of saves (10)")
    parser.add_argument("--journey-seconds", type=float, default=40, help="new journeys are begun for so long (40)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of saves on each side (3)")
    parser.add_argument("--workers", type=int, default=2, help="gunicorn processes on each side (2)")
    parser.add_argument("--threads", type=int, default=8, help="threads of each process (8)")
    options = parser.parse_args()
    people = int(options.vus + 20 * options.journey_seconds)
    print(
        f"{options.workers} processes × {options.threads} threads, {options.vus} at once, load {os.getloadavg()[0]:.1f}"
    )
    with stack(workers=options.workers, threads=options.threads) as whole:
        seeded = whole.seed(people=people)
        whole.start_web()
        ledger = Ledger()
        everybody = candidates(whole, seeded, ledger)
        asyncio.run(journeys(everybody[-options.vus :], options.vus, 1))  # both sides warm
        for name in ("seconds", "failures"):
            getattr(ledger, name).clear()
        ledger.journeys = 0
        before = whole.cpu_seconds()
        seconds = asyncio.run(journeys(everybody[options.vus : -options.vus], options.vus, options.journey_seconds))
        print_journeys(ledger, seconds, spent(before, whole.cpu_seconds()))
        sitting = everybody[: options.vus]
        for name, work in (("log-in", Candidate.log_in), ("start", Candidate.start)):
            before = whole.cpu_seconds()
            asyncio.run(closing(few_at_a_time(sitting, work), sitting))
            print(f"{name}: {1000 * spent(before, whole.cpu_seconds()) / len(sitting):.0f} CPU-ms each")
        minimal = Minimal(whole, options.vus)
        try:
            side_by_side(whole, minimal, sitting, options)
        finally:
            end(minimal.process)
        report = verdict(whole, ledger)
    lost, findings = len(report["lost"]), len(report["findings"])
    print(
        f"errors: {failures(ledger)}; {report['acknowledged']} answers acknowledged, {lost} lost, {findings} findings"
    )
    return int(bool(lost or findings or ledger.crashes()))


if __name__ == "__main__":
    raise SystemExit(main())
