"""What the drills share: candidates that keep answering through failures, and the verdict afterwards."""

import asyncio
import json
import os
import random
import time
from collections.abc import Awaitable, Callable
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


async def again(candidate: Candidate, until: float, pause: float, act: Callable[[], Awaitable[None]]) -> None:
    """Do it about every `pause` seconds; what fails is counted by the candidate."""
    await asyncio.sleep(candidate.draw.random() * pause)
    while time.monotonic() < until:
        with suppress(Broken, Refused):
            await act()
        await asyncio.sleep(pause * candidate.draw.uniform(0.7, 1.3))


async def keep_answering(candidate: Candidate, until: float, pause: float) -> None:
    """Save again and again; after a failure the same answer is sent again."""
    await again(candidate, until, pause, lambda: candidate.save(candidate.draw.randint(1, candidate.questions)))


def verdict(whole: Stack, ledger: Ledger) -> dict:
    """What the database has of what was acknowledged, and what the invariant checker finds; some of either is printed."""
    file = whole.folder / "ledger.json"
    file.write_text(json.dumps([[*key, *value] for key, value in ledger.acknowledged.items()]))
    report = json.loads(whole.run("benchmarks.ledger", str(file)).splitlines()[-1])
    report["findings"] = whole.invariants()
    for line in [*report["lost"][:5], *report["findings"][:5]]:
        print(line)
    return report


def percentile(values: list[float], share: float) -> float:
    """In milliseconds; 0 of nothing."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def failures(ledger: Ledger) -> str:
    """ "save 503 ×12, save ConnectionResetError ×3"; "none"."""
    return ", ".join(f"{step} {what} ×{count}" for (step, what), count in sorted(ledger.failures.items())) or "none"


def conclude(kept: bool, figures: str, unguarded: str = "") -> int:
    """The last line, which `scripts.drill` notes, with the machine's load; the exit code.

    A control, whose guard is off (`unguarded` says which), is good when the promise is broken.
    """
    word = "kept" if kept else "BROKEN"
    if unguarded:
        word = f"control, {unguarded}: {'NOTHING was found' if kept else 'found broken, as it must be'}"
    print(f"result: {word}: {figures}; load {os.getloadavg()[1]:.1f}")
    return int(kept if unguarded else not kept)
