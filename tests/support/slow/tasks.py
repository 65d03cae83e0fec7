"""The work: long the first time, quick the second."""

import time

from core.jobs import JobHandle, job


@job("tests.slow")
def slow(handle: JobHandle, seconds: float) -> dict[str, int]:
    """Sleep in the first attempt only; says in which attempt it ended."""
    attempt = handle.job.attempts
    handle.progress(1, 2)
    if attempt == 1:
        time.sleep(seconds)
    return {"attempt": attempt}
