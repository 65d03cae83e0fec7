"""What the schedule does for attempts; safe to run twice and in parallel."""

from celery import shared_task

from assessments.services import close_expired, mark_absences, release_due


@shared_task(name="assessments.tasks.close_expired_attempts")
def close_expired_attempts() -> dict[str, int]:
    """Close what the clock has closed, release what is due, then note who did not come."""
    return {"closed": close_expired(), "released": release_due(), "absent": mark_absences()}
