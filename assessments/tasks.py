"""What the schedule does for attempts, and work in the background; safe to run twice and in parallel."""

from celery import shared_task

from assessments.services import close_expired, mark_absences, release_due, tell_changed_times
from core.jobs import JobHandle, job


@shared_task(name="assessments.tasks.close_expired_attempts")
def close_expired_attempts() -> dict[str, int]:
    """Close what the clock has closed, release what is due, then note who did not come."""
    return {"closed": close_expired(), "released": release_due(), "absent": mark_absences()}


@job("assessments.tell_times")
def tell_times(handle: JobHandle, entries: list[int], at: str) -> dict[str, int]:
    """Tell those who still have to sit an exam how long they have now."""
    return {"told": tell_changed_times(entries=entries, at=at)}
