"""What the drills share: candidates that keep answering through failures, and the verdict afterwards."""

import asyncio
import json
import random
import time
from contextlib import suppress

from benchmarks.candidate import Candidate, Ledger, Refused
from benchmarks.client import Broken
from benchmarks.stack import Stack


def candidates(whole: Stack, seeded: dict, ledger: Ledger, seed: int = 1) -> list[Candidate]:
    """One candidate per seeded person."""
    return [
        Candidate(
            whole.port, name, seeded["password"], entry, seeded["course"], ledger, random.Random(seed * 10_007 + entry)
        )
        for name, entry in seeded["people"]
    ]


async def begin(everybody: list[Candidate], at_once: int = 8) -> None:
    """Log in and start, a few at a time."""
    gate = asyncio.Semaphore(at_once)

    async def one(candidate: Candidate) -> None:
        async with gate:
            await candidate.log_in()
            await candidate.start()

    await asyncio.gather(*(one(candidate) for candidate in everybody))


async def keep_answering(candidate: Candidate, until: float, pause: float) -> None:
    """Save again and again, about every `pause` seconds; a failure is counted and the same answer sent again."""
    await asyncio.sleep(candidate.draw.random() * pause)
    while time.monotonic() < until:
        with suppress(Broken, Refused):
            await candidate.save(candidate.draw.randint(1, candidate.questions))
        await asyncio.sleep(pause * candidate.draw.uniform(0.7, 1.3))


def verdict(whole: Stack, ledger: Ledger) -> dict:
    """What the database has of what was acknowledged, and what the invariant checker finds."""
    file = whole.folder / "ledger.json"
    file.write_text(json.dumps([[*key, *value] for key, value in ledger.acknowledged.items()]))
    report = json.loads(whole.run("benchmarks.ledger", str(file)).splitlines()[-1])
    report["findings"] = whole.invariants()
    return report


def percentile(values: list[float], share: float) -> float:
    """In milliseconds; 0 of nothing."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def failures(ledger: Ledger) -> str:
    """ "save 503 ×12, save ConnectionResetError ×3"; "none"."""
    return ", ".join(f"{step} {what} ×{count}" for (step, what), count in sorted(ledger.failures.items())) or "none"


def conclude(kept: bool, figures: str) -> int:
    """The last line, which `scripts.drill` notes; the exit code."""
    print(f"result: {'kept' if kept else 'BROKEN'}: {figures}")
    return 0 if kept else 1
