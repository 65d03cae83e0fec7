"""What competencies does on a schedule."""

from celery import shared_task

from competencies import services


@shared_task(name="competencies.refresh_due")
def refresh_due() -> int:
    """Each morning: the statuses that have become due, stale or expired."""
    return services.refresh_due_statuses()
